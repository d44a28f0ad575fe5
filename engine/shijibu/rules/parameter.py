"""What a rule takes: one parameter, and what it makes of raw cells.

What wrong input comes to is said here once for Python; in a sheet `native` says the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from shijibu.rules.cells import Cells
from shijibu.rules.values import (
    COUNT_LIMIT,
    ERROR_KINDS,
    LIMIT,
    OutOfRange,
    WrongInput,
    column,
    day,
    is_blank,
    label,
    number,
    round_half_away,
    text,
)

Kind = Literal["number", "text", "label", "day", "numbers", "texts", "labels", "days", "scale", "pairs"]
_CLEAN = {"number": number, "text": text, "label": label, "day": day}
_TWO_CELLS = {"scale": (number, text), "pairs": (label, number)}
_WORDS, _NUMBERS, _ERRORS = frozenset((str, type(None))), frozenset((float, int, type(None))), frozenset(ERROR_KINDS)


@dataclass(frozen=True)
class Parameter:
    """One parameter of a rule.

    kind: number, text, label (text or number, compared by name), day (a date, see `values.day`), a column of one of them (numbers, texts,
    labels, days), or a list of two columns that a rule looks things up in: scale (floor, label), pairs (label, number).
    need: a blank is "no data" (scalars). whole: must be an integer. low, high: the inclusive range of what is allowed; above: it must
    be greater than this.
    hundredths: a percentage as 0..100. What lies between 0 and 1 is the cell 60% where 60 is meant, and out of range.
    default: where a scheme sets the value, as `<rule id>.<name>`; such a parameter is a setting and optional.
    optional: may be left out though no scheme sets it.
    """

    name: str
    zh: str
    en: str
    kind: Kind = "number"
    unit: str = ""
    need: bool = False
    whole: bool = False
    low: float | None = None
    high: float | None = None
    hundredths: bool = False
    above: float | None = None
    default: str | None = None
    optional: bool = False

    # Asked in every call of a rule, so each is worked out once.

    @cached_property
    def is_column(self) -> bool:
        return self.kind in ("numbers", "texts", "labels", "days")

    @cached_property
    def is_text(self) -> bool:
        """Whether any text may stand in it, so that a live cell that waits has to be told apart."""
        return self.kind in ("text", "texts", "label", "labels")

    @property
    def is_day(self) -> bool:
        return self.kind in ("day", "days")

    @cached_property
    def is_setting(self) -> bool:
        return self.default is not None

    @cached_property
    def is_list(self) -> bool:
        return self.kind in _TWO_CELLS

    @cached_property
    def is_input(self) -> bool:
        """Whether it is something to measure, not a number or list to measure by."""
        return not self.is_setting and not self.is_list

    @cached_property
    def limit(self) -> float:
        """How far from 0 a number may be that no range of its own bounds."""
        return COUNT_LIMIT if self.whole else LIMIT

    @cached_property
    def _is_unbounded(self) -> bool:
        """Whether every number is allowed that is not too great."""
        return self.low is self.high is self.above is None and not self.whole and not self.hundredths

    def clean(self, value: Any) -> Any:
        """`value` by kind; raises WrongInput. A column comes as a flat list, a scale as (floor, label) highest first, pairs as (label, number)."""
        if self.is_list:
            return self._clean_list(value)
        if self.is_column and self.optional and value is None:
            return []  # left out, which is not one blank cell
        if self.is_column:
            return self.clean_column(column(value))
        if isinstance(value, (list, tuple)):
            cells = column(value)
            if len(cells) != 1:
                raise WrongInput(f"{self.zh}应为一个单元格，现为 {len(cells)} 个")
            value = cells[0]
        return _CLEAN[self.kind](value, self.zh)

    def clean_column(self, cells: list[Any]) -> list[Any]:
        """The same of a column's cells in a flat list."""
        if isinstance(cells, Cells):
            return cells.once(self.kind, lambda: Cells(self._clean_cells(cells)))
        return self._clean_cells(cells)

    def _clean_cells(self, cells: list[Any]) -> list[Any]:
        if self.kind in ("texts", "labels") and _WORDS.issuperset(set(map(type, cells))):
            distinct = set(cells)
            if _ERRORS.isdisjoint(distinct):  # nothing but texts, as in all rows of a year's logs: a blank is all there can be of it
                return [v or None for v in cells] if "" in distinct else cells
        if self.kind == "numbers" and _NUMBERS.issuperset(map(type, cells)) and all(v is None or -LIMIT <= v <= LIMIT for v in cells):
            return [None if v is None else v + 0.0 for v in cells]  # no -0
        cleaner = _CLEAN[self.kind[:-1]]
        return [cleaner(v, self.zh) for v in cells]

    def _clean_list(self, value: Any) -> list[tuple[Any, Any]] | None:
        if value is None and self.optional:
            return None
        rows = value if isinstance(value, (list, tuple)) else [value]
        if any(not isinstance(row, (list, tuple)) or len(row) != 2 for row in rows):
            raise WrongInput(f"{self.zh}应为两列，一行一项")
        first, second = _TWO_CELLS[self.kind]
        cleaned = [(first(a, self.zh), second(b, self.zh)) for a, b in rows if not (is_blank(a) and is_blank(b))]
        if any(a is None or b is None for a, b in cleaned):
            raise WrongInput(f"{self.zh}有一行未填齐")
        return sorted(cleaned, reverse=True) if self.kind == "scale" else cleaned

    def in_range(self, cleaned: Any) -> Any:
        """`cleaned` as the rule takes it; raises OutOfRange where a number is not whole or lies outside low..high, binary noise aside."""
        if self.kind not in ("number", "numbers"):
            return cleaned
        if not self.is_column:
            return self._in_range(cleaned)
        if self._is_unbounded and all(v is None or -LIMIT <= v <= LIMIT for v in cleaned):
            return cleaned
        return [self._in_range(v) for v in cleaned]

    def _in_range(self, given: float | None) -> float | None:
        if given is None:
            return None
        if not -self.limit <= given <= self.limit:
            raise OutOfRange(f"{self.zh} {given:g} 太大，绝对值不超过 {self.limit:g}")
        v = given if given.is_integer() else round_half_away(given, 10)
        if (self.low is not None and v < self.low) or (self.high is not None and v > self.high):
            raise OutOfRange(f"{self.zh} {v:g} 超出 {_span(self.low, self.high)}")
        if self.hundredths and 0 < v < 1:
            raise OutOfRange(f"{self.zh}按百分数填 {v * 100:g}，不填 {v:g}（{v * 100:g}%）")
        if self.above is not None and v <= self.above:
            raise OutOfRange(f"{self.zh} {v:g} 应大于 {self.above:g}")
        if self.whole and v != int(v):
            raise OutOfRange(f"{self.zh}应为整数，现为 {v:g}")
        return v if self.whole else given


def _span(low: float | None, high: float | None) -> str:
    if high is None:
        return f"范围，应不小于 {low:g}"
    return f"范围，应不大于 {high:g}" if low is None else f"{low:g}～{high:g}"
