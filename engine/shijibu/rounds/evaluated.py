"""A round computed from its files: what a consolidation decides, and what is computed again from the ledger alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TypeVar

from shijibu.figures.evaluation import Book, Evaluation
from shijibu.figures.own_figures import OwnFigures, OwnValues
from shijibu.ledger import Ledger, Round
from shijibu.rounds.amend import APPLIED, Amendment, amended
from shijibu.rounds.computed import Computed, computed, past_rounds
from shijibu.rounds.decided import DecidedRound
from shijibu.rounds.difference import difference
from shijibu.rounds.kept import books_of, figures_before, roster_of
from shijibu.rounds.similarity import add_similar_texts
from shijibu.rounds.sorting import Sorted
from shijibu.rounds.standing import Standing
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.spreadsheet.uncollected import uncollected

E = TypeVar("E", bound=Evaluation)


def evaluated(
    ledger: Ledger, scheme: Scheme, period: Period, round_: Round, files: Sorted, stand: Standing, *, amendments: Sequence[Amendment],
    workers: int = 1,
) -> DecidedRound:
    """The round computed from its files as amended and from the rounds before it; nothing is decided yet (revision 0).

    Its `changes`: every figure that the amendments made different from what the files as returned give. workers: with more than one, so many
    processes of their own compute what comes from each unit's own workbook.
    """
    past = past_rounds(figures_before(ledger, scheme.id, str(period)), scheme)
    returned, roster = books_of(files), roster_of(round_.roster)
    books, cells = amended(scheme, returned, amendments, {unit: f.sheets for unit, f in files.accepted.items()})

    def asked_as(kind: type[E], books: Mapping[str, Book]) -> E:
        return kind(scheme, period, roster, books, past, late=stand.late, rejected=files.uncorrected_units)

    def of_share(books: Mapping[str, Book], first: int) -> OwnValues:
        with uncollected():
            return asked_as(OwnFigures, books).of_units(list(books)[first::workers])

    def from_books(books: Mapping[str, Book]) -> Computed:
        evaluation = asked_as(Evaluation, books)
        if workers > 1:
            from shijibu.rounds.forked import can_fork, done_apart  # objections and other commands compute a round without

            for values in done_apart([partial(of_share, books, first) for first in range(workers)], workers) if can_fork() else ():
                for (whose, id), own in values.items():
                    evaluation.memo.take(whose, id, own)
        return computed(evaluation, files, stand, cells)

    now = from_books(books)
    if any(c.state == APPLIED for c in cells):
        now.results.changes = difference(scheme, roster, from_books(returned), now)
    done = DecidedRound(scheme, period, round_, files, amendments, now.results, now.figures, lambda: now.evaluation,
                        rule_changes=ledger.rule_changes(scheme.id, str(period)))
    done.roster = roster
    add_similar_texts(done, ledger)
    return done
