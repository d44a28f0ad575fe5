"""Where the workbook lies, and under which name it is to come back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from shijibu.scheme.period import Period
from shijibu.workbook.returned import Returned

if TYPE_CHECKING:
    import xlwings as xw

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def agreed_name(returned: Returned, period: Period | None = None) -> str:
    """The file name that the scheme gives this unit's workbook, of another period where one is given."""
    code, told = returned.identity.unit, returned.facts.name
    return _UNSAFE.sub("_", returned.workbook.file.format(period=period or returned.period, code=code, name=told))


def folder_of(book: xw.Book) -> Path | None:
    """The folder of a saved workbook on this computer; None for one in a browser, in the cloud, or never saved."""
    try:
        path = Path(book.fullname)
        return path.parent if path.is_absolute() and path.is_file() else None
    except (OSError, ValueError):
        return None
