"""Numbers at the edges of what a cell holds: a rule is right to 4 decimals, or an error; never inf, nan or the label of another number."""

from __future__ import annotations

import math
from fractions import Fraction
from statistics import median
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shijibu.rules import REGISTRY, CellError, OutOfRange, Rule, RuleError
from shijibu.rules.values import COUNT_LIMIT, LIMIT
from shijibu.spreadsheet.number import round_half_away, settle

EXTREME = [
    1e308, 1.79e308, 1e300, 1e15, 2.0**53 + 2, 1e-308, 5e-324, 2.2e-308, 1e-300, 1e-17, -0.0, 0.0, 1e12, 1e12 + 1, 999999999999.99, 1e9, 1e9 + 1,
]
NUMBERS = st.sampled_from(EXTREME) | st.sampled_from([-v for v in EXTREME]) | st.floats(allow_nan=False) | st.floats(-130, 130) | st.integers(-5, 40)
IN_REACH = st.floats(-LIMIT, LIMIT, allow_nan=False) | st.floats(-100, 100) | st.sampled_from([v for v in EXTREME if v <= LIMIT])
WEIGHTS = st.floats(0, LIMIT, allow_nan=False) | st.floats(0, 100) | st.sampled_from([v for v in EXTREME if 0 <= v <= LIMIT])
LABELS = st.sampled_from(["甲", "乙", "红牌", "越低越好"])
_VALUES = {
    "number": NUMBERS, "numbers": st.lists(NUMBERS, min_size=3, max_size=3), "label": LABELS, "labels": st.lists(LABELS, min_size=3, max_size=3),
    "text": LABELS, "texts": st.lists(LABELS, min_size=3, max_size=3),
    "scale": st.just([(90, "优"), (0, "差")]), "pairs": st.lists(st.tuples(LABELS, NUMBERS), min_size=1, max_size=3),
}
NUMERIC = [r for r in REGISTRY.values() if any(p.kind in ("number", "numbers") for p in r.parameters)
           and all(p.kind in _VALUES for p in r.parameters)]


def told(rule: Rule, *given: Any) -> Any:
    """What the rule answers, an error by its kind."""
    try:
        return rule(*given)
    except RuleError as error:
        return CellError(error.kind)


def right(answer: float, exact: Fraction) -> bool:
    """Right to 4 decimals, as far as the 15 digits of a number reach."""
    digit = Fraction(10) ** (math.floor(math.log10(abs(exact))) - 14) if abs(exact) > 1 else 0
    return abs(Fraction(answer) - exact) <= Fraction(50001, 10**9) + 2 * digit


@pytest.mark.parametrize("rule", NUMERIC, ids=lambda r: r.name)
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_rule_answers_with_what_is_no_number(rule, data):
    given_ = [data.draw(_VALUES[p.kind]) for p in rule.parameters]
    answer = told(rule, *given_)
    for value in answer if isinstance(answer, list) else [answer]:
        assert not isinstance(value, float) or math.isfinite(value)
        assert not (isinstance(value, float) and value == 0 and math.copysign(1, value) < 0), "-0 is shown as 0"


@pytest.mark.parametrize("great", [1e308, 1.79e308, 1e300, 1e12 + 1, -1e300, 10**400, math.inf])
@pytest.mark.parametrize("rule", NUMERIC, ids=lambda r: r.name)
def test_a_number_beyond_the_limit_is_an_error_of_range_wherever_it_stands(rule, great):
    usual = {"number": 1, "numbers": [1.0, 1.0, 1.0], "label": "甲", "labels": ["甲"] * 3, "text": "红牌", "texts": ["甲"] * 3,
             "scale": [(90, "优"), (0, "差")], "pairs": [("甲", 1)]}  # fmt: skip
    for i, p in enumerate(rule.parameters):
        if p.kind in ("number", "numbers"):
            given_ = [usual[q.kind] for q in rule.parameters]
            given_[i] = great if p.kind == "number" else [1.0, great, 1.0]
            with pytest.raises(OutOfRange):
                rule(*given_)


@pytest.mark.parametrize(("whole", "limit"), [(True, COUNT_LIMIT), (False, LIMIT)])
def test_the_limit_itself_is_within(whole, limit):
    rule = REGISTRY["STARLIMIT" if whole else "TOTAL"]
    assert told(rule, *((limit, 50) if whole else ([limit],))) == (limit / 2 if whole else limit)


@given(st.lists(st.tuples(IN_REACH, WEIGHTS), min_size=1, max_size=6))
@example([(1e12, 1e12), (-1e12, 1e12), (0.01, 1e12)])
@example([(90.0, 5e-324), (80.0, 5e-324)])
@example([(999999999999.99, 0.1), (-999999999999.98, 0.1)])
def test_a_weighted_mean_is_right_or_an_error(rows):
    answer = told(REGISTRY["WEIGHTED"], [v for v, _ in rows], [w for _, w in rows])
    weight = sum(Fraction(w) for _, w in rows)
    if answer == CellError("#N/A"):
        assert weight < Fraction(1, 10**10)
    else:
        assert right(answer, sum(Fraction(v) * Fraction(w) for v, w in rows) / weight)


@pytest.mark.parametrize(("name", "exact"), [
    ("TOTAL", sum), ("MEAN", lambda vs: sum(vs) / len(vs)), ("LOWEST", min),
])
@given(values=st.lists(IN_REACH, min_size=1, max_size=8))
@example(values=[1e12, 0.0001, 0.0001, -1e12])
def test_sums_and_means_are_right(name, exact, values):
    assert right(REGISTRY[name](values), exact([Fraction(v) for v in values]))


