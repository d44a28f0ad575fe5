"""A round's figures computed side by side, as `consolidate --workers 2` has them computed, and whether they are the same."""

from __future__ import annotations

from shijibu.figures.evaluation import Evaluation
from shijibu.figures.own_figures import OwnFigures
from shijibu.rounds.computed import figures_of


def same_apart(asked: Evaluation) -> int:
    """Holds figures and errors, in their order, to what one process computes by itself. How many values came from others. Units are late and
    rejected besides."""
    inputs = asked.scheme, asked.period, asked.roster, asked.books, asked.past
    whose_returns = {"late": list(asked.books)[::2], "rejected": [u.code for u in asked.roster.units if u.code not in asked.books]}
    alone, apart, others = Evaluation(*inputs, **whose_returns), Evaluation(*inputs, **whose_returns), 0
    for first in range(2):
        for (whose, id), values in OwnFigures(*inputs, **whose_returns).of_units(list(asked.books)[first::2]).items():
            apart.memo.take(whose, id, values)
            others += len(values)
    assert figures_of(apart) == figures_of(alone) and apart.uncomputed == alone.uncomputed
    return others
