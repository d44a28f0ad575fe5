"""The sheet 这个数怎么来的: what it is in one line, then a row a step, with links to the cells."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shijibu.report.explained_rows import FILE, HEADINGS, PLACE, ExplainedSheet
from shijibu.spreadsheet.style import GREY, LINK, SECTION
from shijibu.workbook.names import WHY_SHEET
from shijibu_addin.macros.hosts import put_link, rgb, unable
from shijibu_addin.macros.page import Page, write_page

if TYPE_CHECKING:
    import xlwings as xw

_WIDTHS, _FILE, _PLACE = (36.0, 18.0, 18.0, 60.0), 36.0, 16.0
_HEADER = 4
_MOST_LINKED = 400
"""Cells that become links: each is a call of the host. The rest say where they are."""


def write_why(book: xw.Book, explained: ExplainedSheet, asked: tuple[str, str], files: Mapping[str, Path]) -> Page:
    """Write the sheet, which is ours or not there. asked: sheet and address of the selected cell; files: the returned workbooks by unit."""
    places = max((len(row.places) for row in explained.rows), default=0) or 1
    named = [FILE] if any(row.file for row in explained.rows) else []
    first = len(HEADINGS) + len(named)  # columns before those of the places
    head: list[list[Any]] = [[explained.title], [explained.first or None], ["；".join(explained.notices) or None]]
    head.append([*HEADINGS, *named, *[PLACE] * places])
    body = [[row.step, row.value, row.rules, row.how, *([row.file] if named else []), *(p.said for p in row.places)] for row in explained.rows]
    rows: list[list[Any]] = [*head, *([value or None for value in row] for row in body)]
    page = Page(rows, [*_WIDTHS, *[_FILE for _ in named], *[_PLACE] * places], _HEADER, len(rows))
    sheet = write_page(book, WHY_SHEET, page)
    with suppress(*unable()):
        sheet.range((2, 1)).font.bold = True
        sheet.range((_HEADER - 1, 1)).font.color = GREY
    _linked(sheet.range((_HEADER - 1, first + 1)), f"回到 {'!'.join(asked)}", *asked)
    there, linked = {s.name for s in book.sheets}, 0
    for number, row in enumerate(explained.rows, _HEADER + 1):
        if row.kind == "section":
            with suppress(*unable()):
                sheet.range((number, 1), (number, first + places)).color = rgb(SECTION)
        for column, place in enumerate(row.places, first + 1):
            file = files.get(place.unit) if place.file else None
            if linked < _MOST_LINKED and (file is not None or (not place.file and place.sheet in there)):
                _linked(sheet.range((number, column)), place.said, place.sheet, place.cell, file)
                linked += 1
    return page


def _linked(cell: xw.Range, text: str, sheet: str, address: str, file: Path | None = None) -> None:
    put_link(cell, text, sheet, address, file)
    with suppress(*unable()):
        cell.font.color = LINK
