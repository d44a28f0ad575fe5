"""The clean copy holds what the return shows, whatever the days are counted from, the cell is formatted as, or the sheet has become."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from shijibu.checks.check import Expected, check_file
from shijibu.checks.checked import Checked
from shijibu.checks.clean_copy import annotate_all
from shijibu.workbook.names import LIST_SHEET
from tests.county import County
from tests.returns.packages import KINDS, days_of_1904
from tests.returns.sheets import SLIPS

Q1, UNIT = "2026-Q1", "D01"


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> County:
    made = County.made(tmp_path_factory.mktemp("county"))
    made.issue(Q1)
    return made


def checked(county: County, file: Path) -> Checked:
    return check_file(file, str(file), Expected(key=county.ledger.key()))


def copied(county: County, file: Path, folder: Path) -> tuple[Checked, Checked, list[tuple]]:
    """A return, its clean copy, and what the copy lists as not placed: sheet, cell, content."""
    first = checked(county, file)
    (copy,) = annotate_all([first], folder / "copies")
    rows = load_workbook(copy)[LIST_SHEET].iter_rows(min_row=4, values_only=True)
    return first, checked(county, copy), [(row[1], row[3], row[4]) for row in rows if row[0] == "未放入"]


def values(file: Checked) -> dict[str, list[dict[str, Any]]]:
    return {table: [row.values for row in rows] for table, rows in file.tables.items()}


def test_days_counted_from_1904_are_the_same_days_in_the_copy(county, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(days_of_1904(county.returned(Q1, UNIT).read_bytes()))
    first, copy, _ = copied(county, tmp_path / "a.xlsx", tmp_path)
    assert values(first) == values(copy) == values(checked(county, county.returned(Q1, UNIT)))


@pytest.mark.parametrize(("slip", "listed"), [
    ("typed_and_made_something_else", []),
    ("error_pasted", []),
    ("many_stray_cells", [("工作亮相", f"Z{10 + n}", f"备注{n}") for n in range(30)]),
    ("notes_where_nothing_is_read", [("工作亮相", "L3", "补充说明"), ("工作亮相", "K6", "已与考评办沟通"), ("工作亮相", "J35", "此处备注"),
                                     ("封面", "B60", "由副职签字"), ("实绩档案表", "H10", "已打印")]),
    ("note_at_a_cell", [("工作亮相", "A6", "数据待核")]),
    ("another_sheet_by_the_title", [("工作亮相", "A1", "补报一项")]),
])
def test_the_copy_says_the_same_and_lists_the_rest(county, tmp_path, slip, listed):
    book = load_workbook(county.returned(Q1, UNIT))
    if slip in SLIPS:
        SLIPS[slip](book, county.book(Q1, UNIT))
    else:
        book["工作亮相"]["I6"] = "#REF!"
    book.save(tmp_path / "a.xlsx")
    first, copy, rest = copied(county, tmp_path / "a.xlsx", tmp_path)
    assert values(first) == values(copy)
    assert [(p.code, p.field) for p in first.problems if p.severity == "error"] == [(p.code, p.field) for p in copy.problems if p.severity == "error"]
    assert sorted(rest) == sorted(listed)


def test_a_sheet_without_its_headings_is_on_the_list_of_the_copy(county, tmp_path):
    book = load_workbook(county.returned(Q1, UNIT))
    SLIPS["headings_deleted"](book, county.book(Q1, UNIT))
    book.save(tmp_path / "a.xlsx")
    _, _, rest = copied(county, tmp_path / "a.xlsx", tmp_path)
    titles = {str(row.values["title"]) for row in county.rows(Q1, UNIT)["tasks"]}
    assert titles <= {content for sheet, _, content in rest if sheet == "工作亮相"}


def test_days_that_a_sheet_computes_are_days_in_the_copy(tmp_path):
    leishan = County.made(tmp_path, "leishan")
    leishan.issue("2026-01")
    unit = leishan.roster.units[0].code
    first, copy, _ = copied(leishan, leishan.returned("2026-01", unit), tmp_path)
    assert any(row.values["posted_on"] for row in first.tables["postings"])
    assert [p.code for p in copy.problems] == [p.code for p in first.problems]


def test_a_computed_day_that_was_overwritten_is_said_as_days(tmp_path):
    leishan = County.made(tmp_path, "leishan")
    leishan.issue("2026-01")
    unit = leishan.roster.units[0].code
    book = load_workbook(leishan.returned("2026-01", unit), data_only=True)
    place = leishan.book("2026-01", unit).places["postings"]
    book[place.sheet.title].cell(place.header + 1, place.columns["due_on"]).value = 46200
    book.save(tmp_path / "a.xlsx")
    (problem,) = [p for p in checked(leishan, tmp_path / "a.xlsx").problems if p.code == "live.differs"]
    assert problem.value == "2026-06-27" and "“2026-06-27”" in problem.message and "应为“2026-" in problem.message


@pytest.mark.parametrize(("kind", "listed"), [
    ("text_box", ("工作亮相", "", "请按此\n更正")), ("comment_with_an_answer", ("工作亮相", "A6", "这项报多了\n已核")), ("web_in_a_live_cell", None),
    ("program_on_the_cover", None), ("web_in_a_conditional_format", None), ("program_in_a_validation", None), ("name_that_starts_a_macro", None),
    ("name_that_asks_a_program", None), ("link_to_a_program", None), ("hyperlink_to_another_machine", None), ("button_with_a_macro", None),
    ("words_in_the_page_head", None),
])
def test_what_stands_beside_the_cells_is_not_in_the_copy_and_is_listed_where_it_says_something(county, tmp_path, kind, listed):
    file = county.returned(Q1, UNIT, name="beside.xlsx")
    plain = checked(county, file)
    file.write_bytes(KINDS[kind](file.read_bytes()))
    first, again, unplaced = copied(county, file, tmp_path)
    assert {p.code for p in first.problems} - {p.code for p in plain.problems}
    assert [(p.code, p.message) for p in again.problems] == [(p.code, p.message) for p in plain.problems]
    assert [tuple(part or "" for part in row) for row in unplaced] == ([listed] if listed else [])


def test_a_mark_goes_before_every_other_look_and_a_line_of_the_list_is_as_high_as_its_text(tmp_path):
    """LibreOffice lays one condition's look over a cell; a table's heading below another table is nothing that was not placed."""
    made = County.made(tmp_path / "yuhang", "yuhang", units=3)
    made.issue("2026-Q2")
    unit = made.smallest
    kind, content = "没有这一项", "很长，" * 190
    _, _, rest = copied(made, made.returned("2026-Q2", unit, set={"library[1].kind": kind, "library[2].content": content}), tmp_path)
    assert rest == []
    (copy,) = (tmp_path / "copies").glob("*.xlsx")
    book, where = load_workbook(copy), [made.where(made.book("2026-Q2", unit), f"library[{n}].{c}") for n, c in ((1, "kind"), (2, "content"))]
    for sheet, cell in where:
        rules = {rule.priority: rule for ranges in book[sheet].conditional_formatting if cell in ranges for rule in ranges.rules}
        assert len(rules) > 1 and rules[min(rules)].dxf.fill.bgColor.rgb[-6:] in ("FFC7CE", "FFE699")
        first = next(iter(book[sheet].conditional_formatting))
        assert str(first.sqref) in [c for s, c in where if s == sheet]
    listed = book[LIST_SHEET]
    tall = {row[6].value: listed.row_dimensions[row[0].row].height for row in listed.iter_rows(min_row=4) if row[6].value}
    assert max(tall.values()) < 80 and tall[next(t for t in tall if "重大事项" in t)] > 30
