"""Worked examples in a scheme workbook: written as people write, failing ones marked, older workbooks without them taken."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from shijibu.returns.admission import grid_of
from shijibu.scheme.load import load
from shijibu.scheme.model import Scheme
from shijibu.scheme_book.again import annotated
from shijibu.scheme_book.draw import draw
from shijibu.scheme_book.load import ExamplesFail, book_in, failing, judged, read_book
from tests.scheme_book.edited import Edited, told

GUIDE = Path(__file__).parents[2] / "docs" / "scheme_workbook.zh-CN.md"
SHEETS = ("算例", "算例名册", "算例前期", "算例填写", "算例应为")


def test_cells_are_read_as_the_columns_of_a_return_are():
    book = Edited.of(draw(load("yuhuan")))
    percent, day = book.cell("算例填写", "码头扩建", "第3栏"), book.cell("算例填写", "抢险", "第3栏")
    assert percent.value == 0.6 and day.value == "2026-03-02"
    percent.value, day.value, day.number_format = "60%", date(2026, 3, 2), "yyyy/m/d"
    period = book.cell("算例", "一事一奖一个月内兑现", "期")
    period.value, period.number_format = date(2026, 4, 1), "mmm-yy"  # what Excel makes of 2026-04 in a cell without a format
    again = told(book.data())
    assert isinstance(again, Scheme), again
    assert again.model_dump() == load("yuhuan").model_dump()


def test_an_example_may_be_written_below_with_names_as_people_write_them():
    book = Edited.of(draw(load("deqing")))
    for sheet, line in (
        ("算例", ["三项任务", "DQ-2", None, "2026-Q3", "乡镇"]),
        ("算例填写", ["三项任务", "工作任务", None, "任务名称 ", "权重", "计划进度", "实际进度"]),
        ("算例填写", [None, None, None, "甲", "10", "100％", 0.8]),
        ("算例填写", ["三项任务", "工作任务", None, "乙", 10, 1, "90%"]),  # names said again in every row
        ("算例应为", ["三项任务", None, "进度 指数", 85]),
        ("算例应为", ["三项任务", None, "unit_index", 85]),
    ):
        tab, row = book.book[sheet], max(r[0].row for r in book.book[sheet].iter_rows() if any(c.value for c in r)) + 1
        for column, value in enumerate(line, 1):
            tab.cell(row, column).value = value
    tab.cell(row, 3).value = "index"  # the scheme's own word does as well
    again = told(book.data())
    assert isinstance(again, Scheme), again
    example = again.examples[-1]
    assert example.kind == "township" and example.given[0].rows == [["甲", 10, 1, 0.8], ["乙", 10, 1, 0.9]]
    assert [e.figure for e in example.expects] == ["index", "index"] and failing(book_in(grid_of(book.data()), "x"), again) == []


def test_what_fails_is_marked_at_its_cell():
    book = Edited.of(draw(load("deqing")))
    cell = book.cell("算例应为", "工作任务.完成比", "应为")
    assert cell.value == "0.75\n0.75"
    cell.value = "0.75\n0.8"
    row = book.cell("算例填写", "两代表一委员", "第2栏")
    row.value = "两代表"
    read = book_in(grid_of(book.data()), "方案.xlsx")
    scheme = judged(read)
    assert isinstance(scheme, Scheme)
    faults = failing(read, scheme)
    assert f"算例应为!{cell.coordinate}" in [str(at) for at, _ in faults]
    assert any("应为 0.75、0.8，算出 0.75、0.75" in what for _, what in faults)
    assert any(str(at).startswith("算例填写!") and at.row == row.row and "没有与这一行相符的行" in what for at, what in faults)
    copy = load_workbook(BytesIO(annotated(read, faults)))
    at, what = next((at, what) for at, what in faults if at.sheet == "算例应为")
    assert what in copy["算例应为"].cell(at.row, at.column).comment.text
    headed = copy["算例填写"].cell(row.row - 3, 1)
    assert headed.value == "评议机关按评议组加权" and headed.font.bold, "the copy looks as the export does"


def test_the_guide_s_own_change_is_told_as_it_says_and_may_be_tried_but_not_imported(tmp_path):
    book = Edited.of(draw(load("deqing")))
    book.cell("参数", "yellow_below", "取值").value = 80
    (tmp_path / "德清方案.xlsx").write_bytes(book.data())
    assert read_book(tmp_path / "德清方案.xlsx").parameter("DQ-2.yellow_below") == 80
    with pytest.raises(ExamplesFail) as refused:
        read_book(tmp_path / "德清方案.xlsx", computed=True)
    quoted = next(line for line in GUIDE.read_text(encoding="utf-8").splitlines() if line.startswith("算例应为!"))
    told = refused.value.sentences
    assert quoted.removesuffix("…") in told[1] and "按新的规则改算例" in told[-1]
    assert f"共 {len(told) - 2} 处要改" in GUIDE.read_text(encoding="utf-8")
    assert all(f"| {sheet} |" in GUIDE.read_text(encoding="utf-8") for sheet in SHEETS)


def test_a_row_without_its_heading_is_told():
    book = Edited.of(draw(load("deqing")))
    tab = book.book["算例填写"]
    first = next(r[0].row for r in tab.iter_rows(min_row=5) if r[0].value)
    for column in range(1, 4):
        tab.cell(first, column).value = None
    faults = told(book.data())
    assert isinstance(faults, list) and any("上面没有写是哪个算例、哪张表、哪些栏目" in what for _, what in faults)
    tab.cell(first, 1).value = "完成比按权重加权，得 75"
    faults = told(book.data())
    assert isinstance(faults, list) and any("没有写是哪张表" in what for _, what in faults)


def test_a_workbook_from_before_there_were_examples_is_taken_and_one_that_lost_a_sheet_is_not():
    book = Edited.of(draw(load("deqing")))
    book.book.remove(book.book["算例应为"])
    faults = told(book.data())
    assert isinstance(faults, list) and any("没有工作表“算例应为”" in what for _, what in faults)
    for sheet in SHEETS[:-1]:
        book.book.remove(book.book[sheet])
    again = told(book.data())
    assert isinstance(again, Scheme) and again.examples == []
