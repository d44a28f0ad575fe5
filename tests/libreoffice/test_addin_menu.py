"""The menu 实绩簿 in a real LibreOffice: each macro as the menu runs it, what a person is shown and asked, and what a failure of ours does."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest

from shijibu.checks.check import check_file
from shijibu.ledger import Ledger
from shijibu.ledger.address import LEDGER
from shijibu.report.page import FIRST
from shijibu.returns.reader import read
from shijibu.returns.returned import read_back
from shijibu.roster.blank_book import roster_workbook
from shijibu.workbook.names import LIST_SHEET, NOTICE_SHEET
from shijibu_addin.libreoffice.extension import members, unpack
from shijibu_addin.libreoffice.office import Office
from shijibu_addin.macros import MACROS, OFFICE, UNIT, Macro
from shijibu_addin.macros.files import agreed_name
from shijibu_addin.macros.menu import menu as whole_menu
from tests.county import County
from tests.libreoffice.extensions import moved, with_code
from tests.libreoffice.person import Person, SeenOffice, choose

LOCATION = "{http://openoffice.org/2001/registry}name"
FORMULA = 16  # com.sun.star.sheet.CellFlags
WRONG = {"tasks[1].planned": "九成"}
BREAK = """
from shijibu_addin.macros import MACROS, Macro, Result

def broken(book):
    raise ZeroDivisionError("broken on purpose")

def extra(book):
    return Result(True, f"新宏看到了{book.sheets[0].name}")

MACROS["notice"] = Macro("生成公示", broken)
MACROS["extra"] = Macro("新宏", extra)
"""


def menu() -> dict[str, str]:
    """The menu's entries as the extension hands them to LibreOffice: title -> what is run."""
    items = ElementTree.fromstring(members()["Addons.xcu"]).iter("node")
    found: list[dict[Any, Any]] = [{p.get(LOCATION): p.findtext("value") for p in item.findall("prop")} for item in items]
    return {item["Title"]: item["URL"] for item in found if (item.get("URL") or "").startswith("service:")}


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("log") / "addin.log"


@pytest.fixture(scope="module")
def headless(tmp_path_factory: pytest.TempPathFactory, log: Path) -> Iterator[Office]:
    with Office(extensions=[unpack(tmp_path_factory.mktemp("extension") / "shijibu")], environment={"SHIJIBU_ADDIN_LOG": str(log)}) as running:
        yield running
    assert not log.exists(), log.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SeenOffice]:
    """With a broken macro and one more than the product has; its log is log/addin.log in the same folder."""
    folder = tmp_path_factory.mktemp("seen")
    environment = {"SHIJIBU_ADDIN_LOG": str(folder / "log" / "addin.log"), "XDG_CONFIG_HOME": str(folder / "remembered"), "SHIJIBU_LEDGER": ""}
    with SeenOffice([with_code(folder, BREAK)], environment) as running:
        running.log = folder / "log" / "addin.log"
        yield running


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    made = County.made(tmp_path_factory.mktemp("county"), units=3)
    made.issue("2026-Q1")
    made.issue("2026-Q2")
    return made


@pytest.fixture(scope="module")
def unit(county: County) -> str:
    return county.smallest


@pytest.fixture
def opening(tmp_path: Path) -> Iterator[Callable[[Office, Path], Any]]:
    """Opens a copy of a workbook in a window, and closes it after the test."""
    documents: list[Any] = []

    def opened(office: Office, path: Path) -> Any:
        copy = tmp_path / "草稿.xlsx"
        shutil.copy(path, copy)
        documents.append(office.open(copy, hidden=False))
        return documents[-1]

    yield opened
    for document in documents:
        document.close(True)


def sheets(document: Any) -> list[str]:
    return [s.Name for s in document.Sheets if s.IsVisible]


def cell(document: Any, county: County, unit: str, period: str, id: str) -> Any:
    title, where = County.where(county.book(period, unit), id)
    return document.Sheets.getByName(title).getCellRangeByName(where)


def titles(menu: Any) -> list[Any]:
    """What LibreOffice shows of a menu: titles, lines, and menus within it."""
    entries = [menu.getByName(name) for name in sorted(menu.ElementNames)]
    return [{e.Title: titles(e.Submenu)} if e.Submenu.ElementNames else "—" if e.URL == "private:separator" else e.Title for e in entries]


