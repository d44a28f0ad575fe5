"""What a cell can hold, and the errors that a rule answers wrong input with.

A blank (None), a zero, an empty text and an error cell are four things. A rule takes "" for a blank, because that is what a
formula with nothing to say leaves in a cell; whoever reads inputs tells them apart before a rule sees them.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import chain
from math import fsum
from typing import Any

from shijibu.errors import ShijibuError
from shijibu.rules.cells import Cells, once
from shijibu.spreadsheet.days import DAY_ZERO, serial
from shijibu.spreadsheet.number import NOISE, round_half_away, settle


@dataclass(frozen=True, slots=True)
class CellError:
    """An error value in a cell, such as #N/A."""

    kind: str

    def __str__(self) -> str:
        return self.kind


class RuleError(ShijibuError):
    """A rule cannot answer; `kind` is the error value that a cell shows, the text says why in Chinese."""

    kind = "#VALUE!"


class WrongInput(RuleError):
    """Text where a number belongs, an error cell, columns of unequal height, an unknown word."""

    kind = "#VALUE!"


class Waits(WrongInput):
    """Something that is taken could not be computed because of an error, which was said where it is."""


class NoData(RuleError):
    """Something needed is blank, or there is nothing to measure."""

    kind = "#N/A"


class OutOfRange(RuleError):
    """A number that the rule does not allow."""

    kind = "#NUM!"


WAITING = "待改正"
"""What a live cell shows that cannot be computed until an input is mended. To whatever takes it, it is an error value."""
ERROR_KINDS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
LIMIT, COUNT_LIMIT = 1e12, 1e9
"""The greatest number that a rule takes: 13 digits before the point leave two behind it, of the 15 that a sheet knows; and the greatest
count: a share of it in percent, with 4 decimals, is exact."""
_EXACT = 1e6  # up to here a mean by products of doubles is right to more than 9 decimals


def compared(x: float) -> float:
    """A figure inside a rule as it is held against a line: without binary noise, and not rounded."""
    return settle(x, NOISE)


def nothing(x: float | None) -> bool:
    """Whether there is nothing to divide by: a blank, or a zero but for binary noise."""
    return x is None or compared(x) == 0


def weighted_mean(rows: Iterable[tuple[float, float]]) -> float:
    """The mean of (value, weight) by weight; the weights are 0 or more, and their sum is not nothing.

    Values that are so great that a product loses decimals are taken as fractions, lest they cancel each other to a wrong rest.
    """
    told = list(rows)
    if any(abs(v) > _EXACT for v, _ in told):
        return float(sum(Fraction(v) * Fraction(w) for v, w in told) / sum(Fraction(w) for _, w in told))
    return fsum(v * w for v, w in told) / fsum(w for _, w in told)


def shown(x: float) -> float:
    """A rule's value as it is shown, ranked and written to results: 2 decimals."""
    return settle(x, 2)


def is_blank(value: Any) -> bool:
    return value is None or value == ""


def number(value: Any, name: str) -> float | None:
    """A cell as a number; None for a blank. Raises WrongInput for text, truth values and error cells, OutOfRange for infinities."""
    if is_blank(value):
        return None
    if isinstance(value, CellError) or (isinstance(value, str) and value in ERROR_KINDS):
        raise WrongInput(f"{name}里有错误值 {value}")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise WrongInput(f"{name}应为数字，现为“{str(value).upper() if isinstance(value, bool) else value}”")
    return finite(value, name)


def finite(value: float, name: str) -> float:
    """Raises OutOfRange for an infinity, no number, and a whole number that is too great for a cell."""
    try:
        if math.isfinite(value):
            return float(value) + 0.0  # no -0
    except OverflowError:
        pass
    raise OutOfRange(f"{name}不是有限的数")


def text(value: Any, name: str) -> str | None:
    """A cell as text; None for a blank. Raises WrongInput for numbers and error cells."""
    if is_blank(value):
        return None
    if isinstance(value, CellError) or (isinstance(value, str) and value in ERROR_KINDS):
        raise WrongInput(f"{name}里有错误值 {value}")
    if not isinstance(value, str):
        raise WrongInput(f"{name}应为文字，现为 {value}")
    return value


