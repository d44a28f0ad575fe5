"""How a sheet lies on paper: A4 or A3, one page wide, and no page on which nothing stands.

A print area that is a formula would follow what is filled in, but LibreOffice (7.4) takes it for none at all and prints the whole sheet. What
it does do is to leave out a page on which no cell holds anything, be it a formula that shows nothing, and none has a line of its own. So the
blank rows of a free table hold nothing on paper: their lines come of a condition, and where a table computes, at its right, the columns
that do so are left out of the print area after as many rows as a first page has.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shijibu.scheme.sheets import Column, Table
from shijibu.spreadsheet.address import column_letters, pinned, quoted
from shijibu.spreadsheet.clean_book import CleanSheet
from shijibu.spreadsheet.paper import page_height, paper_for, upright
from shijibu.spreadsheet.style import Styles
from shijibu.workbook.layout import HEADER_ROW, SheetLayout, TableLayout

MARGINS = {"left": 0.5, "right": 0.5, "top": 0.6, "bottom": 0.7}  # inches
ROW = 22.5
"""Points of a row: enough to write in by hand."""
_RULED, _DENSER = 15, 1.5  # so many rows a page has at least; a program that draws columns wider has more of them, and smaller
_SPARE = 3  # blank rows after those that go out filled in
_FULLER = 1.4  # a page may hold so many times the rows that are reckoned; lines alone bring up no further page
_LOW = 0.65  # of a page's rows, since texts make some of them higher


def page(sheet: CleanSheet, landscape: bool, widths: Iterable[float] = ()) -> None:
    """A4, one page wide, page numbers; columns too wide to be read on A4 take A3."""
    sheet.set_landscape() if landscape else sheet.set_portrait()
    sheet.set_paper(paper_for(widths, MARGINS["left"] + MARGINS["right"], landscape=landscape))
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(**MARGINS)
    sheet.set_footer("&C第 &P 页 共 &N 页&R&A")
    sheet.center_horizontally()


def on_its_side(placed: SheetLayout, widths: Iterable[float]) -> bool:
    """Whether a sheet of tables lies on its side: not where it is narrow enough to stand upright, with more rows on a page."""
    return placed.sheet.landscape and not upright(widths, MARGINS["left"] + MARGINS["right"])


class PaperRows:
    """The rows of a sheet's tables on paper. head: points above the first row; widths: of the printed columns; given: table -> how many rows
    go out filled in.
    """

    def __init__(self, placed: SheetLayout, widths: Sequence[float], head: float, given: dict[str, int]) -> None:
        self._placed, self._given, self._right = placed, given, placed.begin - 1 + len(widths)
        landscape = on_its_side(placed, widths)
        across, along = MARGINS["left"] + MARGINS["right"], MARGINS["top"] + MARGINS["bottom"]
        self._fit = max(int((page_height(widths, across, along, landscape=landscape) - head) / ROW), 1)

    def plain_from(self, table: TableLayout) -> int | None:
        """From which row on the cells of a table have no line of their own; None where all have."""
        if table.table.is_fixed:
            return None
        if not any(map(_computes, table.table.columns)):
            return table.first
        return self._parted + 1 if table is self._placed.tables[0] and self._parted < table.last else None

    def rule(self, sheet: CleanSheet, table: TableLayout, styles: Styles) -> None:
        """Lines around such cells down to the end of the last page on which a row is filled, and at least on the first page."""
        plain = self.plain_from(table)
        if plain is None:
            return
        left, page = table.begin, max(int(self._fit * _DENSER), _RULED)
        right = max(table.columns.values())
        typed = max(table.columns[c.id] for c in table.table.columns if not _computes(c))
        if plain == table.first:
            always = min(table.first + int(page * _FULLER) - 1, table.last)
            sheet.conditional_format(plain - 1, left - 1, always - 1, right - 1, {"type": "formula", "criteria": "=TRUE", "format": styles.lined})
            plain = always + 1
        if plain <= table.last:
            below = f"${column_letters(left)}{max(plain - page, table.first)}:{pinned(table.last, typed)}"
            sheet.conditional_format(plain - 1, left - 1, table.last - 1, right - 1, {
                "type": "formula", "criteria": f"=COUNTA({below})>0", "format": styles.lined})

    def print_area(self, sheet: CleanSheet) -> None:
        """What is printed, its heading on each page: without the title where a further page is narrower than that."""
        tables, title = self._placed.tables, quoted(self._placed.sheet.title)
        last, left = max(t.last for t in tables), self._placed.begin
        if self._parted >= last:
            sheet.repeat_rows(0, HEADER_ROW - 1)
            sheet.print_area(0, left - 1, last - 1, self._right - 1)
            return
        sheet.repeat_rows(1, HEADER_ROW - 1)
        first = tables[0]
        typed = max(first.columns[c.id] for c in first.table.columns if not _computes(c))
        corners = ((1, self._parted, self._right), (self._parted + 1, last, typed))
        sheet.print_areas([f"{title}!{pinned(top, left)}:{pinned(bottom, right)}" for top, bottom, right in corners])

    @property
    def _parted(self) -> int:
        """The last row that is printed with what is computed; the sheet's last one where nothing is to be parted."""
        first, *others = self._placed.tables
        last = max(t.last for t in self._placed.tables)
        alone = all(t.table.beside and t.table.is_fixed for t in others)
        if first.table.is_fixed or first.rows <= self._fit or not alone or not _computes_last(first.table):
            return last
        wanted = max(self._given.get(first.table.id, 0) + _SPARE, int(self._fit * _LOW), _RULED - _SPARE, *(t.rows for t in others))
        return min(first.header + wanted, last)


def _computes_last(table: Table) -> bool:
    """Whether a table's last columns are the computed ones: each of its rows, blank ones among them, holds a formula."""
    computed = [_computes(c) for c in table.columns]
    return computed[-1] and not computed[0] and computed == sorted(computed)


def _computes(column: Column) -> bool:
    """Whether a formula stands in each of a column's cells; what others compute later is blank as it goes out."""
    return bool(column.live) and not column.deferred
