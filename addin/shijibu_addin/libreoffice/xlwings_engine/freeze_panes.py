"""Freezing rows and columns of a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlwings import XlwingsError, base_classes

from shijibu_addin.libreoffice.xlwings_engine.address import COLUMNS, ROWS
from shijibu_addin.libreoffice.xlwings_engine.unsupported import complete

if TYPE_CHECKING:
    from shijibu_addin.libreoffice.xlwings_engine.sheet import Sheet


@complete
class FreezePanes(base_classes.FreezePanes):
    """The frozen rows and columns of a sheet. LibreOffice freezes the sheet that is in front: it comes to the front."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def freeze_at(self, frozen_range: str) -> None:
        box = self._sheet.range(frozen_range).box
        rows = 0 if box.rows == ROWS else box.last_row
        columns = 0 if box.columns == COLUMNS else box.last_column
        self._freeze(columns, rows)

    def unfreeze(self) -> None:
        self._freeze(0, 0)

    def _freeze(self, columns: int, rows: int) -> None:
        controller = self._sheet.book.api.CurrentController
        if controller is None:
            raise XlwingsError("Panes can only be frozen in a book that has a window.")
        self._sheet.activate()
        controller.freezeAtPosition(columns, rows)