SHARES = st.floats(0, 100) | st.sampled_from([0.0, 5e-324, 1e-308, 1e-12, 1e-10, 1e-9, 100.0])


@given(st.lists(st.tuples(SHARES, SHARES, WEIGHTS), min_size=1, max_size=5))
@example([(5e-324, 50.0, 1.0), (50.0, 45.0, 1.0)])
@example([(50.0, 45.0, 1e12), (50.0, 10.0, 1e12)])
def test_a_progress_index_is_right_or_an_error(rows):
    """DQ-2. A plan or a weight that is only binary noise is none."""
    planned, actual, weights = zip(*rows, strict=True)
    answer = told(REGISTRY["PROGRESS"], list(planned), list(actual), list(weights), 1.2)
    counted = [(Fraction(p), Fraction(a), Fraction(w)) for p, a, w in rows if round_half_away(p, 10)]
    if not counted:
        assert answer == CellError("#N/A")
    elif any(not round_half_away(float(w), 10) for *_, w in counted):
        assert answer == CellError("#NUM!")
    else:
        cap = Fraction(1.2)
        assert right(answer, 100 * sum(w * min(a / p, cap) for p, a, w in counted) / sum(w for *_, w in counted))


@given(SHARES, SHARES)
@example(5e-324, 100.0)
def test_a_ratio_is_right_or_without_data(planned, actual):
    answer = told(REGISTRY["RATIO"], planned, actual, 1.2)
    if not round_half_away(planned, 10):
        assert answer == CellError("#N/A")
    else:
        assert right(answer, min(Fraction(actual) / Fraction(planned), Fraction(1.2)))


@given(WEIGHTS, WEIGHTS)
def test_a_share_of_a_whole_is_right_or_without_data(part, whole):
    answer = told(REGISTRY["SHAREOF"], part, whole)
    assert answer == CellError("#N/A") if settle(whole) == 0 else right(answer, Fraction(part) / Fraction(whole))


@given(st.lists(st.integers(0, int(COUNT_LIMIT)), min_size=4, max_size=4))
@example([0, 0, 0, int(COUNT_LIMIT)])
def test_ballots_of_any_size_are_right(votes):
    values = (100, 85, 70, 50)
    answer = told(REGISTRY["BALLOT"], *votes, *values)
    counted = sum(n * v for n, v in zip(votes, values, strict=True))
    assert right(answer, Fraction(counted, sum(votes))) if sum(votes) else answer == CellError("#N/A")


@given(st.integers(0, int(COUNT_LIMIT)), st.integers(10_000, 1_000_000))
def test_places_of_any_number_of_people_are_exact(people, ten_thousandths):
    """Arithmetic: p has at most 4 decimals."""
    assert REGISTRY["STARLIMIT"](people, ten_thousandths / 10_000) == people * ten_thousandths // 1_000_000


@given(st.lists(st.tuples(WEIGHTS, st.floats(0, 2), st.floats(0, 3) | SHARES), min_size=1, max_size=4))
def test_a_result_score_is_right_or_an_error(rows):
    """QZ-2."""
    weights, factors, ratios = (list(c) for c in zip(*rows, strict=True))
    answer = told(REGISTRY["RESULTSCORE"], weights, factors, ratios, 1.2, 60)
    if any(not round_half_away(w, 10) for w in weights):
        assert answer == CellError("#NUM!")
    else:
        exact = [tuple(map(Fraction, row)) for row in rows]
        assert right(answer, min(60 * sum(w * k * min(x, Fraction(1.2)) for w, k, x in exact) / sum(w for w, *_ in exact), Fraction(60)))


@given(st.lists(st.tuples(IN_REACH, IN_REACH), min_size=1, max_size=5))
def test_a_quadrant_is_that_of_the_median(rows):
    """YA-5: as far as a value stands clear of its group's median."""
    contributions, reviews = (list(c) for c in zip(*rows, strict=True))
    middles = [median(map(Fraction, side)) for side in (contributions, reviews)]
    for quadrant, row in zip(REGISTRY["QUADRANT"](contributions, reviews), rows, strict=True):
        for value, middle, high in zip(row, middles, (("高贡献区", "待认可区"), ("高贡献区", "潜力区")), strict=True):
            if abs(Fraction(value) - middle) > max(Fraction(2, 10**4), abs(middle) / 10**13, abs(Fraction(value)) / 10**13):
                assert (quadrant in high) == (Fraction(value) > middle)


@given(st.lists(IN_REACH, min_size=2, max_size=6))
def test_a_trend_is_that_of_the_exact_difference(scores):
    """YH-6: as far as the difference stands clear of the step."""
    before = scores[-4:-1]
    change = Fraction(scores[-1]) - sum(map(Fraction, before)) / len(before)
    clear = max(Fraction(1, 10**9), max(map(abs, map(Fraction, scores))) / 10**14)
    answer = REGISTRY["TREND"](scores, 2, 3)
    if abs(abs(change) - 2) > clear:
        assert answer == ("良性上升" if change > 2 else "潜在下滑" if change < -2 else "平稳发展")


@pytest.mark.parametrize("weights", [[1.79e308, 1.79e308], [1e13, 1.0]])
def test_weights_too_great_give_no_card_but_an_error(weights):
    """DQ-2: an index of 40 is a red card, whatever its weights; with weights beyond all numbers it is an error, and never no card."""
    assert told(REGISTRY["PROGRESS"], [50, 50], [20, 20], weights, 1.2) == CellError("#NUM!")
    assert REGISTRY["CARD"](REGISTRY["PROGRESS"]([50, 50], [20, 20], [1e12, 1e12], 1.2), None, 75, 90, 105, 0.9) == "红牌"