def test_the_menu_shows_every_macro_with_its_title_in_the_macros_order(headless):
    provider = headless.context.ServiceManager.createInstanceWithContext("com.sun.star.configuration.ConfigurationProvider", headless.context)
    where = headless.properties(nodepath="/org.openoffice.Office.Addons/AddonUI/OfficeMenuBar/org.shijibu.menu/Submenu")
    known = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationAccess", where)
    groups = {group: [c.title for c in own.values()] for group, own in whole_menu().items()}
    office = groups.get(OFFICE, [])
    assert titles(known) == [*groups[UNIT], "—", *([{OFFICE: office}, "—"] if office else []), "修正函数名", "关于实绩簿"]
    assert list(menu()) == [*groups[UNIT], *office, "修正函数名", "关于实绩簿"]
    assert groups[UNIT] == ["校验本表", "清除标记", "这个数怎么来的", "建议星级", "带入上期", "生成公示", "另存上报", "撤销上一步"]


def test_problems_are_marked_cleared_and_brought_back_from_the_menu(headless, county, unit, opening):
    document = opening(headless, county.returned("2026-Q1", unit, set=WRONG))
    planned, run = cell(document, county, unit, "2026-Q1", "tasks[1].planned"), menu()
    before, colour = sheets(document), planned.CellBackColor
    choose(headless, document, run["校验本表"])
    assert planned.CellBackColor == 0xFFC7CE and "“九成”不是数字" in planned.Annotation.String and LIST_SHEET in sheets(document)
    choose(headless, document, run["清除标记"])
    assert (planned.CellBackColor, planned.Annotation.String, sheets(document)) == (colour, "", before)
    choose(headless, document, run["撤销上一步"])
    assert planned.CellBackColor == 0xFFC7CE and LIST_SHEET in sheets(document)


def test_a_workbook_is_filled_announced_and_handed_in_from_the_menu_alone(headless, county, unit, opening, tmp_path):
    document, run = opening(headless, county.returned("2026-Q1", unit)), menu()
    choose(headless, document, run["建议星级"])
    for id in ("stars[1].proposed", "stars[2].proposed"):
        proposed, suggested = (cell(document, county, unit, "2026-Q1", id.replace("proposed", c)) for c in ("proposed", "suggested"))
        assert proposed.Value == suggested.Value > 0
    choose(headless, document, run["生成公示"])
    assert "公示" in document.Sheets.getByName(NOTICE_SHEET).getCellRangeByName("A1").String
    choose(headless, document, run["另存上报"])
    target = tmp_path / agreed_name(county.book("2026-Q1", unit))
    checked = check_file(target, target.name)
    assert checked.accepted and checked.unit == unit and (tmp_path / "草稿.xlsx").is_file()


def live_cells(document: Any) -> dict[str, tuple[str, str]]:
    """Every formula of the unit's own sheets with what it shows, by its cell."""
    found = {}
    for sheet in document.Sheets:
        if not sheet.IsVisible or sheet.Name in (LIST_SHEET, NOTICE_SHEET):
            continue
        areas = sheet.queryContentCells(FORMULA)
        for i in range(areas.Count):
            at = areas.getByIndex(i).RangeAddress
            for row in range(at.StartRow, at.EndRow + 1):
                for column in range(at.StartColumn, at.EndColumn + 1):
                    cell = sheet.getCellByPosition(column, row)
                    found[cell.AbsoluteName] = cell.Formula, cell.String
    return found


@pytest.mark.parametrize(("scheme", "period"), [("leishan", "2026-03")])
def test_the_menu_works_on_the_workbooks_of_other_counties_and_touches_no_live_cell(headless, opening, tmp_path, scheme, period):
    county, run = County.made(tmp_path / "county", scheme, units=2), menu()
    county.issue(period)
    unit = county.roster.units[0].code
    document = opening(headless, county.returned(period, unit))
    before = live_cells(document)
    assert before
    for title in ("校验本表", "清除标记", "建议星级", "生成公示", "撤销上一步", "生成公示", "修正函数名"):
        choose(headless, document, run[title])
        assert live_cells(document) == before, title
    assert "公示" in document.Sheets.getByName(NOTICE_SHEET).getCellRangeByName("A1").String
    choose(headless, document, run["另存上报"])
    target = tmp_path / agreed_name(county.book(period, unit))
    checked = check_file(target, target.name)
    assert checked.accepted and checked.unit == unit


def test_last_period_is_carried_over_from_the_file_beside_where_nobody_can_be_asked(headless, county, unit, opening, tmp_path):
    last = county.returned("2026-Q1", unit)
    shutil.copy(last, tmp_path / agreed_name(county.book("2026-Q1", unit)))
    document = opening(headless, county.returned("2026-Q2", unit, rows={}, set={}))
    title = cell(document, county, unit, "2026-Q2", "tasks[1].title")
    assert title.String == ""
    choose(headless, document, menu()["带入上期"])
    assert title.String == read_back(read(last.read_bytes())).book.tables["tasks"][0].values["title"]


