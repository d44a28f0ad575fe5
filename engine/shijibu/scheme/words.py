"""Words of the scheme language that are no rules: comparisons, and simple questions about what is there.

Each takes values as figures have them (number, text, None for a blank, lists of them) and gives a value or a truth. A comparison
with a blank is not true, so that nobody lands on a list by what is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def _flat(values: tuple) -> list:
    return [v for value in values for v in (value if isinstance(value, list) else [value])]


def _ordered(a: Any, b: Any) -> bool:
    return isinstance(a, (int, float)) and isinstance(b, (int, float))


def _only(values: Any) -> Any:
    """The one value that all there are agree on; None where there is none or they differ."""
    there = {v for v in _flat((values,)) if v not in (None, "")}
    return there.pop() if len(there) == 1 else None


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
}

# Forms that look across periods: their argument is a figure's name, not its value.
FORMS = {
    "year": "the figure in each round of this year so far, this one included",
    "earlier": "the figure in each earlier round of this year",
    "previous": "the figure in the round before this one",
    "param": "a parameter by its path, such as param('DQ-9.main')",
}
