"""Every page of the desk in a browser, as it is seen, printed, and reached without a mouse; two people at it at once. One desk for all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.pane import chromium
from tests.desk.conftest import PERIOD, Desk
from tests.desk.process import apart
from tests.desk.serving import PASSWORD
from tests.desk.test_access import addresses
from tests.desk.test_decided import worked
from tests.desk.watched import Window, served

ROUND = f"/rounds/deqing/{PERIOD}/"
HOSTILE = "<img src=x onerror=alert(1)>九成" + "很" * 90
NOTHING_YET = {"marked_scheme", "simulation", "paper_pdf", "backup_file", "written", "job_progress"}
"""Addresses at which this desk has nothing, or a part of a page."""
PAPERS = {"notice", "own_page", "person_page"}
"""Pages of their own look, in which nothing may run, a test's questions neither."""


@dataclass
class Shown:
    """The desk with a round that is out, decided and published, an objection to it, and something on every page. pages: for each role the pages
    that it may see; sessions: of an account of each role, and of a second one of the office."""

    address: str
    pages: dict[str, list[tuple[str, str]]]
    sessions: dict[str, str]
    one_time: tuple[str, str]
    desk: Desk


@pytest.fixture(scope="module")
def shown(desk: Desk) -> Iterator[Shown]:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from shijibu_desk.accounts import Wanted, made
    from shijibu_desk.ledgers import ledger
    from shijibu_desk.models import Upload
    from shijibu_desk.role import Role

    official = desk.county.roster.officials[0]
    accounts = {
        "office": desk.account("kaoping", "office", title="考评办"), "second": desk.account("kaoping2", "office", title="考评办二"),
        "reader": desk.account("lingdao", "reader"), "unit": desk.account("D01", "unit", unit="D01", scheme="deqing"),
        "official": desk.account("yi", "official", official=official.id, scheme="deqing"),
    }
    clients = {role: desk.signed_in(account) for role, account in accounts.items()}
    office = clients["office"]
    wrong = {f"tasks[{n}].actual": HOSTILE for n in range(1, 9)} | {"tasks[1].weight": None, "stars[1].leader": 300}
    files = {"T01_错.xlsx": desk.county.returned(PERIOD, "T01", set=wrong), "D01.xlsx": desk.county.returned(PERIOD, "D01")}
    files |= {"T01.xlsx": desk.county.returned(PERIOD, "T01", name="好.xlsx")}
    given = [SimpleUploadedFile(name, file.read_bytes()) for name, file in files.items()] + [SimpleUploadedFile("照片.jpg", b"\xff\xd8")]
    assert worked(office.post(f"{ROUND}uploads/", {"files": given})).result == {"accepted": 2, "rejected": 2}
    assert worked(office.post(f"{ROUND}consolidate/")).state == "done"
    office.post(f"{ROUND}publish/", {"revision": ledger().decision("deqing", PERIOD).revision})
    for subject, figure in (("D01", "index"), ("T01", "index"), (official.id, "score")):
        ledger().object("deqing", PERIOD, subject=subject, figure=figure, text=f"少算了一项{HOSTILE}", received=date(2026, 4, 20))
    bulk = worked(office.post("/accounts/bulk/", {"round": f"deqing {PERIOD}"}))
    numbers = {"passwords": bulk.pk, "job": bulk.pk, "return_file": Upload.objects.get(name="T01.xlsx").pk}
    pages: dict[str, list[tuple[str, str]]] = {}
    for name, address, view in addresses():
        address = address.replace("/1/", f"/{numbers[name]}/") if name in numbers else address
        address = address.replace("D01", "T01") if name == "unit_returns" else address.replace("D01-01", official.id)
        for role in getattr(view, "roles", None) or ():
            answer = clients[str(role)].get(address)
            leads_on = answer.status_code in (302, 405) or "attachment" in answer.get("Content-Disposition", "")
            if not leads_on and name not in NOTHING_YET:
                assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (200, "text/html"), (name, answer.status_code)
                pages.setdefault(str(role), []).append((name, address))
    sessions = {role: client.cookies["shijibu_desk"].value for role, client in clients.items()}
    one_time = made(Wanted("jianpan", "键盘", Role.UNIT, "deqing", unit="D02"), "kaoping")
    with served(desk) as address:
        yield Shown(address, pages, sessions, ("jianpan", one_time), desk)