def test_formulas_of_another_host_are_mended_on_protected_sheets_and_not_under_somebodys_password(headless, county, unit, opening):
    document = opening(headless, county.returned("2026-Q1", unit))
    ratio, mine = cell(document, county, unit, "2026-Q1", "tasks[1].ratio"), document.Sheets.getByIndex(0).getCellRangeByName("H60")
    for there, password in ((ratio, ""), (mine, "密码")):
        there.Spreadsheet.unprotect("")
        there.setFormula("=SHIJI_STARLIMIT(7)")
        there.Spreadsheet.protect(password)
    assert ratio.getError()
    choose(headless, document, menu()["修正函数名"])
    assert (ratio.Formula, ratio.Value, ratio.Spreadsheet.isProtected()) == ("=SHIJI.STARLIMIT(7)", 4, True)
    assert mine.Formula.upper() == "=SHIJI_STARLIMIT(7)" and mine.Spreadsheet.isProtected()


def test_a_person_is_told_what_was_done_and_why_nothing_was(seen, county, unit, opening):
    document, run = opening(seen, county.returned("2026-Q1", unit, set=WRONG)), menu()
    assert "个单元格已标出，清单见“问题清单”" in Person(seen, document, run["校验本表"]).reads_and_closes()
    assert Person(seen, document, run["清除标记"]).reads_and_closes() == "标记已清除"
    assert Person(seen, document, run["关于实绩簿"]).reads_and_closes().startswith("Shijibu ")
    assert "没有保存" in Person(seen, document, run["另存上报"]).reads_and_closes()  # nobody is asked for a folder in vain
    foreign = seen.new(hidden=False)
    try:
        assert Person(seen, foreign, run["校验本表"]).reads_and_closes()
        assert "请先" not in Person(seen, foreign, run["修正函数名"]).reads_and_closes()
    finally:
        foreign.close(True)


def test_a_person_chooses_last_periods_workbook_or_none(seen, county, unit, opening, tmp_path):
    last = tmp_path / "去年" / "不叫约定的名字.xlsx"
    last.parent.mkdir()
    shutil.copy(county.returned("2026-Q1", unit), last)
    document, run = opening(seen, county.returned("2026-Q2", unit, rows={}, set={})), menu()
    title = cell(document, county, unit, "2026-Q2", "tasks[1].title")
    person = Person(seen, document, run["带入上期"])
    person.cancels()
    assert (person.reads_and_closes(), title.String) == ("没有选择，什么也没有做", "")
    person = Person(seen, document, run["带入上期"])
    person.picks(last, "Open")
    assert "从2026年第一季度带入" in person.reads_and_closes()
    assert title.String == read_back(read(last.read_bytes())).book.tables["tasks"][0].values["title"]


def test_a_person_chooses_the_folder_to_hand_in_from(seen, county, unit, opening, tmp_path):
    outbox = tmp_path / "上报"
    outbox.mkdir()
    document, run = opening(seen, county.returned("2026-Q1", unit)), menu()
    person = Person(seen, document, run["另存上报"])
    person.picks(outbox, "Select")
    name = agreed_name(county.book("2026-Q1", unit))
    assert f"已存为“{name}”" in person.reads_and_closes()
    assert check_file(outbox / name, name).accepted and not (tmp_path / name).exists()


def test_a_failure_of_ours_is_a_line_in_the_log_and_a_box_and_libreoffice_lives_on(seen, county, unit, opening):
    document, run = opening(seen, county.returned("2026-Q1", unit)), menu()
    told = Person(seen, document, run["生成公示"]).reads_and_closes()
    assert "“生成公示”没有完成" in told and str(seen.log) in told
    assert "ZeroDivisionError: broken on purpose" in seen.log.read_text(encoding="utf-8")
    assert Person(seen, document, run["清除标记"]).reads_and_closes() == "没有要清除的标记"


def open_document(office: Office, title: str) -> Any:
    """The open document of that title."""
    documents = office.context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", office.context).Components.createEnumeration()
    while documents.hasMoreElements():
        document = documents.nextElement()
        if document.Title.startswith(title):
            return document
    raise AssertionError(f"no document {title}")


def column(document: Any, sheet: str, letter: str, rows: int) -> list[str]:
    """What a list shows in a column, from its first row on."""
    return [document.Sheets.getByName(sheet).getCellRangeByName(f"{letter}{FIRST + 1 + n}").String for n in range(rows)]


