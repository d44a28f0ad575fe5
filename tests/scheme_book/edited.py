"""A scheme workbook as a person changes it: found by sheet, by what a row holds, and by the heading."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook

from shijibu.returns.admission import grid_of
from shijibu.returns.grid import Cell, Grid
from shijibu.scheme.model import Scheme
from shijibu.scheme_book.draw import HEADER
from shijibu.scheme_book.load import book_in, judged


@dataclass
class Edited:
    """A scheme workbook that is open for changes."""

    book: Workbook

    @classmethod
    def of(cls, data: bytes) -> Edited:
        return cls(load_workbook(BytesIO(data)))

    def cell(self, sheet: str, row: str, heading: str) -> Any:
        """The cell under a heading in the row that holds a text; in 基本 the content of an item."""
        tab = self.book[sheet]
        if sheet == "基本":
            return next(r[1] for r in tab.iter_rows(min_row=HEADER) if r[0].value == row)
        column = next(c.column for c in tab[HEADER] if c.value == heading)
        return next(tab.cell(r[0].row, column) for r in tab.iter_rows(min_row=HEADER + 1) if row in [c.value for c in r])

    def blank(self, sheet: str) -> int:
        """The first row with nothing in it."""
        tab = self.book[sheet]
        return next(r[0].row for r in tab.iter_rows(min_row=HEADER + 1) if not any(c.value for c in r[:3]))

    def data(self) -> bytes:
        out = BytesIO()
        self.book.save(out)
        return out.getvalue()


def told(file: bytes | Grid) -> Scheme | list[tuple[str, str]]:
    """The scheme that a workbook says, or its faults: cell and sentence."""
    said = judged(book_in(file if isinstance(file, Grid) else grid_of(file), "方案.xlsx"))
    return said if isinstance(said, Scheme) else [(str(at), what) for at, what in said]


def with_cell(grid: Grid, sheet: str, row: int, column: int, value: Any) -> Grid:
    """The same workbook with another content in one cell."""
    cell = {(row, column): Cell(float(value) if isinstance(value, int) else value, "text" if isinstance(value, str) else "number")}
    sheets = [replace(s, cells={k: c for k, c in s.cells.items() if k != (row, column)} | (cell if value is not None else {}))
              if s.title == sheet else s for s in grid.sheets]
    return replace(grid, sheets=sheets)
