"""Dates that belong to a round: the days that a column takes without a word, and what a scheme may not say of it."""

from __future__ import annotations

from datetime import date

import pytest

from shijibu.scheme.load import SchemeFault, parsed
from shijibu.scheme.period import Period
from shijibu.scheme.sheets import Column
from tests.scheme.test_load import SEVENTH


@pytest.mark.parametrize(("told", "period", "first", "last"), [
    ({"within": "round"}, "2026-Q2", date(2026, 4, 1), date(2026, 6, 30)),
    ({"within": "round", "lead": 31, "lag": 10}, "2026-01", date(2025, 12, 1), date(2026, 2, 10)),
    ({"within": "round", "lag": 1}, "2026-W01", date(2025, 12, 29), date(2026, 1, 5)),
    ({"within": "year"}, "2026-03", date(2026, 1, 1), date(2026, 12, 31)),
])
def test_the_days_of_a_round_with_some_before_and_after(told, period, first, last):
    assert Column(id="held_on", label="日期", type="date", **told).window(Period.parse(period)) == (first, last)


def test_any_day_will_do_where_a_scheme_says_nothing():
    assert Column(id="due", label="时限", type="date").window(Period.parse("2026-Q2")) is None


@pytest.mark.parametrize(("field", "said"), [("within: round", "却不是要填的日期"), ("lag: 3", "却没有写日期应在哪一期")])
def test_it_is_said_of_dates_that_are_filled_in_alone(field, said):
    assert SEVENTH.count("required: true, min: 0") >= 1
    with pytest.raises(SchemeFault) as told:
        parsed(SEVENTH.replace("required: true, min: 0", f"required: true, {field}, min: 0", 1), "scheme.yaml")
    assert said in str(told.value)
