"""这个数怎么来的 and 试改规则 from the menu of a real LibreOffice: in a report, also one that it saved, in a unit's and in a scheme's workbook."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shijibu.report.explained_rows import ExplainedSheet, explained_sheet
from shijibu.report.simulation_lists import simulation_lists
from shijibu.report.simulation_said import simulation_sections
from shijibu.report.why import why
from shijibu.rounds.decided import DecidedRound, decided_rounds
from shijibu.scheme.differing import differences
from shijibu.scheme_book.draw import draw
from shijibu.scheme_book.load import read_book
from shijibu.simulation.simulate import simulate
from shijibu.simulation.sweep import with_value
from shijibu.workbook.names import WHY_SHEET
from shijibu_addin.libreoffice.extension import unpack
from shijibu_addin.libreoffice.office import Office
from tests.county import County
from tests.decided_counties import reported
from tests.libreoffice.person import Person, SeenOffice
from tests.libreoffice.test_addin_menu import menu, sheets

TITLE = "这个数怎么来的"


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return reported(tmp_path_factory.mktemp("county"), "deqing")


@pytest.fixture(scope="module")
def round_(county: County) -> DecidedRound:
    return next(decided_rounds(county.ledger, "deqing"))


@pytest.fixture(scope="module")
def report(county: County) -> Path:
    return county.inbox("2026-Q4").parent / "result" / "report.xlsx"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SeenOffice]:
    folder = tmp_path_factory.mktemp("seen")
    environment = {"SHIJIBU_ADDIN_LOG": str(folder / "addin.log"), "XDG_CONFIG_HOME": str(folder / "own")}
    with SeenOffice([unpack(folder / "shijibu")], environment) as running:
        yield running
    assert not (folder / "addin.log").exists(), (folder / "addin.log").read_text(encoding="utf-8")


@pytest.fixture
def opening(office: Office) -> Iterator[Callable[[Path], Any]]:
    documents: list[Any] = []

    def opened(path: Path) -> Any:
        documents.append(office.open(path, hidden=False))
        return documents[-1]

    yield opened
    for document in documents:
        document.close(True)


def returned_of(round_: DecidedRound) -> str:
    """The unit whose workbook is in hand."""
    return next(u.code for u in round_.roster.units if u.code in round_.evaluation.books)


def asked(office: SeenOffice, document: Any, title: str, cell: str) -> str:
    """Selects a cell, chooses the entry, and gives what the box says."""
    sheet = document.Sheets.getByName(title)
    document.CurrentController.setActiveSheet(sheet)
    document.CurrentController.select(sheet.getCellRangeByName(cell))
    return Person(office, document, menu()[TITLE]).reads_and_closes()


def used(document: Any) -> Any:
    sheet = document.Sheets.getByName(WHY_SHEET)
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    return sheet.getCellRangeByPosition(0, 0, cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow)


def seen_rows(document: Any) -> list[list[str]]:
    """The texts of the side sheet."""
    return [list(row) for row in used(document).getDataArray()]


def links(document: Any) -> list[str]:
    """Where its cells lead, row by row."""
    cells = used(document)
    there = [(r, c) for r, row in enumerate(cells.getDataArray()) for c, text in enumerate(row) if c > 3 and "!" in text]
    return [field.getByIndex(0).URL for r, c in there if (field := cells.getCellByPosition(c, r).TextFields).Count]


def same(document: Any, sheet: ExplainedSheet) -> None:
    """The side sheet has the explanation's title, first line and rows."""
    title, first, notices, _, *rows = seen_rows(document)
    assert (title[0], first[0]) == (sheet.title, sheet.first) and notices[0].startswith(sheet.notices[0])
    assert [row[:4] for row in rows] == [[r.step, r.value, r.rules, r.how] for r in sheet.rows]
    assert [[text for text in row[4:] if text] for row in rows] == [
        [*([r.file] if r.file else []), *(place.said for place in r.places)] for r in sheet.rows]


