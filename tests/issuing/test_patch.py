"""Filling a workbook by patching its cells: what was put in is read back, and all else stays."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta, timezone

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from shijibu.issuing.patch import Master
from shijibu.returns.grid import Cell
from shijibu.returns.reader import read


def made() -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "num_format": "0%"})
        page = book.add_worksheet("表 & <一>")
        page.write("A1", "标题", bold)
        page.write_blank("B1", None, bold)
        page.write_formula("C1", '=IF(B1>0,"有","无")', bold, "无")
        page.write_blank("D1", None, bold)
        book.add_worksheet("二").write("A1", 5)
        book.set_custom_property("identity", "-", "text")
    return stream.getvalue()


DATA, TITLE = made(), "表 & <一>"
MASTER = Master(DATA)


def filled(**cells) -> dict[str, Cell]:
    grid = read(MASTER.fill({TITLE: cells}))
    return {"ABCD"[c - 1] + str(r): cell for (r, c), cell in grid.sheets[0].cells.items()}


def test_the_titles_are_as_people_see_them():
    assert MASTER.titles == [TITLE, "二"]


@pytest.mark.parametrize("value", [
    0.45, 0, -1.5, 1e-9, 12345678901234, True, False, "甲", "<b>&amp;\"'", " 两边空 ", "多\n行", "=1+1", "_x0041_", "\x0b", "😀", "a\rb",
])
def test_what_is_put_in_a_cell_is_read_back(value):
    cell = filled(B1=value)["B1"]
    assert (cell.value, cell.formula) == (value, None)
    assert isinstance(cell.value, bool) == isinstance(value, bool)


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30))
def test_any_text_is_read_back(text):
    assert filled(B1=text)["B1"].value == text


def test_a_cleared_cell_is_blank_and_the_others_stay():
    told = filled(A1=None)
    assert "A1" not in told
    assert told["C1"] == Cell("无", "text", 'IF(B1>0,"有","无")')


@pytest.mark.parametrize("value", ["有", 3, True, ""])
def test_a_formula_stays_and_shows_the_value(value):
    told = filled(C1=value)["C1"]
    assert (told.value, told.formula) == (value, 'IF(B1>0,"有","无")')


def test_openpyxl_loads_it_with_the_styles_kept():
    data = MASTER.fill({TITLE: {"B1": 0.45, "D1": "=甲", "C1": "有"}, "二": {"A1": 6}})
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book[TITLE]
    assert (page["B1"].value, page["B1"].number_format, page["D1"].value, page["D1"].font.bold) == (0.45, "0%", "=甲", True)
    assert page["D1"].data_type != "f"
    assert (page["C1"].value, book["二"]["A1"].value) == ('=IF(B1>0,"有","无")', 6)


def test_the_same_values_give_the_same_bytes_in_any_order():
    assert MASTER.fill({TITLE: {"A1": 1, "B1": 2}}) == Master(DATA).fill({TITLE: {"B1": 2, "A1": 1}})


def test_filling_twice_does_not_add_up():
    MASTER.fill({TITLE: {"A1": "先"}})
    assert filled(B1=1)["A1"].value == "标题"


def test_the_time_of_saving_is_set():
    saved = datetime(2026, 4, 5, 9, 30, tzinfo=UTC)
    assert read(MASTER.fill({}, modified=saved)).modified == saved


@pytest.mark.parametrize("told", [datetime(2026, 4, 5, 9, 30), datetime(2026, 4, 5, 17, 30, tzinfo=timezone(timedelta(hours=8)))])
def test_the_time_of_saving_is_the_same_wherever_it_is_set(told):
    assert read(MASTER.fill({}, modified=told)).modified == datetime(2026, 4, 5, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("value", ["T01|甲", "<&>\"'", "a\rb"])
def test_a_property_is_set(value):
    stored = openpyxl.load_workbook(io.BytesIO(MASTER.fill({}, properties={"identity": value}))).custom_doc_props["identity"].value
    assert stored.replace("_x000D_", "\r") == value


def test_a_property_that_is_not_there_is_named():
    with pytest.raises(KeyError, match="missing"):
        MASTER.fill({}, properties={"missing": "1"})


class Half(float):
    """As numpy's numbers, whose repr is no number."""

    def __repr__(self) -> str:
        return f"Half({float(self)})"


def test_a_number_of_another_library_is_a_number():
    assert filled(B1=Half(0.5))["B1"] == Cell(0.5, "number", shown="50%")


@pytest.mark.parametrize(("title", "cell"), [(TITLE, "Z99"), ("没有", "A1")])
def test_a_cell_that_is_not_there_is_named(title, cell):
    with pytest.raises(KeyError, match=cell if title == TITLE else title):
        MASTER.fill({title: {cell: 1}})


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="B1"):
        MASTER.fill({TITLE: {"B1": value}})


def test_a_row_grows_with_its_texts_where_the_master_leaves_its_height_open():
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表")
        sheet.set_column(0, 0, 20)
        sheet.set_row(2, 18)
        for row in range(4):
            sheet.write_blank(row, 0, None, book.add_format({"text_wrap": True}))
    first = Master(held.getvalue()).fill({"表": {"A1": "字" * 30, "A2": "短", "A3": "字" * 30}})
    second = Master(first).fill({"表": {"A1": "字", "A4": "上\n下"}})
    heights = openpyxl.load_workbook(io.BytesIO(second))["表"].row_dimensions
    # 30 Chinese characters are 60 wide; 19.2 of the column's 20.7 hold text: 4 lines of 16 points, and 4 of edges.
    assert [heights[n].height for n in (1, 2, 3, 4)] == [68, None, 18, 36]


def test_a_long_sheet_is_the_same_whether_its_stretches_were_packed_before_or_not():
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表")
        for row in range(4_000):
            sheet.write_row(row, 0, [row, f"第{row + 1}行", row % 7])
    master, rows = Master(held.getvalue()), (1, 2, 700, 2_001, 4_000)
    for cells in ({f"C{row}": "改" for row in rows}, {"A1": 0}, {f"C{row}": "再改" for row in rows}):
        data = master.fill({"表": cells})
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            assert package.testzip() is None
        there = openpyxl.load_workbook(io.BytesIO(data))["表"]
        assert all(there[address].value == value for address, value in cells.items())
        assert [(a.value, b.value) for a, b in there["A2:B4000"]] == [(n, f"第{n + 1}行") for n in range(1, 4_000)]
        assert data == Master(held.getvalue()).fill({"表": cells})
