"""What the sheets of the report share: paper, heading, and a list with a heading row that can be filtered and printed."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Any, Literal, Self

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from shijibu.outside_text import begins_formula, clean
from shijibu.report.figure_names import column_names
from shijibu.scheme.outcomes import Figure
from shijibu.spreadsheet.address import address, column_letters
from shijibu.spreadsheet.number_format import computed_format, typed_format
from shijibu.spreadsheet.paper import A4, paper_for, upright
from shijibu.spreadsheet.style import COLOURS, GREY, LINK, SECTION, Styles
from shijibu.spreadsheet.text_size import lines, wide
from shijibu.spreadsheet.wording import NOTHING, STAYED, fixed

_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
_WAY, _TITLE, _NOTE, HEADER, FIRST = range(5)
"""Rows of a list, counted from 0: the way home, which is not printed, title, note, heading, the first of the list's own."""
_LONGEST = 2000  # characters of one cell; a clerk looks up the rest in the file itself
_ARROW = 3  # width of the filter's button beside a heading
_FORMATS = {
    "number": computed_format("number"), "integer": computed_format("integer"), "percent": typed_format("percent"), "typed": typed_format("number"),
    "rise": f'↑0.00;↓0.00;"{STAYED}"', "places": f'↑0;↓0;"{STAYED}"',
}
_SHARE, _MARGIN = 0.95, 3.5  # width of a narrow character at size 10 in units of a column; indent and edges
_LINE, _HIGHEST = 14, 400
_NOTE_WIDTH = 120  # of the line below the title, as much as a screen shows
HOME = "返回首页"
_OPENED = (".xlsx", ".xls", ".et", ".ods", ".fods", ".csv")
_SIDE = 0.4  # inch of margin on either side


class Linked(str):
    """A text that leads to a place in the same workbook."""

    target: str

    def __new__(cls, text: str, sheet: str, row: int, column: int = 0) -> Self:
        """row, column: counted from 0."""
        linked = super().__new__(cls, text)
        linked.target = place_in(sheet, row, column)
        return linked

    @classmethod
    def to(cls, text: str, sheet: str, row: int = 0, column: int = 0) -> str:
        """The same, or the bare text where no sheet is named."""
        return cls(text, sheet, row, column) if sheet else text


class Outside(str):
    """A text that leads to a file of this computer."""

    target: str

    @classmethod
    def to(cls, text: str, file: Path | None) -> str:
        """The same, or the bare text where there is no file, or one that no spreadsheet opens: a link must not run a program."""
        if file is None or file.suffix.lower() not in _OPENED or "#" in str(file):  # which begins a place within the file
            return text
        linked = cls(text)
        # Written in small letters the address would be turned into one of Windows.
        linked.target = f"external:{file}" if os.name == "nt" else file.absolute().as_uri().replace("file://", "FILE://", 1)
        return linked


class Whose(str):
    """The name of a unit or an official, in its own row."""

    kind: str
    id: str

    @classmethod
    def of(cls, text: str, kind: str, id: str) -> Self:
        """kind: unit or official; id: its code or id."""
        named = cls(text)
        named.kind, named.id = kind, id
        return named


class Named(Linked):
    """The name of a unit or an official, which leads to where its figures are."""

    kind: str
    id: str

    @classmethod
    def of(cls, text: str, kind: str, id: str, sheet: str, row: int, column: int) -> Named:
        """kind: unit or official; id: its code or id."""
        named = cls(text, sheet, row, column)
        named.kind, named.id = kind, id
        return named


class Figured(float):
    """A number that has a kind of its own, in a column of several kinds."""

    kind: str

    def __new__(cls, value: float, kind: str) -> Figured:
        made = super().__new__(cls, value)
        made.kind = kind
        return made


def kind_of(column: Column, value: Any) -> str:
    return value.kind if isinstance(value, Figured) else column.kind


