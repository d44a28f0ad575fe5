"""Words of the scheme language that are no rules: comparisons, and simple questions about what is there.

Each takes values as figures have them (number, text, None for a blank, lists of them) and gives a value or a truth. A comparison
with a blank is not true, so that nobody lands on a list by what is missing.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

from shijibu.rules.quota import places
from shijibu.rules.texts import normalised
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


def _week_of(days: Any) -> Any:
    """The Monday of a day's week; of a list, each day's."""
    if isinstance(days, list):
        return [_week_of(d) for d in days]
    day = _day(days)
    return None if day is None else (day - timedelta(days=day.weekday())).isoformat()


def _weeks(first: Any, last: Any) -> int | None:
    """How many weeks begin from the first day to the last, both included: their Mondays."""
    start, end = _day(first), _day(last)
    if start is None or end is None:
        return None
    return max(0, (end - start - timedelta(days=-start.weekday() % 7)).days // 7 + 1)


def _running(values: Any, *labels: Any) -> int:
    """How many entries at the end of a list, one after another, are one of the labels."""
    entries, wanted = _flat((values,)), _flat(labels)
    return next((n for n, v in enumerate(reversed(entries)) if v not in wanted), len(entries))


def _run_within(values: Any, last: Any, *labels: Any) -> int:
    """The longest run of the labels that reaches into so many last entries."""
    entries, wanted = _flat((values,)), _flat(labels)
    first, best, run = len(entries) - int(last), 0, 0
    for i, v in enumerate(entries):
        run = run + 1 if v in wanted else 0
        best = max(best, run) if i >= first else best
    return best


def _together(*values: Any) -> list:
    """What is there in lists within lists, in one list."""
    return [v for value in values for v in (_together(*value) if isinstance(value, list) else _there((value,)))]


def _without(values: Any, unwanted: Any) -> list:
    gone = _flat((unwanted,))
    return [v for v in _there((values,)) if v not in gone]


def _normalised(texts: Any) -> Any:
    if isinstance(texts, list):
        return [_normalised(t) for t in texts]
    return normalised(texts) or texts if isinstance(texts, str) else texts


def _joined(*texts: Any) -> str | None:
    return None if any(t in (None, "") for t in _flat(texts)) else "·".join(map(str, _flat(texts))) or None


def _paired(first: Any, second: Any) -> list:
    """Each entry of the second joined to that of the first in its place, or to the one first."""
    entries = _flat((second,))
    return [_joined(a, b) for a, b in zip(first if isinstance(first, list) else [first] * len(entries), entries, strict=False)]


def _means(values: Any, labels: Any, *unwanted: Any) -> list:
    """Of each list of numbers the mean of those whose label is none of those named; nothing where none is left."""
    gone, out = set(_together(*unwanted)), []
    for own, told in zip(values or [], labels or [], strict=False):
        left = [v for v, label in zip(own or [], told or [], strict=False) if _numbers(v) and label not in gone]
        out.append(sum(left) / len(left) if left else None)
    return out


def _numbers(*values: Any) -> bool:
    return all(isinstance(v, (int, float)) for v in values)


# Words that ask only for what decides: a condition is asked of every official of a county for every unit's workbook.
LAZY: dict[str, Callable[..., Any]] = {
    "all_of": lambda ask, *truths: all(ask(t) for t in truths),
    "any_of": lambda ask, *truths: any(ask(t) for t in truths),
    "none_of": lambda ask, *truths: not any(ask(t) for t in truths),
    "when": lambda ask, truth, then, otherwise=None: ask(then) if ask(truth) else None if otherwise is None else ask(otherwise),
}

# Sums on the spot, unrounded: as a part of something greater they stay so, as a figure's value they are rounded like a rule's.
ARITHMETIC: dict[str, Callable[..., Any]] = {
    "plus": lambda a, b: a + b if _numbers(a, b) else None,
    "minus": lambda a, b: a - b if _numbers(a, b) else None,
    "product": lambda a, b: a * b if _numbers(a, b) else None,
    "ratio": lambda a, b: a / b if _numbers(a, b) and b else None,
    "percent": lambda part, whole: part / whole * 100 if _numbers(part, whole) and whole else None,
}


def _settled(value: Any) -> Any:
    return settle(value) if isinstance(value, (int, float)) else value


WORDS: dict[str, Callable[..., Any]] = {
    "equals": lambda a, b: a not in (None, "") and a == b,
    "differs": lambda a, b: (a if a != "" else None) != (b if b != "" else None),
    "above": lambda a, b: _ordered(a, b) and a > b,
    "below": lambda a, b: _ordered(a, b) and a < b,
    "at_least": lambda a, b: _ordered(a, b) and a >= b,
    "at_most": lambda a, b: _ordered(a, b) and a <= b,
    "outside": lambda v, low, high: _ordered(v, low) and not low <= v <= high,
    **{word: partial(LAZY[word], lambda value: value) for word in ("all_of", "any_of", "none_of")},
    "present": lambda *values: any(v not in (None, "") for v in _flat(values)),
    "absent": lambda *values: all(v in (None, "") for v in _flat(values)),
    "count": lambda *values: sum(v not in (None, "") for v in _flat(values)),
    "one_of": lambda v, *choices: v in choices,
    "only": _only,
    "when": partial(LAZY["when"], lambda value: value),
    "rows": lambda *values: _flat(values),
    "blank_as": lambda v, instead: instead if v in (None, "") else v,
    "picked": _picked,
    "unpicked": _unpicked,
    "joined": _joined,
    "paired": _paired,
    "together": _together,
    "without": _without,
    "normalised": _normalised,
    "means": _means,
    "naming": lambda values, code: sum(code in str(v).split(";") for v in _together(values)),
    "filled": lambda values, instead: [instead if v in (None, "") else v for v in _flat((values,))],
    "times": lambda values, *labels: sum(v in _flat(labels) for v in _flat((values,))),
    "first_of": lambda *values: next(iter(_there(values)), None),
    "last_of": lambda *values: next(iter(reversed(_there(values))), None),
    "running": _running,
    "run_within": _run_within,
    "listed": lambda v, values: v not in (None, "") and v in _flat((values,)),
    "distinct": lambda *values: list(dict.fromkeys(_there(values))),
    "there": lambda *values: _there(values),
    "later": lambda a, b: None not in (_day(a), _day(b)) and a > b,
    "latest": lambda *values: max(_there(values), default=None),
    "earliest": lambda *values: min(_there(values), default=None),
    "plus_months": _plus_months,
    "plus_days": _plus_days,
    "week_of": _week_of,
    "weeks": _weeks,
    **{word: lambda *given, raw=raw: _settled(raw(*given)) for word, raw in ARITHMETIC.items()},
    "quota": lambda size, percent: places(size, percent) if _numbers(size, percent) else None,
}

# What each word gives, for docs/scheme.md; a blank is None, "" or an empty cell.
MEANINGS = {
    "equals": "a and b are the same, and there",
    "differs": "a and b are not the same; a blank differs from a value",
    "above": "number a is greater than number b",
    "below": "number a is less than number b",
    "at_least": "number a is b or more",
    "at_most": "number a is b or less",
    "outside": "a number is below the second argument or above the third",
    "all_of": "every condition is true",
    "any_of": "one condition is true",
    "none_of": "no condition is true",
    "present": "one of the values is there",
    "absent": "all values are blank",
    "count": "how many of the values are there",
    "one_of": "the first argument is one of the others",
    "only": "the one value that all that are there agree on; blank where they differ",
    "when": "the second argument where the condition is true, else the third, or blank",
    "rows": "all values in one list",
    "blank_as": "the first argument, or the second where it is blank",
    "picked": "the values in whose rows the label is one of those named",
    "unpicked": "the values in whose rows the label is none of those named",
    "joined": "texts, or those of a list, with · between; blank where one is blank",
    "paired": "each entry of the second list joined to the first list's entry in its place, or to the one first value, with · between",
    "together": "what is there in lists within lists, in one list",
    "without": "the values that are there and do not stand in the second list",
    "normalised": "a text, or those of a list, in one width, one case, without punctuation, with one form of digits, as LS-8 compares them",
    "means": "of each list of numbers the mean of those whose label, in the second list's list, is none of the others named; unrounded",
    "naming": "how many values name a code; several codes in a value stand between ;",
    "filled": "the values, with the second argument for each blank",
    "times": "how many values are one of the labels",
    "first_of": "the first value that is there",
    "last_of": "the last value that is there",
    "running": "how many values at the list's end, one after another, are one of the labels",
    "run_within": "the longest run of the labels in the list that reaches into its last entries, as many as the second argument says",
    "listed": "the first argument stands in the list, such as a parameter's",
    "distinct": "the values without blanks and repeats",
    "there": "the values without blanks",
    "later": "day a is after day b",
    "latest": "the latest day, or the greatest number",
    "earliest": "the earliest day, or the smallest number",
    "plus_months": "the day so many months later, the month's last where it is shorter",
    "plus_days": "the day so many days later",
    "week_of": "the Monday of a day's week; of a list, each day's",
    "weeks": "how many Mondays lie from the first day to the last",
    "plus": "a plus b",
    "minus": "a minus b",
    "product": "a times b",
    "ratio": "a divided by b; blank where b is 0",
    "percent": "100 times the part divided by the whole; blank where the whole is 0",
    "quota": "the whole places that so many percent of a number give",
}

# Forms: their first argument is a name, not its value. Those of OVER_PERIODS take the name of a figure.
FORMS = {
    "year": "the figure in each round of this year so far, this one included; a round that was not consolidated between them is a blank, "
            "here and in the forms below",
    "earlier": "the figure in each earlier round of this year",
    "previous": "the figure in the round before this one",
    "last": "the figure in the latest earlier round that was consolidated, however long ago",
    "before": "the figure in every earlier round of any year",
    "course": "the figure in every earlier round of any year, and in this one",
    "recent": "the figure in the last rounds, as many as the second argument says, this one included",
    "years": "the figure in the last round of each earlier year, and in this round; a year without a round between them is a blank",
    "where": "a table's column in the rows of which the second argument, asked in the row, is true",
    "everywhere": "a table's column over all workbooks' rows that name this official or unit: as owner, or in the second argument's column; "
                  "a third argument is asked in the row",
    "owners": "what each row's owner has: <table>.<figure or attribute>, in the order of the rows",
    "staff": "a figure of each of the unit's officials",
    "everyone": "a figure or attribute of each of the county's officials",
    "ever": "all that a figure of any official was in any earlier round, lists within lists in one",
    "param": "a parameter by its path, such as param('DQ-9.main')",
}
COMPARISONS = ("above", "below", "at_least", "at_most", "outside")
OVER_PERIODS = ("year", "earlier", "previous", "last", "before", "course", "recent", "years")
# Which argument of a form is a condition that is asked in each row.
CONDITION = {"where": 1, "everywhere": 2}
WITH_THIS_ROUND = ("year", "course", "recent", "years")
