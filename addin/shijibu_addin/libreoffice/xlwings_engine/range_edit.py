"""What changes cells other than their values: inserting, deleting, merging, copying, sorting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from xlwings import XlwingsError

from shijibu_addin.libreoffice.xlwings_engine import clipboard
from shijibu_addin.libreoffice.xlwings_engine.address import COLUMNS, ROWS, Box
from shijibu_addin.libreoffice.xlwings_engine.unsupported import editing, refused, unsupported

if TYPE_CHECKING:
    from shijibu_addin.libreoffice.xlwings_engine.range import Range

_REPEATED = {"fill_copy": None, "fill_values": "values", "fill_formats": "formats"}  # what is pasted over and over
# How far apart two dates are in each unit, and com.sun.star.sheet.FillDateMode.
_DATES: dict[str, tuple[Callable[[dt.datetime, dt.datetime], int], str]] = {
    "fill_days": (lambda a, b: (b - a).days, "FILL_DATE_DAY"),
    "fill_weekdays": (lambda a, b: 1, "FILL_DATE_WEEKDAY"),
    "fill_months": (lambda a, b: (b.year - a.year) * 12 + b.month - a.month, "FILL_DATE_MONTH"),
    "fill_years": (lambda a, b: b.year - a.year, "FILL_DATE_YEAR"),
}


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
        inserting = "down" in modes
        kind = "CellInsertMode" if inserting else "CellDeleteMode"
        beside = self._beside(shift, inserting)
        before = beside and (beside.CellAddress.Row, beside.CellAddress.Column)
        with refused(lambda: f"{doing} {self}"):
            call(self.cells.RangeAddress, self.document.enum(f"com.sun.star.sheet.{kind}", modes[shift][whole]))
        self.sheet.cells_moved()
        if beside and before == (beside.CellAddress.Row, beside.CellAddress.Column):
            raise XlwingsError(f"LibreOffice could not {doing} {self}: the sheet may be protected, or a part of it an array formula or merged.")

    def _beside(self: Range, shift: str, inserting: bool) -> Any:
        """A cell that must move when cells are inserted or deleted: LibreOffice does not say where it left everything as it was."""
        box = self.box
        place = Box(box.row, box.column) if inserting else Box(box.last_row + 1, box.column) if shift == "up" else Box(box.row, box.last_column + 1)
        room = ROWS - place.row - box.rows if shift in ("down", "up") else COLUMNS - place.column - box.columns
        return self.sheet.model.getCellByPosition(place.column - 1, place.row - 1) if room >= 0 else None

    @property
    def arg1_input(self: Range) -> str:
        """How xlwings tells rows from columns where it is not said which to group."""
        return self.box.address(False, False)

    def group(self: Range, by: str) -> None:
        self._outline(self.sheet.model.group, by)

    def ungroup(self: Range, by: str) -> None:
        self._outline(self.sheet.model.ungroup, by)

    def _outline(self: Range, call: Any, by: str) -> None:
        lines = {"columns": "COLUMNS", "column": "COLUMNS", "rows": "ROWS", "row": "ROWS"}.get(by)
        if lines is None:
            raise ValueError(f"by is 'columns' or 'rows', not {by!r}.")
        with editing("group", self):
            call(self.cells.RangeAddress, self.document.enum("com.sun.star.table.TableOrientation", lines))

    @property
    def hyperlink(self: Range) -> str:
        """The address of the first cell's link."""
        fields = self._links()
        if not fields:
            raise XlwingsError(f"{self(1, 1)} holds no hyperlink.")
        return fields[0].URL

    def _links(self: Range) -> list[Any]:
        fields = self(1, 1).cells.getCellByPosition(0, 0).TextFields
        return [field for i in range(fields.Count) if (field := fields.getByIndex(i)).PropertySetInfo.hasPropertyByName("URL")]

    def add_hyperlink(self: Range, address: str, text_to_display: str | None = None, screen_tip: str | None = None) -> None:
        """Make the first cell a link; LibreOffice shows the address itself as the tip."""
        with editing("add a hyperlink to", self):
            field = self.document.model.createInstance("com.sun.star.text.TextField.URL")
            field.URL, field.Representation = address, text_to_display or address
            cell = self(1, 1).cells.getCellByPosition(0, 0)
            cell.setString("")
            cell.insertTextContent(cell.createTextCursor(), field, False)

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
            with editing("merge", self):
                type(self)(self.sheet, box).cells.merge(True)

    def unmerge(self: Range) -> None:
        cursor = self.sheet.model.createCursorByRange(self.cells)
        cursor.collapseToMergedArea()
        with editing("unmerge", self):
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
        goal = type(self)(target.sheet, self.box._replace(row=target.row, column=target.column))
        with editing("move", self), editing("move cells to", goal):
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
        if type_ not in ("fill_default", "fill_series", *_REPEATED, *_DATES):
            raise unsupported(f"autofill(type_='{type_}')")
        target = destination.impl.box
        if (target.row, target.column) != (self.row, self.column) or (target.rows != self.box.rows) == (target.columns != self.box.columns):
            raise XlwingsError("The destination starts with the range itself and continues it either down or to the right.")
        down = target.rows != self.box.rows
        if target.rows < self.box.rows or target.columns < self.box.columns:
            raise XlwingsError("The destination is larger than the range.")
        with editing("fill", destination.impl):
            if type_ in _REPEATED:
                self._repeat(target, down, _REPEATED[type_])
            elif type_ in _DATES:
                self._continue_dates(target, down, *_DATES[type_])
            else:
                direction = self.document.enum("com.sun.star.sheet.FillDirection", "TO_BOTTOM" if down else "TO_RIGHT")
                destination.impl.cells.fillAuto(direction, self.box.rows if down else self.box.columns)
                if type_ == "fill_default":
                    self._keep_single_numbers(target, down)

    def _repeat(self: Range, target: Box, down: bool, part: str | None) -> None:
        size, whole = (self.box.rows, target.rows) if down else (self.box.columns, target.columns)
        for start, length in ((size, (whole // size - 1) * size), (whole // size * size, whole % size)):
            if not length:
                continue
            source = self.box._replace(**{"rows" if down else "columns": min(size, length)})
            place = target._replace(**({"row": target.row + start, "rows": length} if down else {"column": target.column + start, "columns": length}))
            copied, to = type(self)(self.sheet, source), type(self)(self.sheet, place)
            if part is None:
                clipboard.copy(copied, to)
            else:
                clipboard.paste(copied, to, part, None, False, False)

    def _lines(self: Range, target: Box, down: bool) -> Iterator[tuple[Box, Box]]:
        """Each column (filled down) or row of the range with the one of the destination that continues it."""
        for i in range(self.box.columns if down else self.box.rows):
            one = {"column": self.column + i, "columns": 1} if down else {"row": self.row + i, "rows": 1}
            yield self.box._replace(**one), target._replace(**one)

    def _keep_single_numbers(self: Range, target: Box, down: bool) -> None:
        """Excel copies a number that stands alone, where LibreOffice counts on from it."""
        if (self.box.rows if down else self.box.columns) > 1:
            return
        for source, line in self._lines(target, down):
            cell = type(self)(self.sheet, source)
            if type(cell.raw_value) is float and not cell.has_formulas:
                cell._repeat(line, down, None)

    def _continue_dates(self: Range, target: Box, down: bool, distance: Callable[[dt.datetime, dt.datetime], int], unit: str) -> None:
        direction = self.document.enum("com.sun.star.sheet.FillDirection", "TO_BOTTOM" if down else "TO_RIGHT")
        for source, line in self._lines(target, down):
            values = type(self)(self.sheet, source).raw_value
            dates = [value for row in values for value in row] if isinstance(values, list) else [values]
            if not all(isinstance(value, dt.datetime) for value in dates):
                raise XlwingsError(f"{type(self)(self.sheet, source)} does not hold dates, which are continued by days, months or years.")
            step = distance(dates[-2], dates[-1]) if len(dates) > 1 else 1
            done = len(dates) - 1  # LibreOffice starts over from the first cell that it is given: the last one that is there
            rest = {"row": line.row + done, "rows": line.rows - done} if down else {"column": line.column + done, "columns": line.columns - done}
            self.sheet.model.getCellRangeByPosition(*line._replace(**rest).position).fillSeries(
                direction, self.document.enum("com.sun.star.sheet.FillMode", "DATE"),
                self.document.enum("com.sun.star.sheet.FillDateMode", unit), step, 1e300 if step >= 0 else -1e300,
            )  # fmt: skip

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
        with editing("sort", self):
            self.document.uno.invoke(self.cells, "sort", (options,))
