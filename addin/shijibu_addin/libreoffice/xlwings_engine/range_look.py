"""How cells look: formats, colours, sizes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from xlwings import XlwingsError
from xlwings.utils import hex_to_rgb, int_to_rgb

from shijibu_addin.libreoffice.xlwings_engine import lengths
from shijibu_addin.libreoffice.xlwings_engine.address import COLUMNS, ROWS, Box
from shijibu_addin.libreoffice.xlwings_engine.unsupported import editing, refused, unsupported

if TYPE_CHECKING:
    from shijibu_addin.libreoffice.xlwings_engine.borders import Borders
    from shijibu_addin.libreoffice.xlwings_engine.font import Font
    from shijibu_addin.libreoffice.xlwings_engine.range import Range

Color = tuple[int, int, int]
_NO_COLOR = -1
_HORIZONTAL = {"general": "STANDARD", "left": "LEFT", "center": "CENTER", "right": "RIGHT", "justify": "BLOCK", "fill": "REPEAT"}
_VERTICAL = {"top": 1, "center": 2, "bottom": 3, "justify": 4}  # com.sun.star.table.CellVertJustify2; 0 is LibreOffice's standard: bottom


def color_number(color: Color | str | int | None) -> int:
    """LibreOffice's number of a colour as xlwings takes it: RGB, #hex, Excel's number, or None for none."""
    if color is None:
        return _NO_COLOR
    parts: Color = hex_to_rgb(color) if isinstance(color, str) else int_to_rgb(color) if isinstance(color, int) else color
    red, green, blue = parts
    if not all(0 <= part <= 255 for part in (red, green, blue)):
        raise ValueError(f"The parts of a colour are 0 to 255, not {tuple(parts)}.")
    return red << 16 | green << 8 | blue


def color_tuple(number: int) -> Color | None:
    return None if number == _NO_COLOR else (number >> 16 & 255, number >> 8 & 255, number & 255)


class RangeLook:
    """A part of Range."""

    def common(self: Range, name: str) -> Any:
        """A property that all cells share; None where they differ."""
        cells = self.cells
        return None if cells.getPropertyState(name).value == "AMBIGUOUS_VALUE" else cells.getPropertyValue(name)

    def set_look(self: Range, name: str, value: Any) -> None:
        """Set a property of all cells."""
        with editing("change the look of", self):
            self.cells.setPropertyValue(name, value)

    @property
    def font(self: Range) -> Font:
        from shijibu_addin.libreoffice.xlwings_engine.font import Font

        return Font(self)

    @property
    def borders(self: Range) -> Borders:
        from shijibu_addin.libreoffice.xlwings_engine.borders import Borders

        return Borders(self)

    @property
    def number_format(self: Range) -> str | None:
        if self.is_empty:
            return ""
        key = self.common("NumberFormat")
        return None if key is None else self.document.formats.code(key)

    @number_format.setter
    def number_format(self: Range, value: str) -> None:
        if not self.is_empty:
            with refused(f"use the number format '{value}'"):
                key = self.document.formats.key(value)
            self.set_look("NumberFormat", key)

    @property
    def color(self: Range) -> Color | None:
        number = None if self.is_empty else self.common("CellBackColor")
        return None if number is None else color_tuple(number)

    @color.setter
    def color(self: Range, color_or_rgb: Color | str | int | None) -> None:
        if not self.is_empty:
            self.set_look("CellBackColor", color_number(color_or_rgb))

    def set_colors(self: Range, colors: list[list[Any]]) -> None:
        """One colour for each cell; ... leaves a cell as it is."""
        from shijibu_addin.libreoffice.xlwings_engine.formulas import blocks

        wanted: dict[int, set[tuple[int, int]]] = {}
        for i, row in enumerate(colors, self.row):
            for j, color in enumerate(row, self.column):
                if color is not ...:
                    wanted.setdefault(color_number(color), set()).add((i, j))
        with editing("change the look of", self):
            for number, places in wanted.items():
                areas = [self.sheet.model.getCellRangeByPosition(*box.position).RangeAddress for box in blocks(places)]
                self.document.areas(areas).CellBackColor = number

    @property
    def wrap_text(self: Range) -> bool | None:
        return self.common("IsTextWrapped")

    @wrap_text.setter
    def wrap_text(self: Range, value: bool) -> None:
        self.set_look("IsTextWrapped", bool(value))

    @property
    def horizontal_alignment(self: Range) -> str | None:
        found = self.common("HoriJustify")
        return next((name for name, office in _HORIZONTAL.items() if found is not None and found.value == office), None)

    @horizontal_alignment.setter
    def horizontal_alignment(self: Range, value: str) -> None:
        if value not in _HORIZONTAL:
            raise unsupported(f"horizontal_alignment = '{value}'")
        self.set_look("HoriJustify", self.document.enum("com.sun.star.table.CellHoriJustify", _HORIZONTAL[value]))

    @property
    def vertical_alignment(self: Range) -> str | None:
        found = self.common("VertJustify")
        return next((name for name, office in _VERTICAL.items() if (found or 3) == office), None) if found is not None else None

    @vertical_alignment.setter
    def vertical_alignment(self: Range, value: str) -> None:
        if value not in _VERTICAL:
            raise unsupported(f"vertical_alignment = '{value}'")
        self.set_look("VertJustify", _VERTICAL[value])

    @property
    def column_width(self: Range) -> float | None:
        """In characters of the standard font, as Excel counts; None where columns differ."""
        if self.is_empty:
            return 0
        if (hidden := self.column_hidden) is not False:
            return 0 if hidden else None
        first = self.cells.Columns.Width
        if abs(self.cells.Size.Width - first * self.box.columns) > self.box.columns:  # rounded to whole hundredths
            return None
        return lengths.characters(first)

    @column_width.setter
    def column_width(self: Range, value: float) -> None:
        if not 0 <= value <= 255:
            raise XlwingsError(f"A column is 0 to 255 characters wide, not {value}.")
        if not self.is_empty:
            self.column_hidden = not value
            if value:
                self.cells.Columns.Width = lengths.of_characters(value)

    @property
    def row_height(self: Range) -> float | None:
        """In points; None where rows differ."""
        if self.is_empty:
            return 0
        if (hidden := self.row_hidden) is not False:
            return 0 if hidden else None
        first = self.cells.Rows.Height
        if abs(self.cells.Size.Height - first * self.box.rows) > self.box.rows:
            return None
        return lengths.points(first)

    @row_height.setter
    def row_height(self: Range, value: float) -> None:
        if not 0 <= value <= 409.5:
            raise XlwingsError(f"A row is 0 to 409.5 points high, not {value}.")
        if not self.is_empty:
            self.row_hidden = not value
            if value:
                self.cells.Rows.Height = lengths.of_points(value)

    @property
    def width(self: Range) -> float:
        return 0 if self.is_empty else lengths.points(self.cells.Size.Width)

    @property
    def height(self: Range) -> float:
        return 0 if self.is_empty else lengths.points(self.cells.Size.Height)

    @property
    def left(self: Range) -> float:
        return lengths.points(self.cells.Position.X)

    @property
    def top(self: Range) -> float:
        return lengths.points(self.cells.Position.Y)

    def autofit(self: Range, axis: str | None = None) -> None:
        """Make columns and rows as wide and as high as their contents; axis: 'c' or 'columns', 'r' or 'rows', else both."""
        if self.is_empty:
            return
        if axis not in (None, "c", "columns", "r", "rows"):
            raise ValueError(f"axis is 'rows' or 'columns', not {axis!r}.")
        if axis in (None, "c", "columns"):
            self.cells.Columns.OptimalWidth = True
        if axis in (None, "r", "rows"):
            self.cells.Rows.OptimalHeight = True

    @property
    def row_hidden(self: Range) -> bool | None:
        box = self.box
        return self._hidden(Box(box.row, 1, box.rows, COLUMNS), lambda a: a.EndRow - a.StartRow + 1, lambda a: a.StartRow, box.rows)

    @row_hidden.setter
    def row_hidden(self: Range, value: bool) -> None:
        self.cells.Rows.IsVisible = not value

    @property
    def column_hidden(self: Range) -> bool | None:
        box = self.box
        return self._hidden(Box(1, box.column, ROWS, box.columns), lambda a: a.EndColumn - a.StartColumn + 1, lambda a: a.StartColumn, box.columns)

    @column_hidden.setter
    def column_hidden(self: Range, value: bool) -> None:
        self.cells.Columns.IsVisible = not value

    def _hidden(self: Range, lines: Box, length: Callable[[Any], int], start: Callable[[Any], int], count: int) -> bool | None:
        """Whether whole rows or columns are hidden, told from the cells in them that are not."""
        seen = self.sheet.model.getCellRangeByPosition(*lines.position).queryVisibleCells().RangeAddresses
        visible = sum({start(a): length(a) for a in seen}.values())
        return None if 0 < visible < count else not visible
