"""Rank (DQ-14, YH-1, QZ-3), quadrants (YA-5), trends (YH-6), grades (LS-6, YH-5)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shijibu.rules import CellError, NoData, OutOfRange, WrongInput
from shijibu.rules.ranking import grade, quadrant, rank_in, rank_score, trend


def test_equals_share_a_rank_and_the_next_one_is_skipped():
    """Arithmetic: competition rank 1, 2, 2, 4."""
    assert rank_in([80, 95, 90, 90], ["镇"] * 4, None) == [4, 1, 2, 2]


def test_units_rank_within_their_kind():
    """DQ-14."""
    assert rank_in([80, 95, 70, 60], ["乡镇", "部门", "乡镇", "部门"], None) == [1, 1, 2, 2]


def test_what_is_blank_has_no_rank_and_takes_none():
    """Arithmetic."""
    assert rank_in([80, None, 70], ["镇", "镇", "镇"], None) == [1, None, 2]


def test_rank_is_by_the_two_decimals_that_are_shown():
    """Arithmetic: 90.004 and 90.001 are both shown as 90.00."""
    assert rank_in([90.004, 90.001, 90.006], ["镇"] * 3, None) == [2, 2, 1]


def test_lower_may_be_better():
    """YH-1: 政府负债."""
    assert rank_in([300, 100, 200], ["镇"] * 3, 1) == [3, 1, 2]


def test_without_groups_all_are_one_group():
    """YH-1."""
    assert rank_in([80, 95], None, None) == [2, 1]


@given(st.lists(st.tuples(st.integers(0, 300), st.sampled_from("甲乙")), min_size=1, max_size=30))
def test_a_rank_is_one_more_than_the_number_of_better_ones_in_the_group(rows):
    """Arithmetic."""
    values, groups = [v / 3 for v, _ in rows], [g for _, g in rows]
    want = [1 + sum(round(o, 2) > round(v, 2) for o, h in zip(values, groups, strict=True) if h == g) for v, g in zip(values, groups, strict=True)]
    assert rank_in(values, groups, None) == want


def test_an_item_score_falls_evenly_from_the_first_to_the_last():
    """YH-1: 100 - (rank-1)*40/(N-1), N = 5: 100, 90, 80, 70, 60."""
    assert rank_score([50, 90, 70, 80, 60], None, None, 100, 40, "越低越好") == [60, 100, 80, 90, 70]


def test_equals_share_an_item_score():
    """YH-1: ranks 1, 2, 2, 4 of 4: 100 - 0, 100 - 1*40/3 twice, 100 - 3*40/3."""
    assert rank_score([90, 80, 80, 70], None, None, 100, 40, "越低越好") == [100, round(100 - 40 / 3, 4), round(100 - 40 / 3, 4), 60]


def test_lower_is_better_where_the_direction_says_so():
    """YH-1: 政府负债: 10 before 20 before 30; 财政收入 the other way round."""
    values, groups = [10, 20, 30, 10, 20, 30], ["负债"] * 3 + ["收入"] * 3
    assert rank_score(values, groups, ["越低越好"] * 3 + ["越高越好"] * 3, 100, 40, "越低越好") == [100, 80, 60, 60, 80, 100]


def test_only_those_with_a_value_are_ranked_and_one_alone_has_the_top():
    """YH-1: N counts rows with a value in the group; N = 1 gives 100."""
    assert rank_score([5, None, 3, 9], ["镇长", "镇长", "镇长", "书记"], None, 100, 40, "越低越好") == [100, None, 60, 100]


def test_item_scores_go_by_the_two_decimals_that_are_shown():
    """YH-1, Arithmetic: 90.004 and 90.001 are equal."""
    assert rank_score([90.004, 90.001, 80], None, None, 100, 40, "越低越好") == [100, 100, 60]


def test_the_median_and_above_is_high():
    """YA-5: medians 20 and 80."""
    assert quadrant([10, 20, 30, 15, 25], [70, 80, 90, 85, 75], None) == ["低效区", "高贡献区", "高贡献区", "潜力区", "待认可区"]


def test_one_of_two_figures_is_no_data_and_does_not_move_the_median():
    """YA-5."""
    assert quadrant([10, None, None], [70, 99, None], None) == ["高贡献区", CellError("#N/A"), None]


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([80, 82], "良性上升"),  # 82 - 80
        ([80, 81.99], "平稳发展"),
        ([82, 80], "潜在下滑"),
        ([50, 80, 82, 84, 84], "良性上升"),  # 84 - (80 + 82 + 84)/3: the fourth quarter back does not count
        ([80, None, 82], "良性上升"),
        ([33.33, 33.33, 33.34, 35.3333], "平稳发展"),  # 35.3333 - 100/3 = 1.99997: nothing inside a rule is rounded
        ([70.3, 72.3], "良性上升"),  # 2, but for binary noise
    ],
)
def test_a_trend_is_the_latest_against_the_mean_of_up_to_three_before(scores, expected):
    """YH-6."""
    assert trend(scores, 2, 3) == expected


def test_one_quarter_has_no_trend():
    """YH-6."""
    with pytest.raises(NoData):
        trend([80, None], 2, 3)


def test_a_grade_includes_its_floor():
    """LS-6: 优秀 >= 90, 称职 >= 75, 基本称职 >= 60."""
    scale = [(90, "优秀"), (75, "称职"), (60, "基本称职"), (0, "不称职")]
    assert [grade(score, scale) for score in (90, 89.99, 75, 60, 59.99)] == ["优秀", "称职", "称职", "基本称职", "不称职"]
    with pytest.raises(OutOfRange):
        grade(-1, scale)


def test_the_order_in_which_a_scale_is_written_does_not_matter():
    """YH-5: as two columns of a sheet, lowest first."""
    assert grade(92, [[0, "不称职"], [60, "称职"], [None, ""], [90, "优秀"]]) == "优秀"
    with pytest.raises(WrongInput):
        grade(92, [[0, "不称职"], [60, None]])
    with pytest.raises(WrongInput):
        grade(92, None)


def test_a_score_that_is_blank_has_no_grade():
    """YH-5."""
    assert grade(None, [(90, "优秀")]) is None