def place_of(document: Any, title: str, heading: str, code: str) -> str:
    """The cell of a list under a heading, in the row of a code."""
    sheet = document.Sheets.getByName(title)
    headings = [sheet.getCellByPosition(c, 3).String for c in range(30)]
    row = next(r for r in range(4, 60) if code in (sheet.getCellByPosition(0, r).String, sheet.getCellByPosition(2, r).String))
    return str(sheet.getCellByPosition(headings.index(heading), row).AbsoluteName.rpartition(".")[2].replace("$", ""))


def test_a_figure_of_the_report_is_explained_beside_it_with_links_into_the_returned_workbook(office, opening, report, county, round_):
    document = opening(report)
    unit = returned_of(round_)
    cell = place_of(document, "单位", "进度指数", unit)
    said = asked(office, document, "单位", cell)
    expected = explained_sheet(why(round_, unit, "index"), round_.scheme, {u: Path(f.path).name for u, f in round_.files.accepted.items()})
    assert said == f"{expected.first}。每一步见“{WHY_SHEET}”" and expected.first.startswith("进度指数 = ")
    same(document, expected)
    back, *files = links(document)
    assert back == f"#'单位'.{cell}" and document.CurrentController.ActiveSheet.Name == WHY_SHEET
    returned = (county.inbox("2026-Q4") / round_.files.accepted[unit].path).as_uri()
    assert files == [f"{returned}#'{p.sheet}'!{p.cell}" for row in expected.rows for p in row.places] and len(files) > 2


def test_the_sheet_is_written_anew_and_goes_again_and_nobodys_own_sheet_is_touched(office, opening, report, round_, tmp_path):
    saved = tmp_path / "另存.xlsx"
    document = opening(report)
    before = sheets(document)
    document.Sheets.getByName("单位").Columns.insertByIndex(1, 1)  # as people do
    document.storeToURL(saved.as_uri(), office.properties(FilterName="Calc MS Excel 2007 XML"))
    document = opening(saved)
    assert "选中的格里不是可以说明的数" in asked(office, document, "总览", "A1")
    unit = returned_of(round_)
    document.CurrentController.setActiveSheet(sheet := document.Sheets.getByName("单位"))
    document.CurrentController.select(sheet.getCellRangeByName(place_of(document, "单位", "进度指数", unit)))
    person = Person(office, document, menu()[TITLE])
    person.cancels()
    assert person.reads_and_closes() == "没有选择，什么也没有做" and sheets(document) == before
    person = Person(office, document, menu()[TITLE])
    person.picks(report.parents[2] / "shijibu.db", "Open")
    person.reads_and_closes()
    same(document, explained_sheet(why(round_, unit, "index"), round_.scheme, {u: Path(f.path).name for u, f in round_.files.accepted.items()}))
    assert Person(office, document, menu()["撤销上一步"]).reads_and_closes() == "已撤销上一步" and sheets(document) == before
    document.Sheets.insertNewByName(WHY_SHEET, 0)
    assert "请先改名再用" in asked(office, document, "单位", "H5") and document.Sheets.getByName(WHY_SHEET).getCellByPosition(0, 0).String == ""


