"""DQ-11 star composite and bands, DQ-12 quota, DQ-13 cap by the unit's card."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shijibu.rules import REGISTRY, CellError, NoData, OutOfRange, WrongInput
from shijibu.rules.star_rating import star_band, star_cap, star_limit, star_score, star_ties, star_verdict, stars

WEIGHTS = (0.4, 0.4, 0.2)
BANDS = (90, 80, 70, 60)
CAPS = (4, 3)


def suggested(composites, leaders=None, democratics=None, card="", percent=60, team_size=None):
    """STARS with Deqing's parameters; the tie-breakers equal where they are not given."""
    ones = [50] * len(composites)
    return stars(composites, leaders or ones, democratics or ones, card, percent, 5, *BANDS, *CAPS, team_size)


def ties(composites, leaders=None, democratics=None, card="", percent=60):
    ones = [50] * len(composites)
    return star_ties(composites, leaders or ones, democratics or ones, card, percent, 5, *BANDS, *CAPS)


def test_the_composite_weighs_leader_ballot_and_talk():
    """DQ-11."""
    assert star_score(90, 85, 80, *WEIGHTS) == 0.4 * 90 + 0.4 * 85 + 0.2 * 80


def test_a_missing_score_is_no_data_and_one_above_100_is_out_of_range():
    """DQ-11."""
    with pytest.raises(NoData):
        star_score(90, None, 80, *WEIGHTS)
    with pytest.raises(OutOfRange):
        star_score(90, 85, 100.5, *WEIGHTS)


@pytest.mark.parametrize(
    ("composite", "expected"), [(100, 5), (90, 5), (89.9999, 4), (89.99995, 5), (80, 4), (79.99, 3), (70, 3), (60, 2), (59.99, 1), (0, 1)]
)
def test_a_band_includes_its_line(composite, expected):
    """DQ-11: "90 以上" includes 90."""
    assert star_band(composite, 5, *BANDS) == expected


@pytest.mark.parametrize(
    ("size", "percent", "expected"),
    [(5, 60, 3), (1, 60, 0), (7, 60, 4), (0, 60, 0), (12, 57.5, 6), (3, 33.3333, 0), (3, 100, 3), (20, 35, 7)],
)
def test_the_quota_is_the_integer_part_in_exact_arithmetic(size, percent, expected):
    """DQ-12: 60% of 5 is 3, of 1 is 0; 57.5% of 12 is 6.9; 33.3333% of 3 is 0.999999."""
    assert star_limit(size, percent) == expected


@given(st.integers(0, 300), st.one_of(st.just(0), st.integers(10_000, 1_000_000)))
def test_the_quota_is_exact_for_every_percentage_of_four_decimals(size, ten_thousandths):
    """DQ-12."""
    assert star_limit(size, ten_thousandths / 10_000) == size * Fraction(ten_thousandths, 10_000) // 100


@pytest.mark.parametrize("share", [0.6, 0.0001, 0.9999, 1 / 3])
def test_a_percentage_given_as_a_share_is_out_of_range_and_never_no_places_at_all(share):
    """DQ-12, QZ-5, QZ-6: the cell 60% holds 0.6, where 60 is meant."""
    for call in (lambda: star_limit(7, share), lambda: REGISTRY["PLACES"]([90, 80], share, 85), lambda: REGISTRY["STARS"](
            [95, 92], [90, 80], [90, 85], None, share, 5, 90, 80, 70, 60, 4, 3)):
        with pytest.raises(OutOfRange):
            call()


def test_places_beyond_all_numbers_are_out_of_range():
    """DQ-12: 60% of 1e308 people is more than a number can be."""
    with pytest.raises(OutOfRange):
        star_limit(1e308, 60)


@pytest.mark.parametrize(("card", "expected"), [("黄牌", 4), ("红牌", 3), ("蓝牌", 5), ("", 5), (None, 5)])
def test_a_card_caps_the_stars(card, expected):
    """DQ-13."""
    assert star_cap(card, 5, *CAPS) == expected


def test_a_word_that_is_no_card_is_refused():
    """DQ-13."""
    with pytest.raises(WrongInput):
        star_cap("橙牌", 5, *CAPS)


def test_those_past_the_quota_get_four():
    """DQ-12: 60% of 5 is 3 places."""
    assert suggested([99, 98, 97, 96, 95]) == [5, 5, 5, 4, 4]


def test_places_that_too_few_deserve_stay_empty():
    """DQ-12: the quota is an upper limit, no target."""
    assert suggested([95, 85, 75, 65, 55]) == [5, 4, 3, 2, 1]


