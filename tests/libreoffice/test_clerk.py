"""Books filled in with mistakes as a clerk makes them, in one LibreOffice, in every county: the cover says in kind what check says, 上报前自检
leads to the cells that check names, no error value is shown, and a figure is the engine's or waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from shijibu.checks.check import Expected, check_file, own_evaluation
from shijibu.figures.evaluation import Row
from shijibu.issuing.issued import layout_of
from shijibu.issuing.prefill import in_cell
from shijibu.issuing.reached import NOT_READY, READY, REMINDED
from shijibu.returns.admission import grid_of
from shijibu.returns.returned import Returned, read_back
from shijibu.rules.values import WAITING
from shijibu.workbook.layout import Layout, TableLayout
from tests.county import County
from tests.issuing.test_selfcheck import lines
from tests.issuing.test_verdict import OF_THE_FILE, ROUNDS, in_kind
from tests.libreoffice.test_roundtrip import fill_in
from tests.libreoffice.test_waiting import alike, errors, live_cells, put

pytestmark = pytest.mark.xdist_group("libreoffice")
SCHEMES = ("deqing", "leishan", "quzhou", "tongxiang", "yuhang", "yuhuan")


class Clerk:
    """Someone at a workbook that is filled in: the open document, where its tables stand, and what is in them."""

    def __init__(self, document: Any, layout: Layout, rows: dict[str, list[Row]]) -> None:
        self.document, self.layout, self.rows = document, layout, rows

    def sheet(self, table: TableLayout) -> Any:
        return self.document.Sheets.getByName(table.sheet)

    def cell(self, table: TableLayout, row: int, column: str) -> Any:
        return self.sheet(table).getCellByPosition(table.columns[column] - 1, row - 1)

    def filled(self, *, free: bool = False) -> Iterator[TableLayout]:
        """The tables that hold entries."""
        for id, table in self.layout.tables.items():
            if self.rows.get(id) and table.hint and not (free and (table.table.is_fixed or table.table.begun)):
                yield table

    def insert(self, table: TableLayout, at: int) -> None:
        """A row before the sheet's row `at`, filled in as the table's first one."""
        sheet, first = self.sheet(table), self.rows[table.table.id][0]
        sheet.Rows.insertByIndex(at - 1, 1)
        source = table.header + first.index + (at <= table.header + first.index)
        for column in table.table.columns:
            if column.is_input:
                before = self.cell(table, source, column.id)
                put(self.cell(table, at, column.id), before.String if before.Type.value == "TEXT" else before.Value if before.String else "")


def rows_inserted(clerk: Clerk) -> None:
    """Among the rows and under the last, in the lowest table of each sheet, so that nothing below it moves."""
    for table in {t.sheet: t for t in clerk.filled(free=True)}.values():
        clerk.insert(table, table.last + 1)
        clerk.insert(table, table.first + 1)


def a_row_inserted_and_left_half_empty(clerk: Clerk) -> None:
    table = next(clerk.filled(free=True))
    clerk.insert(table, table.first + 1)
    needed = next(c.id for c in table.table.columns if c.is_input and c.required)
    put(clerk.cell(table, table.first + 1, needed), "")


HABITS: tuple[Callable[[Clerk], None], ...] = (rows_inserted, a_row_inserted_and_left_half_empty)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_whatever_a_clerk_does_the_cover_never_lies(scheme, office, tmp_path):
    period, county = ROUNDS[scheme], County.made(tmp_path, scheme, units=3)
    county.issue(period)
    lies: list[Any] = []
    for unit in dict.fromkeys([county.smallest, *(u for p, u in county.files if p == period and county.scheme.workbook_for(u).county)]):
        book, rows = county.book(period, unit), county.rows(period, unit)
        layout = layout_of(county.scheme, book.workbook, book.period, book.facts)
        for habit in HABITS:
            if not (habit.__name__.startswith(("rows_", "a_row_")) and not any(Clerk(None, layout, rows).filled(free=True))):
                lies += [(unit, habit.__name__, lie) for lie in told(office, county, period, unit, layout, rows, habit)]
    assert lies == []


def told(office: Any, county: County, period: str, unit: str, layout: Layout, rows: dict[str, list[Row]], habit: Any) -> Iterator[Any]:
    """What the workbook says after `habit` that is not so."""
    document = office.open(county.blank(period, unit), recalculate=False)
    fill_in(document, county, period, unit, rows)
    clerk = Clerk(document, layout, rows)
    habit(clerk)
    document.calculateAll()
    state = layout.cover.state
    cover = document.Sheets.getByName(state.sheet).getCellRangeByName(state.cell).String
    shown, listed = errors(document, ("", "")), lines(document)
    saved = county.folder / "saved.xlsx"
    office.save(document, saved, "xlsx")
    back = read_back(grid_of(saved.read_bytes()))
    figures = live_cells(document, back)
    document.close(True)
    checked = check_file(saved, saved.name, Expected(key=county.ledger.key()))
    found = [p for p in checked.problems if not p.code.startswith(OF_THE_FILE)]
    kind = NOT_READY if any(p.severity == "error" for p in found) else REMINDED if found else READY
    if in_kind(cover) != kind:
        yield cover, kind, sorted({(p.severity, p.code, p.place) for p in found})
    yield from (("shows an error", cell) for cell in shown)
    wrong = {(p.sheet, p.cell) for p in found if p.severity == "error" and p.cell}
    if len(listed) < 60 and (led := {(sheet, cell) for _, sheet, cell, weight, *_ in listed if weight == "要改"}) != wrong:
        yield "要改", sorted(led - wrong), sorted(wrong - led)
    yield from differing(back, figures)


def differing(back: Returned, figures: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Each figure that a sheet shows and the engine has otherwise: field, what is shown, the engine's."""
    asked, code = own_evaluation(back), back.book.code
    for field, value in figures.items():
        if value in ("", WAITING):
            continue
        head, _, id = field.partition(".")
        if head == "unit":
            engine = asked.unit(code, id)
        else:
            table, _, number = head.rstrip("]").partition("[")
            column, row = back.places[table].table.column(id), next((r for r in back.book.tables[table] if r.index == int(number)), None)
            engine = None if row is None else in_cell(column, asked.cell(code, table, row, id))
        if not alike(value, engine):
            yield field, value, engine
