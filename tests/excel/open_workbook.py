"""A workbook that is open in Excel, as COM shows it to Python: sheets, cells, names and the selection. Looks are taken and forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries

from tests.excel.office_application import Application

_LINK = re.compile(r'=HYPERLINK\("(.*)","(.*)"\)')


class Looks:
    """Whatever of a cell or sheet is not asked about here: fonts, fills, borders, widths, pages."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return Looks()

    def __call__(self, *told: Any, **named: Any) -> Looks:
        return Looks()


class Excel(Application):
    """Excel with one workbook in front."""

    def __init__(self, file: Path, answers: dict[str, Any]) -> None:
        super().__init__(answers)
        self.DisplayAlerts = True
        self.book = Book(self, file)
        self.ActiveWorkbook, self.Selection = self.book, self.book.ActiveSheet.Range("A1")

    def select(self, title: str, address: str) -> None:
        """As a person does."""
        self.book.ActiveSheet = self.book.Worksheets(title)
        self.Selection = self.book.ActiveSheet.Range(address)

    def Calculate(self) -> None:
        """What a formula comes to stands in the file."""


class Book(Looks):
    def __init__(self, excel: Excel, file: Path) -> None:
        self.Application, self.Name, self.FullName, self.Path = excel, file.name, str(file), str(file.parent)
        shown, entered = openpyxl.load_workbook(file, data_only=True), openpyxl.load_workbook(file)
        self.sheets = [Sheet(self, s.title, _cells(s), _cells(entered[s.title]), s.sheet_state == "visible") for s in shown]
        self.Worksheets, self.ActiveSheet = Sheets(self), self.sheets[0]
        scopes = [("", shown.defined_names), *((f"'{s.title}'!", s.defined_names) for s in shown)]
        self.Names = Listed([Name(self, f"{scope}{n}", d.attr_text) for scope, names in scopes for n, d in names.items()])


def _cells(sheet: Any) -> dict[tuple[int, int], Any]:
    return {(c.row, c.column): c.value for row in sheet.iter_rows() for c in row if c.value is not None}


class Listed:
    """A collection: counted from 1, or by name."""

    def __init__(self, listed: list[Any]) -> None:
        self.listed = listed

    @property
    def Count(self) -> int:
        return len(self.listed)

    def __iter__(self) -> Iterator[Any]:
        return iter(list(self.listed))

    def __call__(self, which: int | str) -> Any:
        return self.listed[which - 1] if isinstance(which, int) else next(one for one in self.listed if one.Name == which)


class Sheets(Listed):
    def __init__(self, book: Book) -> None:
        super().__init__(book.sheets)
        self.Parent = book

    def Add(self, Before: Sheet) -> Sheet:  # Excel's own names
        made = Sheet(self.Parent, "Sheet", {}, {}, True)
        self.listed.insert(self.listed.index(Before), made)
        self.Parent.ActiveSheet = made
        return made


class Sheet(Looks):
    def __init__(self, book: Book, title: str, shown: dict[tuple[int, int], Any], entered: dict[tuple[int, int], Any], visible: bool) -> None:
        self.Parent, self.Name, self.shown, self.entered, self.Visible = book, title, shown, entered, visible
        self.ProtectContents, self.links = False, dict[str, str]()
        self.Cells = Cells(self)

    @property
    def Index(self) -> int:
        return self.Parent.sheets.index(self) + 1

    @property
    def UsedRange(self) -> Range:
        places = [*self.shown, *self.entered] or [(1, 1)]
        rows, columns = [r for r, _ in places], [c for _, c in places]
        return Range(self, min(rows), min(columns), max(rows), max(columns))

    def Range(self, first: Any, last: Any = None) -> Range:
        if isinstance(first, str):
            left, top, right, bottom = range_boundaries(first.replace("$", ""))
            return Range(self, top or 1, left, bottom or 1048576, right)
        return Range(self, first.Row, first.Column, last.bottom, last.right)

    def Move(self, Before: Sheet) -> None:
        sheets = self.Parent.sheets
        sheets.remove(self)
        sheets.insert(sheets.index(Before), self)

    def Activate(self) -> None:
        self.Parent.ActiveSheet = self

    def Delete(self) -> None:
        assert not self.Parent.Application.DisplayAlerts
        self.Parent.sheets.remove(self)


