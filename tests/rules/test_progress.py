"""DQ-2 progress index, DQ-6 project score."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shijibu.rules import NoData, OutOfRange
from shijibu.rules.task_progress import lowest, progress, project_score, ratio

CAP = 1.2


def test_the_index_is_the_weighted_mean_of_capped_ratios():
    """DQ-2."""
    # 45/50 = 0.9; 80/60 = 1.33 counts as 1.2; weights 3 and 1
    assert progress([50, 60], [45, 80], [3, 1], CAP) == round((3 * 0.9 + 1 * 1.2) / (3 + 1) * 100, 4)


def test_a_task_with_planned_zero_or_blank_is_left_out_whatever_its_actual_says():
    """DQ-2."""
    assert progress([0, None, 50], [30, 40, 50], [5, 5, 1], CAP) == 50 / 50 * 100


def test_a_counted_task_without_actual_or_weight_is_no_data():
    """DQ-2: planned > 0 with a blank actual is an error."""
    with pytest.raises(NoData):
        progress([50, 60], [45, None], [1, 1], CAP)
    with pytest.raises(NoData):
        progress([50, 60], [45, 60], [1, None], CAP)


def test_no_task_to_measure_is_no_data():
    """DQ-2: no card then."""
    with pytest.raises(NoData):
        progress([0, 0], [10, 20], [1, 1], CAP)


def test_a_counted_task_weighs_more_than_zero():
    """DQ-2: weight > 0."""
    with pytest.raises(OutOfRange):
        progress([50], [50], [0], CAP)


def test_progress_is_between_0_and_100():
    """DQ-1."""
    with pytest.raises(OutOfRange):
        progress([101], [50], [1], CAP)
    with pytest.raises(OutOfRange):
        ratio(50, -1, CAP)


def test_a_ratio_meets_its_line_without_binary_noise():
    """DQ-2: 45 of 50 is 0.9, and 2.7 of 3 as well."""
    assert ratio(50, 45, CAP) == 0.9
    assert ratio(3, 2.7, CAP) == 0.9
    assert ratio(50, 70, CAP) == 1.2
    assert ratio(30, 10, CAP) == 0.3333


def test_planned_zero_has_no_ratio():
    """DQ-2."""
    with pytest.raises(NoData):
        ratio(0, 10, CAP)


def test_the_project_score_is_the_mean_ratio_times_100_over_measurable_projects():
    """DQ-6."""
    assert project_score([1.2, 0.9, None]) == (1.2 + 0.9) / 2 * 100
    assert project_score([None, None]) is None


def test_the_lowest_ratio_leaves_blanks_out():
    """DQ-2: a blank is not a zero."""
    assert lowest([None, 0.95, 1.1]) == 0.95


tasks = st.lists(st.tuples(st.integers(1, 100), st.integers(0, 100), st.integers(1, 20)), min_size=1, max_size=40)


@given(tasks)
def test_the_index_lies_between_0_and_the_cap_and_does_not_depend_on_the_order(rows):
    """DQ-2."""
    index = progress(*(list(c) for c in zip(*rows, strict=True)), CAP)
    assert 0 <= index <= 120
    assert progress(*(list(c) for c in zip(*sorted(rows), strict=True)), CAP) == index


@given(tasks, st.integers(2, 9))
def test_weights_count_only_against_each_other(rows, factor):
    """DQ-2."""
    p, a, w = (list(c) for c in zip(*rows, strict=True))
    assert progress(p, a, [x * factor for x in w], CAP) == progress(p, a, w, CAP)
