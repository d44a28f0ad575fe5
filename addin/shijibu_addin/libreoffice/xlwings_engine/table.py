"""Tables: LibreOffice 7 has none, so a sheet's collection is empty."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import NoSuchObjectError, base_classes

from shijibu_addin.libreoffice.xlwings_engine.unsupported import complete

if TYPE_CHECKING:
    from shijibu_addin.libreoffice.xlwings_engine.sheet import Sheet


@complete
class Tables(base_classes.Tables):
    """No tables. Those of an opened workbook are its named database ranges: see sheet.book.api.DatabaseRanges."""

    parent: Any = None

    def __init__(self, sheet: Sheet) -> None:
        self.parent = sheet

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __contains__(self, key: int | str) -> bool:
        return False

    def __call__(self, key: int | str) -> Any:
        raise NoSuchObjectError(f"There is no table '{key}': the engine 'libreoffice' has no tables.")
