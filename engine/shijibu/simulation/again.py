"""Decided rounds computed again from what the ledger keeps, each under the rules that somebody wants to try; nothing is decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from shijibu.figures.evaluation import Evaluation
from shijibu.ledger import Ledger
from shijibu.rounds.amend import amended
from shijibu.rounds.computed import Computed, computed, past_rounds
from shijibu.rounds.decided import DecidedRound, NotDecided, decided_rounds
from shijibu.rounds.kept import figures_by_period
from shijibu.rounds.results import RoundFigures
from shijibu.rounds.standing import Standing
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Cadence, Period


@dataclass(frozen=True, slots=True)
class Rounds:
    """Decided rounds, oldest first, without a gap. earlier: the figures of those before them. chosen: the periods that were asked for."""

    rounds: Sequence[DecidedRound]
    earlier: Sequence[tuple[str, RoundFigures]]
    chosen: frozenset[str]


@dataclass(frozen=True, slots=True)
class Again:
    """A decided round, and what came of it under a scheme."""

    was: DecidedRound
    scheme: Scheme
    now: Computed


def rounds_of(
    ledger: Ledger, id: str, cadence: Cadence | None, periods: Sequence[Period] = (), since: Period | None = None,
) -> Rounds:
    """The decided rounds of a scheme and a cadence (None: of the latest): those of `periods` with what lies between them, those from `since`
    on, or all. Raises NotDecided."""
    first = min([*periods, *([since] if since else [])], default=None)
    last = max(periods) if periods and since is None else None
    listed = list(decided_rounds(ledger, id, first=str(first) if first else None))
    own = cadence or (listed[-1].period.cadence if listed else None)
    listed = [r for r in listed if r.period.cadence == own and (last is None or not last < r.period)]
    known = {str(r.period): r.period for r in listed}
    for asked in periods:
        if str(asked) not in known:
            raise NotDecided(f"台账中没有{asked.label}的汇总结果")
    if not listed:
        raise NotDecided(f"台账中没有{f'{since.label}以来' if since else ''}的汇总结果")
    named = {str(p) for p in periods}
    everything = not named and since is None
    chosen = {text for text, p in known.items() if everything or text in named or (since is not None and not p < since)}
    return Rounds(listed, figures_by_period(ledger.decisions(id, before=str(listed[0].period))), frozenset(chosen))


def again(those: Rounds, rules: Callable[[DecidedRound], Scheme]) -> Iterator[Again]:
    """Each round computed under the rules that it is given, on what the rounds before it came to."""
    past = list(those.earlier)
    for round_ in those.rounds:
        scheme = rules(round_)
        books, cells = amended(scheme, round_.returned, round_.amendments, round_.sheets)
        stand = Standing.of_results(round_.results)
        evaluation = Evaluation(scheme, round_.period, round_.roster, books, past_rounds(past, scheme), late=stand.late,
                                rejected=round_.files.uncorrected_units)
        now = computed(evaluation, round_.files, stand, cells)
        past.append((str(round_.period), now.figures))
        yield Again(round_, scheme, now)
