"""Means: DQ-10 rater groups, DQ-14 groups before kinds."""

from __future__ import annotations

import pytest

from shijibu.rules import NoData, OutOfRange
from shijibu.rules.means import group_weighted, mean, review_mean, weighted


def test_groups_count_by_their_weight():
    """DQ-10: the groups' weighted mean."""
    assert weighted([90, 80], [0.6, 0.4]) == 0.6 * 90 + 0.4 * 80
    assert weighted([90, 80], [3, 1]) == (3 * 90 + 1 * 80) / 4


def test_rows_blank_in_both_are_left_out_and_half_filled_rows_are_no_data():
    """Arithmetic: an input row that was started must be complete."""
    assert weighted([90, None], [1, ""]) == 90
    with pytest.raises(NoData):
        weighted([90, None], [1, 1])
    with pytest.raises(NoData):
        weighted([90, 80], [1, None])


def test_no_weight_at_all_is_no_data_and_a_negative_one_is_out_of_range():
    """DQ-10."""
    with pytest.raises(NoData):
        weighted([90], [0])
    with pytest.raises(OutOfRange):
        weighted([90, 80], [2, -1])


def test_one_groups_rows_are_averaged_by_weight():
    """LS-5: aspect weights 0.3/0.3/0.4: the official's own three rows, 0.3*90 + 0.3*80 + 0.4*95; the other official's do not count."""
    scores, weights, people = [90, 60, 80, 95], [0.3, 1, 0.3, 0.4], ["甲", "乙", "甲", "甲"]
    assert group_weighted(scores, weights, people, "甲") == 0.3 * 90 + 0.3 * 80 + 0.4 * 95
    assert group_weighted(scores, weights, people, "乙") == 60


def test_a_group_with_a_half_filled_row_or_without_a_row_is_no_data():
    """LS-5: what another group lacks does not matter."""
    assert group_weighted([90, None], [0.3, 0.3], ["甲", "乙"], "甲") == 90
    for group in ("乙", "丙", None):
        with pytest.raises(NoData):
            group_weighted([90, None], [0.3, 0.3], ["甲", "乙"], group)


def test_a_mean_leaves_blanks_out():
    """DQ-14: rounds with an index."""
    assert mean([110, None, 90]) == (110 + 90) / 2
    assert mean([None, ""]) is None


def test_groups_are_averaged_before_kinds():
    """DQ-14: reviews group -> kind."""
    # 机关: 0.6*90 + 0.4*80 = 86; 中层: 70. The mean of the kinds, not of the groups.
    assert review_mean([90, 80, 70], [0.6, 0.4, 1], ["机关", "机关", "中层"]) == ((0.6 * 90 + 0.4 * 80) + 70) / 2


def test_a_group_without_a_score_is_left_out_and_none_at_all_is_no_data():
    """DQ-14: weights normalised over what is there so far."""
    assert review_mean([90, None], [0.6, 0.4], ["机关", "机关"]) == 90
    with pytest.raises(NoData):
        review_mean([None, None], [0.6, 0.4], ["机关", "机关"])
