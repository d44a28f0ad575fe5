"""The macros in a real LibreOffice: what they find, mark, fill in and save, and that each can be taken back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from shijibu.checks.check import check_file
from shijibu.problems.problem import Problem
from shijibu.returns.reader import read
from shijibu.returns.returned import read_back
from shijibu.workbook.names import HIDDEN_SHEET, LIST_SHEET, NOTICE_SHEET, UNDO_SHEET
from shijibu_addin.macros import MACROS
from shijibu_addin.macros.book_grid import grid_of
from shijibu_addin.macros.files import agreed_name
from tests.county import County

WRONG = {"tasks[1].planned": "九成", "tasks[2].weight": -1, "stars[1].proposed": 9}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    made = County.made(tmp_path_factory.mktemp("county"), units=4)
    made.issue("2026-Q1")
    made.issue("2026-Q2")
    return made


@pytest.fixture(scope="module")
def unit(county: County) -> str:
    return county.smallest


@pytest.fixture
def opening(app: xw.App, tmp_path: Path) -> Iterator[Callable[[Path], xw.Book]]:
    """Opens copies of workbooks and closes them after the test."""
    books: list[xw.Book] = []

    def opened(path: Path, name: str = "草稿.xlsx") -> xw.Book:
        copy = tmp_path / name
        shutil.copy(path, copy)
        books.append(app.books.open(copy))
        return books[-1]

    yield opened
    for book in books:
        book.close()


@pytest.fixture(scope="module")
def cell(county: County, unit: str) -> Callable[[xw.Book, str], xw.Range]:
    """Gives the cell of a field of the open workbook."""
    issued = county.book("2026-Q1", unit)

    def found(book: xw.Book, field: str) -> xw.Range:
        title, where = County.where(issued, field)
        return book.sheets[title].range(where)

    return found


def rows(book: xw.Book, table: str) -> list[dict[str, Any]]:
    """What a table of the open workbook says now."""
    here = {"tasks": "工作亮相", "projects": "项目领办", "stars": "星级评定"}[table]
    others = {s.name for s in book.sheets} - {here, HIDDEN_SHEET}
    return [r.values for r in read_back(grid_of(book, others)).book.tables[table]]


def looks(book: xw.Book, problems: list[Problem]) -> list[Any]:
    """Fill and note of each cell that a problem names."""
    cells = [book.sheets[p.sheet].range(p.cell) for p in problems if p.sheet and p.cell]
    return [(c.color, c.note.text if c.note else None) for c in cells]


def live_formulas(book: xw.Book) -> list[Any]:
    """The formulas of the tables and the cover, their live cells among them."""
    return [v for title in ("封面", "工作亮相", "星级评定") for row in book.sheets[title].used_range.formula for v in row if v.startswith("=")]


def protected(book: xw.Book) -> dict[str, bool]:
    return {s.name: s.api.isProtected() for s in book.sheets if s.name not in (LIST_SHEET, UNDO_SHEET, NOTICE_SHEET)}


def test_the_check_says_what_a_check_of_the_saved_file_says(county, unit, opening, tmp_path):
    book = opening(county.returned("2026-Q1", unit, set=WRONG))
    book.sheets["工作亮相"].range("8:8").rows.hidden = True
    said = MACROS["check"](book)
    MACROS["clear_marks"](book)
    book.save(tmp_path / "saved.xlsx")
    there = check_file(tmp_path / "saved.xlsx", "saved.xlsx").problems
    extra = {"identity.not-verified"} | {p.code for p in there if p.code == "sheet.extra" and p.sheet == UNDO_SHEET}
    assert [(p.code, p.place, p.value) for p in said.problems] == [(p.code, p.place, p.value) for p in there if p.code not in extra]
    assert {"value.not-a-number", "value.out-of-range", "row.hidden"} <= {p.code for p in said.problems}


def test_problems_are_marked_and_listed_and_clearing_leaves_no_trace(county, unit, opening, cell):
    book = opening(county.returned("2026-Q1", unit, set=WRONG))
    planned, weight = cell(book, "tasks[1].planned"), cell(book, "tasks[2].weight")
    planned.add_note("问过交通局")
    formulas, locked, sheets = live_formulas(book), protected(book), [s.name for s in book.sheets]
    fills = planned.color, weight.color
    said = MACROS["check"](book)
    assert planned.color == weight.color == (255, 199, 206)
    assert planned.note.text.startswith("问过交通局\n【错误】“九成”不是数字") and weight.note.text.startswith("【错误】")
    listed = book.sheets[LIST_SHEET].used_range.options(ndim=2).value
    assert [row[2] for row in listed[3:]] == [p.cell for p in said.problems]
    assert listed[3][:2] == ["错误", "工作亮相"]
    marked = looks(book, said.problems)
    assert MACROS["check"](book).problems == said.problems
    assert looks(book, said.problems) == marked  # a second check does not pile up
    assert not book.sheets[UNDO_SHEET].visible
    assert MACROS["clear_marks"](book).done
    assert (planned.color, weight.color) == fills
    assert planned.note.text == "问过交通局" and weight.note is None
    assert MACROS["undo"](book).done
    assert looks(book, said.problems) == marked and LIST_SHEET in [s.name for s in book.sheets]
    MACROS["undo"](book)
    assert (planned.color, weight.color) == fills and [s.name for s in book.sheets] == sheets
    assert live_formulas(book) == formulas and protected(book) == locked and all(locked.values())


def test_a_mark_that_a_person_changed_is_not_cleared(county, unit, opening, cell):
    book = opening(county.returned("2026-Q1", unit, set=WRONG))
    MACROS["check"](book)
    weight = cell(book, "tasks[2].weight")
    weight.note.text = "已和财政局核对"
    weight.color = (1, 2, 3)
    MACROS["clear_marks"](book)
    assert (weight.note.text, weight.color) == ("已和财政局核对", (1, 2, 3))


def test_suggested_stars_go_into_blank_proposals_and_can_be_taken_back(county, unit, opening, cell):
    book = opening(county.returned("2026-Q1", unit, set={"stars[2].proposed": 3}))
    formulas, before = live_formulas(book), rows(book, "stars")
    said = MACROS["suggest_stars"](book)
    stars = rows(book, "stars")
    assert said.done and said.changed == len(stars) - 1
    assert stars[1]["proposed"] == 3
    others = [i for i in range(1, len(stars) + 1) if i != 2]
    assert [stars[i - 1]["proposed"] for i in others] == [cell(book, f"stars[{i}].suggested").value for i in others]
    assert MACROS["suggest_stars"](book).changed == 0
    cell(book, "stars[3].proposed").value = 2
    assert "其中 1 处之后又改过" in MACROS["undo"](book).message
    before[2]["proposed"] = 2
    assert rows(book, "stars") == before and live_formulas(book) == formulas


def test_members_tied_for_the_last_place_are_left_to_people(county, unit, opening):
    size = len(county.roster.team(unit))
    alike = {"leader": 95, "talk": 95, "good": 20, "fairly_good": 0, "average": 0, "poor": 0, "proposed": None}
    book = opening(county.returned("2026-Q1", unit, set={f"stars[{i}].{c}": v for i in range(1, size + 1) for c, v in alike.items()}))
    said = MACROS["suggest_stars"](book)
    assert said.changed == 0 and "末位并列" in said.message
    assert all(row["proposed"] is None for row in rows(book, "stars"))


def rows_of(path: Path, table: str) -> list[dict[str, Any]]:
    return [r.values for r in read_back(read(path.read_bytes())).book.tables[table]]


@pytest.mark.parametrize("how", ["beside", "open"])
def test_last_period_is_carried_over_into_blank_cells(how, county, unit, opening, tmp_path):
    last = county.returned("2026-Q1", unit, set={"tasks[1].title": "=村道提级改造", "tasks[1].deadline": "2026-12-31"})
    was = rows_of(last, "tasks")
    name = agreed_name(county.book("2026-Q1", unit))
    blank = county.returned("2026-Q2", unit, rows={}, set={"tasks[1].title": was[1]["title"], "tasks[1].actual": 0.99})
    book = opening(blank)
    given: list[Any] = []
    if how == "beside":
        shutil.copy(last, tmp_path / name)
    else:
        given = [opening(last, "上期.xlsx")]
    said = MACROS["carry_over"](book, *given)
    assert said.done and "2026年第一季度" in said.message, said.message
    now = rows(book, "tasks")
    assert [t["title"] for t in now] == [was[1]["title"], was[0]["title"], *(t["title"] for t in was[2:])]
    assert now[0]["actual"] == 0.99 and all(t["planned"] is None for t in now)
    assert [t["actual"] for t in now[1:]] == [was[0]["actual"], *(t["actual"] for t in was[2:])]
    for column in ("owner", "weight", "responsible", "deadline", "category"):
        assert now[1][column] == was[0][column]
    assert len(rows(book, "projects")) == len(rows_of(last, "projects"))
    MACROS["undo"](book)
    assert [{c: v for c, v in row.items() if v is not None} for row in rows(book, "tasks")] == [{"title": was[1]["title"], "actual": 0.99}]


def test_only_an_earlier_workbook_of_the_same_unit_is_carried_over(county, unit, opening):
    book = opening(county.blank("2026-Q1", unit))
    other = next(u for u in county.roster.units if u.code != unit)
    assert "没有找到上期的工作簿" in MACROS["carry_over"](book).message
    assert f"是{other.name}的" in MACROS["carry_over"](book, county.blank("2026-Q1", other.code)).message
    assert "要选早于2026年第一季度" in MACROS["carry_over"](book, county.blank("2026-Q2", unit)).message
    assert "不是实绩簿发出的" in MACROS["carry_over"](book, b"PK").message
    assert "打不开" in MACROS["carry_over"](book, "没有的文件.xlsx").message


def test_the_notice_shows_the_tasks_and_the_card(county, unit, opening):
    path = county.returned("2026-Q1", unit, pace=0.5)
    book = opening(path)
    assert MACROS["notice"](book).done and MACROS["notice"](book).done
    shown = book.sheets[NOTICE_SHEET].used_range.options(ndim=2).value
    names = {o.id: o.name for o in county.roster.officials}
    assert county.roster.unit(unit).name in shown[0][0] and "本轮亮牌：红牌" in shown[1][0]
    assert shown[3][:6] == ["任务名称", "权重", "负责人", "计划进度", "实际进度", "完成比"]
    tasks = rows_of(path, "tasks")
    assert [row[:5] for row in shown[4 : 4 + len(tasks)]] == [[t["title"], t["weight"], names[t["owner"]], t["planned"], t["actual"]] for t in tasks]
    sheet, style = book.sheets[NOTICE_SHEET].api, book.api.StyleFamilies.getByName("PageStyles").getByName(book.sheets[NOTICE_SHEET].api.PageStyle)
    assert sheet.getPrintTitleRows() and sheet.getTitleRows().StartRow == sheet.getTitleRows().EndRow == 3  # the table's headings, counted from 0
    assert (style.ScaleToPagesX, style.ScaleToPagesY) == (1, 0)
    MACROS["undo"](book)
    MACROS["undo"](book)
    assert NOTICE_SHEET not in [s.name for s in book.sheets]


def test_a_sheet_of_the_units_own_is_not_taken_for_the_notice(county, unit, opening):
    book = opening(county.returned("2026-Q1", unit))
    book.sheets.add(NOTICE_SHEET).range("A1").value = "自己的"
    assert not MACROS["notice"](book).done
    assert book.sheets[NOTICE_SHEET].range("A1").value == "自己的"


def test_a_workbook_with_errors_is_not_handed_in(county, unit, opening, tmp_path):
    book = opening(county.returned("2026-Q1", unit, set=WRONG))
    said = MACROS["submit"](book)
    assert not said.done and "工作亮相!" in said.message and "请填数字，例如 90%" in said.message
    assert sorted(p.name for p in tmp_path.iterdir() if not p.name.startswith(".~")) == ["草稿.xlsx"]


def test_a_workbook_in_order_is_handed_in_under_the_agreed_name(county, unit, opening, tmp_path):
    book = opening(county.returned("2026-Q1", unit))
    MACROS["check"](book)
    MACROS["suggest_stars"](book)
    said = MACROS["submit"](book)
    target = tmp_path / agreed_name(county.book("2026-Q1", unit))
    assert said.done and said.path == target, said.message
    checked = check_file(target, target.name)
    assert checked.accepted and (checked.unit, checked.period) == (unit, "2026-Q1")
    assert not {"sheet.extra", "live.differs", "live.error", "table.name-gone"} & {p.code for p in checked.problems}
    assert (tmp_path / "草稿.xlsx").is_file()


def test_a_workbook_is_handed_in_from_a_folder_of_ones_choice_and_again_from_its_own(county, unit, opening, tmp_path):
    book, outbox = opening(county.returned("2026-Q1", unit)), tmp_path / "上报"
    outbox.mkdir()
    assert "什么也没有做" in MACROS["submit"](book, lambda: None).message
    target = outbox / agreed_name(county.book("2026-Q1", unit))
    assert MACROS["submit"](book, lambda: outbox).path == target and target.is_file()
    MACROS["suggest_stars"](book)
    assert MACROS["submit"](book, outbox).done and rows_of(target, "stars")[0]["proposed"]
    assert "没有存成" in MACROS["submit"](book, tmp_path / "草稿.xlsx").message


def test_a_file_of_the_agreed_name_is_not_overwritten(county, unit, opening, tmp_path):
    target = tmp_path / agreed_name(county.book("2026-Q1", unit))
    target.write_bytes(b"earlier")
    said = MACROS["submit"](opening(county.returned("2026-Q1", unit)))
    assert not said.done and "没有覆盖" in said.message and target.read_bytes() == b"earlier"


def test_a_foreign_workbook_is_told_from_ours(app, tmp_path):
    book = app.books.add()
    try:
        for name in ("check", "suggest_stars", "carry_over", "notice", "submit"):
            said = MACROS[name](book)
            assert not said.done and said.message
        assert MACROS["undo"](book).message == "没有可撤销的步骤"
    finally:
        book.close()
