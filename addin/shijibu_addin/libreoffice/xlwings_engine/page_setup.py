"""How a sheet is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from shijibu_addin.libreoffice.xlwings_engine.address import Box
from shijibu_addin.libreoffice.xlwings_engine.unsupported import complete

if TYPE_CHECKING:
    from shijibu_addin.libreoffice.xlwings_engine.sheet import Sheet


@complete
class PageSetup(base_classes.PageSetup):
    """The print area of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def api(self) -> Any:
        """The page style of the sheet."""
        return self._sheet.book.api.StyleFamilies.getByName("PageStyles").getByName(self._sheet.model.PageStyle)

    @property
    def print_area(self) -> str | None:
        areas = self._sheet.model.getPrintAreas()
        if not areas:
            return None
        return ",".join(Box(a.StartRow + 1, a.StartColumn + 1, a.EndRow - a.StartRow + 1, a.EndColumn - a.StartColumn + 1).address() for a in areas)

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        wanted = value.split(",") if value else []
        self._sheet.model.setPrintAreas(tuple(self._sheet.range(part).cells.RangeAddress for part in wanted))
