"""The sheet 上报前自检, computed by a real LibreOffice: every missing or wrong cell a line, with a link that leads to it."""

from __future__ import annotations

import re

import pytest

from shijibu.checks.check import Expected, check_file
from shijibu.issuing.issued import layout_of
from shijibu.issuing.sheet_selfcheck import FIRST, LINES
from shijibu.returns.reader import read
from shijibu.workbook.names import SELF_CHECK
from tests.county import County
from tests.issuing.test_verdict import ROUNDS, degrees, written

pytestmark = pytest.mark.xdist_group("libreoffice")


def lines(document) -> list[tuple[str, ...]]:
    sheet = document.Sheets.getByName(SELF_CHECK)
    area = sheet.getCellRangeByPosition(0, FIRST - 1, 5, FIRST + LINES - 2).getDataArray()
    return [tuple(str(v) for v in row) for row in area if row[1] != ""]


@pytest.mark.parametrize("scheme", ["deqing", "quzhou", "leishan"])
def test_every_thing_to_mend_is_a_line_with_its_cell(office, tmp_path, scheme):
    period, county = ROUNDS[scheme], County.made(tmp_path, scheme, units=3)
    county.issue(period)
    unit = min(u for _, u in county.files if u != "COUNTY")
    books = degrees(county, period, unit)
    file, saved = tmp_path / "typed.xlsx", tmp_path / "saved.xlsx"
    file.write_bytes(written(county, period, unit, books["one mistake"]))
    document = office.open(file)
    told = lines(document)
    office.save(document, saved, "xlsx")
    document.close(True)
    checked = check_file(saved, saved.name, Expected(key=county.ledger.key()))
    errors = [(p.sheet, p.cell) for p in checked.problems if p.severity == "error"]
    assert [(sheet, cell) for _, sheet, cell, weight, _, _ in told if weight == "要改"] == errors
    assert all(link == "转到" for *_, link in told)
    assert not [p for p in checked.problems if p.code.startswith(("sheet.", "cell.", "formula."))], [p.message for p in checked.problems]


def test_more_than_there_is_room_for_is_counted_and_a_row_that_is_inserted_moves_along(office, tmp_path):
    county = County.made(tmp_path, "quzhou", units=3)
    county.issue("2026-Q1")
    unit = min(u for _, u in county.files if u != "COUNTY")
    book = county.book("2026-Q1", unit)
    layout = layout_of(county.scheme, book.workbook, book.period, book.facts)
    rows = county.rows("2026-Q1", unit) | {"orders": [], "indicators": []}
    place = layout.tables["orders"]
    document = office.open(county.returned("2026-Q1", unit, rows=rows, set={f"orders[{n}].title": f"任务{n}" for n in range(1, 31)}))
    told = lines(document)
    assert len(told) == LINES
    first = place.first
    assert {t[1] for t in told[:4]} == {"派单分单"}
    assert [(t[2], t[4]) for t in told[:4]] == [
        (f"B{first}", "缺来源"), (f"C{first}", "缺党委派单"), (f"D{first}", "缺接单科室"), (f"B{first + 1}", "缺来源")]
    more = document.Sheets.getByName(SELF_CHECK).getCellByPosition(4, FIRST + LINES - 1).String
    assert re.match(r"还有 \d+ 处", more)
    sheet = document.Sheets.getByName("派单分单")
    sheet.unprotect("")
    sheet.Rows.insertByIndex(first, 1)  # below the first row
    document.calculateAll()
    assert [t[2] for t in lines(document)[3:5]] == [f"B{first + 2}", f"C{first + 2}"]
    document.close(True)


def test_every_sheet_leads_back_to_the_cover(tmp_path):
    county = County.made(tmp_path, "deqing", units=2)
    county.issue("2026-Q1")
    grid = read(next(iter(county.files.values())).read_bytes())
    shown = [s for s in grid.sheets if s.state == "visible" and s.title not in ("封面", "单位名单")]
    assert [s.title for s in shown if not any(c.value == "返回封面" for c in s.cells.values())] == []
