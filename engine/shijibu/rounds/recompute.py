"""Decided rounds computed anew from what the ledger keeps: on demand after an objection, and to see what one objection changed."""

from __future__ import annotations

from dataclasses import dataclass

from shijibu.ledger import Ledger
from shijibu.rounds.amend import Amendment, amendments_in, amendments_of, order_of
from shijibu.rounds.consolidate import Consolidated, evaluated
from shijibu.rounds.difference import Change, difference
from shijibu.rounds.reopen import Reopened, reopened
from shijibu.rounds.results import roster_of
from shijibu.rounds.standing import Standing


@dataclass(slots=True)
class Anew:
    """A round computed and decided anew, with what became different from its last decision."""

    done: Consolidated
    changes: list[Change]


def evaluated_with(ledger: Ledger, round_: Reopened, amendments: list[Amendment]) -> Consolidated:
    """A decided round computed from its accepted returns with these amendments; nothing is decided yet."""
    done = evaluated(ledger, round_.scheme, round_.period, round_.round, round_.files,
                     Standing.of_results(round_.decision.results), amendments=amendments)
    done.notice = round_.notice
    return done


def changes_between(round_: Reopened, before: object, after: object) -> list[Change]:
    """What is different between two of: a decision of the round, the round computed anew."""
    told = ({"results": one.results, "figures": one.figures} for one in (before, after))  # type: ignore[attr-defined]
    return difference(round_.scheme, roster_of(round_.round.roster), *told)


def decided_anew(ledger: Ledger, scheme: str, period: str) -> Anew:
    """Compute a decided round from the ledger and the rounds before it as they are now, and decide it. Where nothing is different, no new
    revision. Raises CannotReopen, DecidedMeanwhile."""
    round_ = reopened(ledger, scheme, period)
    done = evaluated_with(ledger, round_, amendments_of(ledger, scheme, period))
    done.revision = ledger.decide_anew(scheme, period, revision=round_.decision.revision, results=done.results, figures=done.figures,
                                       version=round_.round.version)
    done.head = ledger.decision_head(scheme, period)
    return Anew(done, changes_between(round_, round_.decision, done))


def changed_by_objection(ledger: Ledger, id: int) -> list[Change]:
    """What one upheld objection changed: its round with all amendments decided before it, and with its own besides. Empty for any other."""
    objection = ledger.objection(id)
    own = amendments_in(objection) if objection.decision == "upheld" else []
    if not own:
        return []
    round_ = reopened(ledger, objection.scheme, objection.period, as_decided=True)
    listed = ledger.objections(objection.scheme, objection.period)
    earlier = {o.id for o in listed if o.changed and order_of(o) < order_of(objection)}
    before = [a for a in amendments_of(ledger, objection.scheme, objection.period) if a.objection in earlier]
    return changes_between(round_, evaluated_with(ledger, round_, before), evaluated_with(ledger, round_, [*before, *own]))
