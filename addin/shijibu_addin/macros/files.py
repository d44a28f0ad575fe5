"""Where the workbook lies, and under which name it is to come back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from shijibu.returns.returned import Returned
from shijibu.scheme.period import Period
from shijibu.workbook.file_names import workbook_names
from shijibu_addin.macros.result import NotDone

if TYPE_CHECKING:
    import xlwings as xw


def agreed_name(returned: Returned, period: Period | None = None) -> str:
    """The file name that the scheme gives this unit's workbook, of another period where one is given."""
    code = returned.identity.unit
    units = {unit: name for unit, (name, _) in returned.facts.units.items()} | {code: returned.facts.name}
    return workbook_names(returned.scheme, period or returned.period, units)[code]


def folder_of(book: xw.Book) -> Path | None:
    """The folder of a saved workbook on this computer; None for one in a browser, in the cloud, or never saved."""
    try:
        path = Path(book.fullname)
        return path.parent if path.is_absolute() and path.is_file() else None
    except (OSError, ValueError):
        return None


def chosen(given: Any) -> Any:
    """What was given; a function is asked now, when it is certain that the answer is needed. Raises NotDone where it has none."""
    if not callable(given):
        return given
    answer = given()
    if answer is None:
        raise NotDone("没有选择，什么也没有做")
    return answer
