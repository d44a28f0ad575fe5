"""Each county's books on paper: no page without content, no text cut off, no error value, no ###, and no more pages than the rows take.

The unit's book and the county's own, as they go out, with one row, and filled in whole with long texts and a clerk's mistake in every column.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from math import ceil
from typing import Any

import pytest
from openpyxl import load_workbook

from shijibu.checks.printable import Form, printable
from shijibu.figures.evaluation import Row
from shijibu.issuing.issued import layout_of
from shijibu.issuing.paper_rows import MARGINS
from shijibu.returns.returned import Returned
from shijibu.scheme.load import load
from shijibu.scheme.sheets import Column, Sheet
from shijibu.scheme_book.draw import HEADER, draw
from shijibu.spreadsheet.limits import Limits
from shijibu.workbook.layout import HEADER_ROW
from shijibu.workbook.names import HINT
from shijibu.workbook.printed import CUT, TO_COVER
from shijibu_addin.libreoffice.fitting import _height as height_of
from shijibu_addin.libreoffice.printing import Pages, Printer
from tests.county import County
from tests.issuing.test_verdict import degrees, written
from tests.libreoffice.test_waiting import LAST
from tests.paper import looked_at, texts, without_blanks

pytestmark = pytest.mark.xdist_group("libreoffice")
_LONG = 100  # characters of a text
_MISTAKES = {"number": ("88分", "无"), "integer": ("一个", "/"), "percent": ("四成", -5.0)}
_WRONG = ("###", "#VALUE", "#NUM", "#N/A", "#REF", "#DIV", "#NAME", "Err:")
_SHORT = 20  # characters that find room in any cell of a form
_SURELY = 1.25  # times its height a text takes that is cut in any program
_ROW = 30.0  # points: a row may be so high, with its text in the middle
_FOOT = re.compile(r"第\d+页共\d+页(\S+?)(?=\n|$)")


@pytest.fixture(scope="module")
def printer() -> Iterator[Printer]:
    with Printer() as running:
        yield running


def filled(county: County, period: str, unit: str) -> dict[str, list[Row]]:
    """Every row, with long texts; a mistake in the last row of each column of numbers."""
    book, mistakes = county.book(period, unit), {kind: cycle(told) for kind, told in _MISTAKES.items()}
    out = {}
    for table, rows in county.rows(period, unit).items():
        columns = {c.id: c for c in book.places[table].table.columns}
        out[table] = [Row(r.index, {c: long(columns[c], v) for c, v in r.values.items()}) for r in rows]
        for column in columns.values():
            if out[table] and column.is_input and not column.carry and column.type in mistakes:
                out[table][-1].values[column.id] = next(mistakes[column.type])
    return out


def long(column: Column, value: Any) -> Any:
    if column.type != "text" or not column.is_input or column.carry or not isinstance(value, str) or len(value) < 4:
        return value
    return (f"{value}，" * _LONG)[: min(column.max_length or _LONG, _LONG)]


def most_pages(document: Any, book: Returned, sheet: Sheet) -> int:
    """How many pages the rows of a sheet take that hold anything, as high as they are; LibreOffice may make them smaller to fit the width."""
    drawn = document.Sheets.getByName(sheet.title)
    places = [p for p in book.places.values() if p.sheet.title == sheet.title]
    last = HEADER_ROW + 1
    for place in places:
        typed = [at for c, at in place.columns.items() if c != HINT and not ((column := place.table.column(c)) and column.live)]
        rows = drawn.getCellRangeByPosition(min(typed) - 1, place.header, max(typed) - 1, place.last - 1).getDataArray()
        last = max([last, *(place.header + n for n, row in enumerate(rows, 1) if any(v != "" for v in row))])
    style = document.StyleFamilies.getByName("PageStyles").getByName(drawn.PageStyle)
    margins = (MARGINS["top"] + MARGINS["bottom"]) * 2540
    heights = [drawn.Rows.getByIndex(n).Height for n in range(last)]
    # A row that does not fit goes to the next page whole.
    room = style.Height - margins - sum(heights[:HEADER_ROW]) - max(heights[HEADER_ROW:])
    return ceil(sum(heights[HEADER_ROW:]) / room) + (2 if any(p.table.begun or not p.table.is_fixed for p in places) and book.facts.prefilled else 0)


def unfilled(book: Returned, rows: dict[str, list[Row]]) -> set[str]:
    """Titles of the sheets in which nothing stands but their headings, where somebody filled in anything."""
    def holds(table: Any) -> bool:
        if table.subjects is not None:
            return bool(book.facts.prefilled.get(table.id))
        return any(v not in (None, "") for r in rows[table.id] for c, v in r.values.items() if c not in table.begun)

    tables = {s.title: [t for t in s.tables if any(c.is_input for c in t.columns)] for s in book.workbook.sheets_of(book.period.round)}
    return {title for title, own in tables.items() if own and not any(t.of_people or holds(t) for t in own)}


def faults(printer: Printer, county: County, unit: str, data: bytes, rows: dict[str, list[Row]] | None, *, people: int | None) -> list[str]:
    """What a careful clerk would dislike in a book that was printed. rows: what was filled in; None in a blank book. people: of how many
    officials the forms are looked at, None for all.
    """
    period, path = LAST[county.scheme.id], county.folder / "book.xlsx"
    path.write_bytes(data)
    book, told = county.book(period, unit), printable(path, Limits())
    told = replace(told, forms=tuple(replace(form, names=form.names[:people]) for form in told.forms))
    pages: Pages = printer.print(told)
    shown = texts(pages.pdf)
    cuts, empty = looked_at(pages.pdf)
    found = [f"cut {cut}" for cut in cuts]
    found += [f"{wrong} on page {n}" for n, text in enumerate(shown, 1) for wrong in _WRONG if wrong in text]
    left_out = unfilled(book, rows) if rows is not None else set()
    assert left_out <= set(pages.blank), "a sheet that nobody filled in is printed"
    if rows is not None:
        found += [f"page {n} goes on for {by:.0f} points of blank rows" for n, by in enumerate(empty, 1) if by > _ROW]
    document = printer.office().open(path)
    try:
        found += _of_sheets(document, book, shown, pages)
        found += [fault for form in told.forms if people is None for fault in _said_where_cut(document, form)]
    finally:
        document.close(True)
    return found


def _said_where_cut(document: Any, form: Form) -> Iterator[str]:
    """Whoever prints a form straight from the program is told where a text is higher than its row, which nothing stretches."""
    sheet = document.Sheets.getByName(form.sheet)
    (area, *_) = sheet.getPrintAreas()
    for name in form.names[:2]:
        sheet.getCellByPosition(form.chosen[1] - 1, form.chosen[0] - 1).String = name
        document.calculate()
        rows = sheet.getCellRangeByPosition(0, 0, area.EndColumn + 5, area.EndRow).getDataArray()
        high = any(height_of(sheet, c, r) > _SURELY * sheet.Rows.getByIndex(r).Height for r, row in enumerate(rows[area.StartRow:], area.StartRow)
                   for c, value in enumerate(row[: area.EndColumn + 1]) if isinstance(value, str) and len(value) > _SHORT)
        if high and not any(CUT in row for row in rows):
            yield f"{form.sheet} of {name}: nothing says that a text is cut"


def drawn_after_a_template(book: Returned, title: str) -> bool:
    layout = layout_of(book.scheme, book.workbook, book.period, book.facts)
    return any(s.drawn is not None and s.sheet.title == title for s in layout.sheets)


def _of_sheets(document: Any, book: Returned, shown: list[str], pages: Pages) -> Iterator[str]:
    whole, everything = shown[: pages.count - pages.of_forms], "".join(shown)
    hints = {(p.sheet.title, p.columns[HINT]) for p in book.places.values() if HINT in p.columns}
    for sheet in book.workbook.sheets_of(book.period.round):
        if sheet.title in pages.blank:
            if any(text for text in shown if re.search(rf"第\d+页共\d+页{sheet.title}$", text)):
                yield f"{sheet.title} is printed"
            continue
        drawn, heading = document.Sheets.getByName(sheet.title), set[str]()
        area = drawn.getPrintAreas()[0]
        for r, row in enumerate(drawn.getCellRangeByPosition(0, 0, area.EndColumn, area.EndRow).getDataArray(), 1):
            for c, value in enumerate(row, 1):
                if not isinstance(value, str) or not value.strip() or value == TO_COVER or (sheet.title, c) in hints or r <= area.StartRow:
                    continue
                heading |= {without_blanks(value)} if r <= HEADER_ROW else set()
                if without_blanks(value) not in everything:
                    yield f"{sheet.title} R{r}C{c} is not there whole: {value}"
        if drawn_after_a_template(book, sheet.title):
            continue  # its own head and foot do not say what it is: that all of it is there is looked at above
        own = [text for text in whole if (foot := re.search(r"第\d+页共\d+页(.*)", text)) and foot[1].startswith(sheet.title)]
        if sheet.personal is not None:
            continue
        if not own:
            yield f"{sheet.title} is not printed"
        for n, text in enumerate(own[1:], 2):
            rest = re.sub(r"第\d+页共\d+页" + sheet.title, "", text)
            for said in sorted(heading, key=len, reverse=True):
                rest = rest.replace(said, "")
            if not rest:
                yield f"{sheet.title}: page {n} is empty"
        for table in (p.table for p in book.places.values() if p.sheet.title == sheet.title and p.table.beside):
            if sum("".join(without_blanks(c.label) for c in table.columns) in text for text in own) != 1:
                yield f"{sheet.title}: the heading of {table.title} is not on one page"
        if not sheet.cover and len(own) > (most := most_pages(document, book, sheet)):
            yield f"{sheet.title}: {len(own)} pages, {most} would do"
        if sheet.cover and len(own) != 1:
            yield f"the cover takes {len(own)} pages"


@pytest.mark.parametrize("scheme", LAST)
def test_a_book_is_printed_whole_and_nothing_but_what_it_holds(printer, tmp_path, scheme):
    period, county = LAST[scheme], County.made(tmp_path, scheme, units=3)
    county.issue(period)
    found = {}
    for unit in (county.smallest, *(["COUNTY"] if (period, "COUNTY") in county.files else [])):
        told: dict[str, dict[str, list[Row]] | None] = {"blank": None, "full": filled(county, period, unit)}
        if unit != "COUNTY":
            told["one row"] = degrees(county, period, unit)["one row"]
        for degree, rows in told.items():
            data = county.blank(period, unit).read_bytes() if rows is None else written(county, period, unit, rows)
            found[unit, degree] = faults(printer, county, unit, data, rows, people=None if degree == "full" else 1)
    assert not any(found.values()), {k: v[:12] for k, v in found.items() if v}


def test_a_scheme_workbook_prints_no_page_of_blank_rows(printer, tmp_path):
    data = draw(load("tongxiang"))
    path = tmp_path / "scheme.xlsx"
    path.write_bytes(data)
    document = printer.office().open(path)  # not as `shijibu print` does: as somebody prints it who looks at it
    printer.office().to_pdf(document, tmp_path / "scheme.pdf")
    document.close(True)
    headings = {sheet.title: {without_blanks(str(cell.value)) for row in sheet.iter_rows(max_row=HEADER) for cell in row if cell.value is not None}
                for sheet in load_workbook(io.BytesIO(data), read_only=True)}
    pages, seen = texts((tmp_path / "scheme.pdf").read_bytes()), set[str]()
    for number, text in enumerate(pages, 1):
        foot = f"第{number}页，共{len(pages)}页"
        title = max((t for t in headings if without_blanks(t) + foot in text), key=len, default="")
        rest = text.replace(title + foot, "")
        for said in sorted(headings.get(title, ()), key=len, reverse=True):
            rest = rest.replace(said, "")
        assert rest or title not in seen, f"page {number} ({title}) is blank"
        seen.add(title)
    assert pages[0].startswith("桐乡") and "基本第2页" in pages[1], "what the workbook is takes one page"
