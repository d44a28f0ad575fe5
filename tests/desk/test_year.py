"""The office, a unit and an official at the desk, in a browser, through a round: from the roster to one's own results."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from shijibu.demo.blank import Blank
from shijibu.demo.fill import Filler, cell_changes
from shijibu.demo.people import made_up_roster
from shijibu.issuing.patch import Master
from shijibu.ledger import Ledger
from shijibu.returns.reader import read
from shijibu.returns.returned import read_back
from shijibu.roster.roster_file import roster_workbook
from shijibu.scheme.load import load
from shijibu.scheme.period import Period
from tests.browser.pane import chromium
from tests.desk.serving import PATIENCE, account_of, serving, sign_in
from tests.desk.watched import Window

SCHEME, PERIOD = load("deqing"), Period.parse("2026-Q1")
ROSTER = made_up_roster(SCHEME, 3, Random(11))


@pytest.fixture(scope="module")
def browser() -> Any:
    with chromium() as running:
        yield running


class Person(Window):
    """Somebody who signs in; test_pages looks at every page as it is, here what one comes to on the way is looked at."""

    def __init__(self, browser: Any, address: str) -> None:
        super().__init__(browser, address)
        self.page.set_default_timeout(PATIENCE)

    def downloaded(self, name: str, folder: Path) -> Path:
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=name).first.click()
        target = folder / waiting.value.suggested_filename
        waiting.value.save_as(target)
        return target


def filled(workbook: Path, *, wrong: bool) -> Path:
    """A unit's workbook filled in; wrong: one cell says what it may not."""
    book = Blank.of(read_back(read(workbook.read_bytes())))
    rows = Filler(SCHEME, PERIOD, ROSTER, Random(3), 1.0).rows(book)
    changes = cell_changes(book, rows, ROSTER)
    if wrong:
        sheet, cell = next((s, c) for s, cells in changes.items() for c, v in cells.items() if isinstance(v, (int, float)))
        changes[sheet][cell] = "八十八分左右"
    target = workbook.with_name(f"{'错' if wrong else '填好'}_{workbook.name}")
    target.write_bytes(Master(workbook.read_bytes()).fill(changes))
    return target


def test_a_round_from_the_roster_to_ones_own_results(browser: Any, tmp_path: Path) -> None:
    (tmp_path / "名册.xlsx").write_bytes(roster_workbook(SCHEME, ROSTER))
    one_time = account_of(tmp_path, "kaoping", "office")
    with serving(tmp_path) as (address, _):
        office = Person(browser, address)
        sign_in(office.page, address, "kaoping", one_time)
        _sends_out(office, tmp_path)
        passwords = _makes_accounts(office)
        unit = Person(browser, address)
        code = ROSTER.units[0].code
        sign_in(unit.page, address, code, passwords[code])
        _hands_in(unit, tmp_path)
        _consolidates(office, tmp_path)
        _sees_its_results(unit)
        _objects(unit, office)
        _publishes_again(office)
        _looks_into(office, tmp_path)
        _looks_at_the_rules(office, tmp_path)
        official = Person(browser, address)
        one = ROSTER.officials[0]
        sign_in(official.page, address, one.id, passwords[one.id])
        assert one.name in official.page.content() and "2026年第一季度" in official.page.content()
        official.page.get_by_role("link", name="2026年第一季度").click()
        official.page.get_by_role("heading", name="本人的结果和由来").wait_for()
        assert all(o.id not in official.page.content() for o in ROSTER.officials[1:])
        assert office.faults + unit.faults + official.faults == []
    with Ledger.open(f"sqlite:///{tmp_path / 'shijibu.db'}") as ledger:
        assert ledger.verify() == []


def _sends_out(office: Person, folder: Path) -> None:
    page = office.page
    page.get_by_role("link", name="下发第一期").click()
    page.get_by_label("方案", exact=True).select_option("deqing")
    page.get_by_label("期次").fill("2026年第一季度")
    page.get_by_label("名册").set_input_files(folder / "名册.xlsx")
    page.get_by_label("截止日").fill("2099-04-10")
    page.get_by_role("button", name="核对名册并下发").click()
    page.get_by_role("heading", name="各单位").wait_for()
    assert page.locator("table.list tbody tr").count() == len(ROSTER.units)


