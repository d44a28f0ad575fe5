"""The office's commands in classic Excel: asked with Excel's own dialogs, done beside it, the result opened; by xlwings' own Windows code."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from shijibu.ledger import Ledger
from shijibu.ledger.address import LEDGER
from shijibu.report.page import FIRST
from shijibu.roster.blank_book import roster_workbook
from shijibu_addin.excel import menu
from tests.county import County
from tests.excel.office_application import KEPT, Application


@pytest.fixture
def press(python: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Presses a button in an Excel whose person answers so: the application, and what the box said."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "remembered"))
    monkeypatch.setenv("SHIJIBU_ADDIN_LOG", str(tmp_path / "addin.log"))
    monkeypatch.delenv("SHIJIBU_LEDGER", raising=False)
    box = sys.modules["win32api"].MessageBox
    box.return_value = 1

    def pressed(name: str, answers: dict[str, Any]) -> tuple[Application, str]:
        excel = Application(answers)

        class Front:
            app = xw.App(impl=xw._xlwindows.App(xl=excel))

        monkeypatch.setattr(xw.Book, "caller", classmethod(lambda cls: Front()))
        menu.run(name)
        return excel, box.call_args.args[1]

    return pressed


def column(book: Any, sheet: str, letter: str) -> list[Any]:
    return [c.value for c in book[sheet][letter][FIRST:]]


def test_the_office_does_a_round_with_excels_own_dialogs(press, tmp_path):
    county = County.made(tmp_path / "people", units=2)
    roster, desk, inbox = tmp_path / "名册.xlsx", tmp_path / "考评", tmp_path / "收件"
    roster.write_bytes(roster_workbook(county.scheme, county.roster))
    for folder in (desk, inbox):
        folder.mkdir()
    asked = {"台账所在的文件夹": desk, "考评方案": ["七", "deqing"], "期次": ["", "2026-Q1"], "名册": roster, "截止日": "2026-04-12", "下发到": desk}
    excel, said = press("office_issue", asked)
    assert "已下发 2 本工作簿" in said and "截止日 2026年4月12日" in said and excel.asked.count("考评方案") == excel.asked.count("期次") == 2
    ((name, listed),), out = excel.opened, desk / "德清县2026年第一季度下发_deqing"
    assert name == "2026年第一季度下发清单.xlsx" and column(listed, "下发清单", "E") == sorted(f.name for f in out.glob("*.xlsx"))
    assert excel.StatusBar is False and any("2 本工作簿" in str(line) for line in excel.bar)

    first, second = (u.code for u in county.roster.units)
    with Ledger.open(f"sqlite:///{(desk / LEDGER).as_posix()}") as ledger:
        county.files = {("2026-Q1", i.unit): out / i.file for i in ledger.issued("deqing", "2026-Q1").issues.values()}
    shutil.copy(county.returned("2026-Q1", first), inbox)
    excel, said = press("office_check", {"收件夹": inbox, "台账所在的文件夹": None})  # there is none at hand
    assert "共 1 个文件：可以接收 1" in said and column(excel.opened[0][1], "文件", "B") == [first]

    excel, said = press("office_consolidate", {"台账所在的文件夹": KEPT, "哪一期": "1", "收件夹": KEPT, "收到日期": "2026-04-01", "结果写到": KEPT})
    report = desk / "德清县2026年第一季度汇总_deqing" / "report.xlsx"
    assert "接收 1 家" in said and [path for path, _ in excel.opened] == [str(report)]

    excel, said = press("office_remind", {"台账所在的文件夹": KEPT, "哪一期": "2026-Q1"})
    assert "须催报 1 家" in said and column(excel.opened[0][1], "催报名单", "A") == [second]

    excel, said = press("office_remind", {"台账所在的文件夹": inbox})
    assert said == "这里还没有下发过；请选下发时的台账所在的文件夹" and not excel.opened
    excel, said = press("office_check", {"收件夹": None})
    assert said == "没有选择，什么也没有做" and not excel.opened
