"""What the sheets of the report share: paper, heading, and a list with a heading row that can be filtered and printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from shijibu.outside_text import clean
from shijibu.report.column_look import FORMATS, LINE, SHARE, ColumnLook, ListedColumn, heights, shortened
from shijibu.report.figure_names import column_names
from shijibu.report.listed import Column, Linked, Outside, place_in
from shijibu.scheme.outcomes import Figure
from shijibu.spreadsheet.address import column_letters
from shijibu.spreadsheet.clean_book import CleanBook, CleanSheet
from shijibu.spreadsheet.paper import A4, paper_for, upright
from shijibu.spreadsheet.style import GREY, LINK, Styles
from shijibu.spreadsheet.text_size import lines
from shijibu.spreadsheet.wording import NOTHING

_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
_WAY, _TITLE, _NOTE, HEADER, FIRST = range(5)
"""Rows of a list, counted from 0: the way home, which is not printed, title, note, heading, the first of the list's own."""
_NOTE_WIDTH = 120  # of the line below the title, as much as a screen shows
HOME = "返回首页"
_SIDE = 0.4  # inch of margin on either side


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list's rows stand on its sheet."""

    title: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A list with its heading row, wherever it is shown: a row has one value a column. frozen: columns that stay in sight; strong: rows,
    counted from 0, that sum others up."""

    title: str
    heading: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    note: str = ""
    frozen: int = 0
    strong: frozenset[int] = frozenset()


def column_of(figure: Figure) -> Column:
    """The column that shows a figure."""
    kind = figure.type if figure.type in FORMATS else "text"
    return Column(figure.label, kind, colours=figure.colours, middle=True, figure=figure.id)


class ReportBook:
    """The workbook being written, with its formats and its paper. left, right: what stands at the head of each page; home: the first sheet,
    to which every list has a link; empty: there is none to go back to."""

    def __init__(self, file: CleanBook, left: str, right: str, home: str) -> None:
        self.home = home
        self.file, self.styles = file, Styles(file)
        self._left, self._right = left, right
        self._titles: set[str] = set()

    def sheet(self, title: str, *, landscape: bool = True) -> CleanSheet:
        """A sheet on A4 unless it says otherwise, one page wide, with page numbers."""
        sheet = self.file.add_worksheet(self._free(title))
        assert isinstance(sheet, CleanSheet)
        sheet.set_paper(A4)
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=_SIDE, right=_SIDE, top=0.7, bottom=0.6)
        sheet.center_horizontally()
        sheet.set_header(f"&L&9{_code_free(self._left)}&R&9{_code_free(self._right)}")
        sheet.set_footer("&L&9&A&C&9第 &P 页，共 &N 页")
        sheet.hide_gridlines(2)
        return sheet

    def _free(self, title: str) -> str:
        """A sheet's title as Excel takes it, used by no other sheet."""
        bare = _NOT_IN_TITLES.sub(" ", clean(title)).strip("' ")[:28] or "表"
        title, n = bare, 2
        while title.casefold() in self._titles:
            title, n = f"{bare}{n}", n + 1
        self._titles.add(title.casefold())
        return title

    def show(self, listing: Listing) -> tuple[Worksheet, Place]:
        """A list as a sheet."""
        return self.list(listing.title, listing.heading, listing.columns, listing.rows, note=listing.note, frozen=listing.frozen,
                         strong=listing.strong)

    def list(self, title: str, heading: str, columns: Sequence[Column], rows: Sequence[Sequence[Any]], *, note: str = "", frozen: int = 0,
             strong: frozenset[int] = frozenset()) -> tuple[Worksheet, Place]:
        """A sheet that is one list. `frozen`: columns that stay in sight; `strong`: rows, counted from 0, that sum others up."""
        listed = [ListedColumn(c, [row[i] for row in rows]) for i, c in enumerate(columns)]
        widths = [column.width for column in listed]
        landscape = not upright(widths, 2 * _SIDE)
        sheet = self.sheet(title, landscape=landscape)
        sheet.set_paper(paper_for(widths, 2 * _SIDE, landscape=landscape))
        for i, width in enumerate(widths):
            sheet.set_column(i, i, width)
        sheet.set_row(_TITLE, 30)
        sheet.write_string(_TITLE, 0, heading, self.styles.heading(font_size=16))
        self._note(sheet, note or f"共 {len(rows) - len(strong)} 条", widths)
        if self.home:
            self.way_home(sheet, _WAY, 0, align="left")
        sheet.set_row(HEADER, 34)
        for i, column in enumerate(columns):
            sheet.write_string(HEADER, i, column.label, self.styles.header)
        leading = [(i, its) for i, its in enumerate(listed) if its.leads]
        for r in range(len(rows)):
            for i, its in leading:
                value = its.values[r]
                if isinstance(value, (Linked, Outside)) and value and not sheet.lead(FIRST + r, i, value.target, its.cells[r]):
                    its.values[r] = str(value)  # what leads nowhere does not look as if it did
        looks = zip(*(ColumnLook(its.column, self.styles).of(its.values, strong) for its in listed), strict=True)
        cells = zip(*(its.cells for its in listed), strict=True)
        for r, (texts, look, height) in enumerate(zip(cells, looks, heights(listed, len(rows)), strict=True), FIRST):
            sheet.high(r, height)
            sheet.write_listed(r, texts, look)
        last = FIRST + max(len(rows), 1) - 1
        self._name(sheet, columns, last)
        if not rows:
            sheet.set_row(FIRST, 24)
            for i in range(len(columns)):
                sheet.write_blank(FIRST, i, None, self.styles.boxed())
            sheet.write_string(FIRST, 0, NOTHING, self.styles.boxed(align="center"))
        sheet.freeze_panes(FIRST, frozen)
        sheet.autofilter(HEADER, 0, last, len(columns) - 1)
        sheet.repeat_rows(HEADER)
        sheet.print_area(_TITLE, 0, last, len(columns) - 1)
        return sheet, Place(sheet.get_name(), FIRST, last)

    def _name(self, sheet: Worksheet, columns: Sequence[Column], last: int) -> None:
        """Names for the columns that show figures and for the one that says whose each is, by which a program finds them wherever they are moved."""
        title = sheet.get_name().replace("'", "''")
        for i, name in column_names((c.names, c.figure, c.period, c.kind in ("rise", "places")) for c in columns):
            letters = column_letters(i + 1)
            self.file.define_name(f"'{title}'!{name}", f"='{title}'!${letters}${FIRST + 1}:${letters}${last + 1}")

    def _note(self, sheet: Worksheet, note: str, widths: Sequence[float]) -> None:
        """The line below the title, wrapped within what is seen and printed."""
        style = self.styles.get(font_size=10, font_color=GREY, text_wrap=True)
        last, across = _in_sight(widths)
        sheet.set_row(_NOTE, LINE * lines(clean(note), across / SHARE - 1) + 6)
        if last:
            sheet.merge_range(_NOTE, 0, _NOTE, last, "", style)
        sheet.write_string(_NOTE, 0, note, style)

    def way_home(self, sheet: Worksheet, row: int, column: int, align: str = "right") -> None:
        """A link to the first sheet, where nobody prints it."""
        style = self.styles.get(font_size=10, font_color=LINK, underline=1, align=align)
        sheet.write_url(row, column, place_in(self.home), style, HOME)

    def put(self, sheet: Worksheet, row: int, column: int, value: Any, style: Format, target: str = "") -> None:
        """One value; a text is written as text whatever it begins with. target: where a number leads."""
        if value is None or value == "":
            sheet.write_blank(row, column, None, style)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            if target:
                sheet.write_url(row, column, target, style)
            sheet.write_number(row, column, value, style)
        elif isinstance(value, (Linked, Outside)):
            sheet.write_url(row, column, value.target, style, shortened(value))
        else:
            sheet.write_string(row, column, shortened(value), style)


def _in_sight(widths: Sequence[float]) -> tuple[int, float]:
    """The last column that a screen shows, and how wide all are up to it."""
    last, across = 0, widths[0]
    while last + 1 < len(widths) and across < _NOTE_WIDTH:
        last, across = last + 1, across + widths[last + 1]
    return last, across


def _code_free(text: str) -> str:
    """A text for a page's head: `&` begins a code there, and a digit after a size would join it."""
    return " " + clean(text).replace("&", "&&")[:100]
