"""这个数怎么来的 and 试改规则 in classic Excel, by xlwings' own Windows code: in a report, a unit's workbook and a scheme's."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from shijibu.report.explained_rows import explained_sheet
from shijibu.report.why import why
from shijibu.rounds.decided import DecidedRound, decided_rounds
from shijibu.scheme_book.draw import draw
from shijibu.workbook.names import WHY_SHEET
from shijibu_addin.excel import menu
from tests.county import County
from tests.decided_counties import reported
from tests.excel.office_application import KEPT
from tests.excel.open_workbook import Excel, Sheet


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return reported(tmp_path_factory.mktemp("county"), "deqing")


@pytest.fixture(scope="module")
def round_(county: County) -> DecidedRound:
    return next(decided_rounds(county.ledger, "deqing"))


@pytest.fixture
def press(python: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Excel, str], str]:
    """Presses a button in an Excel; gives what the box said."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "remembered"))
    monkeypatch.setenv("SHIJIBU_ADDIN_LOG", str(tmp_path / "addin.log"))
    monkeypatch.delenv("SHIJIBU_LEDGER", raising=False)
    box = sys.modules["win32api"].MessageBox
    box.return_value = 1
    sys.modules["win32process"].GetWindowThreadProcessId.return_value = (1, 1)
    monkeypatch.setattr(xw.App, "activate", lambda self, steal_focus=False: None)  # there is no window to put in front

    def pressed(excel: Excel, name: str) -> str:
        book = xw.Book(impl=xw._xlwindows.Book(xl=excel.book))
        monkeypatch.setattr(xw.Book, "caller", classmethod(lambda cls: book))
        menu.run(name)
        return str(box.call_args.args[1])

    return pressed


def rows(sheet: Sheet) -> list[list[str]]:
    last = max(r for r, _ in sheet.shown)
    return [[str(sheet.shown[r, c]) for c in range(1, 30) if (r, c) in sheet.shown] for r in range(1, last + 1)]


def cell(sheet: Sheet, heading: str, whose: str) -> str:
    column = next(c for (r, c), v in sheet.shown.items() if r == 4 and v == heading)
    row = next(r for (r, c), v in sheet.shown.items() if c == 1 and v == whose)
    return f"{chr(64 + column)}{row}"


def test_figures_of_a_report_and_of_a_units_workbook_are_explained(press, county: County, round_: DecidedRound, tmp_path: Path):
    unit = next(u.code for u in round_.roster.units if u.code in round_.evaluation.books)
    report = county.inbox("2026-Q4").parent / "result" / "report.xlsx"
    returned = county.inbox("2026-Q4") / round_.files.accepted[unit].path
    expected = explained_sheet(why(round_, unit, "index"), round_.scheme, {u: Path(f.path).name for u, f in round_.files.accepted.items()})
    excel = Excel(report, {})
    excel.select("单位", cell(excel.book.Worksheets("单位"), "进度指数", unit))
    asked = excel.Selection.GetAddress(False, False)
    assert press(excel, "explain_figure") == f"{expected.first}。每一步见“{WHY_SHEET}”"
    side = excel.book.Worksheets(WHY_SHEET)
    assert excel.book.ActiveSheet is side
    title, first, notices, _, *body = rows(side)
    assert (title, first, notices) == ([expected.title], [expected.first], [*expected.notices, f"回到 单位!{asked}"])
    assert body == [[t for t in (r.step, r.value, r.rules, r.how, r.file, *(p.said for p in r.places)) if t] for r in expected.rows]
    back, *links = side.links.values()
    assert back == f"#'单位'!{asked}" and links == [f"[{returned}]'{p.sheet}'!{p.cell}" for r in expected.rows for p in r.places]
    side.Cells(1, 1).Value = "我的表"
    excel.select("单位", asked)
    assert "请先改名再用" in press(excel, "explain_figure") and press(excel, "undo").endswith("其中 1 处之后又改过，没有动")
    assert side.Cells(1, 1).Value == "我的表", "what somebody made of the sheet is theirs"
    side.Name = "我的表"
    assert press(excel, "explain_figure").startswith(expected.first) and side in excel.book.sheets
    excel.select("总览", "A1")
    assert "选中的格里不是可以说明的数" in press(excel, "explain_figure")
    assert press(excel, "undo") == "已撤销上一步" and WHY_SHEET not in [s.Name for s in excel.book.sheets]

    far = tmp_path / "别处" / "report.xlsx"
    far.parent.mkdir()
    shutil.copy(report, far)
    excel = Excel(far, {"台账所在的文件夹": [None, county.folder]})
    excel.select("单位", asked)
    assert press(excel, "explain_figure") == "没有选择，什么也没有做"
    assert press(excel, "explain_figure").startswith(expected.first)

    excel = Excel(returned, {})
    sheet, ratio = County.where(county.book("2026-Q4", unit), "tasks[1].ratio")
    _, planned = County.where(county.book("2026-Q4", unit), "tasks[1].planned")
    excel.select(sheet, planned)
    assert "是填报的，不是算出来的" in press(excel, "explain_figure")
    excel.select(sheet, ratio)
    assert press(excel, "explain_figure").startswith("完成比 = ")
    assert {f"#'{sheet}'!{ratio}", f"#'{sheet}'!{planned}"} <= set(excel.book.Worksheets(WHY_SHEET).links.values())


def test_a_scheme_workbook_is_tried(press, county: County, tmp_path: Path):
    file = tmp_path / "德清方案.xlsx"
    file.write_bytes(draw(county.scheme))
    excel = Excel(file, {"台账所在的文件夹": [county.folder, KEPT], "哪一期": KEPT})
    own = [s.Name for s in excel.book.sheets]
    numbers = excel.book.Worksheets("参数")
    row = next(r for (r, c), v in numbers.shown.items() if v == "yellow_below" and c == 2)
    numbers.Cells(row, 3).Value = 104
    assert "（DQ-2.yellow_below）90 → 104。" in press(excel, "try_rules")
    made = [s.Name for s in excel.book.sheets if s.Name not in own]
    assert made[:-1] == [f"试算{t}" for t in ("概况", "参数", "单位", "干部", "名单", "分布")]
    assert rows(excel.book.Worksheets("试算参数"))[3][:4] == ["DQ-2", "进度指数低于此值亮黄牌", "90", "104"]
    assert "（DQ-2.yellow_below）90 → 104。" in press(excel, "try_rules") and [s.Name for s in excel.book.sheets if s.Name not in own] == made
    assert press(excel, "undo") == "已撤销上一步" and [s.Name for s in excel.book.sheets] == own
