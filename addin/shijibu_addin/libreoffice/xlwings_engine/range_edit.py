"""What changes cells other than their values: inserting, deleting, merging, copying, sorting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from xlwings import XlwingsError

from shijibu_addin.libreoffice.xlwings_engine import clipboard
from shijibu_addin.libreoffice.xlwings_engine.address import COLUMNS, ROWS, Box
from shijibu_addin.libreoffice.xlwings_engine.unsupported import refused, unsupported

if TYPE_CHECKING:
    from shijibu_addin.libreoffice.xlwings_engine.range import Range

_FILL_TYPES = {"fill_default": None, "fill_copy": "SIMPLE", "fill_series": "LINEAR", "fill_days": "DATE"}


class RangeEdit:
    """A part of Range."""

    def insert(self: Range, shift: str | None = None, copy_origin: str | None = None) -> None:
        """Make room, moving cells down or right; new cells look like those above or to the left."""
        if copy_origin not in (None, "format_from_left_or_above"):
            raise unsupported(f"insert(copy_origin='{copy_origin}')")
        self._shift(self.sheet.model.insertCells, shift, {"down": ("DOWN", "ROWS"), "right": ("RIGHT", "COLUMNS")}, "insert cells at")

    def delete(self: Range, shift: str | None = None) -> None:
        """Take the cells out, moving others up or left."""
        self._shift(self.sheet.model.removeRange, shift, {"up": ("UP", "ROWS"), "left": ("LEFT", "COLUMNS")}, "delete")

    def _shift(self: Range, call: Any, shift: str | None, modes: dict[str, tuple[str, str]], doing: str) -> None:
        if self.is_empty:
            return
        vertical, horizontal = modes
        if shift is None:
            shift = horizontal if self.box.rows == ROWS or (self.box.columns < COLUMNS and self.box.rows > self.box.columns) else vertical
        if shift not in modes:
            raise XlwingsError(f"shift is '{vertical}' or '{horizontal}', not {shift!r}.")
        whole = self.box.columns == COLUMNS if shift == vertical else self.box.rows == ROWS
        kind = "CellInsertMode" if "down" in modes else "CellDeleteMode"
        with refused(lambda: f"{doing} {self}"):
            call(self.cells.RangeAddress, self.document.enum(f"com.sun.star.sheet.{kind}", modes[shift][whole]))

    @property
    def merge_area(self: Range) -> Range:
        first = self(1, 1)
        cursor = self.sheet.model.createCursorByRange(first.cells)
        cursor.collapseToMergedArea()
        return type(self).at(self.sheet, cursor.RangeAddress)

    @property
    def merge_cells(self: Range) -> bool | None:
        """Whether the cells are merged; None where some are and some are not."""
        area = self.merge_area.box
        if len(self) == 1:
            return (area.rows, area.columns) != (1, 1)
        if (area.rows, area.columns) != (1, 1):
            inside = area.last_row >= self.box.last_row and area.last_column >= self.box.last_column
            return True if inside else None
        return None if self.cells.IsMerged else False

    def merge(self: Range, across: bool = False) -> None:
        """Merge; only the first cell keeps its value. across: each row by itself."""
        rows = range(self.box.rows) if across else [None]
        for i in rows:
            box = self.box if i is None else Box(self.row + i, self.column, 1, self.box.columns)
            if box.columns > 1:
                type(self)(self.sheet, box._replace(rows=1, column=box.column + 1, columns=box.columns - 1)).clear_contents()
            if box.rows > 1:
                type(self)(self.sheet, box._replace(row=box.row + 1, rows=box.rows - 1)).clear_contents()
            type(self)(self.sheet, box).cells.merge(True)

    def unmerge(self: Range) -> None:
        cursor = self.sheet.model.createCursorByRange(self.cells)
        cursor.collapseToMergedArea()
        cursor.merge(False)

    def copy(self: Range, destination: Any = None) -> None:
        """Copy to the destination, repeated where that is larger; without one, to be pasted."""
        if destination is None:
            self.sheet.book.app.copied = self
        else:
            clipboard.copy(self, destination.impl)

    def move(self: Range, destination: Any) -> None:
        target = destination.impl
        place = self.document.struct("com.sun.star.table.CellAddress", target.sheet.index - 1, target.column - 1, target.row - 1)
        with refused(lambda: f"move {self}"):
            self.sheet.model.moveRange(place, self.cells.RangeAddress)

    def paste(self: Range, paste: str | None = None, operation: str | None = None, skip_blanks: bool = False, transpose: bool = False) -> None:
        """Paste what was copied last."""
        copied = self.sheet.book.app.copied
        if copied is None:
            raise XlwingsError("Nothing was copied: call copy() on a range first.")
        clipboard.paste(copied, self, paste, operation, skip_blanks, transpose)

    def copy_from(self: Range, source_range: Any, copy_type: str = "all", skip_blanks: bool = False, transpose: bool = False) -> None:
        clipboard.paste(source_range.impl, self, copy_type, None, skip_blanks, transpose)

    def autofill(self: Range, destination: Any, type_: str = "fill_default") -> None:
        """Continue the range's values over the destination, which starts where the range does."""
        if type_ not in _FILL_TYPES:
            raise unsupported(f"autofill(type_='{type_}')")
        target = destination.impl.box
        if (target.row, target.column) != (self.row, self.column) or (target.rows != self.box.rows) == (target.columns != self.box.columns):
            raise XlwingsError("The destination starts with the range itself and continues it either down or to the right.")
        down = target.rows != self.box.rows
        direction = self.document.enum("com.sun.star.sheet.FillDirection", "TO_BOTTOM" if down else "TO_RIGHT")
        cells = destination.impl.cells
        mode = _FILL_TYPES[type_]
        if mode is None:
            cells.fillAuto(direction, self.box.rows if down else self.box.columns)
            return
        day = self.document.enum("com.sun.star.sheet.FillDateMode", "FILL_DATE_DAY")
        cells.fillSeries(direction, self.document.enum("com.sun.star.sheet.FillMode", mode), day, 1, 1e300)

    def sort(self: Range, keys: Sequence[int], ascending: Sequence[bool], has_headers: bool) -> None:
        """Sort the rows; LibreOffice takes up to three keys at once, more are sorted from the last to the first."""
        if len(keys) > 3:
            for key, up in reversed(list(zip(keys, ascending, strict=True))):
                self.sort([key], [up], has_headers)
            return
        fields = []
        for key, up in zip(keys, ascending, strict=True):
            field = self.document.struct("com.sun.star.table.TableSortField")
            field.Field, field.IsAscending = key - 1, up
            fields.append(field)
        wrapped = self.document.uno.Any("[]com.sun.star.table.TableSortField", tuple(fields))
        options = self.sheet.book.app.properties(SortFields=wrapped, ContainsHeader=has_headers, IsSortColumns=False)
        self.document.uno.invoke(self.cells, "sort", (options,))
