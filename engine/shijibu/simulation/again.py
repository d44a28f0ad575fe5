"""Decided rounds computed again from what the ledger keeps, each under the rules that somebody wants to try; nothing is decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from shijibu.figures.evaluation import Evaluation
from shijibu.ledger import DecidedAt, Ledger
from shijibu.rounds.amend import amended
from shijibu.rounds.computed import Computed, computed, past_rounds
from shijibu.rounds.decided import DecidedRound, NotDecided, decided_round
from shijibu.rounds.kept import figures_before
from shijibu.rounds.results import RoundFigures
from shijibu.rounds.rules import rules_of
from shijibu.rounds.standing import Standing
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Cadence, Period
from shijibu.simulation.untouched import untouched


@dataclass(frozen=True, slots=True)
class Rounds:
    """Decided rounds, oldest first, without a gap. earlier: the figures of those before them. chosen: the periods that were asked for."""

    ledger: Ledger
    scheme: str
    decided: Sequence[DecidedAt]
    earlier: Sequence[tuple[str, RoundFigures]]
    chosen: frozenset[str]

    def read(self) -> Iterator[DecidedRound]:
        """One after the other, as each was decided: a large county's year at once would fill the memory."""
        for one in self.decided:
            yield decided_round(self.ledger, self.scheme, one.period, as_decided=True)

    @property
    def latest_rules(self) -> Scheme:
        """What the last of them was decided under."""
        last = self.decided[-1]
        return rules_of(self.ledger, self.scheme, last.period, last.version).scheme


@dataclass(frozen=True, slots=True)
class Course:
    """What a round came to, as decided and as computed again: what later rounds ask of it."""

    period: Period
    was: RoundFigures
    now: RoundFigures


@dataclass(frozen=True, slots=True)
class Again:
    """A decided round, and what came of it under a scheme."""

    was: DecidedRound
    scheme: Scheme
    now: Computed

    @property
    def course(self) -> Course:
        return Course(self.was.period, self.was.figures, self.now.figures)


def rounds_of(
    ledger: Ledger, id: str, cadence: Cadence | None, periods: Sequence[Period] = (), since: Period | None = None,
) -> Rounds:
    """The decided rounds of a scheme and a cadence (None: of the latest): those of `periods` with what lies between them, those from `since`
    on, or all. Raises NotDecided."""
    first = min([*periods, *([since] if since else [])], default=None)
    last = max(periods) if periods and since is None else None
    every = [(Period.parse(d.period), d) for d in ledger.decided(id)]
    own = cadence or (every[-1][0].cadence if every else None)
    listed = [(p, d) for p, d in every if p.cadence == own and (first is None or not p < first) and (last is None or not last < p)]
    known = {str(p): p for p, _ in listed}
    for asked in periods:
        if str(asked) not in known:
            raise NotDecided(f"台账中没有{asked.label}的汇总结果")
    if not listed:
        raise NotDecided(f"台账中没有{f'{since.label}以来' if since else ''}的汇总结果")
    named = {str(p) for p in periods}
    everything = not named and since is None
    chosen = {text for text, p in known.items() if everything or text in named or (since is not None and not p < since)}
    earlier = figures_before(ledger, id, str(listed[0][0]))
    return Rounds(ledger, id, [d for _, d in listed], earlier, frozenset(chosen))


def again(those: Rounds, rules: Callable[[DecidedRound], Scheme]) -> Iterator[Again]:
    """Each round computed under the rules that it is given, on what the rounds before it came to. Only one is in memory at a time, where the
    caller keeps none."""
    past = list(those.earlier)
    for round_ in those.read():
        yield _computed(round_, rules(round_), past)
        del round_  # before the next is read


def _computed(round_: DecidedRound, scheme: Scheme, past: list[tuple[str, RoundFigures]]) -> Again:
    """One round; `past` has it too afterwards."""
    books, cells = amended(scheme, round_.returned, round_.amendments, round_.sheets)
    stand = Standing.of_results(round_.results)
    evaluation = Evaluation(scheme, round_.period, round_.roster, books, past_rounds(past, scheme), late=stand.late,
                            rejected=round_.files.uncorrected_units)
    for (whose, id), values in untouched(round_, scheme).items():
        evaluation.memo.take(whose, id, values)
    now = computed(evaluation, round_.files, stand, cells)
    past.append((str(round_.period), now.figures))
    return Again(round_, scheme, now)
