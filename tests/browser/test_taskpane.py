"""The task pane in headless Chromium, from the real server: functions, errors, the batch, login, and that nothing leaves the loopback."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from shijibu_addin.macros import Macro, Result
from shijibu_addin.macros.hosts import unlocked
from shijibu_addin.server.icons import SIZES
from shijibu_addin.server.settings import Settings
from tests.browser.pane import Pane, Served
from tests.desk.process import account, application
from tests.server.client import PASSWORD

CALLS, CALL = "/shijibu/calls", "/xlwings/custom-functions-call"


def write(book: Any) -> Result:
    """A macro that reads cells and writes others, one of them on a protected sheet."""
    first = book.sheets["表一"]
    first["D1"].value = [[row[0] + "好", row[1] * 10] for row in first["A1:B2"].value]
    with unlocked(book, ["封面"]):
        book.sheets["封面"]["B1"].value = "已写"
    return Result(True, f"{book.name} 写了 5 个单元格", 5)


def stumble(book: Any) -> Result:
    """A macro that writes on a sheet whose protection it forgot, while another's is lifted."""
    with unlocked(book, ["封面"]):
        book.sheets["封面"]["B1"].value = "已写"
        book.sheets["表一"]["D1"].value = "写不进"
    return Result(True, "做完了")


def fail(book: Any) -> Result:
    raise RuntimeError("our fault")


MACROS = {
    "write": Macro("写单元格", write), "refuse": Macro("不做", lambda book: Result(False, "这里不能做")), "fail": Macro("出错", fail),
    "stumble": Macro("半途", stumble),
}  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with Served(Settings(macros=MACROS)) as running:
        yield running


@pytest.fixture
def pane(browser: Any, server: Served) -> Iterator[Pane]:
    opened = Pane(browser, server.url)
    yield opened
    assert opened.close() == []


def together(pane: Pane, calls: str) -> Any:
    """The answers to calls that are made in one go."""
    return pane.page.evaluate(f"() => Promise.all({calls})")


def test_a_cell_computes(pane: Pane):
    assert pane.call("STARLIMIT", 7) == [[4]]


def test_a_column_function_gives_a_column(pane: Pane):
    assert pane.call("RANKIN", [[90], [80], [85]]) == [[1], [3], [2]]


def test_wrong_input_shows_its_chinese_message_and_is_asked_once(pane: Pane):
    answer = pane.call("STARLIMIT", "七")
    assert answer["code"] == "#VALUE!" and "应为数字" in answer["message"]
    assert len(pane.posted(CALLS)) == 1


def test_no_votes_are_an_error_cell(pane: Pane):
    assert pane.call("BALLOT", 0, 0, 0, 0) == [[{"type": "Error", "errorType": "NotAvailable"}]]


def test_an_office_that_knows_no_error_type_gets_an_error_all_the_same(pane: Pane):
    given = pane.page.evaluate("() => globalThis.xwRequest.post(location.origin + '/xlwings/custom-functions-call',"
                               " {func_name: 'BALLOT', args: [[[0]], [[0]], [[0]], [[0]]], runtime: '1.1'}, {})"
                               ".then(r => [r.data.result[0][0].code, r.data.result[0][0] instanceof CustomFunctions.Error])")  # fmt: skip
    assert given == ["#N/A", True]


