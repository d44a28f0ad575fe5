"""Sheets of many cells that are alike: what goes out to units, drawn without what XlsxWriter does for any sheet of anybody."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import CellArrayFormulaTuple, CellBlankTuple, CellFormulaTuple

from shijibu.spreadsheet.address import address
from shijibu.spreadsheet.clean_book import CleanSheet
from shijibu.spreadsheet.shared import Moving

_NEWER = "_xlfn"  # before a function that came after Excel 2010, as a file of the office's has it


class PlainSheet(CleanSheet):
    """A sheet most of whose cells go on from the one above: a formula is moved along with its row instead of being made anew, and what is put
    into a cell is ours, so that nothing is asked of it.

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
        above = self._below(row, column)
        if isinstance(above, CellBlankTuple):
            raise KeyError(address(row, column + 1))
        return self._put(row, column, above._replace(format=cell_format, value=value))

    def repeat(self, row: int, columns: Collection[int]) -> None:
        """These cells of the row above once more: their looks, their values, and their formulas moved along."""
        self.table[row].update({column: self._below(row, column) for column in columns})
        self._check_dimensions(row, min(columns))
        self._check_dimensions(row, max(columns))

    def _below(self, row: int, column: int) -> Any:
        """What goes on in a cell from the one above it."""
        above = self.table[row - 1][column]
        if isinstance(above, CellFormulaTuple):
            return above if above.formula is None else above._replace(formula=None)
        if isinstance(above, CellArrayFormulaTuple):
            return above._replace(formula=Moving(above.formula).by(1), range=address(row + 1, column + 1))
        return above

    def write_blank(self, row: int, column: int, blank: Any, cell_format: Format | None = None) -> int:
        """An empty cell that has a look."""
        return self._put(row, column, CellBlankTuple(cell_format)) if cell_format is not None else 0

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        """Nine of ten cells are blank, or share a formula and show nothing yet."""
        if isinstance(cell, CellBlankTuple) and cell.format is not None:
            self.fh.write(f'<c r="{address(row + 1, col + 1)}" s="{cell.format._get_xf_index()}"/>')
        elif isinstance(cell, CellFormulaTuple) and cell.formula is None and cell.value == "" and cell.format is not None:
            number, _ = self._shared[place := address(row + 1, col + 1)]
            self.fh.write(f'<c r="{place}" s="{cell.format._get_xf_index()}"><f t="shared" si="{number}"/><v></v></c>')
        else:
            super()._write_cell(row, col, cell)
