"""Formulas of one document, between Excel's notation and LibreOffice's: whole blocks at a time, each distinct formula translated once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from xlwings import XlwingsError

from shijibu_addin.libreoffice.xlwings_engine import formula_text
from shijibu_addin.libreoffice.xlwings_engine.address import Box
from shijibu_addin.libreoffice.xlwings_engine.unsupported import unsupported

_EXCEL_FILES = 3  # com.sun.star.sheet.AddressConvention.XL_OOX
_NAMES_OF_EXCEL_FILES = 5  # com.sun.star.sheet.FormulaLanguage.OOXML
_EVERY_GROUP = 0x7FFFFFFF  # com.sun.star.sheet.FormulaMapGroup.ALL_EXCEPT_SPECIAL and the special ones
_PUSH = 0  # the token of a value or a reference
_MOST_TOLD = 50_000  # shapes that are kept
_LONG_RUN = 50  # cells from which copying down is worth its own calls

Grid = list[list[Any]]


class Formulas:
    """Reads and writes formulas of a document in Excel's notation."""

    def __init__(self, uno: Any, document: Any) -> None:
        self._uno = uno
        self._parser = document.createInstance("com.sun.star.sheet.FormulaParser")
        self._parser.CompileEnglish = True
        self._parser.FormulaConvention = _EXCEL_FILES
        self._parser.IgnoreLeadingSpaces = True
        mapper = document.createInstance("com.sun.star.sheet.FormulaOpCodeMapper")
        names = (entry.Name for entry in mapper.getAvailableMappings(_NAMES_OF_EXCEL_FILES, _EVERY_GROUP))
        # Of a shape of LibreOffice's text: the formula as it was told once, and where. It says the same on every sheet and the next time: what
        # was renamed meanwhile has another text.
        self._told: dict[str, tuple[str, int, int]] = {}
        self._future = frozenset(name.removeprefix("_xlfn.") for name in names if name.startswith("_xlfn."))

    def tokens(self, text: str, sheet: int = 0, row: int = 1, column: int = 1) -> Any:
        """LibreOffice's tokens of a formula in Excel's notation that stands in this cell."""
        tokens, carries = self._parsed(text, sheet, row, column)
        if carries:
            raise unsupported(f"An error value, or sheets with quoted names, in a name or an array formula ({text})")
        return tokens

    def _parsed(self, text: str, sheet: int, row: int, column: int) -> tuple[Any, bool]:
        """The tokens, and whether something was carried past the parser."""
        if formula_text.of_other_book(text):
            raise unsupported(f"A reference to another book ({text})")
        told = formula_text.for_office(text.removeprefix("="), self._future)
        tokens = self._parser.parseFormula(told, self._address(sheet, row, column))
        if not tokens:
            raise XlwingsError(f"'{text}' is no formula.")
        return tokens, formula_text.carries(told)

    def text(self, tokens: Any, sheet: int = 0, row: int = 1, column: int = 1) -> str:
        """The formula in Excel's notation, with its equals sign."""
        return "=" + formula_text.as_excel_shows(self._parser.printFormula(tokens, self._address(sheet, row, column)))

    def _address(self, sheet: int, row: int, column: int) -> Any:
        return self._uno.createUnoStruct("com.sun.star.table.CellAddress", sheet, column - 1, row - 1)

    def read(self, sheet: Any, box: Box) -> Grid:
        """What .formula of each cell says: a formula, a constant as text, or nothing."""
        grid = [list(row) for row in sheet.getCellRangeByPosition(*box.position).getFormulaArray()]
        number = sheet.RangeAddress.Sheet
        if len(self._told) > _MOST_TOLD:
            self._told.clear()
        for i, row in enumerate(grid, box.row):
            for j, text in enumerate(row, box.column):
                if text.startswith("{=") and text.endswith("}"):
                    row[j - box.column] = self.array_at(sheet, i, j)
                elif text.startswith("="):
                    row[j - box.column] = self._read_one(sheet, number, text, i, j)
                elif text.startswith("'"):
                    row[j - box.column] = text[1:]
        return grid

    def _read_one(self, sheet: Any, number: int, text: str, row: int, column: int) -> str:
        key = formula_text.shape(text, row, column)
        if key in self._told:
            known, its_row, its_column = self._told[key]
            if (its_row, its_column) == (row, column) or formula_text.can_be_moved(known):
                return formula_text.moved(known, row - its_row, column - its_column)
        cell = sheet.getCellByPosition(column - 1, row - 1)
        if cell.Type.value != "FORMULA":  # a text that starts with an equals sign
            return text
        tokens = cell.getTokens()
        if "#" in text:
            self._carry_errors(tokens, formula_text.errors_in(cell.Formula))
        told = self.text(tokens, number, row, column)
        self._told[key] = told, row, column
        return told

    @staticmethod
    def _carry_errors(tokens: Any, errors: list[str]) -> None:
        """Put error values, of which LibreOffice's tokens say nothing, into the tokens as texts."""
        places = [token for token in tokens if token.OpCode == _PUSH and token.Data is None]
        for token, error in zip(places, errors, strict=False):
            token.Data = formula_text.carried(error)

    def array_at(self, sheet: Any, row: int, column: int) -> str:
        """The array formula that covers this cell."""
        cursor = sheet.createCursorByRange(sheet.getCellByPosition(column - 1, row - 1))
        cursor.collapseToCurrentArray()
        first = cursor.RangeAddress
        return self.text(cursor.getArrayTokens(), first.Sheet, first.StartRow + 1, first.StartColumn + 1)

    def write(self, sheet: Any, formulas: dict[tuple[int, int], str]) -> None:
        """Put formulas in Excel's notation into the cells, by row and column."""
        number = sheet.RangeAddress.Sheet
        seen: dict[str, tuple[str, int, int]] = {}
        shapes: dict[str, set[tuple[int, int]]] = {}
        translated = {}
        for place, text in formulas.items():
            translated[place] = self._translated(sheet, number, text, *place, seen, shapes)
        for places in shapes.values():
            for run in blocks(places, wide=False) if len(places) >= _LONG_RUN else ():
                if run.rows >= _LONG_RUN and self._copied_down(sheet, number, run, translated):
                    for row in range(run.row, run.last_row + 1):
                        del translated[row, run.column]
        for box in blocks(translated):
            rows = tuple(tuple(translated[r, c] for c in range(box.column, box.last_column + 1)) for r in range(box.row, box.last_row + 1))
            sheet.getCellRangeByPosition(*box.position).setFormulaArray(rows)

    def _copied_down(self, sheet: Any, number: int, run: Box, translated: dict[tuple[int, int], str]) -> bool:
        """Copy the first formula over the run, some forty times faster than setting each; not where cells look different or the sheet has notes."""
        cells = sheet.getCellRangeByPosition(*run.position)
        if cells.UniqueCellFormatRanges.Count != 1 or sheet.Annotations.Count:  # copying would carry looks and notes along
            return False
        cells.getCellByPosition(0, 0).Formula = translated[run.row, run.column]
        left, top, done = run.column - 1, run.row - 1, 1
        while done < run.rows:
            more = min(done, run.rows - done)
            area = self._uno.createUnoStruct("com.sun.star.table.CellRangeAddress", number, left, top, left, top + more - 1)
            sheet.copyRange(self._address(number, run.row + done, run.column), area)
            done += more
        return cells.getCellByPosition(0, run.rows - 1).Formula == translated[run.last_row, run.column]

    def _translated(
        self, sheet: Any, number: int, text: str, row: int, column: int,
        seen: dict[str, tuple[str, int, int]], shapes: dict[str, set[tuple[int, int]]],
    ) -> str:  # fmt: skip
        key = formula_text.shape(text, row, column) if formula_text.can_be_moved(text) else f"{row},{column}"
        shapes.setdefault(key, set()).add((row, column))
        if key in seen:
            known, its_row, its_column = seen[key]
            return formula_text.moved(known, row - its_row, column - its_column)
        # Only a cell tells a formula in the notation that a whole block can be set with.
        cell = sheet.getCellByPosition(column - 1, row - 1)
        tokens, carries = self._parsed(text, number, row, column)
        cell.setTokens(tokens)
        seen[key] = formula_text.uncarried(cell.Formula) if carries else cell.Formula, row, column
        return seen[key][0]

    def filled(self, text: str, box: Box) -> dict[tuple[int, int], str]:
        """One formula in every cell, moved along as when it is filled from the first cell."""
        sheet_rows = range(box.row, box.last_row + 1)
        columns = range(box.column, box.last_column + 1)
        return {(r, c): formula_text.moved(text, r - box.row, c - box.column) for r in sheet_rows for c in columns}


def blocks(cells: Iterable[tuple[int, int]], wide: bool = True) -> list[Box]:
    """Rectangles that cover exactly these cells: runs down a column, where `wide` put together with equal ones beside them."""
    runs: list[Box] = []
    for row, column in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        last = runs[-1] if runs else None
        if last is not None and last.column == column and last.last_row + 1 == row:
            runs[-1] = last._replace(rows=last.rows + 1)
        else:
            runs.append(Box(row, column))
    if not wide:
        return runs
    merged: dict[tuple[int, int, int], Box] = {}
    for run in runs:
        left = merged.pop((run.row, run.rows, run.column - 1), None)
        box = left._replace(columns=left.columns + 1) if left else run
        merged[run.row, run.rows, run.column] = box
    return list(merged.values())
