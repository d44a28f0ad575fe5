"""The roster goes out as a workbook and comes back as people; every problem is said at once."""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random

import openpyxl
import pytest
from openxml_audit import FileFormat, OpenXmlValidator

from shijibu.demo.people import made_up_roster
from shijibu.roster.roster_file import RosterFault, read_roster, write_empty_roster
from shijibu.scheme.load import load
from shijibu.scheme.roster import Official, Roster, Unit

SCHEME = load("deqing")
UNITS = ["单位编码", "单位名称", "类别", "联系乡镇"]
OFFICIALS = ["干部编号", "姓名", "单位编码", "职务", "班子成员"]
UNIT_ROWS = [["T01", "青溪镇", "乡镇", ""], ["D01", "财政局", "部门", "T01"]]
OFFICIAL_ROWS = [["T01-01", "赵明", "T01", "正职", "是"], ["D01-01", "钱建", "D01", "副职", "是"]]
SMALL = Roster.of(
    [Unit(code="T01", name="青溪镇", kind="township"), Unit(code="D01", name="财政局", kind="department", links=("T01",))],
    [Official(id="T01-01", name="赵明", unit="T01", post="正职", team=True), Official(id="D01-01", name="钱建", unit="D01", post="副职", team=True)],
)


def workbook(path: Path, units, officials, *, above: int = 0) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in (("单位", units), ("干部", officials)):
        sheet = book.create_sheet(title)
        for _ in range(above):
            sheet.append(["名册"])
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def folder(path: Path, encoding: str) -> Path:
    for name, rows in (("units.csv", [UNITS, *UNIT_ROWS]), ("officials.csv", [OFFICIALS, *OFFICIAL_ROWS])):
        with (path / name).open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows(rows)
    return path


def problems(path: Path) -> list[str]:
    with pytest.raises(RosterFault) as caught:
        read_roster(path, SCHEME)
    return [p.partition(" → ")[2] for p in caught.value.problems]


@pytest.mark.parametrize(("scheme", "kinds"), [
    ("leishan", ["township", "department"]), ("yuhang", ["township", "department"]), ("tongxiang", ["township", "department"]),
    ("yuhuan", ["township", "department"]), ("quzhou", ["township", "general"]),
])
def test_every_county_takes_the_plain_kinds_and_headings(tmp_path, scheme, kinds):
    """乡镇 and 部门 are understood whatever the county calls them, and a column that it does not ask for is left alone."""
    file = workbook(tmp_path / "r.xlsx", [UNITS, *UNIT_ROWS], [OFFICIALS, *OFFICIAL_ROWS])
    assert {u.code: u.kind for u in read_roster(file, load(scheme)).units} == dict(zip(("T01", "D01"), kinds, strict=True))


def test_what_is_written_is_read_back_the_same(tmp_path):
    roster = made_up_roster(SCHEME, 20, Random(3))
    write_empty_roster(SCHEME, tmp_path / "名册.xlsx", roster)
    assert read_roster(tmp_path / "名册.xlsx", SCHEME) == roster


