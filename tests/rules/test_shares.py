"""Shares and contributions: YA-4, YA-9, TX-1, TX-2."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shijibu.rules import NoData, OutOfRange
from shijibu.rules.shares import completion, contribution, group_sum, share_of


def test_the_shares_of_a_task_add_up():
    """YA-4: a task's shares sum to 100%."""
    tasks = ["招商", "治水", "招商", "招商"]
    assert group_sum([0.5, 1, 0.3, 0.2], tasks, "招商") == 0.5 + 0.3 + 0.2
    assert group_sum([0.1, None, 0.2, None], tasks, "招商") == 0.3  # without binary noise


def test_a_group_without_a_number_is_no_data():
    """YA-4: a blank is not a zero."""
    with pytest.raises(NoData):
        group_sum([None, 1], ["招商", "治水"], "招商")
    with pytest.raises(NoData):
        group_sum([1, 1], ["招商", "治水"], "文旅")
    with pytest.raises(NoData):
        group_sum([1], ["招商"], None)
    assert group_sum([None], [""], None) is None


def test_a_contribution_is_share_times_score_less_what_came_from_outside():
    """YA-4: 0.5*90*(1 - 0.2) + 0.3*80*(1 - 0)."""
    assert contribution([0.5, 0.3], [90, 80], [0.2, 0]) == 0.5 * 90 * (1 - 0.2) + 0.3 * 80


def test_no_support_from_outside_may_be_blank():
    """YA-4."""
    assert contribution([0.5, 0.3], [90, 80], [None, ""]) == 0.5 * 90 + 0.3 * 80


def test_a_started_row_without_share_or_score_is_no_data_and_a_blank_row_is_left_out():
    """YA-4, Arithmetic: an input row that was started must be complete."""
    assert contribution([0.5, None], [90, None], [0.2, None]) == 0.5 * 90 * 0.8
    for rows in (([0.5, 0.3], [90, None], [0, 0]), ([0.5, None], [90, 80], [0, 0]), ([0.5, None], [90, None], [0, 0.1])):
        with pytest.raises(NoData):
            contribution(*rows)
    assert contribution([None], [None], [None]) is None


def test_shares_are_fractions():
    """YA-4: 50 is not 50%."""
    with pytest.raises(OutOfRange):
        contribution([50], [90], [0])
    with pytest.raises(OutOfRange):
        contribution([0.5], [90], [1.01])


@given(st.lists(st.integers(0, 100), min_size=1, max_size=8), st.integers(0, 100))
def test_what_the_officials_of_a_task_contribute_is_never_more_than_its_score(parts, score):
    """YA-4: the unit's result is never written to a person whole; shares that sum to 1 give back the score once."""
    total = sum(parts) or 1
    given_out = sum(contribution([p / total], [score], [0]) for p in parts)
    assert given_out == pytest.approx(score if sum(parts) else 0, abs=6e-5 * len(parts))  # each is rounded to 4 decimals


def test_completion_is_closed_of_assigned():
    """TX-2: three slips, two of them closed; the row that was never assigned does not count."""
    assert completion(["2026-03-01", "2026-03-02", "2026-03-03", None], ["2026-03-05", None, "已办结", "2026-03-09"]) == round(2 / 3, 4)
    assert completion(["水费", "修路"], [None, ""]) == 0


def test_nothing_assigned_is_no_data():
    """TX-1, TX-2: nothing to measure."""
    with pytest.raises(NoData):
        completion([None, None], ["2026-03-05", None])
    assert completion([None], [None]) is None


def test_a_share_is_the_part_of_the_whole():
    """YA-9: 82 days on site of 248 working days are 0.3306, short of a third; 83 are 0.3347."""
    assert share_of(82, 248) == round(82 / 248, 4) < 1 / 3
    assert share_of(83, 248) == round(83 / 248, 4) > 1 / 3
    assert share_of(0, 248) == 0


@pytest.mark.parametrize(("part", "whole"), [(5, 0), (None, 248), (5, None), (5, 1e-10)])
def test_a_share_of_nothing_is_no_data(part, whole):
    """YA-9."""
    with pytest.raises(NoData):
        share_of(part, whole)