class Cells:
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def __call__(self, row: int, column: int) -> Range:
        return Range(self.sheet, row, column, row, column)

    def Clear(self) -> None:
        self.sheet.shown.clear()
        self.sheet.entered.clear()

    ClearContents = Clear


class Lines(Looks):
    Hidden = False

    def __init__(self, count: int) -> None:
        self.Count = count

    def Item(self, number: int) -> Lines:
        return self


class EntireRow:
    def __init__(self, rows: Lines) -> None:
        self.Rows = rows


class Range(Looks):
    def __init__(self, sheet: Sheet, row: int, column: int, bottom: int, right: int) -> None:
        self.__dict__ |= {"Worksheet": sheet, "Row": row, "Column": column, "bottom": bottom, "right": right}
        self.__dict__["Rows"], self.__dict__["Columns"] = Lines(bottom - row + 1), Lines(right - column + 1)
        self.__dict__["Count"], self.__dict__["EntireRow"] = self.Rows.Count * self.Columns.Count, EntireRow(self.Rows)

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "Value":
            self._put(value)
        elif name == "Formula":
            target, text = _LINK.fullmatch(value).groups()  # type: ignore[union-attr]  # of formulas the links alone
            self._put(text)
            self.Worksheet.links[self.GetAddress(False, False)] = target

    def __call__(self, row: int, column: int) -> Range:
        return Range(self.Worksheet, self.Row + row - 1, self.Column + column - 1, self.Row + row - 1, self.Column + column - 1)

    def _put(self, given: Any) -> None:
        rows = given if isinstance(given, (list, tuple)) else [[given]]
        for r, line in enumerate(rows, self.Row):
            for c, value in enumerate(line, self.Column):
                plain = value[1:] if isinstance(value, str) and value.startswith("'") else value
                for cells in (self.Worksheet.shown, self.Worksheet.entered):
                    cells.pop((r, c), None)
                    if plain not in (None, ""):
                        cells[r, c] = plain

    def _read(self, cells: dict[tuple[int, int], Any], blank: Any) -> Any:
        rows = tuple(tuple(cells.get((r, c), blank) for c in range(self.Column, self.right + 1)) for r in range(self.Row, self.bottom + 1))
        return rows[0][0] if self.Count == 1 else rows

    @property
    def Value(self) -> Any:
        return self._read(self.Worksheet.shown, None)

    @property
    def Formula(self) -> Any:
        return self._read(self.Worksheet.entered, "")

    @property
    def Address(self) -> str:
        return self.GetAddress(True, True)

    def GetAddress(self, row_absolute: bool, column_absolute: bool, *more: Any) -> str:
        r, c = "$" if row_absolute else "", "$" if column_absolute else ""
        first, last = (f"{c}{get_column_letter(x)}{r}{y}" for x, y in ((self.Column, self.Row), (self.right, self.bottom)))
        return first if self.Count == 1 else f"{first}:{last}"

    def ClearContents(self) -> None:
        self._put([[None] * self.Columns.Count] * self.Rows.Count)


class Name(Looks):
    def __init__(self, book: Book, name: str, text: str) -> None:
        self.book, self.Name, self.RefersTo = book, name, f"={text}"

    @property
    def RefersToRange(self) -> Range:
        title, mark, address = self.RefersTo.removeprefix("=").rpartition("!")
        if not mark:
            raise AttributeError("RefersToRange")  # as of a name that holds a text
        return self.book.Worksheets(title.strip("'").replace("''", "'")).Range(address)
