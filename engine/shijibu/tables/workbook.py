"""Tables as a workbook: headings in the first row and values right below, for programs, in a look that people can read and print."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from shijibu.outside_text import begins_formula, clean
from shijibu.spreadsheet.clean_book import CleanBook
from shijibu.spreadsheet.paper import paper_for, upright
from shijibu.spreadsheet.style import COLOURS, Styles
from shijibu.spreadsheet.text_size import lines
from shijibu.tables.heading import Heading, Language
from shijibu.tables.look import WORDS_OF_TRUTH, Look, look_of

_LINE, _HEAD, _HIGHEST = 15, 34, 400
_SIDE = 0.4  # inch of margin on either side
_LONGEST = 32_767
"""Characters that a cell can hold."""
_FROZEN = ("name", "unit_name")
"""What tells a row stays in view as far as these."""

Sheet = tuple[str, Sequence[Heading], Sequence[Sequence[Any]]]
"""A title, headings, and a row of values in their order: None where there is none."""


def workbook(sheets: Sequence[Sheet], language: Language, *, title: str, made: datetime) -> bytes:
    """A workbook with a sheet for each table. made: the day that stands in its properties, so that the same tables give the same bytes."""
    out = BytesIO()
    with CleanBook(out) as book:
        book.set_properties({"title": title, "created": made})
        styles = Styles(book)
        for name, headings, rows in sheets:
            _write(book.add_worksheet(name[:31]), styles, headings, rows, language)
    return out.getvalue()


def _write(sheet: Worksheet, styles: Styles, headings: Sequence[Heading], rows: Sequence[Sequence[Any]], language: Language) -> None:
    looks = [look_of(h.kind, h.name(language), [row[i] for row in rows]) for i, h in enumerate(headings)]
    sheet.set_row(0, _HEAD)
    for i, (heading, look) in enumerate(zip(headings, looks, strict=True)):
        sheet.set_column(i, i, look.width)
        sheet.write_string(0, i, heading.name(language), styles.header)
    wrapped = [(i, look.width) for i, look in enumerate(looks) if look.wraps]
    for r, row in enumerate(rows, 1):
        high = max((lines(clean(row[i]), width - 1) for i, width in wrapped if row[i] is not None), default=1)
        sheet.set_row(r, min(_LINE * high + 3, _HIGHEST))
        for i, (heading, look, value) in enumerate(zip(headings, looks, row, strict=True)):
            _put(sheet, r, i, value, _style(styles, heading, look, value))
    last = max(len(rows), 1)
    sheet.autofilter(0, 0, last, len(headings) - 1)
    sheet.freeze_panes(1, next((i + 1 for i, h in enumerate(headings) if h.id in _FROZEN), 0))
    widths = [look.width for look in looks]
    landscape = not upright(widths, 2 * _SIDE)
    sheet.set_paper(paper_for(widths, 2 * _SIDE, landscape=landscape))
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=_SIDE, right=_SIDE, top=0.6, bottom=0.6)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&9&A&C&9第 &P 页，共 &N 页")


def _put(sheet: Worksheet, row: int, column: int, value: Any, style: Format) -> None:
    if value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        sheet.write_string(row, column, WORDS_OF_TRUTH[value], style)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value, style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime.combine(value, datetime.min.time()), style)
    else:
        sheet.write_string(row, column, clean(value)[:_LONGEST], style)


def _style(styles: Styles, heading: Heading, look: Look, value: Any) -> Format:
    own: dict[str, Any] = {"font_size": 10, "align": look.align, "text_wrap": look.wraps, "num_format": look.number_format}
    if look.align == "left":
        own["indent"] = 1
    if isinstance(value, str) and begins_formula(value):
        own["quote_prefix"] = True  # else it would be one as soon as somebody opens the cell and leaves it again
    colour = dict(heading.colours).get(value) if isinstance(value, str) else None
    if colour in COLOURS:
        own |= {"font_color": COLOURS[colour][0], "bg_color": COLOURS[colour][1], "bold": True}
    return styles.boxed(**own)
