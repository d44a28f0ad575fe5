"""Books filled in with mistakes as a clerk makes them, in one LibreOffice, in every county: the cover says in kind what check says, 上报前自检
leads to the cells that check names, no error value is shown, and a figure is the engine's or waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import uno
from com.sun.star.beans import PropertyValue

from shijibu.checks.check import Expected, check_file, own_evaluation
from shijibu.figures.evaluation import Row
from shijibu.issuing.issued import layout_of
from shijibu.issuing.prefill import in_cell
from shijibu.issuing.reached import NOT_READY, READY, REMINDED, verdict
from shijibu.issuing.sheet_selfcheck import LINES
from shijibu.returns.admission import grid_of
from shijibu.returns.returned import Returned, read_back
from shijibu.rules.values import WAITING
from shijibu.scheme.sheets import Column
from shijibu.spreadsheet.days import serial
from shijibu.workbook.layout import Layout, TableLayout
from tests.county import County
from tests.issuing.test_selfcheck import lines
from tests.issuing.test_verdict import OF_THE_FILE, ROUNDS, in_kind
from tests.libreoffice.test_waiting import alike, errors, live_cells, put

pytestmark = pytest.mark.xdist_group("libreoffice")
_TEXT = 100  # LibreOffice's number format of texts
WRONG: dict[str, tuple[Any, ...]] = {
    "number": ("88分", -1e13), "integer": (1.5, "七"), "percent": ("四成", 1.2), "date": ("三月五日", 20260305.5, "月底"), "choice": ("没有这一项",),
    "official": ("张三丰",), "units": ("没有这个局",),
}
SCHEMES = ("deqing", "leishan", "quzhou", "tongxiang", "yuhang", "yuhuan")


class Clerk:
    """Someone at a workbook that is filled in: the open document, where its tables stand, and what is in them."""

    def __init__(self, document: Any, layout: Layout, rows: dict[str, list[Row]], book: Returned) -> None:
        self.document, self.layout, self.rows, self.book, self.period = document, layout, rows, book, book.period

    def sheet(self, table: TableLayout) -> Any:
        return self.document.Sheets.getByName(table.sheet)

    def cell(self, table: TableLayout, row: int, column: str) -> Any:
        return self.sheet(table).getCellByPosition(table.columns[column] - 1, row - 1)

    def filled(self, *, free: bool = False) -> Iterator[TableLayout]:
        """The tables that hold entries."""
        for id, table in self.layout.tables.items():
            if self.rows.get(id) and table.hint and not (free and (table.table.is_fixed or table.table.begun)):
                yield table

    def given(self, table: TableLayout) -> bool:
        """Whether rows went out filled in."""
        return bool(self.book.facts.prefilled.get(table.table.id)) and any(c.carry for c in table.table.columns)

    def own(self, table: TableLayout) -> list[Column]:
        """The columns that are the clerk's to fill in."""
        return [c for c in table.table.columns if c.is_input and not (c.carry and self.given(table))
                and not self.cell(table, table.first, c.id).CellProtection.IsLocked]

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


def entries_of_the_wrong_kind(clerk: Clerk) -> None:
    """One mistake a row, of every kind, in the order of the columns."""
    for table in clerk.filled():
        rows = iter(clerk.rows[table.table.id])
        for column, row in zip(clerk.own(table), rows, strict=False):
            kinds = WRONG.get(column.type, ("",))
            wrong = kinds[row.index % len(kinds)]
            if wrong != "" or column.required:
                put(clerk.cell(table, table.header + row.index, column.id), wrong)


def dates_of_another_round(clerk: Clerk) -> None:
    """The first of each such column; another as a text."""
    for table in clerk.filled():
        for column in clerk.own(table):
            if (window := column.window(clerk.period)) and (rows := [r for r in clerk.rows[table.table.id] if r.values.get(column.id)]):
                put(clerk.cell(table, table.header + rows[0].index, column.id), serial(window[0] - timedelta(days=1)))
                last = clerk.cell(table, table.header + rows[-1].index, column.id)
                last.NumberFormat = _TEXT
                put(last, rows[-1].values[column.id])


def rows_deleted(clerk: Clerk) -> None:
    """The first row and another, after the protection was taken off, where no row that went out with its name lies beside."""
    fixed = {t.sheet for t in clerk.layout.tables.values() if t.table.is_fixed}
    for table in {t.sheet: t for t in clerk.filled(free=True) if t.sheet not in fixed}.values():
        sheet = clerk.sheet(table)
        sheet.unprotect("")
        for row in (table.first, table.first + 1):
            sheet.Rows.removeByIndex(row - 1, 1)


