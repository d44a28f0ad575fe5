"""The font of a range."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from shijibu_addin.libreoffice.xlwings_engine.range_look import Color, color_number, color_tuple
from shijibu_addin.libreoffice.xlwings_engine.unsupported import complete, editing

if TYPE_CHECKING:
    from shijibu_addin.libreoffice.xlwings_engine.range import Range

_SCRIPTS = ("", "Asian", "Complex")  # LibreOffice keeps a font for each kind of script
_BOLD, _NORMAL = 150.0, 100.0  # com.sun.star.awt.FontWeight


@complete
class Font(base_classes.Font):
    """The font of a range: what is set goes for every script; None is read where cells differ."""

    def __init__(self, cells: Range) -> None:
        self._range = cells

    @property
    def api(self) -> Any:
        """The cell range, which has LibreOffice's character properties."""
        return self._range.api

    def _set(self, name: str, value: Any) -> None:
        with editing("change the look of", self._range):
            cells = self._range.cells
            for script in _SCRIPTS:
                cells.setPropertyValue(f"{name}{script}", value)

    @property
    def bold(self) -> bool | None:
        weight = self._range.common("CharWeight")
        return None if weight is None else weight > _NORMAL

    @bold.setter
    def bold(self, value: bool) -> None:
        self._set("CharWeight", _BOLD if value else _NORMAL)

    @property
    def italic(self) -> bool | None:
        posture = self._range.common("CharPosture")
        return None if posture is None else posture.value != "NONE"

    @italic.setter
    def italic(self, value: bool) -> None:
        self._set("CharPosture", self._range.document.enum("com.sun.star.awt.FontSlant", "ITALIC" if value else "NONE"))

    @property
    def size(self) -> float | None:
        size = self._range.common("CharHeight")
        return None if size is None else round(size, 2)

    @size.setter
    def size(self, value: float) -> None:
        self._set("CharHeight", float(value))

    @property
    def color(self) -> Color | None:
        number = self._range.common("CharColor")
        return None if number is None else color_tuple(number) or (0, 0, 0)

    @color.setter
    def color(self, color_or_rgb: Color | str | int | None) -> None:
        self._range.set_look("CharColor", color_number(color_or_rgb))

    @property
    def name(self) -> str | None:
        return self._range.common("CharFontName")

    @name.setter
    def name(self, value: str) -> None:
        self._set("CharFontName", value)
