"""这个数怎么来的 and 试改规则 from the task pane's buttons: on a report, a unit's workbook and a scheme's, with the ledger of the server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shijibu.ledger.address import sqlite_url
from shijibu.report.explained_rows import ExplainedSheet, explained_sheet
from shijibu.report.why import why
from shijibu.report.write import write_result
from shijibu.rounds.decided import DecidedRound, decided_rounds
from shijibu.scheme_book.draw import draw
from shijibu.workbook.names import WHY_SHEET
from shijibu_addin.server.office_door import OwnComputer
from shijibu_addin.server.settings import Settings
from tests.browser.pane import Pane, Served
from tests.browser.workbook import workbook
from tests.county import County
from tests.decided_counties import decided


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return decided(tmp_path_factory.mktemp("county"), "deqing")


@pytest.fixture(scope="module")
def round_(county: County) -> DecidedRound:
    return next(decided_rounds(county.ledger, "deqing"))


@pytest.fixture(scope="module")
def unit(round_: DecidedRound) -> str:
    return next(u.code for u in round_.roster.units if u.code in round_.evaluation.books)


@pytest.fixture(scope="module")
def pane(browser: Any, county: County) -> Iterator[Pane]:
    with Served(Settings(office=OwnComputer(sqlite_url((county.folder / "shijibu.db").as_posix())))) as server:
        opened = Pane(browser, server.url)
        yield opened
        assert opened.close() == []


def rows(pane: Pane, title: str) -> list[list[str]]:
    sheet = pane.sheet(title)
    assert sheet is not None
    return [[str(v) for v in row if v != ""] for row in sheet["cells"]]


def same(pane: Pane, expected: ExplainedSheet) -> None:
    """Title, first line and rows as the explanation has them."""
    title, first, notices, _, *body = rows(pane, WHY_SHEET)
    assert (title, first, notices[0]) == ([expected.title], [expected.first], "；".join(expected.notices))
    assert body == [[t for t in (r.step, r.value, r.rules, r.how, r.file, *(p.said for p in r.places)) if t] for r in expected.rows]


def test_a_figure_of_a_report_is_explained_from_the_servers_ledger(pane: Pane, round_: DecidedRound, unit: str, tmp_path: Path):
    report = workbook(write_result(round_, tmp_path).report)
    pane.open(report)
    before = [s["name"] for s in pane.sheets()]
    listed = next(s for s in report["sheets"] if s["name"] == "单位")["cells"]
    row = next(n for n, line in enumerate(listed, 1) if line[0] == unit)
    column = "ABCDEFGHIJKLMNOP"[listed[3].index("进度指数")]
    pane.select("单位", f"{column}{row}")
    pane.press("这个数怎么来的")
    pane.told("每一步见“这个数怎么来的”", 20)
    files = {u: Path(f.path).name for u, f in round_.files.accepted.items()}
    same(pane, explained_sheet(why(round_, unit, "index"), round_.scheme, files))
    assert list(pane.sheet(WHY_SHEET)["links"].values()) == [f"#'单位'!{column}{row}"], "files of others lie on no computer of the person's"
    pane.select("总览", "A1")
    pane.press("这个数怎么来的")
    pane.told("选中的格里不是可以说明的数")
    pane.press("撤销上一步")
    pane.told("已撤销上一步")
    assert [s["name"] for s in pane.sheets()] == before


def test_a_computed_cell_of_a_units_workbook_is_explained_from_what_stands_in_it(pane: Pane, county: County, round_: DecidedRound, unit: str):
    pane.open(workbook(county.inbox("2026-Q4") / round_.files.accepted[unit].path))
    sheet, ratio = County.where(county.book("2026-Q4", unit), "tasks[1].ratio")
    _, planned = County.where(county.book("2026-Q4", unit), "tasks[1].planned")
    pane.select(sheet, ratio)
    pane.press("这个数怎么来的")
    pane.told("完成比 = ", 20)
    assert {f"#'{sheet}'!{ratio}", f"#'{sheet}'!{planned}"} <= set(pane.sheet(WHY_SHEET)["links"].values())
    pane.select(sheet, planned)
    pane.press("这个数怎么来的")
    pane.told("是填报的，不是算出来的", 20)


def test_a_scheme_workbook_is_tried_on_the_servers_ledger(pane: Pane, county: County, tmp_path: Path):
    file = tmp_path / "德清方案.xlsx"
    file.write_bytes(draw(county.scheme))
    book = workbook(file)
    numbers = next(s for s in book["sheets"] if s["name"] == "参数")
    next(line for line in numbers["cells"] if line[1] == "yellow_below")[2] = 104
    pane.open(book)
    pane.press("试改规则")
    pane.told("（DQ-2.yellow_below）90 → 104。", 30)
    assert rows(pane, "试算参数")[3][:4] == ["DQ-2", "进度指数低于此值亮黄牌", "90", "104"]
    made = [s["name"] for s in pane.sheets() if s["name"].startswith("试算")]
    pane.press("试改规则")
    pane.told("（DQ-2.yellow_below）90 → 104。", 30)
    assert [s["name"] for s in pane.sheets() if s["name"].startswith("试算")] == made


def test_a_server_without_a_ledger_says_so(browser: Any, round_: DecidedRound, tmp_path: Path):
    with Served() as server:
        pane = Pane(browser, server.url)
        pane.open(workbook(write_result(round_, tmp_path).report))
        pane.select("单位", "E5")
        pane.press("这个数怎么来的")
        pane.told("这台服务器没有台账")
        assert pane.close() == []
