"""DQ-10, LS-5: ballots of four grades."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shijibu.rules import CellError, NoData, OutOfRange, WrongInput
from shijibu.rules.ballots import ballot

VALUES = (100, 85, 70, 50)


def test_the_score_is_the_mean_value_of_the_votes():
    """DQ-10: 好 100, 较好 85, 一般 70, 差 50."""
    assert ballot(6, 2, 1, 1, *VALUES) == (6 * 100 + 2 * 85 + 1 * 70 + 1 * 50) / 10
    assert ballot(1, 1, 1, 0, *VALUES) == (100 + 85 + 70) / 3


def test_no_votes_and_missing_counts_are_no_data():
    """DQ-10: an empty ballot is an error."""
    with pytest.raises(NoData):
        ballot(0, 0, 0, 0, *VALUES)
    with pytest.raises(NoData):
        ballot(5, None, 0, 0, *VALUES)
    assert ballot(None, None, None, None, *VALUES) is None


def test_half_a_vote_and_a_negative_count_are_out_of_range():
    """DQ-10."""
    with pytest.raises(OutOfRange):
        ballot(1.5, 0, 0, 0, *VALUES)
    with pytest.raises(OutOfRange):
        ballot(1, -1, 0, 0, *VALUES)


def test_four_columns_are_answered_row_by_row_and_one_bad_row_leaves_the_others():
    """DQ-10."""
    rows = ballot([[4], [0], [None], ["x"]], [[0], [0], [None], [1]], [[0], [0], [None], [1]], [[4], [0], [None], [1]], *VALUES)
    assert rows == [(4 * 100 + 4 * 50) / 8, CellError("#N/A"), None, CellError("#VALUE!")]


def test_columns_of_unequal_height_are_refused():
    """DQ-10."""
    with pytest.raises(WrongInput):
        ballot([[1], [2]], [[1], [2], [3]], [[1], [2]], [[1], [2]], *VALUES)


@given(*[st.integers(0, 500)] * 4)
def test_a_score_lies_between_the_lowest_and_the_highest_value(good, fairly, average, poor):
    """DQ-10."""
    assume(good + fairly + average + poor)
    assert 50 <= ballot(good, fairly, average, poor, *VALUES) <= 100
