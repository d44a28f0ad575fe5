"""An open workbook as the reader of files gives one: a Grid, so that the same checks work in every host."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from contextlib import suppress
from numbers import Real
from typing import TYPE_CHECKING, Any

from shijibu.returns.grid import Cell, Grid, SheetGrid
from shijibu.spreadsheet.days import serial, serial_of_moment
from shijibu_addin.macros.hosts import unable

if TYPE_CHECKING:
    import xlwings as xw

_ERRORS = {"#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NAME?", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"}


def grid_of(book: xw.Book, skip: Collection[str] = ()) -> Grid:
    """The cells of every sheet but those in `skip`, and the defined names. A host that cannot read formulas gives values alone."""
    sheets = [_sheet(sheet) for sheet in book.sheets if sheet.name not in skip]
    names, local = _names(book)
    return Grid(sheets, names, local, modified=None, date1904=False, sha256="", facts={})


def plain(value: Any) -> Any:
    """A value as files hold it: None, text, truth or number; a date is its serial number."""
    match value:
        case None | str() | bool():
            return value
        case dt.datetime():
            return serial_of_moment(value)
        case dt.date():
            return float(serial(value))
        case Real():
            return float(value)
    return str(value)


def _sheet(sheet: xw.Sheet) -> SheetGrid:
    used = sheet.used_range
    top, left = used.row, used.column
    values = used.options(ndim=2, err_to_str=True).value
    formulas = _formulas(used)
    out = SheetGrid(sheet.name, "visible" if sheet.visible else "hidden")
    for i, row in enumerate(values):
        for j, value in enumerate(row):
            formula = _formula(formulas[i][j]) if formulas else None
            cell = _cell(plain(value), formula)
            if cell is not None:
                out.cells[top + i, left + j] = cell
    entered = [row for (row, _), cell in out.cells.items() if cell.formula is None]
    if entered:  # below the last of them nobody hid anything from anyone
        out.hidden_rows = _hidden(sheet, top, max(entered))
    return out


def _formulas(used: xw.Range) -> list[list[Any]] | None:
    """What stands in the cells, in rows; None where the host cannot tell."""
    try:
        told = used.formula
    except unable():
        return None
    rows, columns = used.shape
    if not isinstance(told, (list, tuple)):
        return [[told]]
    flat = [v for row in told for v in (row if isinstance(row, (list, tuple)) else [row])]
    return [flat[i * columns : (i + 1) * columns] for i in range(rows)]


def _formula(told: Any) -> str | None:
    """A formula without its equals sign; None for a constant."""
    if not isinstance(told, str) or not told.startswith(("=", "{=")) or len(told) < 2:
        return None
    return told.removeprefix("{").removesuffix("}" if told.startswith("{") else "").removeprefix("=")


def _cell(value: Any, formula: str | None) -> Cell | None:
    if value is None:
        return None if formula is None else Cell("", "text", formula)
    if isinstance(value, bool):
        return Cell(value, "bool", formula)
    if isinstance(value, float):
        return Cell(value, "number", formula)
    return Cell(value, "error" if value in _ERRORS else "text", formula)


def _hidden(sheet: xw.Sheet, top: int, bottom: int) -> set[int]:
    """The hidden rows: halves are asked until each is all one or the other, so that a sheet without any costs one question."""
    try:
        told = sheet.range((top, 1), (bottom, 1)).rows.hidden
    except unable():
        return set()
    if told is not None or top == bottom:
        return set(range(top, bottom + 1)) if told else set()
    middle = (top + bottom) // 2
    return _hidden(sheet, top, middle) | _hidden(sheet, middle + 1, bottom)


def _names(book: xw.Book) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """Defined names that point to cells: those of the book, and those of one sheet by its title."""
    names: dict[str, str] = {}
    local: dict[tuple[str, str], str] = {}
    for name in book.names:
        try:
            area = name.refers_to_range
            where = "'" + area.sheet.name.replace("'", "''") + "'!" + area.address
        except Exception:  # a name that holds a number or a broken reference; each host says so in a way of its own
            continue
        title, mark, bare = name.name.rpartition("!")
        if mark:
            local[title.strip("'").replace("''", "'"), bare] = where
        else:
            names[bare] = where
    return names, local


def text_named(book: xw.Book, wanted: str) -> str:
    """The text that a name of the book holds, in its quotes; empty where there is none."""
    return next((_constant(name) for name in book.names if name.name == wanted), "")


def _constant(name: xw.Name) -> str:
    """The text that a name holds, in its quotes as files have it; empty where it holds none, or the host cannot tell."""
    with suppress(Exception):  # each host refuses in a way of its own
        told = str(name.refers_to).removeprefix("=")
        return told if told.startswith('"') and told.endswith('"') else ""
    return ""
