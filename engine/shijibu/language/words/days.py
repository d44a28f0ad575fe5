"""Days, as ISO texts."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from functools import lru_cache

from shijibu.language.kinds import DAYS, MONTHS
from shijibu.language.values import Value, is_number, present
from shijibu.language.word import Word


def _day(text: Value) -> date | None:
    if not isinstance(text, str):
        return None
    return _day_of(text) if len(text) <= _USUAL else _day_of.__wrapped__(text)


_USUAL = 10
"""Characters of an ISO day; longer texts would fill the memory."""


@lru_cache(maxsize=4096)  # a year has few, and its logs say them again and again
def _day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _plus_months(text: Value, months: Value) -> Value:
    """The day that many months later; the month's last day where it has no such day."""
    day = _day(text)
    if day is None or not is_number(months):
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + int(months), 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1])).isoformat()


def _plus_days(text: Value, days: Value) -> Value:
    day = _day(text)
    return None if day is None or not is_number(days) else (day + timedelta(days=int(days))).isoformat()


def _week_of(days: Value) -> Value:
    if isinstance(days, list):
        return [_week_of(d) for d in days]
    day = _day(days)
    return None if day is None else (day - timedelta(days=day.weekday())).isoformat()


def _weeks(first: Value, last: Value) -> Value:
    start, end = _day(first), _day(last)
    if start is None or end is None:
        return None
    return max(0, (end - start - timedelta(days=-start.weekday() % 7)).days // 7 + 1)


def _later(a: Value, b: Value) -> Value:
    first, second = _day(a), _day(b)
    return first is not None and second is not None and first > second


later = Word("later", _later, "day a is after day b", lambda a, b: f"{a}晚于{b}", ("later('2026-03-02', '2026-03-01')", True))
latest = Word("latest", lambda *values: max(present(values), default=None), "the latest day, or the greatest number",  # type: ignore[type-var]
              lambda *a: f"{'、'.join(a)}中最晚的", ("latest(rows('2026-01-02', '', '2025-12-31'))", "2026-01-02"))
earliest = Word("earliest", lambda *values: min(present(values), default=None), "the earliest day, or the smallest number",  # type: ignore[type-var]
                lambda *a: f"{'、'.join(a)}中最早的", ("earliest(rows('2026-01-02', '', '2025-12-31'))", "2025-12-31"))
plus_months = Word("plus_months", _plus_months, "the day so many months later, the month's last where it is shorter",
                   lambda day, n: f"{day}之后{n}{'' if '月' in n else '个月'}", ("plus_months('2026-01-31', 1)", "2026-02-28"), (None, MONTHS))
plus_days = Word("plus_days", _plus_days, "the day so many days later", lambda day, n: f"{day}之后{n}{'' if '天' in n or '日' in n else '天'}",
                 ("plus_days('2026-02-28', 1)", "2026-03-01"), (None, DAYS))
week_of = Word("week_of", _week_of, "the Monday of a day's week; of a list, each day's", lambda days: f"{days}所在周的周一",
               ("week_of('2026-03-08')", "2026-03-02"))
weeks = Word("weeks", _weeks, "how many Mondays lie from the first day to the last", lambda first, last: f"{first}至{last}的周数（周一在其间的）",
             ("weeks('2026-03-01', '2026-03-31')", 5))