def test_the_office_does_a_round_from_the_menu_alone(seen, tmp_path):
    """Sends it out, looks through what came back, consolidates, and sees who still owes; no workbook of a unit is in front."""
    county, front, run = County.made(tmp_path / "people", units=3), seen.new(hidden=False), menu()
    roster, desk, inbox = tmp_path / "名册.xlsx", tmp_path / "考评", tmp_path / "收件"
    roster.write_bytes(roster_workbook(county.scheme, county.roster))
    for folder in (desk, inbox):
        folder.mkdir()
    try:
        person = Person(seen, front, run["下发本期"])
        person.fills_in("下发本期", {"期次": "2026年第一季度"}, {"台账所在的文件夹": desk, "名册": roster, "下发到": desk})
        assert "已下发 3 本工作簿" in person.reads_and_closes()
        listed, out = open_document(seen, "2026年第一季度下发清单"), desk / "德清县2026年第一季度下发_deqing"
        assert column(listed, "下发清单", "E", 3) == sorted(f.name for f in out.glob("*.xlsx")) and listed.URL == ""
        listed.close(True)

        units = [u.code for u in county.roster.units]
        with Ledger.open(f"sqlite:///{(desk / LEDGER).as_posix()}") as ledger:
            county.files = {("2026-Q1", i.unit): out / i.file for i in ledger.issued("deqing", "2026-Q1").issues.values()}
        shutil.copy(county.returned("2026-Q1", units[0]), inbox)
        wrong = Path(shutil.copy(county.returned("2026-Q1", units[1], set=WRONG), inbox))
        person = Person(seen, front, run["检查收件夹"])
        person.fills_in("检查收件夹", paths={"收件夹": inbox})  # the ledger is still known
        assert "共 2 个文件：可以接收 1，退回 1" in person.reads_and_closes()
        looked = open_document(seen, "收件检查")
        at = column(looked, "文件", "B", 2).index(units[1])
        assert column(looked, "文件", "E", 2)[at] == "退回" and "“九成”不是数字" in column(looked, "问题", "I", 3)
        link = looked.Sheets.getByName("文件").getCellRangeByName(f"A{FIRST + 1 + at}").TextFields.getByIndex(0).URL
        assert Path(unquote(urlsplit(link).path)) == wrong and urlsplit(link).scheme == "file"
        looked.close(True)

        person = Person(seen, front, run["汇总"])
        person.fills_in("汇总", {"收到日期": "2026-04-01"})  # where from and where to are still known
        assert "接收 1 家，退回 1 家" in person.reads_and_closes()
        report = open_document(seen, "report.xlsx")
        assert Path(unquote(urlsplit(report.URL).path)) == desk / "德清县2026年第一季度汇总_deqing" / "report.xlsx"
        report.close(True)

        person = Person(seen, front, run["催报名单"])
        person.fills_in("催报名单")
        assert "须催报 2 家" in person.reads_and_closes()
        owing = open_document(seen, "2026年第一季度催报名单")
        assert column(owing, "催报名单", "A", 3) == [*units[1:], ""] and "九成" in "".join(column(owing, "催报名单", "I", 2))
        owing.close(True)

        person = Person(seen, front, run["下发本期"])
        person.gives_up("下发本期")
        assert person.reads_and_closes() == "没有选择，什么也没有做"
    finally:
        front.close(True)


def test_a_new_macro_is_in_the_menu_and_runs_without_a_word_here(seen, county, unit, opening, monkeypatch):
    monkeypatch.setitem(MACROS, "extra", Macro("新宏", MACROS["check"].function))
    document = opening(seen, county.returned("2026-Q1", unit))
    assert Person(seen, document, menu()["新宏"]).reads_and_closes() == "新宏看到了封面"


def test_a_person_whose_installation_was_moved_is_told_what_to_run(tmp_path, opening):
    extension = moved(tmp_path)
    with SeenOffice([extension], {"SHIJIBU_ADDIN_LOG": str(tmp_path / "addin.log")}) as office:
        document = office.new(hidden=False)
        assert "shijibu addin install libreoffice" in Person(office, document, menu()["校验本表"]).reads_and_closes()
        document.close(True)
    with Office(extensions=[extension], environment={"SHIJIBU_ADDIN_LOG": str(tmp_path / "addin.log")}) as office:
        document = office.new(hidden=False)
        choose(office, document, menu()["校验本表"])  # comes back, with nobody there to press a button
        document.close(True)
