"""Names of a book and of its sheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import XlwingsError, base_classes

from shijibu_addin.libreoffice.xlwings_engine.address import sheet_in_formula, split_sheet
from shijibu_addin.libreoffice.xlwings_engine.unsupported import complete, refused

if TYPE_CHECKING:
    from shijibu_addin.libreoffice.xlwings_engine.book import Book
    from shijibu_addin.libreoffice.xlwings_engine.range import Range
    from shijibu_addin.libreoffice.xlwings_engine.sheet import Sheet


def range_named(sheet: Sheet, name: str) -> Range | None:
    """The range that a name of the sheet or of its book stands for."""
    for names in (Names(sheet.book, sheet), sheet.book.names):
        if names.contains(name):
            return names(name).refers_to_range
    return None


def name_of(cells: Range) -> Name | None:
    """The name that stands for exactly this range."""
    wanted = cells.cells.AbsoluteName
    for name in cells.sheet.book.names:
        if name.api.Content == wanted:
            return name
    return None


@complete
class Names(base_classes.Names):
    """The names of a book, with those of its sheets, or of one sheet alone."""

    def __init__(self, book: Book, sheet: Sheet | None = None) -> None:
        self._book = book
        self._sheet = sheet

    @property
    def api(self) -> Any:
        """com.sun.star.sheet.NamedRanges"""
        return (self._sheet.model if self._sheet is not None else self._book.api).NamedRanges

    def __iter__(self) -> Iterator[Name]:
        if self._sheet is None:
            yield from self._of(self.api, None)
            for sheet in self._book.sheets:
                yield from self._of(sheet.model.NamedRanges, sheet)
        else:
            yield from self._of(self.api, self._sheet)

    def _of(self, ranges: Any, sheet: Sheet | None) -> Iterator[Name]:
        return (Name(self._book, sheet, ranges.getByName(name)) for name in ranges.ElementNames)

    def snapshot(self) -> list[tuple[str, Name]]:
        return [(name.name, name) for name in self]

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _find(self, name_or_index: int | str) -> Name | None:
        if isinstance(name_or_index, int):
            names = list(self)
            return names[name_or_index - 1] if 1 <= name_or_index <= len(names) else None
        if "!" in name_or_index:
            return next((name for name in self if name.name.lower() == name_or_index.lower()), None)
        ranges = self.api
        if not ranges.hasByName(name_or_index):
            return None
        return Name(self._book, self._sheet, ranges.getByName(name_or_index))

    def __call__(self, name_or_index: int | str) -> Name:
        found = self._find(name_or_index)
        if found is None:
            raise KeyError(name_or_index)
        return found

    def contains(self, name_or_index: int | str) -> bool:
        return self._find(name_or_index) is not None

    def add(self, name: str, refers_to: str) -> Name:
        """A name for a range, a constant or a formula; one that is there already comes to stand for this."""
        sheet_name, plain = split_sheet(name)
        if sheet_name is not None and self._sheet is None:
            return Names(self._book, self._book.sheets(sheet_name)).add(plain, refers_to)
        ranges = self.api
        if not ranges.hasByName(plain):
            corner = self._book.document.struct("com.sun.star.table.CellAddress", 0, 0, 0)
            with refused(f"take '{plain}' as a name"):
                ranges.addNewByName(plain, "0", corner, 0)
        added = Name(self._book, self._sheet, ranges.getByName(plain))
        added.refers_to = refers_to
        return added


@complete
class Name(base_classes.Name):
    """One name."""

    def __init__(self, book: Book, sheet: Sheet | None, model: Any) -> None:
        self._book = book
        self._sheet = sheet
        self._model = model

    @property
    def api(self) -> Any:
        """com.sun.star.sheet.NamedRange"""
        return self._model

    @property
    def name(self) -> str:
        plain = self._model.Name
        return plain if self._sheet is None else f"{sheet_in_formula(self._sheet.name)}!{plain}"

    @name.setter
    def name(self, value: str) -> None:
        with refused(f"take '{value}' as a name"):
            self._model.setName(value)

    @property
    def refers_to(self) -> str:
        return self._book.document.formulas.text(self._model.getTokens())

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        if not isinstance(value, str) or not value.strip("= "):
            raise XlwingsError("A name stands for a reference or a formula, such as '=Sheet1!$A$1:$B$2'.")
        self._model.setTokens(self._book.document.formulas.tokens(value))

    @property
    def refers_to_range(self) -> Range:
        from shijibu_addin.libreoffice.xlwings_engine.range import range_of

        cells = self._model.ReferredCells
        if cells is None:
            raise XlwingsError(f"The name '{self.name}' does not stand for a range: it is {self.refers_to}.")
        return range_of(self._book, cells)

    def delete(self) -> None:
        owner = self._sheet.model if self._sheet is not None else self._book.api
        owner.NamedRanges.removeByName(self._model.Name)
