"""The lines around and between the cells of a range."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from shijibu_addin.libreoffice.xlwings_engine.range_look import Color, color_number, color_tuple
from shijibu_addin.libreoffice.xlwings_engine.unsupported import complete, editing

if TYPE_CHECKING:
    from shijibu_addin.libreoffice.xlwings_engine.range import Range

_LINES = {
    "edge_top": "TopLine", "edge_bottom": "BottomLine", "edge_left": "LeftLine", "edge_right": "RightLine",
    "inside_horizontal": "HorizontalLine", "inside_vertical": "VerticalLine",
}
_DIAGONALS = {"diagonal_down": "DiagonalTLBR2", "diagonal_up": "DiagonalBLTR2"}
# com.sun.star.table.BorderLineStyle; LibreOffice has no slanted dashes.
_STYLES = {"continuous": 0, "dot": 1, "dash": 2, "double": 3, "dash_dot": 16, "dash_dot_dot": 17, "slant_dash_dot": 16}
_STYLE_NAMES = {number: name for name, number in reversed(_STYLES.items())} | {14: "dash", 15: "double"}
_WIDTHS = {"hairline": 2, "thin": 26, "medium": 62, "thick": 88}  # hundredths of a millimetre
_UNSET = base_classes._UNSET


@complete
class Border(base_classes.Border):
    """One side; None is read where its cells differ."""

    def __init__(self, borders: Borders, side: str) -> None:
        self._borders, self._side = borders, side

    @property
    def api(self) -> Any:
        """com.sun.star.table.BorderLine2; None where the cells differ."""
        return self._borders.line(self._side)

    @property
    def line_style(self) -> str | None:
        line = self.api
        return None if line is None else _STYLE_NAMES.get(line.LineStyle) if line.LineWidth else "none"

    @line_style.setter
    def line_style(self, value: str) -> None:
        self._borders.set([self._side], line_style=value)

    @property
    def weight(self) -> str | None:
        line = self.api
        if line is None or not line.LineWidth:
            return None
        if line.LineStyle == _STYLES["double"]:
            return "thick"
        return min(_WIDTHS, key=lambda name: abs(_WIDTHS[name] - line.LineWidth))

    @weight.setter
    def weight(self, value: str) -> None:
        self._borders.set([self._side], weight=value)

    @property
    def color(self) -> Color | None:
        line = self.api
        return None if line is None or not line.LineWidth else color_tuple(line.Color)

    @color.setter
    def color(self, value: Color | str | int) -> None:
        self._borders.set([self._side], color=value)


@complete
class Borders(base_classes.Borders):
    """The sides of a range."""

    def __init__(self, cells: Range) -> None:
        self.parent = cells

    @property
    def api(self) -> Any:
        """com.sun.star.table.TableBorder2"""
        return self.parent.cells.getPropertyValue("TableBorder2")

    def __getitem__(self, side: str) -> Border:
        return Border(self, side)

    def line(self, side: str) -> Any:
        """LibreOffice's line of a side; None where it is not the same all along."""
        if side in _DIAGONALS:
            return self.parent.common(_DIAGONALS[side])
        told = self.api
        return getattr(told, _LINES[side]) if getattr(told, f"Is{_LINES[side]}Valid") else None

    def _common(self, attribute: str) -> Any:
        values = {getattr(self[side], attribute) for side in self._grid_sides()}
        return values.pop() if len(values) == 1 else None

    @property
    def line_style(self) -> str | None:
        return self._common("line_style")

    @line_style.setter
    def line_style(self, value: str) -> None:
        self.set(self._grid_sides(), line_style=value)

    @property
    def weight(self) -> str | None:
        return self._common("weight")

    @weight.setter
    def weight(self, value: str) -> None:
        self.set(self._grid_sides(), weight=value)

    @property
    def color(self) -> Color | None:
        return self._common("color")

    @color.setter
    def color(self, value: Color | str | int) -> None:
        self.set(self._grid_sides(), color=value)

    def set(self, which: Iterable[str] = (), *, line_style: Any = _UNSET, weight: Any = _UNSET, color: Any = _UNSET) -> None:
        cells, border = self.parent.cells, self.api
        for line in _LINES.values():
            setattr(border, f"Is{line}Valid", False)  # what is not told to change stays
        diagonals = {}
        for side in which:
            changed = self._changed(self.line(side), line_style, weight, color)
            if side in _DIAGONALS:
                diagonals[_DIAGONALS[side]] = changed
            else:
                setattr(border, _LINES[side], changed)
                setattr(border, f"Is{_LINES[side]}Valid", True)
        with editing("set the borders of", self.parent):
            cells.setPropertyValue("TableBorder2", border)
            for name, line in diagonals.items():
                cells.setPropertyValue(name, line)

    def clear(self, which: Iterable[str] = base_classes.BORDER_SIDES) -> None:
        self.set(which, line_style="none")

    def _changed(self, line: Any, line_style: Any, weight: Any, color: Any) -> Any:
        """The line with what is given; a line that was not there becomes a thin one."""
        changed = self.parent.document.uno.createUnoStruct("com.sun.star.table.BorderLine2")
        if line_style in (None, "none"):
            return changed
        there = line is not None and line.LineWidth
        changed.Color = color_number(color) if color is not _UNSET else line.Color if there else 0
        changed.LineStyle = _STYLES[line_style] if line_style is not _UNSET else line.LineStyle if there else _STYLES["continuous"]
        changed.LineWidth = _WIDTHS[weight] if weight is not _UNSET else line.LineWidth if there else _WIDTHS["thin"]
        if changed.LineStyle == _STYLES["double"]:
            changed.LineWidth = _WIDTHS["thick"]
        return changed
