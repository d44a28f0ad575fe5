"""领导简报: the round on one page of A4, for whoever has one minute."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from shijibu.report.brief import BRIEF, Brief, brief_of
from shijibu.report.page import ReportBook
from shijibu.report.reported_round import ReportedRound
from shijibu.report.round_book.links import Links
from shijibu.spreadsheet.style import GREY, NAVY
from shijibu.spreadsheet.text_size import lines

_WIDTHS = (12, 24, 13, 11, 24, 13, 11)
_WIDE, _LINE = sum(_WIDTHS), 20


def brief_sheet(book: ReportBook, reported: ReportedRound) -> None:
    """The sentences, who leads and who trails with their moves, the lists, and a line to sign."""
    brief = brief_of(reported)
    sheet = book.sheet(BRIEF, landscape=False)
    for i, width in enumerate(_WIDTHS):
        sheet.set_column(i, i, width)
    last = len(_WIDTHS) - 1
    sheet.set_row(0, 40)
    _across(book, sheet, 0, brief.title, book.styles.heading(align="center", font_size=20))
    _across(book, sheet, 1, reported.scheme.name, book.styles.get(align="center", font_color=GREY))
    row = 3
    for text in brief.sentences:
        row = _paragraph(book, sheet, row, text)
    row = _ends(book, sheet, row + 1, reported, brief)
    row = _lists(book, sheet, row, brief)
    sheet.set_row(row + 1, 24)
    style = book.styles.get(align="right", font_size=12)
    sheet.merge_range(row + 1, 3, row + 1, last, "", style)
    book.put(sheet, row + 1, 3, f"{reported.scheme.office}　　　　年　　月　　日", style)
    book.way_home(sheet, 0, last + 1)
    sheet.print_area(0, 0, row + 1, last)
    sheet.fit_to_pages(1, 1)


def _across(book: ReportBook, sheet: Worksheet, row: int, text: str, style: Any) -> None:
    sheet.merge_range(row, 0, row, len(_WIDTHS) - 1, "", style)
    book.put(sheet, row, 0, text, style)


def _paragraph(book: ReportBook, sheet: Worksheet, row: int, text: str) -> int:
    sheet.set_row(row, _LINE * lines(text, _WIDE * 0.86) + 4)
    _across(book, sheet, row, text, book.styles.get(font_size=12, text_wrap=True, indent=1))
    return row + 1


def _section(book: ReportBook, sheet: Worksheet, row: int, text: str) -> int:
    sheet.set_row(row, 24)
    style = book.styles.heading(font_size=13, bottom=2, bottom_color=NAVY)
    for column in range(len(_WIDTHS)):
        sheet.write_blank(row, column, None, style)
    book.put(sheet, row, 0, text, style)
    return row + 1


def _ends(book: ReportBook, sheet: Worksheet, row: int, reported: ReportedRound, brief: Brief) -> int:
    if not brief.ends:
        return row
    names = Links(reported)
    row = _section(book, sheet, row, brief.heading)
    sheet.set_row(row, 22)
    for i, label in enumerate(brief.labels):
        book.put(sheet, row, i, label, book.styles.header)
    text = book.styles.boxed(font_size=11, align="center", text_wrap=True)
    for line in brief.ends:
        row += 1
        sheet.set_row(row, 20)
        cells = [line.kind, *(cell for e in (line.top, line.bottom) for cell in (names.unit(e.unit.code), e.score, e.moved))]
        for i, value in enumerate(cells):
            book.put(sheet, row, i, value, text)
    return row + 2


def _lists(book: ReportBook, sheet: Worksheet, row: int, brief: Brief) -> int:
    """Who is on which list."""
    if not brief.lists:
        return row
    row = _section(book, sheet, row, "建议名单")
    label, names = book.styles.boxed(align="center", text_wrap=True, font_size=11), book.styles.boxed(text_wrap=True, indent=1, font_size=11)
    for title, text in brief.lists:
        sheet.set_row(row, max(22, 16 * max(lines(text, (_WIDE - _WIDTHS[0] - _WIDTHS[1]) * 1.05), lines(title, 34)) + 6))
        sheet.merge_range(row, 0, row, 1, "", label)
        book.put(sheet, row, 0, title, label)
        sheet.merge_range(row, 2, row, len(_WIDTHS) - 1, "", names)
        book.put(sheet, row, 2, text, names)
        row += 1
    return row
