"""Workbooks as they were issued, filled in and saved by a real LibreOffice; what the sheet showed is what results.json says."""

from __future__ import annotations

from pathlib import Path

import pytest

from shijibu.checks.check import Expected, check_file
from shijibu.rounds.consolidate import consolidate
from shijibu.rules.values import shown
from shijibu.scheme.period import Period
from shijibu.spreadsheet.number import settle
from tests.county import County

pytestmark = pytest.mark.xdist_group("libreoffice")


def sheet_cell(document, sheet: str, cell: str):
    return document.Sheets.getByName(sheet).getCellRangeByName(cell)


def seen(document, sheet: str, cell: str):
    """What the sheet shows in a cell: a number, a text, or None for a blank."""
    found = sheet_cell(document, sheet, cell)
    assert found.getError() == 0, f"{sheet}!{cell} shows error {found.getError()}: {found.Formula[:80]}"
    if not found.String:
        return None
    kind = found.FormulaResultType2 if found.Formula.startswith(("=", "{=")) else found.Type.value
    return found.String if kind in (2, 4, "TEXT") else found.Value


def fill_in(document, county: County, period: str, unit: str, rows: dict) -> None:
    """Every entry, cell by cell, as a person types it; live cells are left alone."""
    book = county.book(period, unit)
    names = {o.id: o.name for o in county.roster.officials}
    for table, place in book.places.items():
        for row in rows.get(table, []):
            for column in place.table.columns:
                value = row.values.get(column.id)
                if not column.is_input or value is None or (column.carry and row.index <= len(book.facts.prefilled.get(table, []))):
                    continue
                cell = sheet_cell(document, place.sheet.title, place.address(place.header + row.index, column.id))
                if column.type in ("number", "integer", "percent"):
                    cell.Value = value
                elif column.type == "date":
                    cell.FormulaLocal = value
                else:
                    cell.String = names.get(value, value) if column.type == "official" else value


@pytest.fixture(scope="module")
def year(tmp_path_factory, office):
    """Two rounds in which LibreOffice filled in and saved every workbook: {period: (results, {field: seen})}."""
    county = County.made(tmp_path_factory.mktemp("county"), units=3)
    rounds = {}
    for period in ("2026-Q1", "2026-Q2"):
        county.issue(period)
        shown_in_sheets = {}
        for (when, unit), file in sorted(county.files.items()):
            if when != period:
                continue
            document = office.open(file, recalculate=False)
            fill_in(document, county, period, unit, county.rows(period, unit, pace={"T01": 0.7, "D01": 0.85, "D02": 1.15}.get(unit, 1.0)))
            document.calculateAll()
            book = county.book(period, unit)
            figures = {f"unit.{id}": seen(document, s.title, cell) for id, (s, r, c) in book.unit_cells.items() for cell in [_address(r, c)]}
            for table, place in book.places.items():
                for column in place.table.columns:
                    if column.live:
                        for n in range(1, place.last - place.header + 1):
                            figures[f"{table}[{n}].{column.id}"] = seen(document, place.sheet.title, place.address(place.header + n, column.id))
            shown_in_sheets[unit] = figures
            office.save(document, county.inbox(period) / file.name, "xlsx")
            document.close(True)
        done = consolidate([county.inbox(period)], county.scheme, Period.parse(period), county.ledger)
        rounds[period] = (done, shown_in_sheets)
    return county, rounds


def _address(row: int, column: int) -> str:
    return f"{chr(64 + column)}{row}"


def test_every_return_that_libreoffice_saved_is_recognised_and_accepted(year):
    _, rounds = year
    for done, sheets in rounds.values():
        assert sorted(done.files.accepted) == sorted(sheets)
        assert done.files.rejected == []
        assert done.results.missing == []


def test_no_live_cell_that_libreoffice_computed_differs_from_the_engine(year):
    """Issue 2, round trip: a difference would be a warning live.differs."""
    _, rounds = year
    for done, _ in rounds.values():
        assert [(f.unit, p.field, p.value, p.message) for f in done.files.accepted.values() for p in f.problems if p.code.startswith("live.")] == []


@pytest.mark.parametrize("period", ["2026-Q1", "2026-Q2"])
def test_the_figures_in_the_sheets_equal_results_json(year, period):
    """DQ-2, DQ-11, DQ-12, DQ-13: index, card, composite, cap, suggested and final stars."""
    county, rounds = year
    done, sheets = rounds[period]
    results = done.results.model_dump()
    cards = set()
    for unit in results["units"]:
        figures = sheets[unit["code"]]
        assert shown(figures["unit.index"]) == unit["index"]
        assert figures["unit.card"] == unit["card"]
        cards.add(unit["card"])
        for n, member in enumerate(county.roster.team(unit["code"]), 1):
            official = next(o for o in results["officials"] if o["id"] == member.id)
            assert shown(figures[f"stars[{n}].composite"]) == official["composite"]
            assert figures[f"stars[{n}].cap"] == official["cap"]
            assert figures[f"stars[{n}].suggested"] == official["suggested"]
            assert figures[f"stars[{n}].final"] == official["stars"]
        assert figures["unit.problems"] == 0
    assert {"红牌", "黄牌"} & cards, "the round trip must see cards"


