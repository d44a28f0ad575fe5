"""The office's work from the task pane: files chosen in the browser, worked on beside the server, the result opened as a new workbook."""

from __future__ import annotations

import base64
import shutil
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from shijibu.ledger.address import sqlite_url
from shijibu.report.page import FIRST
from shijibu.roster.blank_book import roster_workbook
from shijibu_addin.macros.office import STEPS
from shijibu_addin.server.office_door import OwnComputer
from shijibu_addin.server.settings import Settings
from tests.browser.pane import Pane, Served
from tests.county import County
from tests.desk.process import account, application
from tests.server.client import PASSWORD

WAIT = 60  # seconds that a step may take


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("office") / "台账" / "shijibu.db"


@pytest.fixture(scope="module")
def pane(browser: Any, ledger: Path) -> Iterator[Pane]:
    with Served(Settings(office=OwnComputer(sqlite_url(ledger.as_posix())))) as server:
        opened = Pane(browser, server.url)
        yield opened
        assert opened.close() == []


def answered(pane: Pane, title: str, texts: dict[str, str] | None = None, files: dict[str, Any] | None = None, press: str = "确定") -> None:
    """The form of a step filled in and sent."""
    pane.press(f"{title}…")
    pane.page.locator("#shijibu-office h2").wait_for()
    for label, text in (texts or {}).items():
        pane.page.get_by_label(label).fill(text)
    for label, chosen in (files or {}).items():
        pane.page.get_by_label(label, exact=True).set_input_files(chosen)
    pane.press(press)


def opened(pane: Pane, number: int) -> Any:
    """The workbook that was opened as such."""
    pane.until(f"() => Test.created.length >= {number}")
    return openpyxl.load_workbook(BytesIO(base64.b64decode(pane.page.evaluate(f"() => Test.created[{number - 1}]"))))


def saved(pane: Pane) -> dict[str, bytes]:
    """The files in the zip that the pane offers."""
    with pane.page.expect_download() as download:
        pane.page.get_by_text("保存写出的文件").click()
    with zipfile.ZipFile(download.value.path()) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def column(book: Any, sheet: str, letter: str) -> list[Any]:
    return [c.value for c in book[sheet][letter][FIRST:] if c.value]


def test_the_office_does_a_round_from_the_pane(pane: Pane, ledger: Path, tmp_path: Path) -> None:
    county, roster = County.made(tmp_path / "people", units=3), tmp_path / "名册.xlsx"
    roster.write_bytes(roster_workbook(county.scheme, county.roster))
    titles = [b.inner_text().rstrip("…") for b in pane.page.locator("[data-office]").all()]
    assert titles == [step.title for step in STEPS.values()]
    answered(pane, "催报名单")
    pane.told("还没有选或没有填：哪一期", WAIT)
    assert "还没有下发过" in pane.page.locator("#shijibu-office").inner_text()

    answered(pane, "下发本期", {"期次": "2026-Q1"}, {"名册": roster})
    pane.told("已下发 3 本工作簿", WAIT)
    assert ledger.is_file() and str(ledger.parent) not in pane.page.locator("#shijibu-told").inner_text()
    out = saved(pane)
    names = column(opened(pane, 1), "下发清单", "E")
    assert {name.rpartition("/")[2] for name in out} == {*names, "manifest.json"} and len(names) == 3
    for name, data in out.items():
        file = tmp_path / "下发" / name.rpartition("/")[2]
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)
    county.files = {("2026-Q1", u.code): next((tmp_path / "下发").glob(f"*_{u.code}_*")) for u in county.roster.units}

    first, second, third = (u.code for u in county.roster.units)
    county.returned("2026-Q1", first)
    county.returned("2026-Q1", second, set={"tasks[1].planned": "九成"})
    inbox = county.inbox("2026-Q1")
    (inbox / "~$锁.xlsx").write_bytes(b"x")
    packed = Path(shutil.make_archive(str(tmp_path / "收件"), "zip", inbox))
    answered(pane, "检查收件夹", files={"收件夹": [packed]})
    pane.told("共 2 个文件：可以接收 1，退回 1", WAIT)
    looked = opened(pane, 2)
    assert sorted(column(looked, "文件", "B")) == sorted([first, second]) and looked["文件"].cell(FIRST + 1, 1).hyperlink is None
    assert any("九成" in text for text in column(looked, "问题", "I"))

    answered(pane, "汇总", {"收到日期": "2026-04-01"}, {"收件夹": sorted(inbox.glob("2026*.xlsx"))})
    pane.told("接收 1 家，退回 1 家", WAIT)
    assert "总览" in opened(pane, 3).sheetnames and {"results.json", "report.xlsx"} <= {name.rpartition("/")[2] for name in saved(pane)}

    answered(pane, "催报名单")
    pane.told("须催报 2 家", WAIT)
    assert column(opened(pane, 4), "催报名单", "A") == [second, third]
    answered(pane, "汇总", press="取消")
    assert pane.page.locator("#shijibu-office").is_hidden() and len(pane.page.evaluate("() => Test.created")) == 4


def test_what_cannot_be_done_is_said_and_the_form_stays(pane: Pane, tmp_path: Path) -> None:
    (tmp_path / "名册.xlsx").write_bytes(b"none")
    answered(pane, "下发本期", {"期次": "27Q9"}, {"名册": tmp_path / "名册.xlsx"})
    pane.told("不是季度", WAIT)
    assert pane.page.get_by_label("期次").is_visible() and pane.page.get_by_label("期次").is_enabled()
    assert not pane.page.locator("#shijibu-files a").count()


def test_beside_the_desk_only_an_account_of_the_office_may(browser: Any) -> None:
    account("ding", PASSWORD, role="office")
    account("yuan", PASSWORD, role="unit", unit="D01")
    with Served(app=application(Settings())) as server:
        opened = Pane(browser, server.url)
        for name, may in (("ding", True), ("yuan", False)):
            opened.press("催报名单…")  # the pane of this computer was not asked for an account before
            opened.page.get_by_label("账号").fill(name)
            opened.page.get_by_label("口令").fill(PASSWORD)
            opened.press("登录")
            opened.told("已登录")
            assert [opened.page.get_by_role("button", name=n).is_visible() for n in ("校验本表", "催报名单…")] == [True, may]
            if may:
                opened.press("催报名单…")
                opened.page.locator("#shijibu-office h2").wait_for()
                opened.context.clear_cookies()
                opened.page.reload()
                opened.until("() => !!document.querySelector('[xw-click-initialized]')")
        assert opened.close() == []
