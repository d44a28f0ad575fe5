"""Returns saved as .xls or .et, read by xlrd: values, error cells, number formats, merges, hidden rows, notes and names.

Of formulas the file's records tell only where one stands. xlrd allocates each row up to its last cell: only a disposable worker calls this.
"""

from __future__ import annotations

import hashlib
import io
import struct
from collections.abc import Iterator
from typing import Any

import olefile
import xlrd
from xlrd.formatting import FDT

from shijibu.problems.files import Damaged, Encrypted
from shijibu.problems.refused import Refused
from shijibu.returns.formats import DATE, PLAIN, look_of
from shijibu.returns.grid import FORMULA_UNKNOWN, Cell, Grid, SheetGrid
from shijibu.returns.left import Left
from shijibu.returns.pictures import without_picture
from shijibu.returns.seen import formatted
from shijibu.spreadsheet.address import address
from shijibu.spreadsheet.limits import Limits

UNREAD = "公式写的是什么、文本框"
"""What the format keeps and nobody tells us."""
_STREAMS = ("Workbook", "Book")
_BOF, _EOF, _BOUNDSHEET, _FORMULA, _PROTECT, _SUPBOOK, _OBJ = 0x0809, 0x000A, 0x0085, 0x0006, 0x0012, 0x01AE, 0x005D
_PICTURE = 8  # of objects
_LOW, _NARROW = 120, 384  # twentieths of a point, parts of 256 of a character: less is as good as hidden
_OWN_BOOKS = (b"\x01\x04", b"\x01\x3a")  # references to the workbook itself, and to functions of add-ins
_SHORT_TEXTS = 80  # BIFF below version 8 keeps 255 characters a cell
_CHINESE = "gb18030"


def read_biff(data: bytes, limits: Limits) -> Grid:
    """The workbook in an .xls file. Raises Refused."""
    try:
        return _read(data, limits)
    except (Refused, MemoryError):
        raise
    except xlrd.XLRDError as error:
        raise Refused(Encrypted() if "encrypted" in str(error) else Damaged(part="xls")) from None
    except Exception as error:  # a torn file fails anywhere in it
        raise Refused(Damaged(part=type(error).__name__)) from None


def _read(data: bytes, limits: Limits) -> Grid:
    carried: dict[str, Any] = {"converted": "xls", "unread": UNREAD}
    stream = data
    if olefile.isOleFile(data=data):
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            top = ole.listdir(streams=True, storages=True)
            stream = ole.openstream(next(name for name in _STREAMS if [name] in top)).read()
            carried["macros"] = ole.exists("_VBA_PROJECT_CUR")
            carried["embedded"] = sum(len(path) == 1 and path[0].startswith(("MBD", "LNK")) for path in top)
    book = _opened(stream)
    left = Left(limits.cells, limits.characters, limits)
    looks = [_look(book, xf.format_key) for xf in book.xf_list]
    offsets, links = _globals(stream)
    sheets, pictures = [], 0
    for index, told in enumerate(book.sheets()):
        marks = _Marks(stream, offsets[index]) if index < len(offsets) else None
        pictures += marks.pictures if marks else 0
        sheets.append(_sheet(book, told, looks, marks, left))
    carried |= {"external_links": links, "pictures": pictures, "short_texts": book.biff_version < _SHORT_TEXTS}
    names, local_names = _names(book, [s.title for s in sheets])
    return Grid(sheets, names, local_names, None, book.datemode == 1, hashlib.sha256(data).hexdigest(), carried)


def _opened(stream: bytes) -> xlrd.Book:
    book = xlrd.open_workbook(logfile=io.StringIO(), file_contents=stream, formatting_info=True, ragged_rows=True)
    if book.biff_version < _SHORT_TEXTS and not book.codepage:
        return xlrd.open_workbook(logfile=io.StringIO(), file_contents=stream, formatting_info=True, ragged_rows=True, encoding_override=_CHINESE)
    return book


def _look(book: xlrd.Book, key: int) -> str:
    known = book.format_map.get(key)
    if known is None:
        return PLAIN
    look = look_of(known.format_str or "")
    return DATE if look == PLAIN and known.type == FDT else look


