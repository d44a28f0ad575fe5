"""A master workbook: everything that units of one shape have alike; what differs stands as blank styled cells to be patched."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from shijibu.rules import Ref
from shijibu.scheme.compile import Live, LiveFormula, compile_live
from shijibu.scheme.expression import Name
from shijibu.scheme.model import Scheme, Workbook
from shijibu.scheme.period import Period
from shijibu.workbook.identity import HIDDEN_SHEET
from shijibu.workbook.layout import FIELD_PREFIX, Layout, TableLayout, address, layout, pinned
from shijibu.workbook.sheet_cover import write_cover
from shijibu.workbook.sheet_personal import write_personal
from shijibu.workbook.sheet_tables import write_tables
from shijibu.workbook.style import Styles

FACT_CELLS = 60
IDENTITY_PROPERTY = "ShijibuIdentity"


@dataclass(frozen=True, slots=True)
class Shape:
    """What makes one master serve several units: sizes of team and staff, subject rows, and how many rows are committed a table."""

    team_size: int
    staff_size: int
    subject_rows: Mapping[str, int] = field(default_factory=dict)
    committed: Mapping[str, int] = field(default_factory=dict)

    @property
    def key(self) -> tuple:
        return self.team_size, self.staff_size, tuple(sorted(self.subject_rows.items())), tuple(sorted(self.committed.items()))


class MasterWriter:
    """What the writers of the sheets share: the book, the scheme, the geometry, and how a name becomes a reference."""

    def __init__(self, book: xlsxwriter.Workbook, scheme: Scheme, workbook: Workbook, period: Period, shape: Shape, live: Live) -> None:
        self.book, self.scheme, self.workbook, self.period, self.shape, self.live = book, scheme, workbook, period, shape, live
        self.styles = Styles(book)
        self.layout: Layout = layout(scheme, workbook, period.round, team_size=shape.team_size, subject_rows=shape.subject_rows)

    def row_formula(self, expression: str, table: TableLayout, row: int) -> LiveFormula:
        """A live cell of a table's row."""

        def refer(name: Name) -> Ref:
            return Ref(address(row, table.columns[name.path[0]])) if len(name.path) == 1 else self._far(name)

        def own(name: Name) -> Ref:
            return Ref(address(row, table.columns[name.path[-1]]))

        first = pinned(table.first, table.left)
        return compile_live(expression, self.scheme, refer, live=self.live, own=own, row_number=f"ROWS({first}:{address(row, table.left)})")

    def unit_formula(self, expression: str) -> LiveFormula:
        """A live figure of the unit."""
        return compile_live(expression, self.scheme, lambda n: self._far(n) if len(n.path) > 1 else self._unit(n.path[0]), live=self.live)

    def _far(self, name: Name) -> Ref:
        head, last = name.path
        return self._unit(last) if head == "unit" else Ref(self.layout.tables[head].range(last))

    def _unit(self, id: str) -> Ref:
        cover = self.layout.cover
        return Ref((cover.figures.get(id) or cover.attributes[id]).absolute)

    def write_formula(self, sheet: Worksheet, row: int, column: int, formula: LiveFormula, style: object, value: object = "") -> None:
        """A live cell (row and column from 1) with its cached value."""
        if formula.array:
            sheet.write_array_formula(row - 1, column - 1, row - 1, column - 1, "{=" + formula.text + "}", style, value)
        else:
            sheet.write_formula(row - 1, column - 1, "=" + formula.text, style, value)


def build_master(scheme: Scheme, workbook: Workbook, period: Period, shape: Shape, *, live: Live = "hybrid") -> tuple[bytes, Layout]:
    """The master workbook and its geometry. The same arguments give the same bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd"})
    created = datetime(period.start.year, period.start.month, period.start.day, tzinfo=UTC).replace(tzinfo=None)
    book.set_properties({"title": f"{scheme.county}{workbook.title}", "author": f"{scheme.county}{scheme.office}", "company": scheme.county, "created": created})
    book.set_custom_property(IDENTITY_PROPERTY, "-", "text")
    book.set_calc_mode("auto")
    writer = MasterWriter(book, scheme, workbook, period, shape, live)
    for placed in writer.layout.sheets:
        sheet = book.add_worksheet(placed.sheet.title)
        if placed.sheet.cover:
            write_cover(writer, sheet, placed)
        elif placed.sheet.personal:
            write_personal(writer, sheet, placed)
        else:
            write_tables(writer, sheet, placed)
    _write_hidden(writer)
    _name_everything(writer)
    book.worksheets()[0].activate()
    book.close()
    return out.getvalue(), writer.layout


def _write_hidden(writer: MasterWriter) -> None:
    """The hidden sheet: identity and facts in column A, the unit's officials by display name and by id in C and D."""
    sheet = writer.book.add_worksheet(HIDDEN_SHEET)
    text = writer.styles.get(num_format="@")
    for row in range(FACT_CELLS + 1):
        sheet.write_blank(row, 0, None, text)
    for row in range(max(writer.shape.staff_size, 1)):
        sheet.write_blank(row, 2, None, text)
        sheet.write_blank(row, 3, None, text)
    sheet.very_hidden()
    sheet.protect("", {})


def _name_everything(writer: MasterWriter) -> None:
    book, staff = writer.book, max(writer.shape.staff_size, 1)
    for table in writer.layout.tables.values():
        book.define_name(table.table.id, "=" + table.area)
    for id, place in writer.layout.cover.figures.items():
        book.define_name(FIELD_PREFIX + id, "=" + place.absolute)
    book.define_name("officials_list", f"={HIDDEN_SHEET}!$C$1:$C${staff}")
    book.define_name("officials_ids", f"={HIDDEN_SHEET}!$D$1:$D${staff}")
