"""A clerk's mistake, in every kind of input of every county: no error value is shown anywhere, what depends on the cell waits for it, and
everything else goes on being computed, as the engine does."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from typing import Any, NamedTuple

import pytest

from shijibu.checks.check import own_roster
from shijibu.figures.evaluation import Book, Evaluation, Row
from shijibu.figures.live_formula import LATER
from shijibu.issuing.prefill import in_cell
from shijibu.returns.returned import Returned
from shijibu.rules import CellError
from shijibu.rules.values import WAITING
from shijibu.spreadsheet.address import address
from shijibu.spreadsheet.number import settle
from tests.county import County
from tests.libreoffice.test_roundtrip import fill_in

pytestmark = pytest.mark.xdist_group("libreoffice")

LAST = {"deqing": "2026-Q4", "leishan": "2026-12", "quzhou": "2026-Q4", "tongxiang": "2026-12", "yuhang": "2026-Q4", "yuhuan": "2026-12"}
MISTAKES = ("88分", "四成", "/", "无", "三月五日", -5.0, 1e9, "=1/0")
_CONTENT = 1 | 2 | 4 | 16  # com.sun.star.sheet.CellFlags: VALUE, DATETIME, STRING, FORMULA
_ERRORS = 4  # com.sun.star.sheet.FormulaResult.ERROR


class Typed(NamedTuple):
    """A mistake in an input's cell."""

    table: str
    row: int
    column: str
    mistake: Any


def typed(book: Returned, rows: dict[str, list[Row]], mistakes: Iterator[Any], every: int = 1) -> Iterator[Typed]:
    """Mistakes in the first row of every input column that a clerk fills in, `every` in each."""
    for table, place in book.places.items():
        for column in place.table.columns:
            given = book.facts.prefilled.get(table, [])
            if column.is_input and rows.get(table) and not (given and column.carry):
                yield from (Typed(table, rows[table][0].index, column.id, next(mistakes)) for _ in range(every))


def live_cells(document: Any, book: Returned) -> dict[str, Any]:
    """Field -> what the sheet shows, of every live cell of a row or the cover."""
    out: dict[str, Any] = {}
    for table, place in book.places.items():
        live = [c for c in place.table.columns if c.live is not None and not c.deferred]
        if live:
            sheet = document.Sheets.getByName(place.sheet.title)
            columns = sorted(place.columns.values())
            data = sheet.getCellRangeByPosition(columns[0] - 1, place.header, columns[-1] - 1, place.last - 1).getDataArray()
            out |= {f"{table}[{n}].{c.id}": row[place.columns[c.id] - columns[0]] for n, row in enumerate(data, 1) for c in live}
    for id, (sheet_, row, column) in book.unit_cells.items():
        figure = book.scheme.unit_figure(id)
        if figure is not None and not figure.problems:
            cell = document.Sheets.getByName(sheet_.title).getCellByPosition(column - 1, row - 1)
            out[f"unit.{id}"] = cell.String if cell.FormulaResultType2 == 2 else cell.Value
    return out


def errors(document: Any, but: tuple[str, str]) -> list[str]:
    """Cells that show an error value, other than the one that was typed."""
    found = []
    for name in document.Sheets.ElementNames:
        for area in document.Sheets.getByName(name).queryFormulaCells(_ERRORS).RangeAddresses:
            cells = [(r, c) for r in range(area.StartRow, area.EndRow + 1) for c in range(area.StartColumn, area.EndColumn + 1)]
            found += [f"{name}!{address(r + 1, c + 1)}" for r, c in cells if (name, address(r + 1, c + 1)) != but]
    return found


def beyond(book: Returned, one: Typed) -> bool:
    """Whether the mistake is a number that its column never holds: nothing is made of it."""
    column = book.places[one.table].table.column(one.column)
    if column.type not in ("percent", "number", "integer") or not isinstance(one.mistake, float):
        return False
    least, most = (0, 1) if column.type == "percent" else (column.min, column.max)
    above = column.above is not None and one.mistake <= column.above
    return above or (least is not None and one.mistake < least) or (most is not None and one.mistake > most)


