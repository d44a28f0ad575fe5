"""Sheets of many cells that are alike: what goes out to units, drawn without what XlsxWriter does for any sheet of anybody."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import CellArrayFormulaTuple, CellBlankTuple, CellFormulaTuple

from shijibu.spreadsheet.address import address
from shijibu.spreadsheet.clean_book import CleanSheet
from shijibu.spreadsheet.shared import moved

_NEWER = "_xlfn"  # before a function that came after Excel 2010, as a file of the office's has it


class PlainSheet(CleanSheet):
    """A sheet whose formulas use functions of Excel 2010 alone, but for those of the office's own: to look for newer ones in each would take two
    thirds of the time.

    Rows and columns count from 0; a cell is named by these alone.
    """

    def _put(self, row: int, column: int, cell: Any) -> int:
        if self._check_dimensions(row, column):
            return -1
        self.table[row][column] = cell
        return 0

    def write_formula(self, row: int, column: int, formula: str, cell_format: Format | None = None, value: Any = 0) -> int:
        """A formula with its sign and the value that it has."""
        if _NEWER in formula:
            written: int = super().write_formula(row, column, formula, cell_format, value)
            return written
        return self._put(row, column, CellFormulaTuple(formula.removeprefix("="), cell_format, value))

    def write_array_formula(
        self, first_row: int, first_column: int, last_row: int, last_column: int, formula: str, cell_format: Format | None = None, value: Any = 0,
    ) -> int:
        """The same of a formula over columns, in braces."""
        if _NEWER in formula:
            newer: int = super().write_array_formula(first_row, first_column, last_row, last_column, formula, cell_format, value)
            return newer
        written: int = self._write_array_formula(first_row, first_column, last_row, last_column, formula, cell_format, value)
        return written

    def write_below(self, row: int, column: int, cell_format: Format | None = None, value: Any = 0) -> int:
        """The formula of the cell right above, moved along: it is not made anew for each row. Raises KeyError where no formula is above."""
        above = self.table[row - 1][column]
        if isinstance(above, CellArrayFormulaTuple):
            place = address(row + 1, column + 1)
            return self._put(row, column, CellArrayFormulaTuple(moved(above.formula, 1), cell_format, value, place, above.atype))
        if not isinstance(above, CellFormulaTuple):
            raise KeyError(address(row, column + 1))
        return self._put(row, column, CellFormulaTuple(None, cell_format, value))

    def write_blank(self, row: int, column: int, blank: Any, cell_format: Format | None = None) -> int:
        """An empty cell that has a look."""
        return self._put(row, column, CellBlankTuple(cell_format)) if cell_format is not None else 0

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        if isinstance(cell, CellBlankTuple) and cell.format:  # nine of ten cells
            self.fh.write(f'<c r="{address(row + 1, col + 1)}" s="{cell.format._get_xf_index()}"/>')
        else:
            super()._write_cell(row, col, cell)

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("{").removeprefix("=").removesuffix("}")