def label(value: Any, name: str) -> str | None:
    """A cell as a name to compare by: text as it is, a number as the 15 digits that a sheet shows of it; None for a blank."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return repr(int(value)) if finite(value, name).is_integer() else f"{value:.15g}"
    return text(value, name)


_DAY = re.compile(r"(\d{4}) *(?:- *(\d{1,2}) *-|/ *(\d{1,2}) */|\. *(\d{1,2}) *\.|年 *(\d{1,2}) *月) *(\d{1,2})(?: *[日号])?", re.ASCII)
_EIGHT_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
# What may follow a day: the day of the week, and a time of day, as programs and people write them.
_HALF = "(?:上午|下午|早上|中午|晚上|[AP]M)"
_CLOCK = r"\d{1,2} *(?:: *\d{2}(?: *: *\d{2}(?:\.\d+)?)?|[时点](?: *\d{1,2} *分(?: *\d{1,2} *秒)?|整|半)?)"
_AFTER = re.compile(rf"[T ]*(?:\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?\s*(?:{_HALF}? *{_CLOCK} *{_HALF}?Z?|{_HALF})?", re.IGNORECASE | re.ASCII)
_USUAL = 40
"""Characters of a day with its time."""
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_Date = date  # a name that the field of Day does not hide


@dataclass(frozen=True, slots=True)
class Day:
    """A day, and whether it was given as a sheet's serial number or as text."""

    date: date
    is_serial: bool

    def like_it(self, other: _Date) -> float | str:
        """Another day in the form in which this one was given: a serial number, or an ISO text."""
        return float(serial(other)) if self.is_serial else other.isoformat()


def day(value: Any, name: str) -> Day | None:
    """A cell as a day: a serial number, whose time of day is left out as in NETWORKDAYS, or a text such as 2026-03-05, 2026/3/5 or 2026年3月5日;
    None for a blank. Raises WrongInput."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        try:
            return Day(DAY_ZERO + timedelta(days=math.floor(round_half_away(finite(value, name), NOISE))), True)
        except OverflowError:
            raise WrongInput(f"{name}应为日期，现为 {value:.15g}") from None
    if isinstance(value, str) and (meant := _day_given(value)) is not None:
        return meant
    told = text(value, name)
    if told is None:
        return None
    raise WrongInput(f"{name}应为日期，如 2026-03-05，现为“{told}”")


def day_of_text(told: str) -> date | None:
    """The day that a text can only mean, its time of day left out: 2026/3/5, 2026年3月5日 9时30分, 20260305; None for any other."""
    meant = _day_given(told)
    return None if meant is None else meant.date


def _day_given(told: str) -> Day | None:
    return _day_of_text(told) if len(told) <= _USUAL else _day_of_text.__wrapped__(told)  # long ones are no days, and would fill the memory


@lru_cache(maxsize=4096)  # a year has few, and its logs say them again and again
def _day_of_text(told: str) -> Day | None:
    plain = unicodedata.normalize("NFKC", told).translate(_DASHES).strip()
    found = _EIGHT_DIGITS.fullmatch(plain) or _DAY.match(plain)
    if found is None or not ends_a_day(plain[found.end():]):
        return None
    year, *months, last = found.groups()
    try:
        return Day(date(int(year), int(next(m for m in months if m)), int(last)), False)
    except ValueError:
        return None


def ends_a_day(rest: str) -> bool:
    """Whether what follows a day in a text is a time of day, or nothing."""
    return _AFTER.fullmatch(rest) is not None


def column(value: Any) -> list[Any]:
    """A range (list of rows), a list or one cell, as a flat list in reading order."""
    if not isinstance(value, (list, tuple)):
        return [value]
    rows = once(value, column, lambda: {issubclass(kind, (list, tuple)) for kind in set(map(type, value))})
    if rows == {True}:
        return list(chain.from_iterable(value))
    if True in rows:
        return [v for item in value for v in (item if isinstance(item, (list, tuple)) else [item])]
    return value if isinstance(value, Cells) else list(value)
