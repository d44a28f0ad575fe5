"""The office's own workbook as a template: its sheets, and the marks in their cells that say what goes where.

A mark is a name in double braces. `{{ unit.name }}` stands in any text and is written once for each unit; `{{ unit.card }}` and what stands in
a table's row, `{{ tasks.title }}`, have a cell of their own. The row of a table's marks is repeated for the table's rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any
from warnings import catch_warnings
from zipfile import BadZipFile, ZipFile

from shijibu.errors import ShijibuError
from shijibu.scheme.load import template_in
from shijibu.scheme.model import Scheme
from shijibu.scheme.sheets import Sheet, Table, Workbook
from shijibu.spreadsheet.names import same
from shijibu.workbook.names import ATTRIBUTES, FIELD_PREFIX, HINT, HINT_LABEL, SIGNING
from shijibu.workbook.template_form import MOST_COLUMNS, MOST_ROWS, SheetForm, Span, asides_of, form_of, plain_forms, within_spans

if TYPE_CHECKING:  # openpyxl is loaded where a template is opened: every check of a return would wait for it
    from openpyxl.workbook.workbook import Workbook as Book
    from openpyxl.worksheet.worksheet import Worksheet

    from shijibu.workbook.template_pictures import Picture

MARK = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
NUMBER_MARK = "loop.index"
"""In a table's row of marks: 1, 2, 3 … down its rows."""
OFFICIAL_MARK = "official.name"
"""On a sheet that shows one official: who that is."""
PAGE_MARK = "page.label"
"""The same: which page of that official's rows it is."""
TEXT_MARKS = (*(FIELD_PREFIX + id for id in ATTRIBUTES), "period.label", "period.deadline", "scheme.name", "scheme.county", "scheme.office")
"""Marks that are texts, wherever they stand, also within a text."""
SIGNING_MARKS = tuple(FIELD_PREFIX + id for id in SIGNING)
"""Marks of cells where a unit signs."""
SIGNED = "_signed."
_INFLATED = 40 * 2**20
_HEADING_ROWS = 4
_STUMBLES = (BadZipFile, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, SyntaxError)  # over whatever it is
_WIDTH, _EDGES = 8.43, 5 / 7


class TemplateUnreadable(ShijibuError):
    """The template cannot be opened."""


@dataclass(frozen=True, slots=True)
class Mark:
    """alone: nothing else stands in its cell. Rows and columns count from 1."""

    name: str
    sheet: str
    row: int
    column: int
    alone: bool

    @property
    def parts(self) -> tuple[str, str]:
        head, _, last = self.name.partition(".")
        return head, last


@dataclass(frozen=True, slots=True)
class MarkedTable:
    """A table's row of marks. columns: where each stands; numbers: columns that count the rows; headings: the text over each column, and how
    many rows above the last heading row it stands; headed: the columns over which that row itself holds something.
    """

    row: int
    columns: Mapping[str, int]
    numbers: tuple[int, ...]
    headings: Mapping[str, tuple[str, int]]
    headed: frozenset[str]


@dataclass(eq=False)
class Drawing:
    """The template as openpyxl has it, opened when it is drawn after: who reads returns back need not wait for that."""

    data: bytes

    @cached_property
    def book(self) -> Book:
        """Raises TemplateUnreadable."""
        from openpyxl import load_workbook

        try:
            with catch_warnings(action="ignore"):  # of what it loses, which is judged where a template is let in
                return load_workbook(BytesIO(self.data), rich_text=True)
        except _STUMBLES as error:
            raise _unreadable(error) from None


