"""The form itself as the template of its draft: marks where its rows begin, its sample rows taken out, all else as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.worksheet import Worksheet

from shijibu.problems.refused import Refused
from shijibu.returns.admission import bytes_of
from shijibu.returns.worker import run
from shijibu.scheme_draft.form import MOST_ROWS
from shijibu.spreadsheet.limits import Limits
from shijibu.workbook.stretch import Stretch, area
from shijibu.workbook.template import NUMBER_MARK, boundaries

_UNIT = re.compile(r"((?:填报|所在|工作)?单位(?:名称)?\s*[:：])[\s_＿]*(?=$|[（(])")


@dataclass(frozen=True, slots=True)
class Placed:
    """A table of the draft and where the form has it. columns: the ids by their column; numbers: columns that count the rows; body: first and
    last row to fill in.
    """

    form: str
    title: str
    table: str
    columns: Mapping[int, str]
    numbers: Sequence[int]
    body: tuple[int, int]


def marked_form(file: Path, placed: Sequence[Placed], without: Sequence[str], limits: Limits = Limits()) -> bytes | None:
    """The template; None where the form is of a format that keeps no look, or has no table of rows.

    without: sheets of the form that the draft has as something else.
    """
    if not placed:
        return None
    told = next(told for _, told in run(_marked, [(0, (file, list(placed), list(without), limits))], 1, limits))
    return None if isinstance(told, Refused) else told


def _marked(file: Path, placed: list[Placed], without: list[str], limits: Limits) -> bytes | None:
    """In a process of its own: a hostile file costs itself alone."""
    data = bytes_of(file, limits)
    try:
        book = load_workbook(BytesIO(data), rich_text=True)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError):  # whatever it stumbles over: no workbook of its kind
        return None
    for title in without:
        if title in book.sheetnames and len(book.sheetnames) > 1:
            del book[title]
    removed = {title: Stretch(_rows_out([p for p in placed if p.form == title])) for title in {p.form for p in placed}}
    for ws in book.worksheets:
        _sheet(ws, [p for p in placed if p.form == ws.title], removed)
    _rename(book, placed)
    out = BytesIO()
    book.save(out)
    return _without_times(out.getvalue())


def _without_times(data: bytes) -> bytes:
    """The same package whenever it is written: openpyxl puts the time into it."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as told, ZipFile(out, "w", ZIP_DEFLATED) as package:
        for name in told.namelist():
            plain = told.read(name)
            if name == "docProps/core.xml":
                plain = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", plain)
            package.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), plain, ZIP_DEFLATED)
    return out.getvalue()


def _rows_out(placed: Sequence[Placed]) -> dict[int, int]:
    """Every row to fill in but the first of each table becomes none."""
    return {row: 0 for p in placed for row in range(p.body[0] + 1, p.body[1] + 1)}


def _sheet(ws: Worksheet, placed: Sequence[Placed], removed: Mapping[str, Stretch]) -> None:
    own = removed.get(ws.title, Stretch())
    for row in ws.iter_rows(max_row=min(ws.max_row, MOST_ROWS)):
        for cell in row:
            if cell.data_type == "f" and isinstance(cell.value, str):
                cell.value = own.formula(cell.value, own=ws.title, sheets=removed)
            elif isinstance(cell.value, str) and _UNIT.search(cell.value):
                cell.value = _UNIT.sub(r"\1{{ unit.name }}", cell.value, count=1)
    if placed:
        _take_out(ws, own)
    for p in placed:
        _put_marks(ws, p, own.first(p.body[0]))


def _put_marks(ws: Worksheet, placed: Placed, row: int) -> None:
    """The first row to fill in with its marks, and nothing else of what stood there as a sample."""
    marks = {c: f"{{{{ {placed.table}.{id} }}}}" for c, id in placed.columns.items()} | dict.fromkeys(placed.numbers, f"{{{{ {NUMBER_MARK} }}}}")
    for column in range(min(marks), max(marks) + 1):
        cell = ws.cell(row, column)
        if not isinstance(cell, MergedCell):
            cell.value = marks.get(column)
            cell.hyperlink, cell.comment = None, None


def _take_out(ws: Worksheet, stretch: Stretch) -> None:
    """Takes rows out, from below, with everything that hangs on the numbers of rows."""
    heights = {row: ws.row_dimensions[row] for row in list(ws.row_dimensions)}
    for row in sorted(stretch.rows, reverse=True):
        ws.delete_rows(row)
    ws.row_dimensions.clear()
    for row, told in heights.items():
        if stretch.rows.get(row) != 0:
            at = stretch.first(row)
            ws.row_dimensions[at] = RowDimension(ws, index=at, ht=told.ht, hidden=told.hidden, outlineLevel=told.outlineLevel)
    for merged in list(ws.merged_cells.ranges):
        top, bottom = stretch.first(merged.min_row), stretch.last(merged.max_row)
        if stretch.rows.get(merged.min_row) == 0 and bottom <= top:
            ws.merged_cells.ranges.discard(merged)
        else:
            ws.merged_cells.ranges.discard(merged)
            merged.min_row, merged.max_row = top, max(top, bottom)
            ws.merged_cells.ranges.add(merged)
    rules, ws.conditional_formatting = ws.conditional_formatting, ConditionalFormattingList()
    for over in rules:
        for one in str(over.sqref).split():
            if (moved := _moved(stretch, one)) is not None:
                for rule in over.rules:
                    ws.conditional_formatting.add(moved, rule)
    for check in list(ws.data_validations.dataValidation):
        areas = [moved for one in str(check.sqref).split() if (moved := _moved(stretch, one)) is not None]
        check.sqref = MultiCellRange(" ".join(areas))
        if not areas:
            ws.data_validations.dataValidation.remove(check)
    if ws.print_area:
        told = [_moved(stretch, one.rpartition("!")[2].replace("$", "")) for one in str(ws.print_area).split(",")]
        ws.print_area = ",".join(one for one in told if one is not None) or None


def _moved(stretch: Stretch, one: str) -> str | None:
    """A range after the rows went out; None where it lay in them alone."""
    corners = boundaries(one)
    if corners is None:
        return None
    top, left, bottom, right = corners
    return area(stretch, top, left, bottom, right) if stretch.last(bottom) >= stretch.first(top) else None


def _rename(book: Workbook, placed: Sequence[Placed]) -> None:
    """The sheets by the titles that the draft has for them."""
    wanted: dict[str, str] = {p.form: p.title for p in placed}
    for ws in book.worksheets:
        told: Any = wanted.get(ws.title)
        if told is not None and told != ws.title:
            ws.title = told
