"""A sheet that a macro writes: a heading, a table, lines below it, to be read and printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from shijibu.spreadsheet.style import HEADER, HEADING_FONT, LINE, NAVY, TEXT_FONT
from shijibu_addin.macros.book_grid import plain
from shijibu_addin.macros.hosts import column_width, rgb, set_up_pages, unable
from shijibu_addin.macros.journal import added

if TYPE_CHECKING:
    import xlwings as xw

_WIDTH = 14.0
_UPRIGHT = 95.0  # characters that an upright page holds in a readable size


@dataclass(slots=True)
class Page:
    """Rows of values. header: the row (from 1) of the table's headings; last: its last row; fills: row -> colour of its first cell."""

    rows: list[list[Any]]
    widths: list[float]
    header: int
    last: int
    percents: list[int] = field(default_factory=list)
    fills: dict[str, str] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)


def page_of(sheet: xw.Sheet) -> Page:
    """What stands on a sheet now, so that it can be put back."""
    used = sheet.used_range
    values = used.options(ndim=2, err_to_str=True).value
    rows: list[list[Any]] = [[] for _ in range(used.row - 1)]
    rows += [[None] * (used.column - 1) + [plain(v) for v in row] for row in values]
    header = next((i for i, row in enumerate(rows, 1) if sum(v is not None for v in row) > 1), 1)
    return Page(rows, [_WIDTH] * max(map(len, rows)), header, len(rows))


def write_page(book: xw.Book, title: str, page: Page) -> xw.Sheet:
    """Put the page on the sheet of that title, which is made or emptied first."""
    sheet = next((s for s in book.sheets if s.name == title), None)
    if sheet is None:
        sheet = added(book, title)
    else:
        sheet.clear()
    width = len(page.widths)
    rows = [[_text(v) for v in row] + [None] * (width - len(row)) for row in page.rows]
    sheet.range((1, 1), (len(rows), width)).value = rows
    for look in _looks(sheet, page, width):
        try:
            look()
        except unable():  # a host without this look shows the same words
            continue
    return sheet


def _text(value: Any) -> Any:
    return "'" + value if isinstance(value, str) and value and not value[0].isalpha() else value


def _looks(sheet: xw.Sheet, page: Page, width: int) -> list[Callable[[], None]]:
    everything = sheet.range((1, 1), (len(page.rows), width))
    table = sheet.range((page.header, 1), (max(page.last, page.header), width))
    header = sheet.range((page.header, 1), (page.header, width))
    title = sheet.range((1, 1))

    def font(cells: xw.Range, **properties: Any) -> Callable[[], None]:
        def look() -> None:
            for name, value in properties.items():
                setattr(cells.font, name, value)

        return look

    def put(cells: xw.Range, name: str, value: Any) -> Callable[[], None]:
        return lambda: setattr(cells, name, value)

    # Widths come first: rows are made as high as their wrapped texts need in them.
    looks = [put(sheet.range((1, c)), "column_width", column_width(sheet, w)) for c, w in enumerate(page.widths, 1)]
    looks += [
        font(everything, name=TEXT_FONT, size=11),
        font(title, name=HEADING_FONT, size=16, bold=True, color=NAVY),
        font(header, name=HEADING_FONT, bold=True),
        put(header, "color", rgb(HEADER)),
        put(table, "wrap_text", True),
        put(table, "vertical_alignment", "center"),
        put(header, "horizontal_alignment", "center"),
        lambda: table.borders.set("all", line_style="continuous", weight="thin", color=LINE),
        lambda: setattr(sheet.page_setup, "print_area", everything.address),
        lambda: set_up_pages(sheet, sum(page.widths) > _UPRIGHT, page.header),
    ]
    body = (page.header + 1, page.last)
    looks += [put(sheet.range((body[0], c), (body[1], c)), "number_format", "0%") for c in page.percents if body[1] >= body[0]]
    looks += [put(sheet.range((int(r), 1)), "color", rgb(fill)) for r, fill in page.fills.items()]
    return looks