def test_the_same_roster_gives_the_same_bytes(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write_empty_roster(SCHEME, tmp_path / name, SMALL)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize("host", [FileFormat.OFFICE_2010, FileFormat.MICROSOFT_365])
def test_the_roster_workbook_is_valid(tmp_path, host):
    write_empty_roster(SCHEME, tmp_path / "a.xlsx", SMALL)
    result = OpenXmlValidator(host).validate(tmp_path / "a.xlsx")
    assert result.is_valid and not result.errors


def test_texts_of_a_roster_have_a_limit(tmp_path):
    long = [["T01", "镇" * 201, "乡镇", ""], ["T" * 65, "乙镇", "乡镇", ""]]
    told = [p for p in problems(workbook(tmp_path / "r.xlsx", [UNITS, *long], [OFFICIALS])) if "字以内" in p]
    assert [p.partition("，请控制在")[2] for p in told] == [" 200 字以内", " 64 字以内"] and all(len(p) < 80 for p in told)


def test_an_empty_roster_says_where_to_start(tmp_path):
    write_empty_roster(SCHEME, tmp_path / "a.xlsx")
    assert problems(tmp_path / "a.xlsx") == ["单位：还没有填写单位，请从标题行的下一行填起"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_folder_of_two_csv_files_is_a_roster(tmp_path, encoding):
    assert read_roster(folder(tmp_path, encoding), SCHEME) == SMALL


def test_headings_stand_in_any_order_below_a_title(tmp_path):
    units = [UNITS[::-1], *(row[::-1] for row in UNIT_ROWS)]
    officials = [[*OFFICIALS, "备注"], *([*row, "新任"] for row in OFFICIAL_ROWS)]
    assert read_roster(workbook(tmp_path / "a.xlsx", units, officials, above=9), SCHEME) == SMALL


def test_a_heading_in_the_eleventh_row_is_not_found(tmp_path):
    found = problems(workbook(tmp_path / "a.xlsx", [UNITS, *UNIT_ROWS], [OFFICIALS, *OFFICIAL_ROWS], above=10))
    assert found[0] == "单位：找不到标题行，前十行内应有：单位编码、单位名称、类别"


def test_a_code_that_is_a_number_is_kept_as_text(tmp_path):
    units = [UNITS, [101, "青溪镇", "乡镇", None], [102, "财政局", "部门", 101]]
    roster = read_roster(workbook(tmp_path / "a.xlsx", units, [OFFICIALS, [10101, "赵明", 101, "正职", "是"]]), SCHEME)
    assert [u.code for u in roster.units] == ["101", "102"]
    assert roster.unit("102").links == ("101",)
    assert roster.team("101")[0].id == "10101"


def test_a_column_that_the_scheme_adds_is_read_and_may_be_absent(tmp_path):
    officials = [[*OFFICIALS, "重点中层岗位"], ["T01-01", "赵明", "T01", "正职", "是", None], ["T01-09", "孙强", "T01", "科长", "否", "是"]]
    roster = read_roster(workbook(tmp_path / "a.xlsx", [UNITS, *UNIT_ROWS], officials), SCHEME)
    assert roster.official("T01-09").extra == {"middle_post": "是"}
    assert roster.official("T01-01").extra == {}


def test_blank_rows_are_passed_over(tmp_path):
    units = [UNITS, UNIT_ROWS[0], [None, "  "], UNIT_ROWS[1]]
    assert read_roster(workbook(tmp_path / "a.xlsx", units, [OFFICIALS, *OFFICIAL_ROWS]), SCHEME) == SMALL


def test_every_problem_is_said_at_once_with_its_cell(tmp_path):
    units = [UNITS, ["T01", "青溪镇", "县局", None], ["t01", "白石镇", "乡镇", "D01"], ["COUNTY", None, "部门", None]]
    units += [["D01", "财政局", "部门", "T01;T99;D02"], ["D02", "教育局", None, None]]
    officials = [OFFICIALS, ["A1", None, "T09", "正职", "是"], ["A1", "钱建", "D01", "局长", "对"], [None, "孙强", None, "局长", "是"]]
    assert problems(workbook(tmp_path / "a.xlsx", units, officials)) == [
        "单位!C2：“县局”不是类别，请填 乡镇、部门",
        "单位!A3：单位编码“t01”重复，A2 已经用过，请改一个",
        "单位!A4：“COUNTY”是考评办汇总簿专用的编码，请换一个",
        "单位!B4：没有填单位名称",
        "单位!C6：没有填类别，请填 乡镇、部门",
        "单位!D5：“单位”表里没有“T99”，请改为表里有的名称或编码，或者在表里补上",
        "干部!B2：没有填姓名",
        "干部!C2：“单位”表里没有“T09”，是否“T01”",
        "干部!A3：干部编号“A1”重复，A2 已经用过，请改一个",
        "干部!E3：“对”应为 是 或 否",
        "干部!A4：没有填干部编号",
        "干部!C4：没有填单位编码",
        "干部!D4：“局长”不是职务，请填 正职、副职",
    ]


def test_a_link_goes_from_a_department_to_a_township(tmp_path):
    units = [UNITS, ["T01", "青溪镇", "乡镇", "T02"], ["T02", "白石镇", "乡镇", None]]
    units += [["D01", "财政局", "部门", "D02"], ["D02", "教育局", "部门", None]]
    assert problems(workbook(tmp_path / "a.xlsx", units, [OFFICIALS])) == [
        "单位!D2：只有部门填“联系乡镇”，请清空这一格",
        "单位!D4：“D02”不是乡镇，请填乡镇",
    ]


def test_a_missing_heading_is_named(tmp_path):
    assert problems(workbook(tmp_path / "a.xlsx", [UNITS[:2], ["T01", "青溪镇"]], [OFFICIALS])) == [
        "单位 第 1 行：缺少标题“类别”，请补上这一列",
    ]


def test_a_file_that_is_no_workbook_is_refused_in_one_sentence(tmp_path):
    (tmp_path / "units.csv").write_text("单位编码,单位名称\n", encoding="utf-8")
    with pytest.raises(RosterFault, match=r"CSV 名册请给出放有 units\.csv 和 officials\.csv 的文件夹"):
        read_roster(tmp_path / "units.csv", SCHEME)


def test_a_folder_without_its_files_is_a_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_roster(tmp_path, SCHEME)


def test_headings_and_posts_are_read_as_names_are(tmp_path):
    units = [["单 位编码", "单位\n名称", "类　别", "联系乡镇"], ["T01", "青溪镇", "乡 镇", ""], ["D01", "财政局", "部门", "青溪镇"]]
    officials = [["干部编号", "姓　名", "单位编码", "职　务", "班子成员"], ["T01-01", "赵明", "t01", "正 职", "是"],
                 ["D01-01", "钱建", "财政局", "副职", "是"]]
    assert read_roster(workbook(tmp_path / "a.xlsx", units, officials), SCHEME) == SMALL


def test_a_missing_heading_or_an_empty_column_is_one_fault_and_not_one_for_everybody(tmp_path):
    units = [["单位编码", "单位名称"], *[row[:2] for row in UNIT_ROWS]]
    assert problems(workbook(tmp_path / "a.xlsx", units, [OFFICIALS, *OFFICIAL_ROWS])) == ["单位 第 1 行：缺少标题“类别”，请补上这一列"]
    empty = [UNITS, *[[*row[:2], None, None] for row in UNIT_ROWS]]
    assert problems(workbook(tmp_path / "b.xlsx", empty, [OFFICIALS, *OFFICIAL_ROWS])) == ["单位 第 1 行：“类别”一列都是空的，请逐行填写"]


def test_codes_and_ids_that_a_program_spoilt_are_said_at_their_cells(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [UNITS, *UNIT_ROWS], [OFFICIALS, *OFFICIAL_ROWS])
    book = openpyxl.load_workbook(path)
    book["干部"]["A2"].value, book["干部"]["A2"].number_format = 330521198001011234.0, "0"
    book["单位"]["A2"].value, book["单位"]["A2"].number_format = 46082, "m-d"
    book.save(path)
    told = problems(path)
    assert any(p.startswith("干部!A2：长编号成了数，后几位已经丢失（现为 33052119800101") for p in told) and not any("e+" in p for p in told)
    assert any(p.startswith("单位!A2：填的内容被表格软件变成了“2026-03-01”") for p in told)


def test_two_units_of_one_name_are_told_apart_by_their_codes_alone(tmp_path):
    units = [UNITS, *UNIT_ROWS, ["D02", "财政局", "部门", ""]]
    assert read_roster(workbook(tmp_path / "a.xlsx", units, [OFFICIALS, *OFFICIAL_ROWS]), SCHEME).unit("D02") is not None
    officials = [OFFICIALS, *OFFICIAL_ROWS, ["D02-01", "孙强", "财政局", "副职", "是"]]
    said = "干部!C4：有两个以上单位叫“财政局”，请写明是哪一个：财政局（D01）、财政局（D02）"
    assert problems(workbook(tmp_path / "b.xlsx", units, officials)) == [said]


def test_headings_of_a_roster_may_stand_in_two_rows(tmp_path):
    def halves(headings):
        return [[h[:2] for h in headings], [h[2:] for h in headings]]

    roster = read_roster(workbook(tmp_path / "r.xlsx", [*halves(UNITS), *UNIT_ROWS], [*halves(OFFICIALS), *OFFICIAL_ROWS]), SCHEME)
    assert roster == SMALL


def test_merged_headings_and_units_of_a_roster_stand_for_each_cell_that_they_span(tmp_path):
    path = workbook(tmp_path / "r.xlsx", [UNITS, *UNIT_ROWS], [
        ["干部编号", "基本情况", None, "职务", "班子成员"], [None, "姓名", "单位编码"], *OFFICIAL_ROWS, ["D01-02", "孙立", None, "正职", "是"]])
    book = openpyxl.load_workbook(path)
    for span in ("A1:A2", "B1:C1", "D1:D2", "E1:E2", "C4:C5"):
        book["干部"].merge_cells(span)
    book.save(path)
    assert [(o.id, o.unit) for o in read_roster(path, SCHEME).officials] == [("D01-01", "D01"), ("D01-02", "D01"), ("T01-01", "T01")]


def test_a_cell_of_a_roster_that_holds_an_error_is_one_fault(tmp_path):
    path = workbook(tmp_path / "r.xlsx", [UNITS, ["T01", "#REF!", "乡镇", ""], UNIT_ROWS[1]], [OFFICIALS, *OFFICIAL_ROWS])
    assert problems(path) == ["单位!B2：是错误值 #REF!，请改为文字"]


def test_an_id_of_a_roster_that_was_copied_without_its_last_digits_is_refused(tmp_path):
    path = workbook(tmp_path / "r.xlsx", [UNITS, *UNIT_ROWS], [OFFICIALS, ["3.30521E+17", *OFFICIAL_ROWS[0][1:]], OFFICIAL_ROWS[1]])
    (problem,) = problems(path)
    assert problem.startswith("干部!A2：") and "后几位已经丢失" in problem


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_roster_in_csv_is_read_whatever_separates_its_cells(tmp_path, separator):
    for name, rows in (("units.csv", [UNITS, *UNIT_ROWS]), ("officials.csv", [OFFICIALS, *OFFICIAL_ROWS])):
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=separator).writerows(rows)
    assert read_roster(tmp_path, SCHEME) == SMALL


def test_a_roster_that_went_out_for_another_county_is_not_taken_for_this_ones(tmp_path):
    """Its units would be sent workbooks of a county that is not theirs. Whoever means it so takes the guide out."""
    file = tmp_path / "名册.xlsx"
    write_empty_roster(load("leishan"), file, SMALL)
    (said, *others) = problems(file)
    assert said.startswith("说明!A1：这是雷山县的名册，不是德清县的") and not others
    book = openpyxl.load_workbook(file)
    del book["说明"]
    book.save(file)
    assert {u.code for u in read_roster(file, SCHEME).units} == {"T01", "D01"}
