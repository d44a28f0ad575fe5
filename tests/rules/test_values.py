"""Arithmetic that all schemes share: rounding, blanks, what is text and what is a number."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shijibu.rules.values import CellError, OutOfRange, WrongInput, label, number, shown, text
from shijibu.spreadsheet.number import round_half_away, settle


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0.285 * 100, 1, 28.5), (2.675, 2, 2.68), (1.005, 2, 1.01), (-2.675, 2, -2.68), (0.1 + 0.2, 4, 0.3), (45 / 50, 4, 0.9),
        (2.5, 0, 3.0), (-0.5, 0, -1.0),
    ],
)  # fmt: skip
def test_rounding_is_half_away_from_zero_and_binary_noise_goes_first(value, decimals, expected):
    """Arithmetic: ROUND(ROUND(x, 10), n)."""
    assert settle(value, decimals) == expected


@given(st.integers(-(10**8), 10**8), st.integers(0, 6), st.integers(0, 4))
def test_rounding_equals_decimal_half_up_for_every_decimal_number(digits, places, decimals):
    """Arithmetic: what a person computes on paper."""
    exact = Decimal(digits).scaleb(-places)
    assert settle(float(exact), decimals) == float(exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP))


@given(st.floats(-1e6, 1e6), st.integers(0, 4))
def test_rounding_twice_changes_nothing(x, decimals):
    """Arithmetic: a rule's value, taken up by the next rule, stays what it was."""
    assert settle(settle(x, decimals), decimals) == settle(x, decimals)


@given(st.floats(allow_nan=False, allow_infinity=False) | st.floats(-1e-4, 1e-4) | st.decimals(-1000, 1000, places=11).map(float), st.integers(0, 6))
def test_what_needs_no_second_rounding_comes_out_as_with_it(x, decimals):
    """Arithmetic: ROUND(ROUND(x, 10), n), also where few digits make one of them idle."""
    assert settle(x, decimals) == round_half_away(round_half_away(x, 10), decimals)


@pytest.mark.parametrize("x", [4.99999e-06, 1e15, 123456789012345.6, -0.0, 5e-324])
def test_numbers_at_the_edges_of_the_digits(x):
    assert settle(x, 5) == round_half_away(round_half_away(x, 10), 5)


def test_what_is_shown_has_two_decimals():
    """Arithmetic: shown, ranked and written with 2 decimals, made from the 4 of the rule."""
    assert shown(89.995) == 90.0
    assert shown(89.9949) == 89.99


def test_a_number_too_great_for_decimals_is_left_alone():
    assert round_half_away(1e300, 4) == 1e300


def test_a_blank_and_an_empty_text_are_no_zero():
    """Arithmetic: a blank is not a zero."""
    assert number(None, "x") is None and number("", "x") is None and number(0, "x") == 0.0


@pytest.mark.parametrize("wrong", ["九成", "90%", True, CellError("#N/A"), "#DIV/0!"])
def test_what_is_no_number_is_refused(wrong):
    with pytest.raises(WrongInput):
        number(wrong, "计划进度")


@pytest.mark.parametrize("great", [float("inf"), float("nan"), 10**400, -(10**400)])
def test_a_number_that_no_cell_can_hold_is_out_of_range(great):
    for read in (number, label):
        with pytest.raises(OutOfRange):
            read(great, "班子人数")


def test_a_name_is_compared_as_a_sheet_shows_it():
    assert label(330521001.0, "编号") == "330521001"
    assert label(0.1 + 0.2, "编号") == "0.3"
    assert label(" 甲", "姓名") == " 甲"
    with pytest.raises(WrongInput):
        text(5, "亮牌")