def _makes_accounts(office: Person) -> dict[str, str]:
    page = office.page
    page.get_by_role("link", name="账号").click()
    page.get_by_role("button", name="建账号").click()
    page.get_by_role("button", name="收好了").wait_for()
    slips = [slip.locator(".mono").all_inner_texts() for slip in page.locator(".slip").all()]
    assert len(slips) == len(ROSTER.units) + len(ROSTER.officials)
    page.get_by_role("button", name="收好了").click()
    page.get_by_role("heading", name="新建一个").wait_for()
    return dict(slips)


def _hands_in(unit: Person, folder: Path) -> None:
    page = unit.page
    workbook = unit.downloaded("下载工作簿", folder)
    page.get_by_label("选择填好的工作簿").set_input_files(filled(workbook, wrong=True))
    page.get_by_role("button", name="检查", exact=True).click()
    page.get_by_text("还不能上报").wait_for()
    unit.examine()
    assert page.get_by_role("button", name="上报", exact=True).count() == 0
    page.get_by_label("选择填好的工作簿").set_input_files(filled(workbook, wrong=False))
    page.get_by_role("button", name="检查", exact=True).click()
    page.get_by_role("button", name="上报", exact=True).wait_for()
    page.get_by_role("button", name="上报", exact=True).click()
    page.get_by_role("heading", name="已上报").wait_for()
    unit.examine()


def _consolidates(office: Person, folder: Path) -> None:
    page = office.page
    page.get_by_role("link", name="各期").click()
    page.get_by_role("link", name="2026年第一季度").click()
    assert page.get_by_text("已交待汇总").count() > 0
    page.get_by_role("button", name="汇总").click()
    page.get_by_role("heading", name="报告和公文").wait_for()
    assert office.downloaded("报告（工作簿）", folder).stat().st_size > 10_000
    with page.expect_popup() as opened:
        page.get_by_role("link", name="公示（网页）").click()
    assert opened.value.locator("h1").first.evaluate("h => getComputedStyle(h).textAlign") == "center"  # its own look is let through
    _publishes(office)


def _looks_into(office: Person, folder: Path) -> None:
    page = office.page
    page.get_by_role("link", name="排名").click()
    page.locator("svg.bar").first.wait_for()
    page.locator("table.rows a.figure").first.click()
    page.locator("li:target .rule").first.wait_for()
    page.get_by_role("navigation", name="本单位干部").get_by_role("link").first.click()
    page.get_by_role("link", name="一人一档").last.click()
    page.get_by_role("heading", name="历次结果").wait_for()
    assert office.downloaded("下载工作簿", folder).suffix == ".xlsx"


def _publishes(office: Person) -> None:
    office.page.get_by_role("button", name="公布第").click()
    office.page.get_by_text("已公布").wait_for()


def _publishes_again(office: Person) -> None:
    office.page.get_by_role("link", name="重新公布").click()
    _publishes(office)


def _looks_at_the_rules(office: Person, folder: Path) -> None:
    page = office.page
    page.get_by_role("link", name="方案", exact=True).click()
    office.examine()
    page.get_by_role("link", name="德清").click()
    workbook = office.downloaded("下载方案工作簿", folder)
    page.get_by_label("上传改好的方案工作簿").set_input_files(workbook)
    page.get_by_role("button", name="检查").click()
    page.get_by_text("与现行方案没有不同").wait_for()
    office.examine()


def _sees_its_results(unit: Person) -> None:
    page = unit.page
    page.goto(f"{unit.address}/")
    page.get_by_role("link", name="本单位的结果和由来").click()
    page.get_by_role("heading", name="本单位的结果和由来").wait_for()


def _objects(unit: Person, office: Person) -> None:
    page = unit.page
    page.get_by_role("link", name="对结果有异议").click()
    page.get_by_label("对哪个数字").select_option("index")
    page.get_by_label("异议的内容").fill("第一项工作已经验收")
    page.get_by_role("button", name="提交").click()
    page.get_by_text("已收到，第 1 号异议").wait_for()
    unit.examine()
    page = office.page
    page.locator("a.button", has_text="异议").click()
    page.get_by_role("link", name="第 1 号").click()
    page.locator("#id_decision").wait_for()
    office.examine()
    page.get_by_label("更改的格子（1）").select_option("tasks[1].actual")
    page.get_by_label("改为（1）").fill("3%")
    page.locator("#id_decision").select_option("upheld")
    page.get_by_label("理由").fill("验收单属实")
    page.get_by_role("button", name="决定", exact=True).click()
    page.get_by_role("heading", name="前后对照").wait_for()
