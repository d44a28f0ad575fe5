"""Sheets of a book."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import NoSuchObjectError, XlwingsError, base_classes

from shijibu_addin.libreoffice.xlwings_engine.address import COLUMNS, ROWS, Box, parsed, spanned, split_sheet
from shijibu_addin.libreoffice.xlwings_engine.freeze_panes import FreezePanes
from shijibu_addin.libreoffice.xlwings_engine.name import Names, range_named
from shijibu_addin.libreoffice.xlwings_engine.note import Note, notes_of
from shijibu_addin.libreoffice.xlwings_engine.page_setup import PageSetup
from shijibu_addin.libreoffice.xlwings_engine.range import Range
from shijibu_addin.libreoffice.xlwings_engine.table import Tables
from shijibu_addin.libreoffice.xlwings_engine.unsupported import complete, refused, unsupported

if TYPE_CHECKING:
    from shijibu_addin.libreoffice.xlwings_engine.book import Book


@complete
class Sheets(base_classes.Sheets):
    """The sheets of a book, in their order."""

    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def api(self) -> Any:
        """com.sun.star.sheet.Spreadsheets"""
        return self.book.api.Sheets

    @property
    def active(self) -> Sheet:
        controller = self.book.api.CurrentController
        return Sheet(self.book, controller.ActiveSheet) if controller is not None else self(1)

    def __call__(self, name_or_index: int | str) -> Sheet:
        sheets = self.api
        if isinstance(name_or_index, str):
            names = sheets.ElementNames
            wanted = name_or_index if name_or_index in names else next((n for n in names if n.lower() == name_or_index.lower()), None)
            if wanted is None:
                raise NoSuchObjectError(f"The book has no sheet '{name_or_index}': it has {', '.join(names)}.")
            return Sheet(self.book, sheets.getByName(wanted))
        if not 1 <= name_or_index <= sheets.Count:
            raise NoSuchObjectError(f"The book has no sheet {name_or_index}: it has {sheets.Count}.")
        return Sheet(self.book, sheets.getByIndex(name_or_index - 1))

    def __contains__(self, name_or_index: int | str) -> bool:
        try:
            return bool(self(name_or_index))
        except (NoSuchObjectError, TypeError):
            return False

    def __len__(self) -> int:
        return self.api.Count

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self.book, self.api.getByIndex(i)) for i in range(self.api.Count))

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        """A new sheet, which becomes the active one; before the active sheet where neither place is given."""
        place = before.index - 1 if before is not None else after.index if after is not None else self.active.index - 1
        if name is None:
            taken = {known.lower() for known in self.api.ElementNames}
            name = next(n for n in (f"Sheet{i}" for i in range(len(taken) + 1, 2 * len(taken) + 3)) if n.lower() not in taken)
        with refused(f"add the sheet '{name}'"):
            self.api.insertNewByName(name, place)
        sheet = self(name)
        sheet.activate()
        return sheet


def _place(before: Sheet | None, after: Sheet | None) -> tuple[Sheet, int]:
    """The sheet beside which another is put, and the place (from 0) that the other takes."""
    if before is not None:
        return before, before.index - 1
    assert after is not None
    return after, after.index


@complete
class Sheet(base_classes.Sheet):
    """One sheet."""

    def __init__(self, book: Book, model: Any) -> None:
        self._book = book
        self._model = model
        self._deleted = self._moved = False
        book.document.sheets.add(self)

    def __bool__(self) -> bool:
        return True

    @property
    def model(self) -> Any:
        """LibreOffice's sheet. Its object is a reference to cells: it shrinks when cells are deleted from its rows, and stands for the first
        sheet when its own is deleted, so that it is fetched anew after the one and refused after the other."""
        document = self._book.document.model
        if self._deleted:
            raise XlwingsError("The sheet has been deleted.")
        if self._moved:
            self._model = document.Sheets.getByIndex(self._model.RangeAddress.Sheet)
            self._moved = False
        return self._model

    def cells_moved(self) -> None:
        """Call it after cells were inserted or deleted."""
        for sheet in self._book.document.sheets:
            sheet._moved = True

    @property
    def api(self) -> Any:
        """com.sun.star.sheet.Spreadsheet"""
        return self.model

    @property
    def book(self) -> Book:
        return self._book

    @property
    def name(self) -> str:
        return self.model.Name

    @name.setter
    def name(self, value: str) -> None:
        with refused(f"name the sheet '{value}'"):
            self.model.setName(value)
        if self.model.Name != value:
            raise XlwingsError(f"LibreOffice did not take '{value}' as the name of the sheet: another sheet may have it.")

    @property
    def index(self) -> int:
        return self.model.RangeAddress.Sheet + 1

    @property
    def names(self) -> Names:
        return Names(self._book, self)

    @property
    def visible(self) -> bool:
        return self.model.IsVisible

    @visible.setter
    def visible(self, value: bool) -> None:
        self.model.IsVisible = bool(value)
        if not value and self.model.IsVisible:
            raise XlwingsError(f"'{self.name}' is the only visible sheet and cannot be hidden.")

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        first = self._range(arg1, arg2) if isinstance(arg1, int) else self._range(arg1)
        if arg2 is None or isinstance(arg1, int):
            return first
        second = self._range(arg2)
        return Range(first.sheet, spanned(first.box, second.box))

    def _range(self, given: Any, column: int | None = None) -> Range:
        if isinstance(given, Range):
            return given
        if isinstance(given, str):
            return self._range_of_text(given)
        box = Box(given, column) if isinstance(given, int) and column is not None else Box(*given)
        if 0 in (box.row, box.column):
            raise IndexError("Rows and columns of a range are counted from 1.")
        return Range(self, box)

    def _range_of_text(self, text: str) -> Range:
        sheet_name, address = split_sheet(text)
        sheet = self if sheet_name is None else self._book.sheets(sheet_name)
        box = parsed(address)
        if box is not None:
            return Range(sheet, box)
        if "," in address:
            raise unsupported(f"A range of several areas ('{text}')")
        found = range_named(sheet, address)
        if found is None:
            raise NoSuchObjectError(f"'{text}' is neither an address nor the name of a range.")
        return found

    @property
    def cells(self) -> Range:
        return Range(self, Box(1, 1, ROWS, COLUMNS))

    @property
    def used_range(self) -> Range:
        cursor = self.model.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return Range.at(self, cursor.RangeAddress)

    def activate(self) -> None:
        self._book.activate()
        controller = self._book.api.CurrentController
        if controller is not None and self.visible:
            controller.setActiveSheet(self.model)

    select = activate

    def clear(self) -> None:
        self.cells.clear()

    def clear_contents(self) -> None:
        self.cells.clear_contents()

    def clear_formats(self) -> None:
        self.cells.clear_formats()

    def autofit(self, axis: str | None = None) -> None:
        self.used_range.autofit(axis)

    def delete(self) -> None:
        sheets = self._book.sheets
        if sum(1 for sheet in sheets if sheet.visible) == 1 and self.visible:
            raise XlwingsError(f"'{self.name}' is the only visible sheet and cannot be deleted.")
        index = self.index
        gone = [known for known in self._book.document.sheets if not known._deleted and known.index == index]
        with refused(f"delete the sheet '{self.name}'"):
            sheets.api.removeByName(self.name)
        for known in gone:
            known._deleted = True

    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        beside, place = _place(before, after)
        book, name = beside.book, self.name
        if book.document is self._book.document:
            taken = {known.lower() for known in book.api.Sheets.ElementNames}
            copied = next(n for n in (f"{name} ({i})" for i in range(2, len(taken) + 3)) if n.lower() not in taken)
            book.api.Sheets.copyByName(name, copied, place)
        else:
            taken = {known.lower() for known in book.api.Sheets.ElementNames}
            with refused(f"copy the sheet '{name}'"):
                book.api.Sheets.importSheet(self._book.api, name, place)
            if name.lower() in taken:
                book.sheets(place + 1).name = next(n for n in (f"{name} ({i})" for i in range(2, len(taken) + 3)) if n.lower() not in taken)
        book.sheets(place + 1).activate()

    def move(self, before: Sheet | None, after: Sheet | None) -> None:
        self._book.api.Sheets.moveByName(self.name, _place(before, after)[1])

    @property
    def notes(self) -> list[Note]:
        return notes_of(self)

    @property
    def freeze_panes(self) -> FreezePanes:
        return FreezePanes(self)

    @property
    def page_setup(self) -> PageSetup:
        return PageSetup(self)

    @property
    def tables(self) -> Tables:
        return Tables(self)
