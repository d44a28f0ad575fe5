"""The grid of the first sheet: its columns, the heights of its rows, headings of sections, and where charts lie on it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from xlsxwriter.worksheet import Worksheet

from shijibu.report.chart import place_chart
from shijibu.report.page import ReportBook
from shijibu.spreadsheet.style import NAVY

COLUMNS, WIDTH, ROW = 12, 11, 20
COLUMN_PIXELS = WIDTH * 7 + 5
_PAGE, _POINTS = 460, 15  # points of a printed page below the title that is repeated; of a row that nobody set


class Rows:
    """The heights of the sheet's rows, and where each section begins: none is cut by the end of a page."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet, self.heights, self.sections = sheet, dict[int, int](), list[int]()

    def set(self, row: int, height: int) -> None:
        self.sheet.set_row(row, height)
        self.heights[row] = height

    def breaks(self, end: int) -> list[int]:
        """The rows that begin a page; a section ends with an empty row, which may hang over."""
        begins, top = list[int](), 1
        for section, following in pairwise([*self.sections, end]):
            if sum(self.heights.get(row, _POINTS) for row in range(top, following - 1)) > _PAGE and section > top:
                begins.append(section)
                top = section
        return begins


def section(book: ReportBook, rows: Rows, row: int, text: str) -> None:
    """The heading of a section across the sheet."""
    rows.set(row, 22)
    rows.sections.append(row)
    style = book.styles.heading(font_size=12, bottom=2, bottom_color=NAVY)
    for column in range(COLUMNS):
        rows.sheet.write_blank(row, column, None, style)
    book.put(rows.sheet, row, 0, text, style)


def chart_at(
    sheet: Worksheet, chart: Any, title: str | None, row: int, left: int, columns: int, height: int, *, turned: bool = False,
    least: float | None = None,
) -> None:
    """Put a chart so many columns and rows large."""
    place_chart(sheet, chart, title, row, left, (columns * COLUMN_PIXELS - 8, height * ROW - 8), turned=turned, least=least)
