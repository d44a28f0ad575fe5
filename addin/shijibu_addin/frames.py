"""`sheet["A1"].value = round.units` writes a formatted table: what xlwings does with tables of Shijibu, in every host that it reaches.

Importing this module teaches xlwings. A DataFrame that is not ours, or that has lost what it knew of its columns, is written as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pandas as pd
import xlwings as xw
from xlwings.conversion.pandas_conv import PandasDataFrameConverter

from shijibu.outside_text import clean
from shijibu.spreadsheet.style import COLOURS, HEADER, LINE
from shijibu.tables.frame import ATTRS
from shijibu.tables.look import WORDS_OF_TRUTH, Look, look_of
from shijibu_addin.macros.hosts import column_width, rgb, unable

_MOST_COLOURED = 500
"""Cells that get a colour of their own: each is a call of the host."""


class FrameConverter(PandasDataFrameConverter):  # type: ignore[misc]  # xlwings has no types
    """Writes a table of Shijibu with its headings and looks, without its index where that only counts rows."""

    @classmethod
    def writer(cls, options: Any) -> Any:
        return super().writer(options).append_stage(_Look(options))

    @classmethod
    def write_value(cls, value: pd.DataFrame, options: Any) -> Any:
        if ATTRS not in value.attrs:
            return super().write_value(value, options)
        shown = _with_index(value, options)
        heads = [[clean(name) for name in shown.columns]] if options.get("header", True) else []
        return [*heads, *([_cell(v) for v in row] for row in shown.itertuples(index=False, name=None))]


def view(frame: pd.DataFrame, *, app: xw.App | None = None) -> xw.Sheet:
    """A table in a new workbook, formatted, as `xw.view` shows one; gives its sheet. app: where there are several."""
    book = app.books.add() if app is not None else xw.Book()
    sheet = book.sheets[0]
    sheet["A1"].value = frame
    return sheet


def _with_index(frame: pd.DataFrame, options: Any) -> pd.DataFrame:
    """The table with its index as columns, where somebody asked for it or gave it a name."""
    named = any(name is not None for name in frame.index.names)
    return frame.reset_index() if options.get("index", named) else frame


def _cell(value: Any) -> Any:
    """A value as a host takes it; no text is computed, and none becomes a day or a number."""
    if pd.api.types.is_bool(value):
        return WORDS_OF_TRUTH[bool(value)]
    if isinstance(value, str):
        text = clean(value)
        plain = text[:1].isalpha() and not text.isascii() and not text[0].isascii()
        return text if plain or not text else f"'{text}"
    if pd.isna(value):
        return None
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value.item() if hasattr(value, "item") else value


class _Look:
    """After the values are there: widths, formats, a heading; what a host cannot do is left."""

    def __init__(self, options: Any) -> None:
        self.options = options

    def __call__(self, context: Any) -> None:
        frame = context.source_value
        if context.range is None or not isinstance(frame, pd.DataFrame) or ATTRS not in frame.attrs or not context.value:
            return
        names = [str(name) for name in _with_index(frame, self.options).columns]
        for look in _looks(context.range, frame, names, context.value, int(bool(self.options.get("header", True)))):
            try:
                look()
            except unable():
                continue


def _looks(cells: xw.Range, frame: pd.DataFrame, names: list[str], values: list[list[Any]], headed: int) -> Iterator[Callable[[], None]]:
    """Widths before the rest: rows are made as high as their wrapped texts need in them. headed: how many rows are headings."""
    known, sheet, height = frame.attrs[ATTRS]["columns"], cells.sheet, len(values)
    looks = [look_of(known.get(name, {}).get("kind", "text"), name if headed else "", [_read(row[i]) for row in values[headed:]])
             for i, name in enumerate(names)]

    def put(part: xw.Range, name: str, value: Any) -> Callable[[], None]:
        return lambda: setattr(part, name, value)

    for i, look in enumerate(looks):
        yield put(cells[:, i], "column_width", column_width(sheet, look.width))
        if height > headed:
            yield from _of_column(cells[headed:, i], look, put)
    yield lambda: cells.borders.set("all", line_style="continuous", weight="thin", color=LINE)
    yield put(cells, "vertical_alignment", "center")
    if headed:
        head = cells[0, :]
        yield put(head, "color", rgb(HEADER))
        yield put(head, "horizontal_alignment", "center")
        yield put(head, "wrap_text", True)
        yield lambda: setattr(head.font, "bold", True)
    coloured = [(r, i, colours[values[r][i]]) for i, name in enumerate(names) if (colours := known.get(name, {}).get("colours"))
                for r in range(headed, height) if values[r][i] in colours]
    for r, i, colour in coloured[:_MOST_COLOURED]:
        yield put(cells[r, i], "color", rgb(COLOURS[colour][1]))


def _of_column(body: xw.Range, look: Look, put: Callable[[xw.Range, str, Any], Callable[[], None]]) -> Iterator[Callable[[], None]]:
    if look.number_format != "@":  # a text is one by its apostrophe: a cell of that format takes no number that somebody types later
        yield put(body, "number_format", look.number_format)
    yield put(body, "horizontal_alignment", look.align)
    if look.wraps:
        yield put(body, "wrap_text", True)


def _read(value: Any) -> Any:
    """A written value as it will show."""
    return value.removeprefix("'") if isinstance(value, str) else value.date() if isinstance(value, datetime) else value


FrameConverter.register(pd.DataFrame, "df")
