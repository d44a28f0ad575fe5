"""The four dimensions of a quarter (QZ-1) and the result score (QZ-2)."""

from __future__ import annotations

import pytest

from shijibu.rules import NoData, OutOfRange
from shijibu.rules.dimensions import capped_sum, coefficient, indicator_score, own_result, result_score

MAXIMA = (20, 60, 15, 5)


def test_a_quarter_is_the_four_dimensions_together():
    """QZ-1: 18 + 52.5 + 12 + 3."""
    assert capped_sum(18, 52.5, 12, 3, *MAXIMA) == 18 + 52.5 + 12 + 3


def test_no_dimension_counts_for_more_than_its_maximum():
    """QZ-1: max 20, 60, 15 and 5: 100 at most."""
    assert capped_sum(25, 52.5, 12, 9, *MAXIMA) == 20 + 52.5 + 12 + 5
    assert capped_sum(99, 99, 99, 99, *MAXIMA) == 20 + 60 + 15 + 5


def test_no_special_points_may_be_blank_and_the_others_may_not():
    """QZ-1."""
    assert capped_sum(18, 52.5, 12, None, *MAXIMA) == 18 + 52.5 + 12
    for blank in range(3):
        points = [18, 52.5, 12, 3]
        points[blank] = None
        with pytest.raises(NoData):
            capped_sum(*points, *MAXIMA)
    assert capped_sum(None, None, None, None, *MAXIMA) is None


def test_negative_points_are_out_of_range():
    """QZ-1."""
    with pytest.raises(OutOfRange):
        capped_sum(18, 52.5, 12, -1, *MAXIMA)


def test_a_coefficient_is_the_product_of_three():
    """QZ-2: k = saturation*risk*difficulty, each 0.8..1.2."""
    assert coefficient(1.2, 0.9, 1.1, 0.8, 1.2) == round(1.2 * 0.9 * 1.1, 4)
    assert coefficient(1.2, None, None, 0.8, 1.2) == 1.2
    assert coefficient(0.8, 1.2, None, 0.8, 1.2) == round(0.8 * 1.2, 4)
    assert coefficient(None, None, None, 0.8, 1.2) is None


@pytest.mark.parametrize("wrong", [0.79, 1.21, 0, -1])
def test_a_coefficient_outside_its_range_is_refused(wrong):
    """QZ-2."""
    with pytest.raises(OutOfRange):
        coefficient(1, wrong, 1, 0.8, 1.2)


def test_binary_noise_is_not_outside():
    """QZ-2, Arithmetic: 0.4*3 is 1.2."""
    assert coefficient(0.4 * 3, None, None, 0.8, 1.2) == 1.2


def test_a_result_is_weighted_by_weight_and_coefficient():
    """QZ-2: 60*(2*1.1*0.8 + 1*1*0.9)/(2 + 1)."""
    assert result_score([2, 1], [1.1, None], [0.8, 0.9], 1.2, 60) == round(60 * (2 * 1.1 * 0.8 + 1 * 1 * 0.9) / 3, 4)
    assert result_score([2, 1], None, [0.8, 0.9], 1.2, 60) == round(60 * (2 * 0.8 + 1 * 0.9) / 3, 4)


def test_a_ratio_counts_up_to_its_cap_and_the_score_up_to_its_maximum():
    """QZ-2: min(3, 1.2) makes up for 0.5: 60*(1.2 + 0.5)/2 = 51; all above plan: 60, not 72."""
    assert result_score([1, 1], None, [3, 0.5], 1.2, 60) == 60 * (1.2 + 0.5) / 2
    assert result_score([1, 1], [1.2, 1.2], [3, 3], 1.2, 60) == 60


def test_an_indicator_without_a_ratio_is_left_out_and_its_weight_too():
    """QZ-2: 60*(2*0.8)/2."""
    assert result_score([2, 1], [None, 1.2], [0.8, None], 1.2, 60) == 60 * 0.8


def test_no_ratio_at_all_or_one_without_a_weight_is_no_data():
    """QZ-2."""
    with pytest.raises(NoData):
        result_score([2, 1], [1, 1], [None, None], 1.2, 60)
    with pytest.raises(NoData):
        result_score([2, None], [1, 1], [0.8, 0.9], 1.2, 60)
    with pytest.raises(OutOfRange):
        result_score([2, 0], [1, 1], [0.8, 0.9], 1.2, 60)
    assert result_score([None], [None], [None], 1.2, 60) is None


def test_an_official_has_the_result_of_the_own_indicators():
    """QZ-2: the rows of T01-01, by id or by name: 60*(2*1.1*0.8 + 1*1*0.9)/3; the third is another's."""
    columns = [2, 1, 5], [1.1, None, 1.2], [0.8, 0.9, 1.2], ["T01-01", " 周明远 ", "T01-02"]
    assert own_result(*columns, "T01-01", "周明远", 1.2, 60) == round(60 * (2 * 1.1 * 0.8 + 1 * 1 * 0.9) / 3, 4)
    assert own_result(columns[0], None, *columns[2:], "T01-02", "李青", 1.2, 60) == 60


def test_an_official_without_an_indicator_has_no_result():
    """QZ-2: a blank owner is nobody's, and what another's row lacks does not matter."""
    with pytest.raises(NoData):
        own_result([2, 1], None, [0.8, 0.9], ["T01-01", None], "T01-02", "李青", 1.2, 60)
    with pytest.raises(NoData):
        own_result([2, 1], None, [0.8, 0.9], ["T01-01", "T01-01"], "T01-01", None, 1.2, 60)
    assert own_result([2, None], None, [0.8, 0.9], ["T01-01", "T01-02"], "T01-01", "周明远", 1.2, 60) == 60 * 0.8


LIMITS = (1.2, 0.8, 1.2, 60)
ME = ("T01-01", "周明远")


def test_a_result_from_entries_rounds_neither_ratio_nor_coefficient():
    """QZ-2: 50/60 of 60 is 50, so that 20 and 15 more are exactly 85; 1.1*1.1*1.1 = 1.331 of 60*0.5 is 39.93, 0.9999^3 of it not 1."""
    none = [None]
    assert indicator_score([1], [60], [50], none, none, none, ["T01-01"], *ME, *LIMITS) == 50
    assert indicator_score([1], [0.6], [0.3], [1.1], [1.1], [1.1], ["周明远"], *ME, *LIMITS) == 39.93
    # 60 * 0.9 * (0.90001**3 = 0.7290243...) at four decimals: 39.3673, and with k at four decimals, 0.7290, 39.366
    assert indicator_score([1], [1], [0.9], [0.90001], [0.90001], [0.90001], ["T01-01"], *ME, *LIMITS) == 39.3673


def test_a_result_from_entries_is_of_the_officials_measurable_rows_alone():
    """QZ-2: planned 0, no actual and somebody else's row are left out; nothing left: no data; a coefficient out of range is said."""
    owners = ["T01-01", "T01-01", "T01-01", "T01-02"]
    columns = ([30, 10, 5, 5], [0.5, 0, 0.5, 0.5], [0.4, 0.2, None, 0.5], [None] * 4, [None] * 4, [None] * 4, owners)
    assert indicator_score(*columns, *ME, *LIMITS) == 48
    with pytest.raises(NoData):
        indicator_score(*columns, "T01-03", "张三", *LIMITS)
    with pytest.raises(OutOfRange):
        indicator_score([1], [1], [1], [1.3], [None], [None], ["T01-01"], *ME, *LIMITS)
