"""Where units are named: in names, out of a list that the workbook holds, with codes for whoever knows them."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl

from shijibu.issuing.issued import RoundWorkbooks
from shijibu.returns.reader import read
from shijibu.returns.returned import read_back
from shijibu.scheme.load import load
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Roster, Unit
from shijibu.workbook.names import UNITS_SHEET

KEY = b"key"
UNITS = [Unit(code="T01", name="河东镇", kind="township"), Unit(code="D01", name="教育局", kind="department"),
         Unit(code="D02", name="民政局", kind="department"), Unit(code="D03", name="民政局", kind="department")]
ROSTER = Roster.of(UNITS, [Official(id="D01-01", name="张三", unit="D01", post="正职", team=True)])


def made(scheme: str, when: str, code: str, committed=None):
    scheme_ = load(scheme)
    period = Period.parse(when, scheme_.cadence)
    unit = ROSTER.unit(code) or Unit(code=code, name=code, kind="county")
    data, _ = RoundWorkbooks(scheme_, period, ROSTER, deadline=date(2026, 12, 31)).workbook(unit, 1, KEY, committed)
    return data, openpyxl.load_workbook(BytesIO(data))


def test_a_workbook_that_asks_for_units_holds_their_names_with_kind_and_code():
    sheet = made("deqing", "2026-Q1", "D01")[1][UNITS_SHEET]
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=4, max_col=3)]
    assert rows == [["单位名称", "类别", "单位编码"], ["河东镇", "乡镇", "T01"], ["教育局", "部门", "D01"],
                    ["民政局（D02）", "部门", "D02"], ["民政局（D03）", "部门", "D03"]]
    assert sheet.sheet_state == "visible" and sheet.protection.sheet and UNITS_SHEET not in made("leishan", "2026-03", "D01")[1].sheetnames


def test_where_one_unit_is_wanted_the_names_drop_down_and_where_several_are_the_cell_says_where_they_are():
    book = made("tongxiang", "2026-03", "D01")[1]
    rules = {r.promptTitle: (r.type, r.formula1, r.prompt) for r in book["民情夜记"].data_validations.dataValidation}
    assert rules["上报镇街"][:2] == ("list", "units_list_township")
    assert book.defined_names["units_list_township"].attr_text == f"{UNITS_SHEET}!$A$5:$A$5"
    rules = {r.promptTitle: r.prompt for r in made("deqing", "2026-Q1", "D01")[1]["工作亮相"].data_validations.dataValidation}
    assert UNITS_SHEET in rules["责任部门"]


def test_what_was_committed_goes_out_in_names_and_comes_back_as_codes_without_a_word():
    task = {"title": "办好一件事", "category": None, "weight": 10.0, "owner": "D01-01", "responsible": "D01;D03", "deadline": None}
    data, book = made("deqing", "2026-Q2", "D01", {"tasks": [task]})
    assert book["工作亮相"]["E6"].value == "教育局；民政局（D03）"
    returned = read_back(read(data))
    assert returned.book.tables["tasks"][0].values["responsible"] == "D01;D03"
    assert not [f for f in returned.findings if f.field and f.field.endswith("responsible")]
