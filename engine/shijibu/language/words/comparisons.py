"""Numbers held against each other."""

from __future__ import annotations

from shijibu.language.kinds import NUMBER
from shijibu.language.values import Value, is_number
from shijibu.language.word import Comparison

_TWO = (NUMBER, NUMBER)


def _outside(v: Value, low: Value, high: Value) -> Value:
    """A lower line that is blank is none; an upper one that is no number is an error."""
    return is_number(v) and is_number(low) and not low <= v <= high  # type: ignore[operator]


above = Comparison("above", lambda a, b: is_number(a) and is_number(b) and a > b, "number a is greater than number b",
                   lambda a, b: f"{a}高于{b}", ("above(2, 1)", True), _TWO)
below = Comparison("below", lambda a, b: is_number(a) and is_number(b) and a < b, "number a is less than number b",
                   lambda a, b: f"{a}低于{b}", ("below(2, 1)", False), _TWO)
at_least = Comparison("at_least", lambda a, b: is_number(a) and is_number(b) and a >= b, "number a is b or more",
                      lambda a, b: f"{a}不低于{b}", ("at_least(90, 90)", True), _TWO)
at_most = Comparison("at_most", lambda a, b: is_number(a) and is_number(b) and a <= b, "number a is b or less",
                     lambda a, b: f"{a}不高于{b}", ("at_most('', 1)", False), _TWO)
outside = Comparison("outside", _outside, "a number is below the second argument or above the third",
                     lambda v, low, high: f"{v}不在 {low} 至 {high} 之间", ("outside(5, 3, 4)", True), (NUMBER, NUMBER, NUMBER))
