"""How a column of a list is written: its texts, how wide it and how high its rows are, and how each of its cells looks.

A list may have tens of thousands of cells: what is alike in a column is worked out once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from math import ceil
from types import NoneType
from typing import Any

from xlsxwriter.format import Format

from shijibu.outside_text import begins_formula, clean
from shijibu.report.listed import Column, Linked, Outside, kind_of
from shijibu.spreadsheet.number_format import computed_format, typed_format
from shijibu.spreadsheet.style import COLOURS, LINK, SECTION, Styles
from shijibu.spreadsheet.text_size import lines, wide
from shijibu.spreadsheet.wording import STAYED, fixed

_LONGEST = 2000  # characters of one cell; a clerk looks up the rest in the file itself
_ARROW = 3  # width of the filter's button beside a heading
_HIGHEST = 400
LINE = 14
SHARE, MARGIN = 0.95, 3.5
"""Width of a narrow character at size 10 in units of a column; indent and edges."""
FORMATS = {
    "number": computed_format("number"), "integer": computed_format("integer"), "percent": typed_format("percent"), "typed": typed_format("number"),
    "rise": f'↑0.00;↓0.00;"{STAYED}"', "places": f'↑0;↓0;"{STAYED}"',
}


def shortened(value: Any) -> str:
    """A value as a text that a cell holds."""
    text = clean(value)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


class ListedColumn:
    """A column's values as its cells hold them. width: enough for the longest, up to the column's most, and for the heading on two lines. leads:
    one of them may lead somewhere."""

    def __init__(self, column: Column, values: list[Any]) -> None:
        self.column, self.values = column, values
        self.leads = any(issubclass(kind, (Linked, Outside)) for kind in set(map(type, values)))
        self._texts = {v: shortened(v) for v in {v for v in values if isinstance(v, str)}}
        # Of numbers, which are all said with the same decimals, the least and the greatest are the widest.
        floats, whole = [v for v in values if isinstance(v, float)], [v for v in values if type(v) is int]
        others = [v for v in values if v is not None and not isinstance(v, (str, float)) and type(v) is not int]
        numbers = [*map(fixed, {min(floats), max(floats)} if floats else ()), *map(str, {min(whole), max(whole)} if whole else ())]
        said = [*self._texts.values(), *numbers, *map(shortened, others)]
        longest = max(map(wide, said), default=0)
        self.width = max(max(ceil(wide(column.label) / 4) * 2, 4) + _ARROW, min(longest * SHARE + MARGIN, column.most))
        self._room = (self.width - MARGIN + 0.5) / SHARE
        self.wraps = longest > self._room or any("\n" in text for text in said)

    @cached_property
    def cells(self) -> list[Any]:
        """What each cell holds: a text as it is written, a number, or None."""
        texts = self._texts
        return [texts[v] if isinstance(v, str) else shortened(v) if isinstance(v, bool) or not isinstance(v, (int, float, NoneType)) else v
                for v in self.values]

    def lines(self) -> list[int]:
        """How many lines each cell takes."""
        said = {text: lines(text, self._room) for text in self._texts.values()}
        return [1 if v is None else said[self._texts[v]] if isinstance(v, str)
                else lines(fixed(v) if isinstance(v, float) else shortened(v), self._room) for v in self.values]


def heights(columns: Sequence[ListedColumn], rows: int) -> list[float]:
    """Of each row, high enough for its longest text; said outright, for not every program finds it by itself."""
    wrapping = [column.lines() for column in columns if column.wraps]
    most = map(max, zip(*wrapping, strict=True)) if wrapping else [1] * rows
    return [min(LINE * n + 6, _HIGHEST) for n in most]


class ColumnLook:
    """The formats of a column's cells."""

    def __init__(self, column: Column, styles: Styles) -> None:
        self._column, self._styles = column, styles
        self._moves = column.kind in ("rise", "places")
        self._made: dict[tuple[Any, ...], Format] = {}

    def of(self, values: Sequence[Any], strong: Collection[int] = ()) -> list[Format]:
        """The format of each cell. strong: rows, counted from 0, that sum others up."""
        made, colours, out = self._made, self._column.colours, list[Format]()
        for row, value in enumerate(values):
            kind, sums = type(value), row in strong
            key: tuple[Any, ...]
            if kind is float or kind is int:  # they look alike but for the sign of a change
                key = kind, sums, (value > 0) - (value < 0) if self._moves else 0
            elif value is None or isinstance(value, str):
                key = kind, sums, value if value in colours else None, value is not None and begins_formula(value)
            else:  # a number that has a kind of its own
                out.append(self._format(value, strong=sums))
                continue
            if (look := made.get(key)) is None:
                look = made[key] = self._format(value, strong=sums)
            out.append(look)
        return out

    def _format(self, value: Any, *, strong: bool) -> Format:
        column = self._column
        looks: dict[str, Any] = {"font_size": 10, "text_wrap": True}
        if (kind := kind_of(column, value)) in FORMATS and not isinstance(value, str):
            looks["num_format"] = FORMATS[kind]
        if isinstance(value, (Linked, Outside)):
            looks |= {"font_color": LINK, "underline": 1}
        if kind in ("rise", "places") and isinstance(value, (int, float)) and value:  # a format's own colours are not the same everywhere
            looks["font_color"] = COLOURS["green" if value > 0 else "red"][0]
        if column.kind in ("number", "typed", "percent") and not isinstance(value, str):
            looks |= {"align": "right", "indent": 1}
        elif column.middle or column.kind in ("integer", "rise", "places"):
            looks["align"] = "center"
        else:
            looks |= {"align": "left", "indent": 1}
        if isinstance(value, str) and begins_formula(value):
            looks["quote_prefix"] = True  # else it would be one as soon as somebody opens the cell and leaves it again
        if value in column.colours:
            font, fill = COLOURS[column.colours[value]]
            looks |= {"font_color": font, "bg_color": fill, "bold": True}
        if strong:
            looks |= {"bold": True, "bg_color": SECTION}
        return self._styles.boxed(**looks)
