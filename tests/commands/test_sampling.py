"""Lists to draw from, as people keep them: read as a person sees them, and what is doubtful is said."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from shijibu.sampling import CannotSample, draw

ROWS = [["编号", "类别"], [1, "乡镇"], [2, "乡镇"], [3, "乡镇"], [4, "部门"], [5, "部门"]]


def listed(folder: Path, rows=ROWS, change=lambda sheet: None) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    change(book.active)
    book.save(folder / "名单.xlsx")
    return folder / "名单.xlsx"


def drawn(path: Path, size: int = 3, strata: str = "类别", **options):
    """The rows drawn, headings first, and the record."""
    out = path.with_name("out.xlsx")
    record = draw(path, strata, size, "s", out, **options)
    return [[c.value for c in row] for row in load_workbook(out).worksheets[0]], record


def test_headings_are_sought_below_a_title_and_compared_as_names(tmp_path):
    rows, record = drawn(listed(tmp_path, [["2026年抽样名单"], [], ["编 号", "类　别"], *ROWS[1:]]))
    assert rows[0] == ["编 号", "类　别"] and len(rows) == 4
    assert (record["rows"], record["id"], record["notices"]) == (5, "编 号", [])


def test_cells_are_what_the_list_shows(tmp_path):
    def looks(sheet):
        for r in range(2, 7):
            sheet.cell(r, 3, datetime(2020, 3, r)).number_format = "yyyy-mm-dd"
            sheet.cell(r, 4, 0.45).number_format = "0%"
            sheet.cell(r, 1).number_format = "000"

    rows, _ = drawn(listed(tmp_path, [[*ROWS[0], "入职日期", "占比"], *ROWS[1:]], looks), size=5)
    assert rows[1] == ["001", "乡镇", "2020-03-02", "45%"]


def test_a_merged_stratum_is_that_of_each_row_that_it_spans(tmp_path):
    def merge(sheet):
        sheet.merge_cells("B2:B4")
        sheet.merge_cells("B5:B6")

    _, record = drawn(listed(tmp_path, change=merge))
    assert record["sizes"] == {"乡镇": 3, "部门": 2}
    assert "合并单元格" in record["notices"][0]


def test_hidden_rows_and_rows_without_a_stratum_are_said(tmp_path):
    def hide(sheet):
        sheet.row_dimensions[2].hidden = sheet.row_dimensions[3].hidden = True
        sheet["B6"] = None

    _, record = drawn(listed(tmp_path, change=hide))
    assert [n for n in record["notices"] if "有 2 行是隐藏" in n and "第 2、3 行" in n] and [n for n in record["notices"] if "（空）" in n]
    assert record["sizes"] == {"": 1, "乡镇": 3, "部门": 1}


def test_long_ids_that_became_numbers_identify_nobody(tmp_path):
    ids = [[float(330521198001010000 + n), "乡镇"] for n in range(4)]
    _, record = drawn(listed(tmp_path, [ROWS[0], *ids]))
    assert record["id"] == "行号" and "后几位" in record["notices"][0]
    with pytest.raises(CannotSample, match=r"名单\.xlsx：“编号”一列有错误值或丢了后几位"):
        drawn(listed(tmp_path, [ROWS[0], *ids]), id_column="编号")


@pytest.mark.parametrize(("rows", "said"), [
    ([["编号", "类别"], [1, "=NA()"]], "不能用来分层"),
    ([["编号", "类别", "类 别"], [1, "甲", "乙"]], "有 2 列都叫“类别”"),
    ([["编号", "层"], [1, "甲"]], "没有“类别”这一列；第 1 行是：编号、层"),
    (ROWS[:2], "要抽 3 行，只有 1 行"),
])
def test_what_cannot_be_drawn_from_is_said_in_one_sentence(tmp_path, rows, said):
    with pytest.raises(CannotSample, match=said):
        drawn(listed(tmp_path, rows))


@pytest.mark.parametrize("name", ["damaged.xlsx", "old.xls", "scrambled.xlsx", "nonsense.csv"])
def test_a_file_that_cannot_be_read_is_said_in_one_sentence(tmp_path, name):
    whole = listed(tmp_path).read_bytes()
    contents = {"damaged.xlsx": whole[:2000], "old.xls": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096),
                "scrambled.xlsx": bytes(range(256)) * 40, "nonsense.csv": b"\xff\xff\x80"}
    (tmp_path / name).write_bytes(contents[name])
    with pytest.raises(CannotSample, match=f"^{name}：[^\n]+$"):
        drawn(tmp_path / name)


def test_a_cell_far_out_costs_nothing_and_is_said(tmp_path):
    def far(sheet):
        sheet["XFD1048576"] = "x"

    _, record = drawn(listed(tmp_path, change=far))
    assert [n for n in record["notices"] if "XFD1048576" in n]


def test_the_record_carries_what_was_said(tmp_path):
    path = tmp_path / "名单.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([["名单"], *ROWS, [6, ""]])
    draw(path, "类别", 2, "s", tmp_path / "out.csv")
    with (tmp_path / "out.record.csv").open(encoding="utf-8-sig") as file:
        assert [row[0] for row in csv.reader(file) if "（空）" in json.dumps(row, ensure_ascii=False) and row[0] == "说明"] == ["说明"]


HEADED = {
    "one above the other": ([["编号", "类"], [None, "别"]], []),
    "merged": ([["编号", "类别", "情况", None], [None, None, "姓名", "电话"]], ["A1:A2", "B1:B2", "C1:D1"]),
    "under a group": ([["编号", "基本情况", None], [None, "类别", "姓名"]], ["A1:A2", "B1:C1"]),
}


@pytest.mark.parametrize("how", HEADED)
def test_headings_may_stand_in_two_rows(tmp_path, how):
    heads, merged = HEADED[how]

    def merge(sheet):
        for span in merged:
            sheet.merge_cells(span)

    rows, record = drawn(listed(tmp_path, [*heads, *ROWS[1:]], merge), size=5)
    assert rows[0][:2] == ["编号", "类别"]
    assert (record["rows"], record["sizes"], record["id"]) == (5, {"乡镇": 3, "部门": 2}, "编号")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "，"])
def test_a_csv_list_is_read_whatever_its_encoding_and_separator(tmp_path, encoding, separator):
    path = tmp_path / "名单.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator).writerows([[*ROWS[0], "备注"], *([*row, "甲,乙;丙"] for row in ROWS[1:])])
    rows, record = drawn(path, size=5)
    assert rows[1] == ["1", "乡镇", "甲,乙;丙"] and record["sizes"] == {"乡镇": 3, "部门": 2}


def test_a_csv_list_may_say_its_separator_and_keep_its_codes_as_text(tmp_path):
    path = tmp_path / "名单.csv"
    path.write_text('sep=;\n编号;类别\n="001";乡镇\n="002";部门\n', encoding="utf-8")
    rows, _ = drawn(path, size=2)
    assert rows[1:] == [["001", "乡镇"], ["002", "部门"]]


def test_errors_and_lost_digits_in_a_csv_list_are_those_of_its_cells(tmp_path):
    path = tmp_path / "名单.csv"
    path.write_text("编号,类别\n3.30521E+17,乡镇\n2,部门\n3,部门\n", encoding="utf-8")
    assert drawn(path, size=1)[1]["id"] == "行号"
    path.write_text("编号,类别\n1,乡镇\n2,#N/A\n", encoding="utf-8")
    with pytest.raises(CannotSample, match=r"名单\.csv!B3 是错误值"):
        drawn(path, size=1)


def test_a_list_keeps_its_commas_though_texts_in_it_hold_tabs_semicolons_and_line_breaks(tmp_path):
    with (tmp_path / "名单.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([
            ["编号", "类别", "备注"], ["1", "乡镇", "甲\t乙\n丙\t丁\n戊\t己"], ["2", "部门", '一;二="x"\n三;四'], ["3", "部门", ""]])
    record = draw(tmp_path / "名单.csv", "类别", 2, "s", tmp_path / "out.csv")
    assert (record["rows"], record["sizes"]) == (3, {"乡镇": 1, "部门": 2})