def test_every_live_cell_shows_what_the_engine_computes(year):
    """At 4 decimals, each live cell of each row, blank ones included."""
    _, rounds = year
    compared = 0
    for done, sheets in rounds.values():
        for unit, figures in sheets.items():
            for row_table, rows in done.evaluation.books[unit].tables.items():
                table = next(t for w in done.scheme.workbooks for s in w.sheets for t in s.tables if t.id == row_table)
                for row in rows:
                    for column in table.columns:
                        if column.live:
                            engine, sheet = done.evaluation.cell(unit, row_table, row, column.id), figures[f"{row_table}[{row.index}].{column.id}"]
                            assert (engine is None) == (sheet is None), (unit, row_table, row.index, column.id, engine, sheet)
                            if isinstance(engine, (int, float)):
                                assert settle(float(engine)) == settle(float(sheet))
                            else:
                                assert engine == sheet
                            compared += 1
    assert compared > 300


def test_committed_tasks_come_back_in_the_second_round_unchanged(year):
    """DQ-1: later rounds are issued with the committed tasks filled in."""
    _, rounds = year
    done, _ = rounds["2026-Q2"]
    assert not [p for f in done.files.accepted.values() for p in f.problems if p.code.startswith("commitment.")]
    first, second = (rounds[p][0].evaluation.books["D01"].tables["tasks"] for p in ("2026-Q1", "2026-Q2"))
    assert [r.values["title"] for r in first] == [r.values["title"] for r in second]


def test_losing_veryhidden_and_structure_protection_alone_makes_no_return_fail(year, office, tmp_path):
    county, _ = year
    file = sorted(county.inbox("2026-Q1").glob("*.xlsx"))[0]
    document = office.open(file)
    for name in document.Sheets.ElementNames:
        document.Sheets.getByName(name).unprotect("")
        document.Sheets.getByName(name).IsVisible = True
    office.save(document, tmp_path / "open.xlsx", "xlsx")
    document.close(True)
    checked = check_file(tmp_path / "open.xlsx", "open.xlsx", Expected(key=county.ledger.key()))
    assert checked.accepted, [p.message for p in checked.problems]


def test_a_sixth_five_star_turns_the_sheet_red_and_is_an_error(office, tmp_path):
    """DQ-12: the row's hint and verdict say it as the person types, and the check says it again."""
    county = County.made(tmp_path, units=2)
    county.issue("2026-Q1")
    unit = county.roster.units[0].code
    file = county.blank("2026-Q1", unit)
    document = office.open(file, recalculate=False)
    rows = county.rows("2026-Q1", unit)
    for row in rows["stars"]:
        row.values["proposed"] = 5
    fill_in(document, county, "2026-Q1", unit, rows)
    document.calculateAll()
    book = county.book("2026-Q1", unit)
    place = book.places["stars"]
    assert seen(document, "星级评定", place.address(place.header + 1, "verdict")) == "超出五星名额"
    assert "超出五星名额" in seen(document, "星级评定", place.address(place.header + 1, "hint"))
    office.save(document, county.inbox("2026-Q1") / file.name, "xlsx")
    document.close(True)
    checked = check_file(county.inbox("2026-Q1") / file.name, "x", Expected(key=county.ledger.key()))
    assert "stars.over-quota" in {p.code for p in checked.problems if p.severity == "error"}


def test_a_row_inserted_a_column_moved_and_a_sheet_renamed_change_nothing(office, tmp_path):
    county = County.made(tmp_path, units=2)
    county.issue("2026-Q1")
    unit = county.roster.units[0].code
    straight = county.returned("2026-Q1", unit)
    document = office.open(straight)
    sheet = document.Sheets.getByName("工作亮相")
    sheet.unprotect("")
    sheet.Rows.insertByIndex(2, 2)  # above the table
    sheet.Rows.insertByIndex(9, 1)  # within it
    sheet.Columns.insertByIndex(1, 1)
    sheet.Name = "本单位工作"
    document.Sheets.moveByName("本单位工作", 5)
    office.save(document, tmp_path / "别的名字.xlsx", "xlsx")
    document.close(True)
    before, after = (check_file(p, "x", Expected(key=county.ledger.key())) for p in (straight, tmp_path / "别的名字.xlsx"))
    assert after.accepted, [(p.code, p.place, p.message) for p in after.problems]
    assert [r.values for r in before.tables["tasks"]] == [r.values for r in after.tables["tasks"]]


def test_results_are_the_same_bytes_for_the_same_returns(year, tmp_path):
    county, rounds = year
    again = consolidate([county.inbox("2026-Q2")], county.scheme, Period.parse("2026-Q2"), county.ledger, workers=2)
    assert again.results == rounds["2026-Q2"][0].results
    assert Path(county.folder / "shijibu.db").exists()
