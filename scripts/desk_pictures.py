"""The pictures of README.zh-CN.md: a round of a made-up county at the desk, in a real browser, from sending out to the year's end.

`make pictures` writes docs/pictures/desk_*.png. Needs Chromium with its languages (chromium-l10n), for a browser says 选择文件 in its own; the server
and the people who sign in are those of the desk's tests.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook
from tests.browser.pane import chromium
from tests.desk.serving import COMMAND, PATIENCE, account_of, serving, sign_in

from shijibu.demo.blank import Blank
from shijibu.demo.fill import Filler, cell_changes
from shijibu.issuing.patch import Master
from shijibu.returns.reader import read
from shijibu.returns.returned import read_back
from shijibu.roster.roster_file import read_roster
from shijibu.scheme.load import load
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Roster

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
SCHEME, PERIOD = load("deqing"), Period.parse("2026-Q4")
UNITS, EARLIER = 9, 3
WIDTH, HEIGHT = 1180, 720
WRONG = "八十八分左右"


class Window:
    """Somebody's browser window, and the pictures taken in it."""

    def __init__(self, browser: Any, address: str) -> None:
        self.page = browser.new_context(locale="zh-CN", viewport={"width": WIDTH, "height": HEIGHT}, accept_downloads=True).new_page()
        self.page.set_default_timeout(PATIENCE)
        self.address = address

    def picture(self, name: str, height: int = HEIGHT, *, of: str | None = None) -> None:
        """The page from its top, or from the top of one element, `height` pixels of it at most."""
        self.page.wait_for_load_state()
        self.page.mouse.move(0, 0)
        top = max(0, self.page.locator(of).first.bounding_box()["y"] + self.page.evaluate("scrollY") - 12) if of else 0
        whole = self.page.evaluate("document.documentElement.scrollHeight")
        clip = {"x": 0, "y": top, "width": WIDTH, "height": min(height, whole - top)}
        self.page.screenshot(path=PICTURES / f"desk_{name}.png", full_page=True, clip=clip)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def long_work(self, name: str) -> None:
        """Asks for a job, and waits until its page has led on to what it made."""
        with self.page.expect_navigation(url="**/jobs/**"):
            self.press(name)
        self.page.wait_for_url(lambda url: "/jobs/" not in url)

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name).first.click()

    def downloaded(self, act: Callable[[], None], folder: Path) -> Path:
        with self.page.expect_download() as waiting:
            act()
        target: Path = folder / waiting.value.suggested_filename
        waiting.value.save_as(target)
        return target


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place, chromium(LANGUAGE="zh_CN") as browser:
        folder = Path(place)
        made = [*COMMAND, "demo", "--units", str(UNITS), "--periods", str(EARLIER), "--out", "demo"]
        subprocess.run(made, cwd=folder, check=True, capture_output=True)
        demo = folder / "demo"
        one_time = account_of(demo, "考评办小周", "office")
        with serving(demo) as (address, _):
            office = Window(browser, address)
            office.page.goto(address)
            office.picture("login", 420)
            sign_in(office.page, address, "考评办小周", one_time)
            _a_round(browser, office, demo)


def _a_round(browser: Any, office: Window, demo: Path) -> None:
    roster = read_roster(demo / "roster.xlsx", SCHEME)
    _sends_out(office, demo)
    passwords = _makes_accounts(office)
    workbooks = _workbooks(office, demo)
    _hands_in(browser, office.address, roster, workbooks, passwords)
    _collects(office, roster, workbooks, demo)
    _looks_at_the_results(office)
    _objects(browser, office, roster, passwords)
    _tries_other_rules(office, demo)


def _sends_out(office: Window, demo: Path) -> None:
    page = office.page
    office.follow("下发新的一期")
    page.get_by_label("方案", exact=True).select_option(SCHEME.id)
    page.get_by_label("期次").fill(str(PERIOD))
    page.get_by_label("名册").set_input_files(demo / "roster.xlsx")
    page.get_by_label("截止日").fill((date.today() + timedelta(days=12)).isoformat())
    office.picture("new_round")
    office.long_work("核对名册并下发")
    page.get_by_role("heading", name="各单位").wait_for()
    office.picture("sent_out")


def _makes_accounts(office: Window) -> dict[str, str]:
    page = office.page
    office.follow("账号")
    office.picture("accounts")
    office.long_work("建账号")
    page.get_by_role("button", name="收好了").wait_for()
    slips = dict(slip.locator(".mono").all_inner_texts() for slip in page.locator(".slip").all())
    office.picture("passwords", 480)
    office.press("收好了")
    return slips


def _round_page(office: Window) -> None:
    office.follow("各期")
    office.follow(PERIOD.label)


def _workbooks(office: Window, demo: Path) -> dict[str, bytes]:
    """What went out, by unit."""
    _round_page(office)
    packed = office.downloaded(lambda: office.follow("下载全部工作簿"), demo)
    with ZipFile(packed) as z:
        books = [z.read(name) for name in z.namelist() if name.endswith(".xlsx")]
    return {read_back(read(book)).identity.unit: book for book in books}


