"""Words of the scheme language that are no rules: comparisons, and simple questions about what is there.

Each takes values as figures have them (number, text, None for a blank, lists of them) and gives a value or a truth. A comparison
with a blank is not true, so that nobody lands on a list by what is missing.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from shijibu.rules.quota import places
from shijibu.rules.values import settle


def _flat(values: tuple) -> list:
    return [v for value in values for v in (value if isinstance(value, list) else [value])]


def _ordered(a: Any, b: Any) -> bool:
    return isinstance(a, (int, float)) and isinstance(b, (int, float))


def _only(values: Any) -> Any:
    """The one value that all there are agree on; None where there is none or they differ."""
    there = {v for v in _flat((values,)) if v not in (None, "")}
    return there.pop() if len(there) == 1 else None


def _there(values: tuple) -> list:
    return [v for v in _flat(values) if v not in (None, "")]


def _picked(values: list | None, labels: list | None, *wanted: Any) -> list:
    """The values of the rows whose label is wanted. Rows without a partner are none."""
    return [v for v, label in zip(_flat((values,)), _flat((labels,)), strict=False) if label in _flat(wanted)]


def _unpicked(values: list | None, labels: list | None, *unwanted: Any) -> list:
    """The values of the rows whose label is not one of those."""
    return [v for v, label in zip(_flat((values,)), _flat((labels,)), strict=False) if label not in _flat(unwanted)]


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _plus_months(text: Any, months: Any) -> str | None:
    """The day that many months later; the month's last day where it has no such day."""
    day = _day(text)
    if day is None or not isinstance(months, (int, float)):
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + int(months), 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1])).isoformat()


def _plus_days(text: Any, days: Any) -> str | None:
    day = _day(text)
    return None if day is None or not isinstance(days, (int, float)) else (day + timedelta(days=int(days))).isoformat()


def _running(values: Any, *labels: Any) -> int:
    """How many entries at the end of a list, one after another, are one of the labels."""
    entries, wanted = _flat((values,)), _flat(labels)
    return next((n for n, v in enumerate(reversed(entries)) if v not in wanted), len(entries))


def _numbers(*values: Any) -> bool:
    return all(isinstance(v, (int, float)) for v in values)


WORDS: dict[str, Callable[..., Any]] = {
    "equals": lambda a, b: a not in (None, "") and a == b,
    "differs": lambda a, b: (a if a != "" else None) != (b if b != "" else None),
    "above": lambda a, b: _ordered(a, b) and a > b,
    "below": lambda a, b: _ordered(a, b) and a < b,
    "at_least": lambda a, b: _ordered(a, b) and a >= b,
    "at_most": lambda a, b: _ordered(a, b) and a <= b,
    "outside": lambda v, low, high: _ordered(v, low) and not low <= v <= high,
    "all_of": lambda *truths: all(truths),
    "any_of": lambda *truths: any(truths),
    "none_of": lambda *truths: not any(truths),
    "present": lambda *values: any(v not in (None, "") for v in _flat(values)),
    "absent": lambda *values: all(v in (None, "") for v in _flat(values)),
    "count": lambda *values: sum(v not in (None, "") for v in _flat(values)),
    "one_of": lambda v, *choices: v in choices,
    "only": _only,
    "when": lambda truth, then, otherwise=None: then if truth else otherwise,
    "rows": lambda *values: _flat(values),
    "blank_as": lambda v, instead: instead if v in (None, "") else v,
    "picked": _picked,
    "unpicked": _unpicked,
    "joined": lambda *texts: None if any(t in (None, "") for t in texts) else "·".join(map(str, texts)),
    "filled": lambda values, instead: [instead if v in (None, "") else v for v in _flat((values,))],
    "times": lambda values, *labels: sum(v in _flat(labels) for v in _flat((values,))),
    "first_of": lambda *values: next(iter(_there(values)), None),
    "last_of": lambda *values: next(iter(reversed(_there(values))), None),
    "running": _running,
    "listed": lambda v, values: v not in (None, "") and v in _flat((values,)),
    "distinct": lambda *values: list(dict.fromkeys(_there(values))),
    "later": lambda a, b: None not in (_day(a), _day(b)) and a > b,
    "latest": lambda *values: max(_there(values), default=None),
    "earliest": lambda *values: min(_there(values), default=None),
    "plus_months": _plus_months,
    "plus_days": _plus_days,
    "plus": lambda a, b: settle(a + b) if _numbers(a, b) else None,
    "minus": lambda a, b: settle(a - b) if _numbers(a, b) else None,
    "product": lambda a, b: settle(a * b) if _numbers(a, b) else None,
    "ratio": lambda a, b: settle(a / b) if _numbers(a, b) and b else None,
    "percent": lambda part, whole: settle(part / whole * 100) if _numbers(part, whole) and whole else None,
    "quota": lambda size, percent: places(size, percent) if _numbers(size, percent) else None,
}

# Forms: their first argument is a name, not its value. Those of OVER_PERIODS take the name of a figure.
FORMS = {
    "year": "the figure in each round of this year so far, this one included",
    "earlier": "the figure in each earlier round of this year",
    "previous": "the figure in the round before this one",
    "before": "the figure in every earlier round of any year",
    "course": "the figure in every earlier round of any year, and in this one",
    "recent": "the figure in the last rounds, as many as the second argument says, this one included",
    "years": "the figure in the last round of each earlier year, and in this round",
    "where": "a table's column in the rows of which the second argument, asked in the row, is true",
    "everywhere": "a table's column over all workbooks' rows that name this official or unit: as owner, or in the second argument's column; "
                  "a third argument is asked in the row",
    "owners": "what each row's owner has: <table>.<figure or attribute>, in the order of the rows",
    "staff": "a figure of each of the unit's officials",
    "param": "a parameter by its path, such as param('DQ-9.main')",
}
OVER_PERIODS = ("year", "earlier", "previous", "before", "course", "recent", "years")
# Which argument of a form is a condition that is asked in each row.
CONDITION = {"where": 1, "everywhere": 2}
WITH_THIS_ROUND = ("year", "course", "recent", "years")