@pytest.fixture(scope="module")
def browser(shown: Shown) -> Iterator[Any]:
    with chromium() as running:
        yield running


@pytest.mark.parametrize("role", ["office", "reader", "unit", "official"])
def test_every_page_is_in_order_wide_narrow_and_on_paper(shown: Shown, browser: Any, role: str):
    window = Window(browser, shown.address, shown.sessions[role])
    offices = {name for name, _ in shown.pages["office"]} - {"rounds", "results", "papers"}  # these have fewer buttons for a reader
    same = offices if role == "reader" else set()
    for name, path in shown.pages[role]:
        if name not in PAPERS | same:
            window.open(path)
            window.examine(axe=name != "why_official")  # as long as a page gets, of what why_unit has
            if name == "unit_returns":
                window.page.get_by_role("link", name="在表上看").click()
                window.page.locator("td.wrong").first.wait_for()
                window.examine()
    assert window.faults == []


def test_pages_of_their_own_look_are_in_order(shown: Shown, browser: Any):
    """Where nothing may run axe cannot either: it is asked about the same page laid on a blank one."""
    for role in ("office", "official"):
        window = Window(browser, shown.address, shown.sessions[role])
        for name, path in shown.pages[role]:
            if name in PAPERS:
                window.page.set_content(window.context.request.get(f"{shown.address}{path}").text())
                window.judge(name)
        assert window.faults == []


def test_what_is_longer_than_a_sheet_repeats_its_headings_and_loses_nothing(shown: Shown, browser: Any, tmp_path: Path):
    """The list of accounts as a browser prints it: each account on some sheet, the headings on each, nothing of the way around the desk."""
    window = Window(browser, shown.address, shown.sessions["office"])
    listed = window.open("/accounts/").locator("tbody th").all_inner_texts()
    sheets = [sheet.extract_text() for sheet in PdfReader(BytesIO(window.page.pdf(format="A4"))).pages]
    assert len(sheets) > 1 and all("最近登录" in sheet for sheet in sheets[:-1] if any(name in sheet for name in listed))
    assert all(any(name in sheet for sheet in sheets) for name in listed) and not any("退出" in sheet or "一人一档" in sheet for sheet in sheets)


@pytest.mark.parametrize("role", ["office", "unit", "official"])
def test_no_page_holds_whoever_has_no_mouse(shown: Shown, browser: Any, role: str):
    """Tab goes through everything that can be used, each time seen where one is, and out again; the first step leads past the head of the page."""
    window = Window(browser, shown.address, shown.sessions[role])
    for name, path in shown.pages[role]:
        if name not in PAPERS:  # these have no scripts, not even ours
            page = window.open(path)
            page.evaluate("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')")  # from the top
            wanted, reached = page.evaluate(USABLE), []
            for _ in range(2 * wanted):
                page.keyboard.press("Tab")
                step = page.evaluate(STEP)
                if step is None or step["number"] in [r["number"] for r in reached[:-1]]:
                    break
                if step["number"] not in [r["number"] for r in reached]:  # year, month and day are one field
                    reached.append(step)
            assert len(reached) == wanted, (name, wanted, len(reached))
            assert reached[0]["text"] == "跳到正文" and [r["text"] for r in reached if not r["seen"]] == [], name
    assert window.faults == []


# How many elements of a page Tab should stop at: of radio buttons and of whatever is out of sight none.
USABLE = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
  .filter((e) => !e.disabled && e.getClientRects().length && e.checkVisibility()).map((e, i) => (e.dataset.number = i)).length"""
# Where one is, and whether one sees it: an outline, within the window. A field for a day has several stops of its own.
STEP = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return {number: e.dataset.number, text: e.innerText || e.name || "", seen: outlined && box.width > 0 && box.bottom > 0 && box.top < innerHeight};
}"""