def rows_deleted_and_sorted(clerk: Clerk) -> None:
    """Then the entries of each table by their first column downwards."""
    rows_deleted(clerk)
    for table in clerk.filled(free=True):
        at = [table.columns[c.id] for c in table.table.columns if c.is_input]
        if at == list(range(at[0], at[-1] + 1)) and not clerk.given(table):
            area = clerk.sheet(table).getCellRangeByPosition(at[0] - 1, table.first - 1, at[-1] - 1, table.last - 1)
            field = uno.createUnoStruct("com.sun.star.table.TableSortField")
            field.Field, field.IsAscending = 0, False
            area.sort((PropertyValue("SortFields", 0, uno.Any("[]com.sun.star.table.TableSortField", (field,)), 0),))


HABITS: tuple[Callable[[Clerk], None], ...] = (
    rows_inserted, a_row_inserted_and_left_half_empty, entries_of_the_wrong_kind, dates_of_another_round,
    rows_deleted_and_sorted)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_whatever_a_clerk_does_the_cover_never_lies(scheme, office, tmp_path):
    period, county = ROUNDS[scheme], County.made(tmp_path, scheme, units=3)
    county.issue(period)
    lies: list[Any] = []
    for unit in dict.fromkeys([county.smallest, *(u for p, u in county.files if p == period and county.scheme.workbook_for(u).county)]):
        book, rows = county.book(period, unit), county.rows(period, unit)
        layout = layout_of(county.scheme, book.workbook, book.period, book.facts)
        for habit in HABITS:
            if "row" not in habit.__name__ or any(Clerk(None, layout, rows, book).filled(free=True)):
                lies += [(unit, habit.__name__, lie) for lie in told(office, county, period, unit, layout, rows, habit)]
    assert not lies, "\n".join(map(str, lies))


def told(office: Any, county: County, period: str, unit: str, layout: Layout, rows: dict[str, list[Row]], habit: Any) -> Iterator[Any]:
    """What the workbook says after `habit` that is not so."""
    document = office.open(county.returned(period, unit, rows=rows), recalculate=False)
    clerk = Clerk(document, layout, rows, county.book(period, unit))
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
    lines_to_mend = sum(weight == "要改" for _, _, _, weight, *_ in listed)
    if kind == NOT_READY and len(listed) < LINES and f"还有 {lines_to_mend} 处" not in cover:
        yield cover, f"上报前自检 lists {lines_to_mend}"
    wrong = {(p.sheet, p.cell) for p in found if p.severity == "error" and p.cell}
    led = {(sheet, cell) for _, sheet, cell, weight, *_ in listed if weight == "要改"}
    to_mend = sum(weight == "要改" for _, _, _, weight, *_ in listed)
    if len(listed) < LINES and verdict(to_mend, len(listed) - to_mend) != cover:
        yield cover, "上报前自检 lists", to_mend, len(listed) - to_mend
    if len(listed) < LINES and wrong - led:
        yield "上报前自检 does not lead to", sorted(wrong - led)
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


def test_a_cell_that_is_dragged_into_another_row_leaves_no_green_cover(office, tmp_path):
    """Whatever speaks of it follows it: the row that it left, and the one that it lies in now, cannot tell."""
    period, county = ROUNDS["deqing"], County.made(tmp_path, "deqing", units=3)
    county.issue(period)
    unit, rows = county.smallest, county.rows(period, county.smallest)
    book = county.book(period, unit)
    layout = layout_of(county.scheme, book.workbook, book.period, book.facts)
    document = office.open(county.returned(period, unit, rows=rows), recalculate=False)
    document.calculateAll()
    clerk, state = Clerk(document, layout, rows, book), layout.cover.state
    cover = document.Sheets.getByName(state.sheet).getCellRangeByName(state.cell)
    before = cover.String
    table = layout.tables["records"]
    column = next(c.id for c in table.table.columns if c.is_input and not c.required and c.type == "text")
    source, target = (clerk.cell(table, table.header + r.index, column) for r in rows["records"][:2])
    clerk.sheet(table).moveRange(target.CellAddress, clerk.sheet(table).getCellRangeByPosition(
        source.CellAddress.Column, source.CellAddress.Row, source.CellAddress.Column, source.CellAddress.Row).RangeAddress)
    saved = office.save(document, tmp_path / "dragged.xlsx", "xlsx")
    shown, said = cover.String, lines(document)
    document.close(True)
    found = check_file(saved, saved.name, Expected(key=county.ledger.key())).problems
    assert "row.moved" in {p.code for p in found} and in_kind(shown) == REMINDED and shown != before, (before, shown)
    assert any("拖到别的行" in str(line) for line in said)
