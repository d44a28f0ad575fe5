"""A round computed from its files: what a consolidation decides, and what is computed again from the ledger alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shijibu.figures.evaluation import Book, Evaluation
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


def evaluated(
    ledger: Ledger, scheme: Scheme, period: Period, round_: Round, files: Sorted, stand: Standing, *, amendments: Sequence[Amendment],
) -> DecidedRound:
    """The round computed from its files as amended and from the rounds before it; nothing is decided yet (revision 0).

    Its `changes`: every figure that the amendments made different from what the files as returned give.
    """
    past = past_rounds(figures_before(ledger, scheme.id, str(period)), scheme)
    returned, roster = books_of(files), roster_of(round_.roster)
    books, cells = amended(scheme, returned, amendments, {unit: f.sheets for unit, f in files.accepted.items()})

    def from_books(books: Mapping[str, Book]) -> Computed:
        evaluation = Evaluation(scheme, period, roster, books, past, late=stand.late, rejected=files.uncorrected_units)
        return computed(evaluation, files, stand, cells)

    now = from_books(books)
    if any(c.state == APPLIED for c in cells):
        now.results.changes = difference(scheme, roster, from_books(returned), now)
    done = DecidedRound(scheme, period, round_, files, amendments, now.results, now.figures, lambda: now.evaluation,
                        rule_changes=ledger.rule_changes(scheme.id, str(period)))
    add_similar_texts(done, ledger)
    return done