def test_a_live_cell_of_a_units_workbook_is_explained_from_the_workbook_itself(office, opening, county, round_, tmp_path):
    unit = returned_of(round_)
    file = round_.files.accepted[unit]
    copy = tmp_path / "草稿.xlsx"
    shutil.copy(county.inbox("2026-Q4") / file.path, copy)
    document = opening(copy)
    before, sheet, ratio = sheets(document), *County.where(county.book("2026-Q4", unit), "tasks[1].ratio")
    _, planned = County.where(county.book("2026-Q4", unit), "tasks[1].planned")
    assert "是填报的，不是算出来的" in asked(office, document, sheet, planned)
    assert asked(office, document, sheet, ratio).startswith("完成比 = ")
    title, *_ = seen_rows(document)
    ratio_value = document.Sheets.getByName(sheet).getCellRangeByName(ratio).Value
    assert title[0].startswith("完成比（工作任务“") and any(f"{ratio_value:.2f}" in row[1] for row in seen_rows(document))
    assert {f"#'{sheet}'.{ratio}", f"#'{sheet}'.{planned}"} <= set(links(document))
    name = document.NamedRanges.getByName("unit.index").ReferredCells
    said = asked(office, document, name.Spreadsheet.Name, name.AbsoluteName.rpartition(".")[2].replace("$", ""))
    assert said.startswith("进度指数 = ")
    own = explained_sheet(why(round_, unit, "index"), round_.scheme, {})
    same(document, own)
    assert {f"#'{p.sheet}'.{p.cell}" for row in own.rows for p in row.places} <= set(links(document))
    assert len(sheets(document)) == len(before) + 1
    outbox = tmp_path / "上报"
    outbox.mkdir()
    person = Person(office, document, menu()["另存上报"])
    person.picks(outbox, "Select")
    assert "可以上报" in person.reads_and_closes() and sheets(document) == before, "what is handed in has no sheet of ours"


def values(document: Any, title: str) -> list[list[Any]]:
    """What stands on a sheet, without its empty cells."""
    sheet = document.Sheets.getByName(title)
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    cells = sheet.getCellRangeByPosition(0, 0, cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow)
    return [[v for v in row if v != ""] for row in cells.getDataArray()]


def test_a_scheme_workbook_is_tried_as_it_stands_and_stays_one_that_is_imported(office, opening, county, tmp_path):
    file = tmp_path / "德清方案.xlsx"
    file.write_bytes(draw(county.scheme))
    document, entry = opening(file), menu()["试改规则"]
    own = sheets(document)
    person = Person(office, document, entry)
    person.gives_up("试改规则")
    assert person.reads_and_closes() == "没有选择，什么也没有做" and sheets(document) == own
    person = Person(office, document, entry)
    person.fills_in("试改规则", paths={"台账所在的文件夹": county.folder})
    assert person.reads_and_closes() == (
        "试算的方案与各期所用的方案没有不同。1 期的结果都没有不同，见“试算概况”等 6 张表。这是试算，台账里的结果没有改动。")
    document.storeToURL((tmp_path / "试过.xlsx").as_uri(), office.properties(FilterName="Calc MS Excel 2007 XML"))
    assert not differences(read_book(tmp_path / "试过.xlsx", computed=True), read_book(file)), "our sheets are none of the scheme's"

    numbers = document.Sheets.getByName("参数")
    row = next(r for r in range(60) if numbers.getCellByPosition(1, r).String == "yellow_below")
    numbers.getCellByPosition(2, row).Value = 104
    person = Person(office, document, entry)
    person.fills_in("试改规则")  # the ledger is there from the last time
    assert "（DQ-2.yellow_below）90 → 104" in person.reads_and_closes()
    expected = simulate(county.ledger, with_value(county.scheme, "DQ-2.yellow_below", 104.0))
    assert sheets(document)[: len(own)] == own and [t.removeprefix("试算") for t in sheets(document)[len(own):]] == [
        "概况", "参数", "单位", "干部", "名单", "分布"]
    assert [text for title, texts in simulation_sections(expected) for text in (title, *texts)] == [
        text for (text,) in values(document, "试算概况")[2:]]
    for listing in simulation_lists(expected):
        there = values(document, f"试算{listing.title}")[3:]
        assert there == ([[str(v) for v in row if v not in (None, "")] for row in listing.rows] or [["无"]])
    numbers.getCellByPosition(2, row).Value = 10
    assert "参数!C" in Person(office, document, entry).reads_and_closes(), "what is wrong is said before anything is asked"
    assert Person(office, document, menu()["撤销上一步"]).reads_and_closes() == "已撤销上一步" and sheets(document) == own
