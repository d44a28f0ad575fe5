"""The macros from the task pane's buttons on workbooks that we issued, each with what it leaves and with the way back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils.cell import coordinate_to_tuple

from shijibu.workbook.names import LIST_SHEET, NOTICE_SHEET, UNDO_SHEET
from shijibu_addin.macros import MACROS
from tests.browser.pane import Pane, Served
from tests.browser.workbook import workbook
from tests.county import County

WRONG = {"tasks[1].planned": "九成", "tasks[2].weight": -1}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    made = County.made(tmp_path_factory.mktemp("county"), units=4)
    made.issue("2026-Q1")
    made.issue("2026-Q2")
    return made


@pytest.fixture(scope="module")
def unit(county: County) -> str:
    return county.roster.units[0].code


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with Served() as running:
        yield running


@pytest.fixture
def pane(browser: Any, server: Served) -> Iterator[Pane]:
    opened = Pane(browser, server.url)
    yield opened
    assert opened.close() == []


def cell(pane: Pane, county: County, unit: str, field: str, period: str = "2026-Q1") -> Any:
    """What stands in a field's cell now."""
    title, where = County.where(county.book(period, unit), field)
    sheet = pane.sheet(title)
    assert sheet is not None
    return _at(sheet, where)


def _at(sheet: dict[str, Any], where: str) -> Any:
    row, column = coordinate_to_tuple(where)
    line = sheet["cells"][row - 1] if row <= len(sheet["cells"]) else []
    return line[column - 1] if column <= len(line) else ""


def looks(pane: Pane) -> dict[str, Any]:
    """Fills, notes and protection by sheet, and the sheets there are."""
    return {s["name"]: (s["fills"], s["notes"], s["protected"], s["visibility"]) for s in pane.sheets() if s["name"] != UNDO_SHEET}


def test_every_macro_has_its_button(pane: Pane):
    told = [b.inner_text().rstrip("…") for b in pane.page.locator("#shijibu-macros button:visible").all()]
    assert told == [m.title for m in MACROS.values()]


def test_problems_are_marked_and_listed_and_cleared_again(pane: Pane, county: County, unit: str):
    pane.open(workbook(county.returned("2026-Q1", unit, set=WRONG, name="错.xlsx")))
    before = looks(pane)
    pane.press("校验本表")
    pane.told("个错误")
    listed, marked = pane.sheet(LIST_SHEET), looks(pane)
    assert listed is not None and any(row[4:] == ["“九成”不是数字", "请填数字，例如 90%"] for row in listed["cells"])
    assert listed["widths"]["E"] > 200, "a column for sentences, in points"
    title, where = County.where(county.book("2026-Q1", unit), "tasks[1].planned")
    assert where in marked[title][0] and "九成" in marked[title][1][where]
    assert {n: v[2] for n, v in before.items()} == {n: v[2] for n, v in marked.items() if n in before}, "each sheet is locked as before"
    assert pane.sheet(UNDO_SHEET)["visibility"] == "Hidden"
    pane.press("清除标记")
    pane.told("标记已清除")
    after = looks(pane)
    assert {n: (v[1], v[2]) for n, v in after.items()} == {n: (v[1], v[2]) for n, v in before.items()}


def test_marks_give_a_cell_the_fill_back_that_it_was_issued_with(pane: Pane, county: County, unit: str):
    pane.open(workbook(county.returned("2026-Q1", unit, set=WRONG, name="错.xlsx")))
    title, where = County.where(county.book("2026-Q1", unit), "tasks[1].planned")
    pane.press("校验本表")
    pane.told("个错误")
    red = looks(pane)[title][0][where]
    pane.press("清除标记")
    pane.told("标记已清除")
    assert looks(pane)[title][0][where] != red


def test_suggested_stars_go_into_blank_cells_and_back(pane: Pane, county: County, unit: str):
    officials = len(county.roster.team(unit))
    blank = {f"stars[{i}].proposed": None for i in range(1, officials + 1)}
    pane.open(workbook(county.returned("2026-Q1", unit, set=blank, name="无.xlsx")))
    pane.press("建议星级")
    pane.told("个建议星级")
    filled = [cell(pane, county, unit, field) for field in blank]
    assert any(v in (1, 2, 3, 4, 5) for v in filled)
    pane.press("撤销上一步")
    pane.told("已撤销上一步")
    assert [cell(pane, county, unit, field) for field in blank] == [""] * officials


def test_last_period_is_carried_over_from_a_chosen_file(pane: Pane, county: County, unit: str):
    earlier = county.returned("2026-Q1", unit, set={"tasks[1].title": "带过来的任务", "tasks[1].actual": 0.35})
    pane.open(workbook(county.blank("2026-Q2", unit)))
    with pane.page.expect_file_chooser() as chooser:
        pane.press("带入上期…")
    chooser.value.set_files(earlier)
    pane.told("带入")
    assert cell(pane, county, unit, "tasks[1].title", "2026-Q2") == "带过来的任务"
    assert cell(pane, county, unit, "tasks[1].actual", "2026-Q2") == 0.35
    assert pane.page.locator("[xw-args]").count() == 0, "the file's content is not kept in the page"


@pytest.mark.parametrize(("name", "content", "said"), [
    ("文.xlsx", "不是工作簿".encode(), "所选的文件读不了"), ("空.xlsx", b"", "所选的文件读不了"),
])
def test_a_file_that_is_no_workbook_is_told(pane: Pane, county: County, unit: str, tmp_path: Path, name: str, content: bytes, said: str):
    (tmp_path / name).write_bytes(content)
    pane.open(workbook(county.blank("2026-Q2", unit)))
    with pane.page.expect_file_chooser() as chooser:
        pane.press("带入上期…")
    chooser.value.set_files(tmp_path / name)
    pane.alarmed(said)


def test_another_units_workbook_is_not_carried_over(pane: Pane, county: County, unit: str):
    other = county.returned("2026-Q1", county.roster.units[1].code)
    pane.open(workbook(county.blank("2026-Q2", unit)))
    with pane.page.expect_file_chooser() as chooser:
        pane.press("带入上期…")
    chooser.value.set_files(other)
    pane.told("没有带入")


def test_a_notice_is_made_and_undone(pane: Pane, county: County, unit: str):
    pane.open(workbook(county.returned("2026-Q1", unit)))
    pane.press("生成公示")
    pane.told("公示已生成")
    made = pane.sheet(NOTICE_SHEET)
    assert made is not None and county.roster.unit(unit).name in made["cells"][0][0]
    pane.press("撤销上一步")
    pane.told("已撤销上一步")
    assert pane.sheet(NOTICE_SHEET) is None


def test_handing_in_names_the_file_that_a_pane_cannot_save(pane: Pane, county: County, unit: str):
    pane.open({**workbook(county.returned("2026-Q1", unit)), "name": "草稿.xlsx"})
    pane.press("另存上报")
    pane.told(f"另存为“{county.blank('2026-Q1', unit).name}”")


def test_a_workbook_of_somebody_elses_is_told(pane: Pane):
    pane.open({"name": "别的.xlsx", "sheets": [{"name": "Sheet1", "cells": [["甲", "2026-02-30T00:00:00"]]}]})
    pane.press("校验本表")
    pane.alarmed("Sheet1!B1：“2026-02-30T00:00:00”不是日期")
    pane.page.evaluate("() => { Test.book.sheets[0].cells[0][1] = 1; }")
    pane.press("校验本表")
    pane.told("这不是由实绩簿下发的工作簿")