def test_equal_composites_are_ordered_by_leader_and_then_by_ballot():
    """DQ-12: 60% of 2 is 1 place."""
    assert suggested([95, 95], leaders=[90, 96]) == [4, 5]
    assert suggested([95, 95], leaders=[96, 96], democratics=[97, 94]) == [5, 4]


def test_a_tie_for_the_last_place_leaves_it_empty_and_nobody_moves_up():
    """DQ-12, Arithmetic: 60% of 4 is 2 places; the second and third are equal, the fourth must not profit."""
    assert suggested([99, 95, 95, 91]) == [5, 4, 4, 4]
    assert ties([99, 95, 95, 91]) == [0, 1, 1, 0]


def test_a_tie_that_fits_into_the_places_is_none():
    """DQ-12: 60% of 5 is 3 places."""
    assert suggested([99, 95, 95, 91, 90]) == [5, 5, 5, 4, 4]
    assert ties([99, 95, 95, 91, 90]) == [0, 0, 0, 0, 0]


def test_order_is_by_the_two_decimals_that_are_shown():
    """Arithmetic: 95.001 and 95.004 are both shown as 95.00, so leader decides."""
    assert suggested([95.004, 95.001], leaders=[90, 91]) == [4, 5]


def test_the_cap_comes_before_the_quota():
    """DQ-13: yellow allows nobody five, red three at most; the quota then takes nothing more."""
    assert suggested([99, 98, 97, 75, 55], card="黄牌") == [4, 4, 4, 3, 1]
    assert suggested([99, 98, 97, 75, 55], card="红牌") == [3, 3, 3, 3, 1]
    assert ties([95, 95], card="黄牌") == [0, 0]


def test_a_member_without_scores_stays_blank_and_half_a_row_is_no_data():
    """Arithmetic."""
    assert suggested([95, None, None], leaders=[90, None, 80], democratics=[90, None, None], percent=100) == [5, None, CellError("#N/A")]


def test_the_team_counts_whole_where_its_size_is_given():
    """DQ-12: 60% of the 4 members is 2, though two have scores: 60% of those would be 1."""
    assert suggested([99, 98, None, None], leaders=[9, 8, None, None], democratics=[9, 8, None, None], team_size=4) == [5, 5, None, None]
    assert suggested([99, 98, None, None], leaders=[9, 8, None, None], democratics=[9, 8, None, None]) == [5, 4, None, None]


@pytest.mark.parametrize(
    ("proposed", "own", "cap", "used", "quota", "expected"),
    [
        (5, 5, 5, 3, 3, ""), (4, 5, 5, 3, 3, "与建议不同"), (5, 4, 5, 4, 3, "超出五星名额"), (5, 4, 4, 1, 3, "超过亮牌限星"),
        (4, 4, 5, 9, 3, ""), (None, 5, 5, 9, 3, ""),
    ],
)  # fmt: skip
def test_a_proposal_stands_where_it_keeps_to_cap_and_quota(proposed, own, cap, used, quota, expected):
    """DQ-12, DQ-13."""
    assert star_verdict(proposed, own, cap, used, quota, 5) == expected


members = st.lists(st.tuples(*[st.integers(180, 200).map(lambda n: n / 2)] * 3), min_size=1, max_size=15)


@given(members, st.integers(0, 100), st.sampled_from(["", "蓝牌", "黄牌", "红牌"]))
def test_there_are_never_more_five_stars_than_places_nor_stars_above_the_cap(team, percent, card):
    """DQ-12, DQ-13."""
    given_stars = suggested(*(list(c) for c in zip(*team, strict=True)), card=card, percent=percent)
    assert given_stars.count(5) <= len(team) * percent // 100
    assert max(given_stars) <= {"黄牌": 4, "红牌": 3}.get(card, 5)


@given(members, st.integers(0, 100))
def test_equals_get_equal_stars_and_a_better_member_never_fewer(team, percent):
    """DQ-12."""
    given_stars = suggested(*(list(c) for c in zip(*team, strict=True)), percent=percent)
    for one, one_stars in zip(team, given_stars, strict=True):
        for other, other_stars in zip(team, given_stars, strict=True):
            assert one_stars >= other_stars if one >= other else one_stars <= other_stars


@given(members, st.integers(0, 100))
def test_a_place_stays_empty_only_where_a_tie_is_reported_or_candidates_ran_out(team, percent):
    """DQ-12: all composites here are candidates for five stars."""
    columns = [list(c) for c in zip(*team, strict=True)]
    empty = min(len(team) * percent // 100, len(team)) - suggested(*columns, percent=percent).count(5)
    assert (empty > 0) == (1 in ties(*columns, percent=percent))
