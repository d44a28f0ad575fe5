"""A round's figures computed side by side, as `consolidate --workers 2` has them computed, and whether they are the same."""

from __future__ import annotations

from shijibu.figures.evaluation import Evaluation
from shijibu.figures.own_figures import OwnFigures
from shijibu.rounds.computed import figures_of


def same_apart(asked: Evaluation) -> int:
    """Holds figures and errors, in their order, to what one process computes by itself. How many values came from others."""
    inputs = asked.scheme, asked.period, asked.roster, asked.books, asked.past
    alone, apart, others = Evaluation(*inputs), Evaluation(*inputs), 0
    for first in range(2):
        for (whose, id), values in OwnFigures(*inputs).of_units(list(asked.books)[first::2]).items():
            apart.memo.take(whose, id, values)
            others += len(values)
    assert figures_of(apart) == figures_of(alone) and apart.uncomputed == alone.uncomputed
    return others