def test_cells_that_recalculate_together_travel_together(pane: Pane):
    values = together(pane, "Array.from({length: 2500}, (_, i) => Test.call('STARLIMIT', i + 1))")
    assert [v[0][0] for v in values] == [(i + 1) * 60 // 100 for i in range(2500)]
    assert len(pane.posted(CALLS)) <= 10 and not pane.posted(CALL)


def test_cells_that_ask_the_same_ask_once(pane: Pane):
    """Each row of a rating refers to one row of the same array."""
    values = together(pane, "Array.from({length: 200}, () => Test.call('RANKIN', [[90], [80], [85]]))")
    assert values == [[[1], [3], [2]]] * 200
    assert [len(r.post_data_json["calls"]) for r in pane.posted(CALLS)] == [1]


def test_large_ranges_travel_in_several_posts(pane: Pane):
    values = together(pane, "[1, 2, 3].map((n) => Test.call('TOTAL', Array.from({length: 60000}, () => [n])))")
    assert values == [[[60000]], [[120000]], [[180000]]]
    assert [len(r.post_data_json["calls"]) for r in pane.posted(CALLS)] == [2, 1]


def test_one_wrong_cell_of_a_batch_spoils_no_other(pane: Pane):
    values = together(pane, "[Test.call('STARLIMIT', 7), Test.call('STARLIMIT', 'x'), Test.call('STARCAP', '黄牌')]")
    assert values[0] == [[4]] and values[1]["code"] == "#VALUE!" and values[2] == [[4]]


def test_a_broken_connection_is_tried_once_more(pane: Pane):
    broken: list[str] = []

    def first_only(route: Any) -> None:
        if broken:
            route.continue_()
        else:
            broken.append(route.request.url)
            route.abort()

    pane.page.route(f"**{CALLS}", first_only)
    assert pane.call("STARLIMIT", 7) == [[4]]


def test_a_server_that_is_gone_is_told_in_chinese(pane: Pane):
    pane.page.route(f"**{CALLS}", lambda route: route.abort())
    answer = pane.call("STARLIMIT", 7)
    assert answer["code"] == "#VALUE!" and answer["message"].startswith("连不上实绩簿服务器")
    pane.page.route("**/custom-scripts-call/write", lambda route: route.abort())
    pane.press("写单元格")
    pane.alarmed("连不上实绩簿服务器")


def test_a_macro_writes_cells_and_lifts_protection_only_meanwhile(pane: Pane):
    pane.press("写单元格")
    pane.told("写了 5 个单元格")
    first, cover = pane.sheets()
    assert [row[3:] for row in first["cells"]] == [["甲好", 10], ["乙好", 20]]
    assert cover["cells"] == [["锁", "已写"]] and cover["protected"]
    assert pane.page.evaluate("() => Test.log") == [["unprotect", "封面"], ["protect", "封面", {"allowSort": True}]]


def test_a_workbook_cannot_name_a_path_of_the_server(pane: Pane):
    pane.press("写单元格")
    pane.told(".._.._簿.xlsx")


def test_what_a_macro_refuses_is_told(pane: Pane):
    pane.press("不做")
    pane.told("这里不能做")


def test_a_macro_that_fails_says_so_once_and_in_chinese(pane: Pane):
    pane.press("出错")
    pane.alarmed("内部出错")
    assert len(pane.posted("/xlwings/custom-scripts-call/fail")) == 1


def test_what_excel_refuses_half_way_leaves_no_sheet_open(pane: Pane):
    pane.page.evaluate("() => { Test.book.sheets[0].protected = true; }")
    pane.press("半途")
    pane.alarmed("可能只做了一部分")
    pane.until("() => Test.book.sheets[1].protected")
    assert pane.sheets()[1]["cells"] == [["锁", "已写"]] and len(pane.sheets()[0]["cells"][0]) == 2


def test_a_sheet_under_a_password_of_somebodys_own_is_named(pane: Pane):
    pane.page.evaluate("() => { Test.book.sheets[1].password = true; }")
    pane.press("写单元格")
    pane.alarmed("工作表“封面”设了保护密码，请先撤销保护再试")
    assert pane.sheets()[1]["protected"]


def test_nothing_else_can_be_pressed_while_a_macro_runs(pane: Pane):
    waiting: list[Any] = []
    pane.page.route("**/custom-scripts-call/refuse", lambda route: waiting.append(route))
    pane.press("不做")
    pane.told("正在处理")
    assert pane.page.get_by_role("button", name="写单元格").is_disabled()
    pane.until("() => true")
    waiting[0].continue_()
    pane.told("这里不能做")
    assert pane.page.get_by_role("button", name="写单元格").is_enabled()


def test_the_packaged_page_speaks_chinese(pane: Pane):
    assert pane.page.evaluate("() => document.documentElement.lang") == "zh-CN"
    words = pane.page.evaluate("() => document.title + document.body.textContent")
    words += pane.page.evaluate("() => [...document.querySelectorAll('[aria-label]')].map(e => e.ariaLabel).join()")
    assert not [w for w in ("Task", "load", "Reload", "Cancel", "Close") if w in words]


def test_office_js_itself_reaches_nobody_beyond_the_loopback(browser: Any, server: Served):
    """The packaged office.js, not the stand-in: outside Excel it gives up, and what it tries to reach is refused by the pane's policy."""
    pane = Pane(browser, server.url, office=False)
    for _ in range(200):
        if any("Content Security Policy" in error for error in pane.errors):
            break
        pane.page.wait_for_timeout(100)
    pane.page.get_by_text("只能在 Excel 里使用").wait_for()
    assert any("Content Security Policy" in error for error in pane.errors)
    assert pane.close() == []


def test_nothing_computes_before_login_and_everything_after(browser: Any):
    account("chuangge", PASSWORD, title="青溪镇", role="unit", unit="T01")
    with Served(app=application(Settings(accounts=True, macros=MACROS))) as running:
        pane = Pane(browser, running.url)
        refused = pane.call("STARLIMIT", 7)
        pane.page.wait_for_selector("#shijibu-login:not(.d-none)")
        assert not pane.page.get_by_role("button", name="写单元格").is_visible()

        def sign_in(password: str) -> None:
            pane.page.get_by_label("账号").fill("chuangge")
            pane.page.get_by_label("口令").fill(password)
            pane.press("登录")

        sign_in("test-token")
        pane.told("账号或口令不对")
        sign_in(PASSWORD)
        pane.told("已登录：青溪镇")
        computed = pane.call("STARLIMIT", 7)
        pane.context.clear_cookies()  # as in a runtime that keeps none: the functions' own token goes along
        assert pane.call("STARLIMIT", 10) == [[6]]
        pane.press("写单元格")
        pane.told("写了 5 个单元格")
        account("chuangge", PASSWORD + "x", role="unit", unit="T01")  # another account of that name: the session and its token are over
        over = pane.call("STARLIMIT", 8)
        pane.page.wait_for_selector("#shijibu-login:not(.d-none)")
        assert pane.close() == []
    assert all(answer["code"] == "#VALUE!" and "请先登录" in answer["message"] for answer in (refused, over))
    assert computed == [[4]]


@pytest.mark.parametrize("size", SIZES)
def test_the_icons_are_pictures_of_the_size_in_their_name(pane: Pane, size: int):
    """Chromium reads them."""
    shown = pane.page.evaluate(
        "path => new Promise((done) => { const i = new Image(); i.onload = () => done([i.naturalWidth, i.naturalHeight]);"
        " i.onerror = () => done(null); i.src = path; })", f"/static/images/icons/shijibu-{size}.png")  # fmt: skip
    assert shown == [size, size]
