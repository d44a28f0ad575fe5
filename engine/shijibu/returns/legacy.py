"""Returns saved as .xlsb: their values, read by python-calamine. Error cells, formulas, names, merges and the like are not to be had
there, so that tables are found by their headings. calamine allocates the whole rectangle up to the farthest cell: only a disposable worker
calls this.
"""

from __future__ import annotations

import hashlib
import io
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from shijibu.problems.files import Damaged, Encrypted, SheetTooLarge
from shijibu.problems.refused import Refused
from shijibu.returns.formats import DATE, TIME, shown_as
from shijibu.returns.grid import Cell, Grid, SheetGrid
from shijibu.spreadsheet.days import serial, serial_of_moment
from shijibu.spreadsheet.limits import Limits

UNREAD = "错误值、公式、批注、合并与隐藏的行列"


def read_xlsb(data: bytes, limits: Limits) -> Grid:
    """The workbook in an .xlsb file whose parts are within the caps. Raises Refused."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [_sheet(book, m.name, "visible" if m.visible == SheetVisibleEnum.Visible else "hidden", limits) for m in book.sheets_metadata]
    except PasswordError:
        raise Refused(Encrypted()) from None
    except CalamineError as error:
        raise Refused(Damaged(part=type(error).__name__)) from None
    except (Refused, MemoryError, KeyboardInterrupt):
        raise
    except BaseException as error:  # a panic in its Rust part is no Exception
        raise Refused(Damaged(part=type(error).__name__)) from None
    return Grid(sheets, {}, {}, None, False, hashlib.sha256(data).hexdigest(), {"converted": "xlsb", "unread": UNREAD})


def _sheet(book: CalamineWorkbook, title: str, state: str, limits: Limits) -> SheetGrid:
    sheet, told = SheetGrid(title, state), book.get_sheet_by_name(title)
    if told.total_height * told.total_width > 8 * limits.cells:
        raise Refused(SheetTooLarge(limit=limits.cells), sheet=title)
    for r, row in enumerate(told.to_python(skip_empty_area=False), 1):
        for c, value in enumerate(row, 1):
            if (cell := _cell(value)) is not None:
                sheet.cells[r, c] = cell
    if len(sheet.cells) > limits.cells:
        raise Refused(SheetTooLarge(limit=limits.cells), sheet=title)
    sheet.merged = [(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in told.merged_cell_ranges or ()]
    sheet.cover(limits.looks)
    return sheet


def _cell(value: Any) -> Cell | None:
    match value:
        case "" | None:
            return None
        case bool():
            return Cell(value, "bool")
        case int() | float():
            return Cell(float(value), "number")
        case datetime():
            return _formatted(serial_of_moment(value), DATE)
        case date():
            return _formatted(float(serial(value)), DATE)
        case time():
            return _formatted((value.hour * 3600 + value.minute * 60 + value.second) / 86400, TIME)
        case timedelta():
            return _formatted(value / timedelta(days=1), TIME)
    return Cell(str(value), "text")


def _formatted(number: float, kind: str) -> Cell:
    return Cell(number, "number", shown=shown_as(number, kind, False))
