"""Ranges: where they are, what they hold, and ranges made from them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from xlwings import XlwingsError, base_classes
from xlwings.utils import col_name

from shijibu_addin.libreoffice.xlwings_engine import cells as cell_values
from shijibu_addin.libreoffice.xlwings_engine import formula_text, number_formats
from shijibu_addin.libreoffice.xlwings_engine.address import COLUMNS, ROWS, Box, overlap, sheet_in_formula, spanned
from shijibu_addin.libreoffice.xlwings_engine.name import Name, name_of
from shijibu_addin.libreoffice.xlwings_engine.note import Note, note_of
from shijibu_addin.libreoffice.xlwings_engine.range_edit import RangeEdit
from shijibu_addin.libreoffice.xlwings_engine.range_look import RangeLook
from shijibu_addin.libreoffice.xlwings_engine.unsupported import complete, editing, refused, unsupported

if TYPE_CHECKING:
    from shijibu_addin.libreoffice.xlwings_engine.book import Book
    from shijibu_addin.libreoffice.xlwings_engine.document import Document
    from shijibu_addin.libreoffice.xlwings_engine.sheet import Sheet

_TOO_MANY = 20_000_000
_CONTENTS = 1 | 2 | 4 | 16  # com.sun.star.sheet.CellFlags: VALUE, DATETIME, STRING, FORMULA
_FORMATS = 32 | 64 | 256  # HARDATTR, STYLES, EDITATTR
_ALL = _CONTENTS | _FORMATS | 8  # ANNOTATION
_TRUTHS = {"0": "FALSE", "1": "TRUE"}
_STEPS = {"down": (1, 0), "up": (-1, 0), "right": (0, 1), "left": (0, -1)}


def range_of(book: Book, cells: Any) -> Range:
    """The range of a cell or cell range of LibreOffice."""
    from shijibu_addin.libreoffice.xlwings_engine.sheet import Sheet

    return Range.at(Sheet(book, cells.Spreadsheet), cells.RangeAddress)


@complete
class Range(RangeEdit, RangeLook, base_classes.Range):
    """A rectangle of cells of one sheet; it may be empty, as slices can be."""

    def __init__(self, sheet: Sheet, box: Box) -> None:
        self.sheet = sheet
        self.box = box
        self.options: dict[str, Any] = {}

    @classmethod
    def at(cls, sheet: Sheet, address: Any) -> Range:
        """The range at a com.sun.star.table.CellRangeAddress of this sheet."""
        rows, columns = address.EndRow - address.StartRow + 1, address.EndColumn - address.StartColumn + 1
        return cls(sheet, Box(address.StartRow + 1, address.StartColumn + 1, rows, columns))

    @property
    def document(self) -> Document:
        return self.sheet.book.document

    @property
    def is_empty(self) -> bool:
        return self.box.rows < 1 or self.box.columns < 1

    @property
    def cells(self) -> Any:
        """The cell range of LibreOffice."""
        if not self.box.is_on_sheet:
            raise XlwingsError(f"Row {self.box.last_row}, column {self.box.last_column} lies outside of the sheet.")
        return self.sheet.model.getCellRangeByPosition(*self.box.position)

    @property
    def api(self) -> Any:
        """com.sun.star.sheet.SheetCellRange; None for a range without cells."""
        return None if self.is_empty else self.cells

    @property
    def coords(self) -> tuple[Any, int, int, int, int]:
        return (self.sheet.name, *self.box)

    @property
    def row(self) -> int:
        return self.box.row

    @property
    def column(self) -> int:
        return self.box.column

    @property
    def shape(self) -> tuple[int, int]:
        return self.box.rows, self.box.columns

    def __len__(self) -> int:
        return self.box.rows * self.box.columns

    def __bool__(self) -> bool:
        return True

    def __call__(self, arg1: int, arg2: int | None = None) -> Range:
        if arg2 is None:
            down, right = divmod(arg1 - 1, self.box.columns)
        else:
            down, right = arg1 - 1, arg2 - 1
        box = Box(self.row + down, self.column + right)
        if not box.is_on_sheet:
            raise XlwingsError(f"Row {box.row}, column {box.column} lies outside of the sheet.")
        return Range(self.sheet, box)

    def get_address(self, row_absolute: bool = True, col_absolute: bool = True, external: bool = False) -> str:
        address = self.box.address(row_absolute, col_absolute)
        if not external:
            return address
        book, sheet = self.sheet.book.name, self.sheet.name
        plain = sheet_in_formula(sheet) == sheet and re.fullmatch(r"[\w.]+", book)
        if plain:
            return f"[{book}]{sheet}!{address}"
        quoted = f"[{book}]{sheet}".replace("'", "''")
        return f"'{quoted}'!{address}"

    @property
    def address(self) -> str:
        if self.is_empty:
            return f"${col_name(self.column)}${self.row}{{{self.box.rows}x{self.box.columns}}}"
        return self.box.address()

    def __str__(self) -> str:
        return f"{sheet_in_formula(self.sheet.name)}!{self.address}"

    @property
    def raw_value(self) -> Any:
        """One value, or rows of values: None, float, bool, str, datetime, and errors as a str of their own kind."""
        if self.is_empty:
            return None
        if len(self) > _TOO_MANY:
            raise XlwingsError(f"{self} has {len(self):,} cells, more than can be read at once: take used_range, or expand().")
        rows = cell_values.read(self.document, self.sheet.model, self.box)
        return rows[0][0] if len(self) == 1 else rows

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        if self.is_empty:
            return
        box = self.box
        if not isinstance(data, list | tuple):
            if isinstance(data, str) and data.startswith("=") and len(self) > 1:
                self.formula = data
                return
            if data is None or data == "":
                self.clear_contents()
                return
            if len(self) > _TOO_MANY:
                raise XlwingsError(f"{self} has {len(self):,} cells, more than can be written at once.")
            data = [[data] * box.columns] * box.rows
        elif not data:
            return
        elif not isinstance(data[0], list | tuple):
            data = [data]
        box = box._replace(rows=len(data), columns=len(data[0]))
        why = "of a book that was opened to be read only" if self.document.read_only else "which may be protected or a part of an array formula"
        with refused(lambda: f"write to {Range(self.sheet, box)}, {why}"):
            cell_values.write(self.document, self.sheet.model, box, data)

    @property
    def formula(self) -> Any:
        """One text, or a tuple of rows: formulas in Excel's notation, constants as text."""
        if self.is_empty:
            return None
        rows = self.document.formulas.read(self.sheet.model, self.box)
        self._name_truths(rows)
        return rows[0][0] if len(self) == 1 else tuple(map(tuple, rows))

    @formula.setter
    def formula(self, value: Any) -> None:
        """Formulas and constants as `formula` tells them: a text that reads as a number or a truth value becomes one where cells are not formatted
        as text."""
        if self.is_empty:
            return
        value = self._constants(value)
        if isinstance(value, str) and value.startswith("=") and len(self) > 1:
            texts = self.document.formulas.filled(value, self.box)
            rows = range(self.row, self.box.last_row + 1)
            value = [[texts[r, c] for c in range(self.column, self.box.last_column + 1)] for r in rows]
        self.raw_value = value

    def _name_truths(self, rows: list[list[str]]) -> None:
        """Truth values as Excel tells them; LibreOffice tells the numbers that they are kept as."""
        if not any(text in _TRUTHS for row in rows for text in row):
            return
        one, areas = self.document.formats.kinds(self.cells)
        box = self.box
        if one is not None:
            areas = [((box.row, box.column, box.last_row, box.last_column), one)]
        for (top, left, bottom, right), kind in areas:
            for row in rows[top - box.row : bottom - box.row + 1] if kind == number_formats.LOGICAL else ():
                for j in range(left - box.column, right - box.column + 1):
                    row[j] = _TRUTHS.get(row[j], row[j])

    def _constants(self, value: Any) -> Any:
        rows = [list(row) if isinstance(row, list | tuple) else row for row in value] if isinstance(value, list | tuple) else [[value]]
        if rows and not isinstance(rows[0], list):
            rows = [rows]
        told = [[formula_text.constant(text) for text in row] for row in rows]
        if told == rows:  # True is not 1 here: what is told apart is a text
            return value
        box = self.box if len(rows) == len(rows[0]) == 1 else self.box._replace(rows=len(rows), columns=max(map(len, rows)))
        one, areas = self.document.formats.kinds(Range(self.sheet, box).cells)
        if one == number_formats.TEXT:
            return value
        if value.__class__ not in (list, tuple):
            return told[0][0]
        for (top, left, bottom, right), kind in areas:
            if kind == number_formats.TEXT:
                for i in range(top - box.row, bottom - box.row + 1):
                    told[i][left - box.column : right - box.column + 1] = rows[i][left - box.column : right - box.column + 1]
        return told

    # LibreOffice 7 has no formulas that spill: formula2 is formula.
    formula2 = formula

    @property
    def formula_array(self) -> str | None:
        """The array formula of the range, or the formula that all its cells have; None where there is neither."""
        if self.is_empty:
            return None
        if self.has_array:
            return self.document.formulas.array_at(self.sheet.model, self.row, self.column)
        return self(1, 1).formula if len(self) == 1 else None

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        if self.is_empty:
            return
        tokens = self.document.formulas.tokens(value, self.sheet.index - 1, self.row, self.column)
        with refused(lambda: f"set the array formula of {self}"):
            self.cells.setArrayTokens(tokens)

    @property
    def has_array(self) -> bool:
        return bool(self(1, 1).cells.ArrayFormula) and bool(self.cells.ArrayFormula)

    @property
    def has_formulas(self) -> bool:
        """Whether any cell holds a formula."""
        return bool(self._holding(16))

    def _holding(self, what: int) -> list[Box]:
        """The cells that hold something, by com.sun.star.sheet.CellFlags. To the right of the last used column LibreOffice tells cells of that
        column instead."""
        found = (Range.at(self.sheet, address).box for address in self.cells.queryContentCells(what).RangeAddresses)
        return [box for box in found if overlap(box, self.box)]

    def clear_contents(self) -> None:
        self._clear(_CONTENTS)
        self._must_be_blank()

    def clear_formats(self) -> None:
        self._clear(_FORMATS)

    def clear(self) -> None:
        self._clear(_ALL)
        self._must_be_blank()
        if not self.is_empty:
            self.cells.merge(False)

    def _clear(self, what: int) -> None:
        if not self.is_empty:
            with editing("clear", self):
                self.cells.clearContents(what)

    def _must_be_blank(self) -> None:
        """LibreOffice silently leaves cells as they are where it may not clear them all."""
        if not self.is_empty and self._holding(_CONTENTS):
            raise XlwingsError(f"LibreOffice could not clear {self}: it is a part of an array formula.")

    def end(self, direction: str) -> Range:
        """Where Ctrl and an arrow key lead from the first cell."""
        if direction not in _STEPS:
            raise unsupported(f"end('{direction}')")
        down, right = _STEPS[direction]
        last = self.sheet.used_range.box
        row, column = self.row, self.column
        if down:
            filled = self._filled(Box(1, column, max(last.last_row, row) + (1 if row < ROWS else 0)))
            return Range(self.sheet, Box(_jump(filled, row, down, ROWS), column))
        filled = self._filled(Box(row, 1, 1, max(last.last_column, column) + (1 if column < COLUMNS else 0)))
        return Range(self.sheet, Box(row, _jump(filled, column, right, COLUMNS)))

    def _filled(self, line: Box) -> list[bool]:
        """For each cell of one row or column, whether it is filled, if only with a formula that shows nothing."""
        line = line._replace(rows=min(line.rows, ROWS), columns=min(line.columns, COLUMNS))
        found = self.sheet.model.getCellRangeByPosition(*line.position).getFormulaArray()
        return [bool(text) for row in found for text in row]

    @property
    def current_region(self) -> Range:
        used, start = self.sheet.used_range.box, self.cells
        if spanned(used, self.box) != used:  # outside of them LibreOffice would start from the nearest used cells, however far
            near = overlap(Box(self.row - 1, self.column - 1, self.box.rows + 2, self.box.columns + 2), used)
            filled = Range(self.sheet, near)._holding(_CONTENTS) if near else ()
            if not filled:
                return self
            start = Range(self.sheet, filled[0])(1, 1).cells
        cursor = self.sheet.model.createCursorByRange(start)
        cursor.collapseToCurrentRegion()
        return Range(self.sheet, spanned(Range.at(self.sheet, cursor.RangeAddress).box, self.box))

    @property
    def name(self) -> Name | None:
        return name_of(self)

    @name.setter
    def name(self, value: str) -> None:
        self.sheet.book.names.add(value, f"={self}")

    def select(self) -> None:
        self.sheet.activate()
        controller = self.sheet.book.api.CurrentController
        if controller is not None:
            controller.select(self.cells)

    @property
    def note(self) -> Note | None:
        return note_of(self)

    def add_note(self, text: str) -> Note:
        cell = self.document.struct("com.sun.star.table.CellAddress", self.sheet.index - 1, self.column - 1, self.row - 1)
        with editing("add a note to", self):
            self.sheet.model.Annotations.insertNew(cell, text)
        return Note(self)

    @property
    def table(self) -> None:
        """LibreOffice 7 has no tables."""
        return None

    def to_pdf(self, path: str, quality: str = "standard") -> None:
        self.sheet.book.export_pdf(path, quality, self.cells)


def _jump(filled: list[bool], start: int, step: int, edge: int) -> int:
    """From `start` (counted from 1) to the end of the filled cells, or over a gap to the next filled cell, or to the edge."""
    limit = edge if step > 0 else 1

    def full(at: int) -> bool:
        return 1 <= at <= len(filled) and filled[at - 1]

    at = start
    if full(at) and full(at + step):
        while full(at + step):
            at += step
        return at
    at += step
    while 1 <= at <= len(filled):
        if full(at):
            return at
        at += step
    return limit
