"""Rectangles of cells and their A1 addresses."""

from __future__ import annotations

import re
from typing import NamedTuple

from xlwings.utils import col_name, column_to_number

ROWS, COLUMNS = 1_048_576, 16_384
_CELL = r"\$?([A-Za-z]{1,3})\$?([0-9]+)"
_AREA = re.compile(rf"{_CELL}(?::{_CELL})?")
_WHOLE_COLUMNS = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})")
_WHOLE_ROWS = re.compile(r"\$?([0-9]+):\$?([0-9]+)")


class Box(NamedTuple):
    """A rectangle: its first cell, counted from 1, and its size."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1

    @property
    def last_row(self) -> int:
        return self.row + self.rows - 1

    @property
    def last_column(self) -> int:
        return self.column + self.columns - 1

    @property
    def position(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom, counted from 0, as LibreOffice takes them."""
        return self.column - 1, self.row - 1, self.last_column - 1, self.last_row - 1

    @property
    def is_on_sheet(self) -> bool:
        return self.row >= 1 and self.column >= 1 and self.last_row <= ROWS and self.last_column <= COLUMNS

    def address(self, row_absolute: bool = True, column_absolute: bool = True) -> str:
        """As Excel writes it: $A$1, $A$1:$B$2, $A:$B, $1:$2."""
        across, down = "$" * column_absolute, "$" * row_absolute
        if self.rows == ROWS:
            return f"{across}{col_name(self.column)}:{across}{col_name(self.last_column)}"
        if self.columns == COLUMNS:
            return f"{down}{self.row}:{down}{self.last_row}"
        first = f"{across}{col_name(self.column)}{down}{self.row}"
        return first if (self.rows, self.columns) == (1, 1) else f"{first}:{across}{col_name(self.last_column)}{down}{self.last_row}"


def spanned(first: Box, second: Box) -> Box:
    """The smallest rectangle around both."""
    row, column = min(first.row, second.row), min(first.column, second.column)
    return Box(row, column, max(first.last_row, second.last_row) - row + 1, max(first.last_column, second.last_column) - column + 1)


def overlap(first: Box, second: Box) -> Box | None:
    """The rectangle that both share."""
    row, column = max(first.row, second.row), max(first.column, second.column)
    rows, columns = min(first.last_row, second.last_row) - row + 1, min(first.last_column, second.last_column) - column + 1
    return Box(row, column, rows, columns) if rows > 0 and columns > 0 else None


def parsed(address: str) -> Box | None:
    """The rectangle of an A1 address without a sheet; None where the text is none."""
    if found := _AREA.fullmatch(address):
        column, row, last_column, last_row = found.groups()
        first = Box(int(row), column_to_number(column.upper()))
        box = spanned(first, Box(int(last_row), column_to_number(last_column.upper()))) if last_row else first
    elif found := _WHOLE_COLUMNS.fullmatch(address):
        left, right = (column_to_number(c.upper()) for c in found.groups())
        box = spanned(Box(1, left, ROWS), Box(1, right, ROWS))
    elif found := _WHOLE_ROWS.fullmatch(address):
        top, bottom = map(int, found.groups())
        box = spanned(Box(top, 1, 1, COLUMNS), Box(bottom, 1, 1, COLUMNS))
    else:
        return None
    return box if box.is_on_sheet else None


def sheet_in_formula(name: str) -> str:
    """A sheet's name as formulas of Excel write it."""
    return name if re.fullmatch(r"[^\W\d]\w*", name) and parsed(name) is None else "'" + name.replace("'", "''") + "'"


def split_sheet(reference: str) -> tuple[str | None, str]:
    """The sheet's name and the rest of `'Sheet 1'!A1`; None where no sheet is named."""
    sheet, mark, rest = reference.rpartition("!")
    if not mark:
        return None, reference
    if sheet.startswith("'") and sheet.endswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    return sheet, rest