def place_in(sheet: str, row: int = 0, column: int = 0) -> str:
    """Where a link within a workbook leads."""
    name = sheet.replace("'", "''")
    return f"internal:'{name}'!{address(row + 1, column + 1)}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list. `most`: the greatest width before the text wraps; kinds: text, number (computed), typed (a number as somebody
    typed it), integer, percent, and the change of a number (rise) or of a place (places) against the last time. figure: the id of the
    scheme's figure that it shows, of whom the row is, in `period` where that is another round. names: unit or official, where the column says by
    code or id whose the row is."""

    label: str
    kind: str = "text"
    most: int = 30
    colours: Mapping[str, str] = field(default_factory=dict)
    middle: bool = False
    figure: str = ""
    period: str = ""
    names: Literal["", "unit", "official"] = ""


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
    kind = figure.type if figure.type in _FORMATS else "text"
    return Column(figure.label, kind, colours=figure.colours, middle=True, figure=figure.id)


class ReportBook:
    """The workbook being written, with its formats and its paper. left, right: what stands at the head of each page; home: the first sheet,
    to which every list has a link; empty: there is none to go back to."""

    def __init__(self, file: xlsxwriter.Workbook, left: str, right: str, home: str) -> None:
        self.home = home
        self.file, self.styles = file, Styles(file)
        self._left, self._right = left, right
        self._titles: set[str] = set()
        self._boxed: dict[tuple[tuple[str, Any], ...], Format] = {}

    def sheet(self, title: str, *, landscape: bool = True) -> Worksheet:
        """A sheet on A4 unless it says otherwise, one page wide, with page numbers."""
        sheet = self.file.add_worksheet(self._free(title))
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
        said = [[_said(value) for value in row] for row in rows]
        widths = [_width(c, [row[i] for row in said]) for i, c in enumerate(columns)]
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
        for r, row in enumerate(rows):
            sheet.set_row(FIRST + r, _height(said[r], widths))
            for i, (column, value) in enumerate(zip(columns, row, strict=True)):
                self.put(sheet, FIRST + r, i, value, self._cell(column, value, strong=r in strong))
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
        sheet.set_row(_NOTE, _LINE * lines(clean(note), across / _SHARE - 1) + 6)
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
            sheet.write_url(row, column, value.target, style, _shortened(value))
        else:
            sheet.write_string(row, column, _shortened(value), style)

    def _cell(self, column: Column, value: Any, *, strong: bool) -> Format:
        looks: dict[str, Any] = {"font_size": 10, "text_wrap": True}
        if (kind := kind_of(column, value)) in _FORMATS and not isinstance(value, str):
            looks["num_format"] = _FORMATS[kind]
        if isinstance(value, (Linked, Outside)):
            looks |= {"font_color": LINK, "underline": 1}
        if kind in ("rise", "places") and isinstance(value, (int, float)) and value:  # a format's own colours are not the same everywhere
            looks["font_color"] = COLOURS["green" if value > 0 else "red"][0]
        if column.kind in ("number", "typed", "percent") and not isinstance(value, str):
            looks |= {"align": "right", "indent": 1}
        elif column.middle or column.kind in ("integer", "rise", "places"):
            looks["align"] = "center"
        else:
            looks |= {"align": "left", "indent": 1}
        if isinstance(value, str) and begins_formula(value):
            looks["quote_prefix"] = True  # else it would be one as soon as somebody opens the cell and leaves it again
        if value in column.colours:
            font, fill = COLOURS[column.colours[value]]
            looks |= {"font_color": font, "bg_color": fill, "bold": True}
        if strong:
            looks |= {"bold": True, "bg_color": SECTION}
        key = tuple(looks.items())
        if key not in self._boxed:  # of tens of thousands of cells a few dozen look differently
            self._boxed[key] = self.styles.boxed(**looks)
        return self._boxed[key]


def _in_sight(widths: Sequence[float]) -> tuple[int, float]:
    """The last column that a screen shows, and how wide all are up to it."""
    last, across = 0, widths[0]
    while last + 1 < len(widths) and across < _NOTE_WIDTH:
        last, across = last + 1, across + widths[last + 1]
    return last, across


def _said(value: Any) -> str:
    return "" if value is None else fixed(value) if isinstance(value, float) else _shortened(value)


def _shortened(value: Any) -> str:
    text = clean(value)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _width(column: Column, said: Sequence[str]) -> float:
    """Wide enough for the longest value, up to the column's most, and for the heading on two lines."""
    heading = max(ceil(wide(column.label) / 4) * 2, 4) + _ARROW
    longest = max(map(wide, said), default=0) * _SHARE + _MARGIN
    return max(heading, min(longest, column.most))


def _height(said: Sequence[str], widths: Sequence[float]) -> float:
    """High enough for the longest text; said outright, for not every program finds it by itself."""
    most = max(lines(text, (w - _MARGIN + 0.5) / _SHARE) for text, w in zip(said, widths, strict=True))
    return min(_LINE * most + 6, _HIGHEST)


def _code_free(text: str) -> str:
    """A text for a page's head: `&` begins a code there, and a digit after a size would join it."""
    return " " + clean(text).replace("&", "&&")[:100]