def test_a_unit_hands_in_without_a_mouse(shown: Shown, browser: Any):
    """From the one-time password to the receipt by Tab, Enter, Space and letters alone."""
    from shijibu_desk.models import Upload

    window = Window(browser, shown.address)
    page, (name, password) = window.open("/"), shown.one_time
    keys = page.keyboard

    def to(text: str) -> None:
        """Tab until that is where one is."""
        for _ in range(40):
            keys.press("Tab")
            if text in page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).innerText ?? ''"):
                return
        raise AssertionError(f"{text} is not reached at {page.url}")

    page.locator("#id_username:focus").wait_for()
    keys.type(name)
    keys.press("Tab")
    keys.type(password)
    keys.press("Enter")
    page.locator("#id_new_password1:focus").wait_for()
    keys.type(PASSWORD)
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    page.get_by_role("link", name="下载工作簿").wait_for()
    to("下载工作簿")
    with page.expect_download():
        keys.press("Enter")
    to("选择填好的工作簿")
    with page.expect_file_chooser() as chooser:
        keys.press("Space")
    chooser.value.set_files(shown.desk.county.returned(PERIOD, "D02"))
    to("检查")
    keys.press("Enter")
    page.get_by_role("button", name="上报", exact=True).wait_for()
    to("上报")
    keys.press("Enter")
    page.get_by_role("heading", name="已上报").wait_for()
    assert apart(lambda: Upload.objects.get(unit="D02", handed_in=True).state) == "accepted" and window.faults == []


def test_a_list_is_filtered_by_keys_and_keeps_the_place(shown: Shown, browser: Any):
    window = Window(browser, shown.address, shown.sessions["office"])
    page = window.open(ROUND)
    page.locator("#by-state").focus()
    with page.expect_response(lambda answer: "state=missing" in answer.url):
        page.keyboard.press("ArrowDown")
    page.wait_for_url("**state=missing**")
    expect(page.locator("#units tbody tr").filter(has_not_text=re.compile("未报|没有这样的单位"))).to_have_count(0)
    assert page.evaluate("[document.activeElement.id, document.activeElement.value]") == ["by-state", "missing"]
    assert window.faults == []


def test_two_hundred_files_dropped_on_the_box_are_in_its_form(shown: Shown, browser: Any):
    window = Window(browser, shown.address, shown.sessions["office"])
    page = window.open(ROUND)
    assert page.evaluate("""() => {
      const given = new DataTransfer(), box = document.querySelector(".drop");
      for (let n = 0; n < 200; n++) given.items.add(new File(["x"], n + ".xlsx"));
      const over = ["dragover", "drop"].map((name) => {
        box.dispatchEvent(new DragEvent(name, {dataTransfer: given, bubbles: true, cancelable: true}));
        return box.classList.contains("over");
      });
      return [...over, document.getElementById("files").files.length];
    }""") == [True, False, 200] and window.faults == []


def test_two_of_the_office_decide_at_once_and_nothing_is_lost(shown: Shown, browser: Any):
    from shijibu_desk.ledgers import ledger

    number = ledger().objections("deqing", PERIOD)[1].id
    one, two = (Window(browser, shown.address, shown.sessions[role]) for role in ("office", "second"))
    for window in (one, two):
        window.open(f"{ROUND}objections/{number}/")
    for window, decision, reason in ((one, "rejected", "计算无误"), (two, "upheld", "我看属实")):
        window.page.locator("#id_decision").select_option(decision)
        window.page.get_by_label("理由").fill(reason)
        window.page.get_by_role("button", name="决定", exact=True).click()
        window.page.get_by_role("heading", name=f"第 {number} 号异议：不成立").wait_for()
    assert two.page.get_by_text("已经决定，不再更改").is_visible() and "计算无误" in two.page.content() and "我看属实" not in two.page.content()
    settled = ledger().objection(number)
    assert (settled.decision, settled.reason) == ("rejected", "计算无误") and one.faults + two.faults == [] and ledger().verify() == []