def _sheet(book: xlrd.Book, told: Any, looks: list[str], marks: _Marks | None, left: Left) -> SheetGrid:
    sheet = SheetGrid(told.name, "visible" if told.visibility == 0 else "hidden", protected=marks.protected if marks else None)
    for r in range(told.nrows):
        types, values = told.row_types(r), told.row_values(r)
        for c, (type, value) in enumerate(zip(types, values, strict=True)):
            formula = FORMULA_UNKNOWN if marks and (r, c) in marks.formulas else None
            cell = _cell(type, value, formula)
            if cell is None:
                continue
            left.take_cell(told.name)
            if cell.kind == "text":
                left.take(len(str(cell.value)))
            style = told.cell_xf_index(r, c) if cell.kind == "number" else len(looks)
            sheet.cells[r + 1, c + 1] = without_picture(formatted(cell, looks[style] if style < len(looks) else PLAIN, book.datemode == 1))
    sheet.merged = [(top + 1, left_ + 1, bottom, right) for top, bottom, left_, right in told.merged_cells]
    sheet.hidden_rows = {r + 1 for r, row in told.rowinfo_map.items()
                         if row.hidden or (row.height == 0 and row.height_mismatch) or 0 < row.height < _LOW}
    sheet.hidden_columns = [(c + 1, c + 1) for c, column in told.colinfo_map.items() if column.hidden or column.width < _NARROW]
    for (r, c), note in list(told.cell_note_map.items())[: left.limits.listed]:
        left.take(len(note.text))
        sheet.notes[r + 1, c + 1] = note.text.strip()
    sheet.cover(left.limits.looks)
    return sheet


def _cell(type: int, value: Any, formula: str | None) -> Cell | None:
    match type:
        case xlrd.XL_CELL_TEXT:
            return Cell(value, "text", formula) if value or formula else None
        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
            return Cell(float(value), "number", formula)
        case xlrd.XL_CELL_BOOLEAN:
            return Cell(bool(value), "bool", formula)
        case xlrd.XL_CELL_ERROR:
            return Cell(xlrd.error_text_from_code.get(value, "#VALUE!"), "error", formula)
    return None if formula is None else Cell("", "text", formula)


def _names(book: xlrd.Book, titles: list[str]) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    names: dict[str, str] = {}
    local: dict[tuple[str, str], str] = {}
    for name in book.name_obj_list:
        ranges = getattr(name.result, "value", None)
        if not isinstance(ranges, list) or len(ranges) != 1 or not hasattr(ranges[0], "coords"):
            continue
        sheet, _, top, bottom, left, right = ranges[0].coords
        if not 0 <= sheet < len(titles):
            continue
        title = titles[sheet].replace("'", "''")
        text = f"'{title}'!{address(top + 1, left + 1)}:{address(bottom, right)}"
        if name.scope == -1:
            names[name.name] = text
        elif 0 <= name.scope < len(titles):
            local[titles[name.scope], name.name] = text
    return names, local


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part of the workbook, those of charts within it left out."""
    depth = 0
    while at + 4 <= len(stream):
        code, length = struct.unpack_from("<HH", stream, at)
        depth += (code == _BOF) - (code == _EOF)
        if depth == 1:
            yield code, stream[at + 4 : at + 4 + length]
        if depth <= 0:
            return
        at += 4 + length


def _globals(stream: bytes) -> tuple[list[int], int]:
    """Where each sheet of cells begins, and how many other workbooks or programs are referred to."""
    offsets, links = [], 0
    for code, body in _records(stream, 0):
        if code == _BOUNDSHEET and len(body) > 5 and body[5] == 0:
            offsets.append(struct.unpack_from("<I", body)[0])
        elif code == _SUPBOOK:
            links += body[2:4] not in _OWN_BOOKS
    return offsets, links


class _Marks:
    """What the records of a sheet tell that xlrd does not: where formulas stand, whether the sheet is protected, pictures."""

    def __init__(self, stream: bytes, at: int) -> None:
        self.formulas: set[tuple[int, int]] = set()
        self.protected, self.pictures = False, 0
        for code, body in _records(stream, at):
            if code == _FORMULA and len(body) >= 4:
                self.formulas.add(struct.unpack_from("<HH", body))
            elif code == _PROTECT:
                self.protected = body[:1] == b"\x01"
            elif code == _OBJ and len(body) >= 6:
                self.pictures += struct.unpack_from("<H", body, 4)[0] == _PICTURE
