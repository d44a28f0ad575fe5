"""What another figure of a rule takes unrounded is made once with the figure itself, in every county."""

from __future__ import annotations

import pytest

from shijibu.figures.evaluation import Evaluation
from shijibu.rounds.computed import figures_of
from shijibu.rounds.decided import decided_rounds
from shijibu.scheme.binding import binding_of
from tests.county import County


def test_figures_are_the_same_as_when_each_is_made_by_itself(counties: dict[str, County], monkeypatch: pytest.MonkeyPatch):
    taken = 0
    for id, county in counties.items():
        round_ = next(decided_rounds(county.ledger, id))
        first, binding = round_.evaluation, binding_of(round_.scheme)

        def again(first: Evaluation = first) -> Evaluation:
            return Evaluation(first.scheme, first.period, first.roster, first.books, first.past)

        once, taken = again(), taken + len(binding.taken_unrounded)
        figures = figures_of(once)
        with monkeypatch.context() as patched:
            patched.setitem(vars(binding), "taken_unrounded", frozenset())
            apart = again()
            assert figures_of(apart) == figures, id
        assert once.uncomputed == apart.uncomputed, id
    assert taken