@dataclass(eq=False)
class TemplateSheet:
    """A sheet of the template. bottom, right: the last row and column with anything to be seen."""

    form: SheetForm
    drawing: Drawing
    pictures: list[Picture] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.form.title

    @cached_property
    def ws(self) -> Worksheet:
        """The sheet with its looks, to be drawn after."""
        ws: Worksheet = self.drawing.book[self.title]
        return ws

    @cached_property
    def marks(self) -> list[Mark]:
        """Row by row."""
        texts = [(row, column, told.text) for (row, column), told in sorted(self.form.cells.items()) if told.is_text]
        return [Mark(found[1], self.title, row, column, found[0] == text.strip()) for row, column, text in texts for found in MARK.finditer(text)]

    @property
    def spans(self) -> Mapping[tuple[int, int], Span]:
        """Merged ranges (top, left, bottom, right) by their first cell."""
        return self.form.spans

    @cached_property
    def _inside(self) -> dict[tuple[int, int], tuple[int, int]]:
        return within_spans(self.spans)

    def first_of(self, row: int, column: int) -> tuple[int, int]:
        """Where the content of a merged cell stands."""
        return self._inside.get((row, column), (row, column))

    def text(self, row: int, column: int) -> str:
        """What people read there, without spaces around it."""
        told = self.form.cells.get(self.first_of(row, column))
        return "" if told is None else told.text.strip()

    @cached_property
    def extent(self) -> tuple[int, int]:
        """The last row and column with anything to be seen."""
        places = [*self.form.cells, *self.form.seen]
        places += [(min(bottom, MOST_ROWS), min(right, MOST_COLUMNS)) for _, _, bottom, right in self.spans.values()]
        return max((r for r, _ in places), default=1), max((c for _, c in places), default=1)

    @cached_property
    def widths(self) -> list[float]:
        """Of each column that has anything, in characters; a file counts the edges of a cell in."""
        usual = (self.form.width or _WIDTH + _EDGES) - _EDGES
        told = {c: max(width - _EDGES, 0.0) for first, last, width in self.form.columns for c in range(first, min(last, MOST_COLUMNS) + 1)}
        return [told.get(at, usual) for at in range(1, self.right + 1)]

    @property
    def bottom(self) -> int:
        return self.extent[0]

    @property
    def right(self) -> int:
        return self.extent[1]

    def words(self) -> Iterator[str]:
        """What stands in its cells whoever the unit is."""
        yield from (told.text for told in self.form.cells.values() if told.is_text and not told.is_formula and not MARK.search(told.text))

    def table(self, table: Table) -> MarkedTable | None:
        """Where a table of the scheme goes; None where this sheet has no mark of it."""
        own = [m for m in self.marks if m.parts[0] == table.id and m.alone and table.column(m.parts[1])]
        if not own:
            return None
        row = own[0].row
        columns = {m.parts[1]: m.column for m in own if m.row == row}
        numbers = tuple(m.column for m in self.marks if m.row == row and m.name == NUMBER_MARK and self._nearest(m, row) == table.id)
        headings = {id: told for id, at in columns.items() if (told := self._heading(row, at)) is not None}
        headed = frozenset(id for id, at in columns.items() if (row - 1, at) in self.form.cells)
        return MarkedTable(row, columns, numbers, headings, headed)

    @property
    def chosen(self) -> Mark | None:
        """On a sheet that shows one official: where it is chosen who."""
        return next((m for m in self.marks if m.name == OFFICIAL_MARK and m.alone), None)

    def rows_marked(self, table: str) -> list[int]:
        """The rows in which marks of a table stand, and those that count its rows."""
        return sorted({m.row for m in self.marks if m.parts[0] == table} | {m.row for m in self.marks if m.name == NUMBER_MARK})

    def _nearest(self, number: Mark, row: int) -> str:
        """The table whose marks stand nearest to a number's, those after it first."""
        others = [m for m in self.marks if m.row == row and "." in m.name and m.parts[0] not in ("unit", "period", "scheme", "loop")]
        return min(others, key=lambda m: (m.column < number.column, abs(m.column - number.column))).parts[0] if others else ""

    def _heading(self, row: int, column: int) -> tuple[str, int] | None:
        for above in range(1, min(_HEADING_ROWS, row - 1) + 1):
            first = self.first_of(row - above, column)
            if text := self.text(*first):
                return text, row - 1 - first[0]
        return None


@dataclass(eq=False)
class Template:
    """The template's sheets in their order."""

    drawing: Drawing
    sheets: list[TemplateSheet]

    @property
    def book(self) -> Book:
        """The workbook with its looks, to be drawn after."""
        return self.drawing.book

    def sheet(self, title: str) -> TemplateSheet | None:
        return next((s for s in self.sheets if s.title == title), None)

    def of(self, sheet: Sheet) -> TemplateSheet | None:
        """How a sheet of the scheme is drawn; None where the template says nothing of it."""
        found = self.sheet(sheet.title)
        if found is None or sheet.cover:
            return None
        if sheet.personal is not None:
            return found
        return found if any(found.table(t) for t in sheet.tables) else None

    def extra(self, scheme: Scheme) -> list[TemplateSheet]:
        """The sheets that are the office's own, for a unit to read."""
        ours = {s.title for w in scheme.workbooks for s in w.sheets}
        return [s for s in self.sheets if s.title not in ours]

    @cached_property
    def asides(self) -> frozenset[str]:
        """What is written in notes, at the heads and feet of pages, and where links lead."""
        return frozenset(text for s in self.sheets for text in (asides_of(s.ws) if s.form.asides is None else s.form.asides))

    @property
    def media(self) -> int:
        """How many different pictures it has."""
        return len({p.data for s in self.sheets for p in s.pictures})

    def texts(self) -> Iterator[str]:
        """What stands in its cells, marks and all."""
        yield from (told.text for sheet in self.sheets for told in sheet.form.cells.values())