def computed(book: Returned, rows: dict[str, list[Row]], one: Typed) -> dict[str, Any]:
    """Field -> the engine's figure with the mistake in its cell."""
    value = CellError("#DIV/0!") if one.mistake == "=1/0" or beyond(book, one) else one.mistake
    spoilt = [Row(r.index, {**r.values, one.column: value}) if r.index == one.row else r for r in rows[one.table]]
    wrong = {**rows, one.table: spoilt}
    code = book.identity.unit
    asked = Evaluation(book.scheme, book.period, own_roster(book), {code: Book(code, wrong)})
    out = {f"unit.{id}": asked.unit(code, id) for id in book.unit_cells if not book.scheme.unit_figure(id).problems}
    for table, place in book.places.items():
        for column in place.table.columns:
            if column.live is not None and not column.deferred:
                out |= {f"{table}[{r.index}].{column.id}": in_cell(column, asked.cell(code, table, r, column.id)) for r in wrong.get(table, [])}
    return out


def alike(shown: Any, engine: Any) -> bool:
    """Whether a cell shows the engine's figure; one that has none is empty or waits."""
    if engine is None or shown in ("", WAITING, LATER):
        return shown in (("", WAITING) if engine is None else ("", LATER) if engine == "" else (LATER,))
    return settle(shown) == settle(float(engine)) if isinstance(shown, float) and isinstance(engine, (int, float)) else shown == engine


def said(document: Any, book: Returned, one: Typed) -> str:
    """The hint of the row with the mistake."""
    place = book.places[one.table]
    return str(document.Sheets.getByName(place.sheet.title).getCellRangeByName(place.address(place.header + one.row, "hint")).String)


@pytest.mark.parametrize("scheme", LAST)
def test_a_mistake_shows_no_error_and_only_what_depends_on_it_waits(scheme, office, tmp_path):
    county, period = County.made(tmp_path, scheme, units=3), LAST[scheme]
    county.issue(period)
    mistakes, waited = cycle(MISTAKES), 0
    for unit in dict.fromkeys([county.smallest, *(u for p, u in county.files if p == period and county.scheme.workbook_for(u).county)]):
        book, rows = county.book(period, unit), county.rows(period, unit)
        document = office.open(county.blank(period, unit), recalculate=False)
        fill_in(document, county, period, unit, rows)
        document.calculateAll()
        before = live_cells(document, book)
        for one in typed(book, rows, mistakes):
            place = book.places[one.table]
            where = place.address(place.header + one.row, one.column)
            cell = document.Sheets.getByName(place.sheet.title).getCellRangeByName(where)
            if cell.CellProtection.IsLocked:
                continue  # another's to fill in
            kept = cell.Formula if cell.Type.value == "TEXT" else cell.Value if cell.Type.value == "VALUE" else ""
            put(cell, one.mistake)
            shown, engine = live_cells(document, book), computed(book, rows, one)
            assert errors(document, (place.sheet.title, where)) == [], one
            assert [(f, shown[f], e) for f, e in engine.items() if not alike(shown[f], e)] == [], one
            waits = [f for f, s in shown.items() if s == WAITING]
            assert not waits or said(document, book, one), (one, waits)
            waited += len(waits)
            put(cell, kept)
        assert live_cells(document, book) == before
        document.close(True)
    assert waited


def put(cell: Any, value: Any) -> None:
    """Types a value into a cell; nothing empties it, as the delete key does, for an empty text is no blank."""
    if value == "":
        cell.clearContents(_CONTENT)
        return
    if isinstance(value, str):
        cell.setFormula(value) if value.startswith("=") else cell.setString(value)
    else:
        cell.setValue(value)
