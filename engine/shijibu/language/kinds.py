"""Kinds of parameters: what a value may be, and what is said of one that is not. A fault comes with what would be right."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal

from shijibu.rules.parameter import Parameter
from shijibu.rules.values import COUNT_LIMIT
from shijibu.rules.values import LIMIT as NUMBER_LIMIT

Place = tuple[int, ...]
Form = Literal["number", "text", "label", "texts", "table"]
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_LONGEST = 2000
PERCENT_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Kind:
    """form: one number, text or label (a text or a number that names something), a list of texts, or rows of cells.

    low, high: inclusive; above: exclusive. decimals: at most. one_of: the only texts allowed. columns: of a table's rows.
    hundredths: a percentage as 0 to 100, of which nothing lies between 0 and 1 (`rules.registry.Parameter`).
    falling: the column of a table whose numbers fall from row to row; strictly: no two of them equal. to_zero: the last of them is 0.
    every: a table has a row for each of the texts that its column of names allows.
    """

    form: Form
    low: float | None = None
    high: float | None = None
    above: float | None = None
    whole: bool = False
    decimals: int | None = None
    hundredths: bool = False
    one_of: tuple[str, ...] | None = None
    columns: tuple[Kind, ...] = ()
    falling: int | None = None
    strictly: bool = False
    to_zero: bool = False
    every: bool = False

    @property
    def limit(self) -> float:
        return COUNT_LIMIT if self.whole else NUMBER_LIMIT

    def faults(self, value: Any) -> Iterator[tuple[Place, str]]:
        """Everything that is wrong with a value, with its place inside it."""
        match self.form:
            case "number":
                yield from _at((), self._number_fault(value))
            case "text":
                yield from _at((), self._text_fault(value))
            case "label":
                number = isinstance(value, (int, float)) and not isinstance(value, bool) and self.one_of is None
                yield from _at((), self._number_fault(value) if number else self._text_fault(value))
            case "texts":
                yield from self._texts_faults(value)
            case "table":
                yield from self._table_faults(value)

    @property
    def expected(self) -> str:
        """What would be right, as people say it."""
        if self.form in ("text", "label"):
            return f"{'、'.join(self.one_of)}之一" if self.one_of else "文字"
        if self.form == "texts":
            return "一列文字，写作 [甲, 乙]" + (f"，每项是{'、'.join(self.one_of)}之一" if self.one_of else "")
        if self.form == "table":
            return f"若干行，每行 {len(self.columns)} 格，写作 [{', '.join(_CELL[c.form] for c in self.columns)}]"
        name = "整数" if self.whole else "数"
        if self.decimals is not None:
            name = f"数（小数至多 {self.decimals} 位）"
        if self.low is not None and self.high is not None:
            return f" {plain(self.low)}～{plain(self.high)} 的{name}"
        if self.above is not None:
            return f"大于 {plain(self.above)} 的{name}"
        if self.low is not None:
            return f"不小于 {plain(self.low)} 的{name}"
        return f"不超过 {plain(self.high)} 的{name}" if self.high is not None else name

    def _number_fault(self, value: Any) -> str | None:
        if isinstance(value, str):
            return self._number_in_text(value)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return f"{_shown(value)}不是数字；应为{self.expected}"
        if isinstance(value, float) and not math.isfinite(value):
            return f"{value} 不是有限的数；应为{self.expected}"
        if self.whole and value != int(value):
            return f"{_shown(value)} 不是整数；应为{self.expected}"
        low_ok = (self.low is None or value >= self.low) and (self.above is None or value > self.above)
        if not low_ok or (self.high is not None and value > self.high):
            return f"{_shown(value)} 超出范围；应为{self.expected}"
        if abs(value) > self.limit:
            return f"{_shown(value)} 太大；数的绝对值不超过 {plain(self.limit)}"
        if self.hundredths and 0 < value < 1:
            return f"{_shown(value)} 像是写成了小数；按百分数应写作 {plain(float(f'{value * 100:.15g}'))}"
        if self.decimals is not None and round(value, self.decimals) != value:
            return f"{_shown(value)} 的小数位数太多；应为{self.expected}"
        return None

    def _number_in_text(self, value: str) -> str:
        meant = self._meant(value)
        return f"{_shown(value)}是文字，不是数字；应" + (f"写作 {meant}，不加引号" if meant else f"为{self.expected}")

    def _meant(self, value: str) -> str | None:
        """The number that a text seems to stand for, as it should be written: 60% of a percentage is 60, of a share 0.6."""
        told = unicodedata.normalize("NFKC", value).strip().replace(",", "")
        signed = told.endswith("%")
        if not _NUMBER.fullmatch(told := told.removesuffix("%").strip()):
            return None
        number = float(told)
        if signed and not (self.high is not None and self.high > 1):
            number = float(f"{number / 100:.15g}")
        return plain(number) if self._number_fault(number) is None else None

    def _text_fault(self, value: Any) -> str | None:
        if not isinstance(value, str):
            quoted = f'；应为文字，是文字的加引号，写作 "{value}"' if isinstance(value, (int, float)) else f"；应为{self.expected}"
            return f"{_shown(value)}不是文字{quoted}"
        if not value.strip():
            return f"没有内容；应为{self.expected}"
        if value != value.strip():  # in a cell and in a roster such a text is another one than it looks
            return f"{_shown(value)}的首尾有空格；应写作 {value.strip()}"
        if len(value) > _LONGEST:
            return f"有 {len(value)} 个字；至多 {_LONGEST} 个字"
        if self.one_of is not None and value not in self.one_of:
            return f"{_shown(value)}不在可选之列；应为{self.expected}"
        return None

    def _texts_faults(self, value: Any) -> Iterator[tuple[Place, str]]:
        if not isinstance(value, list):
            yield (), f"{_shown(value)}不是一列；应为{self.expected}"
            return
        one = replace(self, form="text")
        for i, item in enumerate(value):
            yield from _at((i,), one._text_fault(item))
            if isinstance(item, str) and item in value[:i]:
                yield (i,), f"{_shown(item)}写了两次；每项只写一次"

    def _table_faults(self, value: Any) -> Iterator[tuple[Place, str]]:
        if not isinstance(value, list) or not value:
            yield (), f"{_shown(value)}不是一个表；应为{self.expected}"
            return
        whole = True
        for i, row in enumerate(value):
            if not isinstance(row, list) or not row or len(row) != len(self.columns):
                yield (i,), f"{_shown(row)}不是 {len(self.columns)} 格的一行；应为{self.expected}"
                whole = False
                continue
            for j, (kind, cell) in enumerate(zip(self.columns, row, strict=True)):
                for place, what in kind.faults(cell):
                    yield (i, j, *place), what
                    whole = False
        if whole:
            yield from self._between_rows(value)

    def _between_rows(self, rows: list[list[Any]]) -> Iterator[tuple[Place, str]]:
        named = next((j for j, kind in enumerate(self.columns) if kind.form in ("text", "label")), None)
        for i, row in enumerate(rows):
            if named is not None and row[named] in [other[named] for other in rows[:i]]:
                yield (i, named), f"{_shown(row[named])}有两行；每项只写一行"
        missing = [t for t in self.columns[named].one_of or () if t not in [row[named] for row in rows]] if self.every and named is not None else []
        if missing:
            yield (), f"缺{'、'.join(missing)}的一行；应为{'、'.join(self.columns[named or 0].one_of or ())}各一行"
        if self.falling is None:
            return
        for i, (before, own) in enumerate(pairwise(row[self.falling] for row in rows), 1):
            if own > before or (self.strictly and own == before):
                yield (i,), f"{plain(own)} 应{'小于' if self.strictly else '不大于'}上一行的 {plain(before)}；各行从高到低写"
        if self.to_zero and rows[-1][self.falling] != 0:
            yield (len(rows) - 1,), f"最低一档的起点应为 0，现为 {plain(rows[-1][self.falling])}；不然更低的得分没有等次"


_CELL = {"number": "数", "text": "文字", "label": "名称", "texts": "文字", "table": "表"}
NUMBER, TEXT, LABEL, TEXTS = Kind("number"), Kind("text"), Kind("label"), Kind("texts")
WHOLE = Kind("number", whole=True)
AMOUNT = Kind("number", low=0)
COUNT = Kind("number", low=0, whole=True)
PERCENT = Kind("number", low=0, high=100, decimals=PERCENT_DECIMALS, hundredths=True)
SHARE = Kind("number", low=0, high=1)
WEIGHT_OF_ROW = Kind("number", above=0)
MONTHS, ROUNDS = replace(COUNT, high=1200), replace(COUNT, low=1, high=1000)  # what a calendar and a ledger can be asked for
WORKING_DAYS, DAYS = replace(COUNT, low=1, high=366), replace(COUNT, high=366)
BANDS = Kind("table", columns=(AMOUNT, TEXT), falling=0, strictly=True, to_zero=True)
VALUES = Kind("table", columns=(TEXT, AMOUNT), falling=1, every=True)
NAMED: dict[str, Kind] = {
    "number": NUMBER, "amount": AMOUNT, "positive": Kind("number", above=0), "count": COUNT, "percent": PERCENT, "share": SHARE, "weight": AMOUNT,
    "text": TEXT, "label": LABEL, "texts": TEXTS, "bands": BANDS, "values": VALUES,
    "weights": Kind("table", columns=(TEXT, WEIGHT_OF_ROW)), "pairs": Kind("table", columns=(TEXT, TEXT)),
    "weighted_choices": Kind("table", columns=(TEXT, WEIGHT_OF_ROW, TEXT)),
}

# What each kind holds, for docs/scheme.md.
MEANINGS = {
    "number": "a number", "amount": "a number, 0 or more", "positive": "a number above 0", "count": "a whole number, 0 or more",
    "percent": "0 or 1 to 100, with at most 4 decimals: 60 for 60%", "share": "0 to 1", "weight": "a number, 0 or more",
    "text": "a text", "label": "a text or a number that names something", "texts": "a list of texts, none twice",
    "bands": "rows of floor and label, the floors falling from row to row, the last 0",
    "values": "rows of label and number, no number greater than the one above; with `one_of`, a row for each of its texts",
    "weights": "rows of name and weight above 0", "weighted_choices": "rows of name, weight above 0 and a word", "pairs": "rows of two texts",
}


def of_rule(parameter: Parameter) -> Kind | None:
    """The kind of a setting that a rule takes; None for a column, which no parameter can be."""
    match parameter.kind:
        case "number":
            decimals = PERCENT_DECIMALS if parameter.hundredths else None
            return Kind("number", parameter.low, parameter.high, parameter.above, parameter.whole, decimals, parameter.hundredths)
        case "text":
            return TEXT
        case "label":
            return LABEL
        case "scale":
            return BANDS
        case "pairs":
            return VALUES
    return None


def seen_in(value: Any) -> Kind:
    """The kind of a parameter that nothing declares: by what it holds, but no number in quotation marks and nothing that is no value."""
    if isinstance(value, list):
        if value and all(isinstance(row, list) for row in value):
            return Kind("table", columns=tuple(NUMBER if _is_number(cell) else TEXT for cell in value[0]))
        return TEXTS
    if isinstance(value, str) and NUMBER._meant(value) is None:
        return TEXT
    return NUMBER


def _is_number(value: Any) -> bool:
    return not isinstance(value, str) or NUMBER._meant(value) is not None


def plain(number: float) -> str:
    """A number as people write it in a scheme: 60, 0.4, 1000000000000."""
    if isinstance(number, float) and (abs(number) >= 1e16 or not number.is_integer()):
        return repr(number) if abs(number) >= 1e16 or abs(number) < 1e-4 else f"{Decimal(repr(number)):f}"
    return str(int(number)) if abs(number) < 10**16 else f"{Decimal(int(number)):.6E}"


def _at(place: Place, what: str | None) -> Iterator[tuple[Place, str]]:
    if what is not None:
        yield place, what


def _shown(value: Any) -> str:
    """A value as the file has it, cut short."""
    if value is None:
        return "空白"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return plain(value)
    told = value if isinstance(value, str) else str(value)
    return f"“{told if len(told) <= 40 else told[:40] + '…'}”"