def template_of(scheme: Scheme) -> Template | None:
    """The scheme's template; None where it has none. Raises TemplateUnreadable."""
    return None if scheme.template is None else scheme.once(_template)


def _template(scheme: Scheme) -> Template:
    data = template_in(scheme)
    if data is None:
        raise TemplateUnreadable("方案里的模板已损坏，请重新放好 template.xlsx")
    return opened(data)


@lru_cache(maxsize=4)
def opened(data: bytes) -> Template:
    """The template in these bytes, which were let in before. Raises TemplateUnreadable."""
    drawing = Drawing(data)
    drawn: dict[str, list[Picture]] = {}
    try:
        with ZipFile(BytesIO(data)) as package:
            if sum(member.file_size for member in package.infolist()) > _INFLATED:
                raise TemplateUnreadable("模板解开后太大")
            forms = plain_forms(package)
            if forms is None:
                from shijibu.workbook.template_pictures import pictures

                drawn = pictures(package)
    except _STUMBLES as error:
        raise _unreadable(error) from None
    if forms is None:
        forms = [form_of(ws) for ws in drawing.book.worksheets]
    return Template(drawing, [TemplateSheet(form, drawing, drawn.get(form.title, [])) for form in forms])


def _unreadable(error: Exception) -> TemplateUnreadable:
    return TemplateUnreadable(f"模板打不开（{type(error).__name__}），请用表格程序另存为 .xlsx")


def filled(text: str, told: Mapping[str, Any]) -> str:
    """A text of the template with what its marks stand for; what is no text of the unit's stays blank."""
    return MARK.sub(lambda m: str(told.get(m[1], "")), text)


def told_of(scheme: Scheme, attributes: Mapping[str, Any]) -> dict[str, Any]:
    """What the text marks stand for in a workbook. attributes: those of the cover, as they stand there."""
    own = {FIELD_PREFIX + id: value for id, value in attributes.items()}
    of_scheme = {"scheme.name": scheme.name, "scheme.county": scheme.county, "scheme.office": scheme.office}
    due = date.fromisoformat(str(attributes["deadline"]))
    return own | of_scheme | {"period.label": attributes.get("period", ""), "period.deadline": f"{due.month}月{due.day}日"}


def is_text(mark: Mark) -> bool:
    """Whether a mark is written as a text, once for each unit."""
    return mark.name in TEXT_MARKS


def column_name(table: str, column: str) -> str:
    """The defined name of a templated table's column, heading and rows: in a form of the office's own no heading need say what it is."""
    return f"{table}.{column}"


def end_name(table: str) -> str:
    """The defined name of the first row below such a table that is not its own."""
    return f"_end.{table}"


def signed_name(number: int) -> str:
    """The defined name of a cell in which the template asks a unit to sign, counted from 1."""
    return f"{SIGNED}{number}"


def headings(marked: MarkedTable, table: Table) -> dict[str, list[tuple[str, int]]]:
    """By what may stand over a column: the columns, and how many rows above the last heading row that stands."""
    out: dict[str, list[tuple[str, int]]] = {}
    for id, (text, above) in marked.headings.items():
        out.setdefault(same(text), []).append((id, above))
    out.setdefault(same(HINT_LABEL), []).append((HINT, 0))
    for column in table.columns:
        out.setdefault(same(column.label), [(column.id, 0)])
    return out


def marked_table(scheme: Scheme, workbook: Workbook, round_: int, table: Table) -> tuple[TemplateSheet, MarkedTable] | None:
    """The sheet of the template and the row on it that a table of the workbook is drawn after."""
    template = template_of(scheme)
    if template is None:
        return None
    sheet = next((s for s in workbook.sheets_of(round_) if any(t.id == table.id for t in s.tables)), None)
    drawn = template.of(sheet) if sheet is not None else None
    found = drawn.table(table) if drawn is not None else None
    return (drawn, found) if drawn is not None and found is not None else None


def boundaries(area: str) -> Span | None:
    """Top, left, bottom, right of a range such as A1:C3; None for whole rows or columns."""
    from openpyxl.utils.cell import range_boundaries

    try:
        left, top, right, bottom = range_boundaries(area)
    except ValueError:
        return None
    return None if None in (left, top, right, bottom) else (top, left, bottom, right)