def _filled(book: bytes, roster: Roster, *, wrong: bool = False) -> bytes:
    blank = Blank.of(read_back(read(book)))
    random = Random(f"{blank.unit.code}-{PERIOD}")
    changes = cell_changes(blank, Filler(SCHEME, PERIOD, roster, random, 0.8 + random.random() / 4).rows(blank), roster)
    if wrong:
        sheet, cell = next((s, c) for s, cells in changes.items() for c, v in cells.items() if isinstance(v, (int, float)))
        changes[sheet][cell] = WRONG
    return Master(book).fill(changes)


def _hands_in(browser: Any, address: str, roster: Roster, workbooks: dict[str, bytes], passwords: dict[str, str]) -> None:
    unit = roster.units[0]
    window = Window(browser, address)
    page = window.page
    sign_in(page, address, unit.code, passwords[unit.code])
    window.picture("unit")
    for wrong in (True, False):
        upload = {"name": f"{unit.name}.xlsx", "mimeType": "application/octet-stream", "buffer": _filled(workbooks[unit.code], roster, wrong=wrong)}
        page.get_by_label("选择填好的工作簿").first.set_input_files(upload)
        window.press("检查")
        page.get_by_text("还不能上报" if wrong else "可以上报").wait_for()
        if wrong:
            window.picture("unit_checked", of="form")
    window.press("上报")
    page.get_by_role("heading", name="已上报").wait_for()
    window.picture("handed_in", 420)


def _collects(office: Window, roster: Roster, workbooks: dict[str, bytes], demo: Path) -> None:
    """All but two come by e-mail, one of them wrong."""
    names = {unit.code: unit.name for unit in roster.units}
    by_mail = [code for code in sorted(workbooks) if code != roster.units[0].code][:-1]
    with ZipFile(demo / "收件.zip", "w") as z:
        for n, code in enumerate(by_mail):
            z.writestr(f"{names.get(code, '考评办')}.xlsx", _filled(workbooks[code], roster, wrong=n == 2))
    _round_page(office)
    page = office.page
    page.get_by_label("把收到的工作簿").set_input_files(demo / "收件.zip")
    office.long_work("交给检查")
    _round_page(office)
    office.picture("round", 900)
    page.locator("table.list tbody tr", has_text="退回").first.get_by_role("link").first.click()
    office.picture("returns", 820)
    _round_page(office)
    office.follow("催报文字")
    office.picture("reminders", 560)
    _round_page(office)
    office.long_work("汇总")
    page.get_by_role("heading", name="报告和公文").wait_for()


def _looks_at_the_results(office: Window) -> None:
    page = office.page
    office.picture("results", 900)
    office.follow("排名")
    page.locator("svg.bar").first.wait_for()
    office.picture("ranking")
    page.locator("table.rows a.figure").first.click()
    page.locator("li:target").wait_for()
    office.picture("explanation", 620, of="li:target")
    _round_page(office)
    office.follow("看结果")
    office.follow("待确认事项")
    office.picture("proposals")
    _round_page(office)
    office.follow("看结果")
    office.follow("公示和公文")
    office.picture("papers")
    _round_page(office)
    office.follow("看结果")
    page.get_by_role("button", name="公布第").click()
    page.get_by_text("已公布").first.wait_for()
    office.follow("一人一档")
    office.picture("people", 520)


def _objects(browser: Any, office: Window, roster: Roster, passwords: dict[str, str]) -> None:
    official = roster.officials[0]
    window = Window(browser, office.address)
    page = window.page
    sign_in(page, office.address, official.id, passwords[official.id])
    window.picture("own_file", 620)
    page.get_by_role("link", name=PERIOD.label).first.click()
    window.follow("对结果有异议")
    page.get_by_label("对哪个数字").select_option("score")
    page.get_by_label("异议的内容").fill("第一项工作年底前已经验收，实际进度应为 100%")
    window.press("提交")
    page.get_by_text("已收到").first.wait_for()
    _round_page(office)
    office.follow("看结果")
    office.page.locator("a.button", has_text="异议").click()
    office.follow("第 1 号")
    office.page.locator("#id_decision").wait_for()
    office.picture("objection", 900)


def _tries_other_rules(office: Window, demo: Path) -> None:
    page = office.page
    page.get_by_role("link", name="方案", exact=True).click()
    office.follow(SCHEME.name)
    workbook = office.downloaded(lambda: office.follow("下载方案工作簿"), demo)
    page.get_by_label("上传改好的方案工作簿").set_input_files(_with_a_moved_line(workbook))
    office.press("检查")
    page.get_by_role("heading", name="试着改的方案").wait_for()
    office.long_work("试算")
    page.get_by_role("link", name="方案", exact=True).click()
    office.follow(SCHEME.name)
    office.picture("rules", 1000, of="#tried")


def _with_a_moved_line(workbook: Path) -> Path:
    """The line of the yellow card moved to 93."""
    book = load_workbook(workbook)
    sheet = book["参数"]
    rows: Sequence[Any] = list(sheet.iter_rows())
    value = next(cell.column for row in rows for cell in row if cell.value == "取值")
    at = next(row[0].row for row in rows if row[1].value == "yellow_below")
    sheet.cell(at, value).value = 93
    out = BytesIO()
    book.save(out)
    target = workbook.with_name("改过的方案.xlsx")
    target.write_bytes(out.getvalue())
    return target


if __name__ == "__main__":
    main()
