"""Places that a share of a group may have: QZ-5 好等次, QZ-6 年度优秀."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shijibu.rules import OutOfRange
from shijibu.rules.quota import place_ties, places, places_of, quota_grade, quota_ties

LINES = (40, 85, 75, 60, 3)


def grades(scores, groups=None, units=None, lines=LINES):
    return quota_grade(scores, groups, *lines, units)


def ties(scores, groups=None, units=None, lines=LINES):
    return quota_ties(scores, groups, *lines, units)


@pytest.mark.parametrize(("score", "grade"), [(85, "好"), (84.99, "较好"), (75, "较好"), (74.99, "一般"), (60, "一般"), (59.99, "较差"), (0, "较差")])
def test_a_grade_begins_at_its_line(score, grade):
    """QZ-5: 好 >= 85, 较好 >= 75, 一般 >= 60, else 较差; 40% of the other two and this one is 3*40/100 = 1.2, so 1 place."""
    assert grades([score, 10, 10])[0] == grade


def test_the_places_are_the_integer_part_of_the_share():
    """QZ-5, Arithmetic: 40% of 7 is 7*40/100 = 2.8, so 2 places; of 5 it is 2; of 2 it is 0.8, so none. 28.5% of 200 is 57, not 56."""
    assert grades([95, 94, 93, 92, 91, 90, 89]) == ["好", "好", "较好", "较好", "较好", "较好", "较好"]
    assert [places(n, 40) for n in (2, 5, 7)] == [0, 2, 2]
    assert places(200, 28.5) == 57


def test_only_those_with_a_score_are_counted():
    """QZ-5: 5 rows, 4 of them with a score: 4*40/100 = 1.6, so 1 place."""
    assert grades([95, 94, None, 60, 60]) == ["好", "较好", None, "一般", "一般"]


def test_each_track_has_its_own_places():
    """QZ-5: 3*40/100 = 1.2, so 1 place in each of two tracks of three."""
    assert grades([95, 94, 93, 88, 87, 86], list("aaabbb")) == ["好", "较好", "较好", "好", "较好", "较好"]


def test_small_tracks_of_a_unit_are_pooled():
    """QZ-5: tracks b (2) and c (1) are a pool of 3: 1 place, for the best of the three. Track a keeps its own."""
    assert grades([90, 89, 88, 99, 97, 98], list("aaabbc")) == ["好", "较好", "较好", "好", "较好", "较好"]


def test_a_pool_stays_within_its_unit():
    """QZ-5 "pooled in the unit": tracks of 1 and 2 in unit T01 (3 people: 1 place), of 2 in T02 (2*40/100 = 0.8: none)."""
    assert grades([90, 95, 94, 99, 98], list("xyyxy"), ["T01", "T01", "T01", "T02", "T02"]) == ["较好", "好", "较好", "较好", "较好"]


def test_the_same_track_of_two_units_is_two_groups():
    """QZ-5: 3*40/100 = 1.2, so 1 place in each unit."""
    assert grades([95, 94, 93, 88, 87, 86], ["x"] * 6, ["T01"] * 3 + ["T02"] * 3) == ["好", "较好", "较好", "好", "较好", "较好"]


def test_a_tie_for_the_last_place_leaves_it_empty_and_is_told():
    """QZ-5, Arithmetic: 2 places for 5; 95 has one, the two 90s tie for the other, and 88 does not move up into it."""
    scores = [90, 95, 90, 88, 60]
    assert grades(scores) == ["较好", "好", "较好", "较好", "一般"]
    assert ties(scores) == [1, 0, 1, 0, 0]


def test_a_tie_within_the_places_is_none_and_one_past_them_neither():
    """QZ-5: 2 places for 5."""
    assert grades([90, 90, 88, 88, 60]) == ["好", "好", "较好", "较好", "一般"]
    assert ties([90, 90, 88, 88, 60]) == [0, 0, 0, 0, 0]


def test_order_is_by_the_two_decimals_that_are_shown():
    """QZ-5, Arithmetic: 90.004 and 90.001 are both 90.00 and tie; 90.006 is 90.01 and has the one place of 3."""
    assert ties([90.004, 90.001, 60]) == [1, 1, 0]
    assert grades([90.004, 90.006, 60]) == ["较好", "好", "一般"]


def test_blank_rows_stay_blank_and_a_negative_score_is_out_of_range():
    """QZ-5."""
    assert grades([None, None]) == [None, None]
    assert ties([None, 90, 80], list("aab")) == [None, 0, 0]
    with pytest.raises(OutOfRange):
        grades([90, -1])


@given(st.lists(st.tuples(st.integers(5000, 10000), st.sampled_from("甲乙丙"), st.sampled_from("12")), min_size=1, max_size=40))
def test_there_are_never_more_good_ones_than_places_and_none_stands_below_another(rows):
    """QZ-5."""
    scores, groups, units = [s / 100 for s, _, _ in rows], [g for _, g, _ in rows], [u for _, _, u in rows]
    given_out = grades(scores, groups, units)
    for unit in "12":
        own = {g: [i for i, row in enumerate(rows) if row[1] == g and row[2] == unit] for g in "甲乙丙"}
        pools = [m for m in own.values() if len(m) >= 3] + [[i for m in own.values() if len(m) < 3 for i in m]]
        for members in pools:
            good = [i for i in members if given_out[i] == "好"]
            assert len(good) <= len(members) * 40 // 100
            assert not [i for i in members if i not in good and good and scores[i] >= min(scores[j] for j in good)]


def test_the_best_have_the_places_of_the_year():
    """QZ-6: 20% of 10 is 2 places, 30% of 10 is 3; 89 is below the line of 90."""
    scores = [95, 94, 93, 89, 80, 80, 80, 80, 80, 80]
    assert places_of(scores, 20, 90, None) == [1, 1, 0, 0, 0, 0, 0, 0, 0, 0]
    assert places_of(scores, 30, 90, None) == [1, 1, 1, 0, 0, 0, 0, 0, 0, 0]
    assert places_of(scores, 50, 90, None) == [1, 1, 1, 0, 0, 0, 0, 0, 0, 0]


def test_a_tie_for_a_place_of_the_year_is_told():
    """QZ-6: 30% of 10 is 3 places; 95 has one, three 94s are too many for two."""
    scores = [95, 94, 94, 94, None, 80, 80, 80, 80, 80, 80]
    assert places_of(scores, 30, 90, None) == [1, 0, 0, 0, None, 0, 0, 0, 0, 0, 0]
    assert place_ties(scores, 30, 90, None) == [0, 1, 1, 1, None, 0, 0, 0, 0, 0, 0]


def test_the_places_of_the_year_are_counted_in_each_group():
    """QZ-6: 50% of 2 is 1 place in each unit."""
    assert places_of([95, 94, 91, 93], 50, 90, ["T01", "T01", "T02", "T02"]) == [1, 0, 0, 1]
