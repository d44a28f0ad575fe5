"""Decided rounds computed again from what the ledger keeps: on demand after an objection, and to see what one objection changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shijibu.ledger import Ledger
from shijibu.rounds.amend import Amendment, amendments_in, order_of
from shijibu.rounds.decided import DecidedRound, decided_round
from shijibu.rounds.difference import WithResults, difference
from shijibu.rounds.evaluated import evaluated
from shijibu.rounds.results import Change
from shijibu.rounds.sections import decided_in_parts
from shijibu.rounds.standing import Standing


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A round computed again and decided, with what became different from its last decision."""

    done: DecidedRound
    changes: list[Change]


def evaluated_with(ledger: Ledger, round_: DecidedRound, amendments: Sequence[Amendment]) -> DecidedRound:
    """A decided round computed from its accepted returns with these amendments; nothing is decided yet."""
    done = evaluated(ledger, round_.scheme, round_.period, round_.round, round_.files, Standing.of_results(round_.results), amendments=amendments)
    done.notice = round_.notice
    return done


def changes_between(round_: DecidedRound, before: WithResults, after: WithResults) -> list[Change]:
    """What is different between two computations of a round."""
    return difference(round_.scheme, round_.roster, before, after)


def recompute(ledger: Ledger, scheme: str, period: str) -> Recomputed:
    """Compute a decided round from the ledger and the rounds before it as they are now, and decide it. Where nothing is different, no new
    revision. Raises NotDecided, DecidedMeanwhile."""
    round_ = decided_round(ledger, scheme, period)
    done = evaluated_with(ledger, round_, round_.amendments)
    done.revision = ledger.decide_anew(scheme, period, upon=round_.basis, results=done.results.model_dump(),
                                       figures=decided_in_parts(done.results, done.figures), version=round_.round.version)
    done.as_it_stands(ledger)
    return Recomputed(done, changes_between(round_, round_, done))


def changed_by_objection(ledger: Ledger, id: int) -> list[Change]:
    """What one upheld objection changed: its round with all amendments decided before it, and with its own besides. Empty for any other."""
    objection = ledger.objection(id)
    own = amendments_in(objection) if objection.decision == "upheld" else []
    if not own:
        return []
    round_ = decided_round(ledger, objection.scheme, objection.period, as_decided=True)
    listed = ledger.objections(objection.scheme, objection.period)
    earlier = {o.id for o in listed if o.changed and order_of(o) < order_of(objection)}
    before = [a for a in round_.amendments if a.objection in earlier]
    return changes_between(round_, evaluated_with(ledger, round_, before), evaluated_with(ledger, round_, [*before, *own]))
