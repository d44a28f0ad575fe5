"""DQ-2 cards, DQ-3 measures, DQ-5 points of linked departments."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shijibu.rules import NoData, WrongInput
from shijibu.rules.cards import card, link_points, measure

LINES = (75, 90, 105, 0.9)
STEPS = (1, 2, 1, 2, 3, 4)


@pytest.mark.parametrize(
    ("index", "worst", "expected"),
    [
        (74.99, 1.0, "红牌"), (75, 1.0, "黄牌"), (89.99, 1.0, "黄牌"), (90, 1.0, ""), (104.99, 1.2, ""), (105, 0.9, "蓝牌"), (105, 0.89, ""),
        (120, None, "蓝牌"), (0, 0, "红牌"),
    ],
)  # fmt: skip
def test_a_card_begins_at_its_line(index, worst, expected):
    """DQ-2: red below 75, yellow below 90, blue from 105 with no ratio below 0.9."""
    assert card(index, worst, *LINES) == expected


def test_the_lines_are_met_without_binary_noise():
    """DQ-2, Arithmetic."""
    assert card(75 - 1e-11, 1.0, *LINES) == "黄牌"
    assert card(74.99995, 1.0, *LINES) == "黄牌"
    assert card(74.9999, 1.0, *LINES) == "红牌"
    assert card(105, 0.3 + 0.6, *LINES) == "蓝牌"


def test_no_index_is_no_card_and_no_zero():
    """DQ-2."""
    assert card(None, None, *LINES) is None
    with pytest.raises(NoData):
        card(None, 0.95, *LINES)


@given(st.integers(0, 12000), st.integers(0, 12000), st.integers(0, 120))
def test_a_higher_index_never_gives_a_worse_card(one, other, worst):
    """DQ-2."""
    order = ["红牌", "黄牌", "", "蓝牌"]
    low, high = sorted((one / 100, other / 100))
    assert order.index(card(low, worst / 100, *LINES)) <= order.index(card(high, worst / 100, *LINES))


@pytest.mark.parametrize(
    ("yellow", "red", "expected"),
    [
        (0, 0, ""),
        (1, 0, "表态发言"),  # 1*1
        (2, 0, "诫勉谈话"),  # 2*1
        (0, 1, "诫勉谈话"),  # 1*2
        (1, 1, "向常委会说明情况"),  # 1*1 + 1*2
        (3, 0, "向常委会说明情况"),  # 3*1
        (0, 2, "组织调整"),  # 2*2
        (2, 1, "组织调整"),  # 2*1 + 1*2
        (4, 4, "组织调整"),
    ],
)
def test_the_highest_step_that_the_points_reach_is_proposed(yellow, red, expected):
    """DQ-3: yellow 1, red 2."""
    assert measure(yellow, red, *STEPS) == expected


def test_one_count_missing_is_no_data():
    """DQ-3: a blank is not a zero."""
    with pytest.raises(NoData):
        measure(1, None, *STEPS)


@pytest.mark.parametrize(("given_card", "points"), [("黄牌", 0.5), ("红牌", 1.0), ("蓝牌", 0), ("", 0), (None, 0)])
def test_a_linked_department_loses_points_for_yellow_and_red(given_card, points):
    """DQ-5."""
    assert link_points(given_card, 0.5, 1.0) == points


def test_a_word_that_is_no_card_is_refused():
    """DQ-5."""
    with pytest.raises(WrongInput):
        link_points("黄", 0.5, 1.0)
