"""`sheet["A1"].value = round.units`: a formatted table, in LibreOffice and in what a task pane is told to do."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
import xlwings as xw

from shijibu.tables.frame import frame_of
from shijibu.tables.heading import Heading, words
from shijibu_addin.frames import view

HEADINGS = [
    Heading("period", "期次"), Heading("name", "单位名称"), Heading("planned", "计划进度", "percent"), Heading("score", "得分", "number"),
    Heading("day", "完成时限", "date"), Heading("late", "迟报", "truth"), Heading("card", "亮牌", "category", words=words(["红牌", "黄牌"]),
                                                                           colours=(("红牌", "red"), ("黄牌", "yellow"))),
    Heading("text", "说明"),
]
ROWS = [
    {"period": "2026-03", "name": "武康街道", "planned": 0.456, "score": 96.5, "day": "2026-12-31", "late": False, "card": "红牌", "text": "=1+1"},
    {"period": "2026-03", "name": "乾元镇", "planned": None, "score": 1.0049, "day": None, "late": True, "card": None,
     "text": "-5" + "很长的说明" * 20},
]
SHOWN = [
    [h.label for h in HEADINGS],
    ["2026-03", "武康街道", 0.456, 96.5, dt.datetime(2026, 12, 31), "否", "红牌", "=1+1"],
    ["2026-03", "乾元镇", None, 1.0049, None, "是", None, ROWS[1]["text"]],
]


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return frame_of(HEADINGS, ROWS, "zh")


def test_a_table_is_written_with_its_looks(app: xw.App, frame: pd.DataFrame) -> None:
    sheet = view(frame, app=app)
    assert sheet["A1:H3"].value == SHOWN and sheet["A4"].value is None and sheet["H2"].formula == "=1+1"
    assert [sheet[f"{c}2"].number_format for c in "CDE"] == ["0.0#%", "0.00##", "yyyy-mm-dd"]
    assert sheet["A1"].font.bold and sheet["A1"].color == (0xD6, 0xE4, 0xF2) and sheet["G2"].color == (0xFF, 0xC7, 0xCE)
    assert sheet["G3"].color is None and sheet["H1"].column_width > 3 * sheet["F1"].column_width and sheet["H3"].wrap_text
    assert sheet["H3"].row_height > 2 * sheet["H2"].row_height
    sheet.book.close()


def test_what_was_taken_from_a_table_is_still_one_and_any_other_is_written_as_ever(app: xw.App, frame: pd.DataFrame) -> None:
    book = app.books.add()
    sheet = book.sheets[0]
    sheet["B2"].value = frame[["单位名称", "得分"]].sort_values("得分")
    assert sheet["B2:C4"].value == [["单位名称", "得分"], ["乾元镇", 1.0049], ["武康街道", 96.5]] and sheet["C3"].number_format == "0.00##"
    sheet["F2"].value = frame.set_index("单位名称")[["计划进度"]]
    assert sheet["F2:G3"].value == [["单位名称", "计划进度"], ["武康街道", 0.456]] and sheet["G3"].number_format == "0.0#%"
    sheet["J2"].options(header=False).value = frame[["单位名称"]]
    assert sheet["J2:J3"].value == ["武康街道", "乾元镇"] and not sheet["J2"].font.bold
    sheet["L2"].value = frame.iloc[:0]
    assert sheet["L2:M2"].value == ["期次", "单位名称"]
    sheet["A10"].value = pd.DataFrame({"a": [1.5]})
    assert sheet["A10:B11"].value == [[None, "a"], [0, 1.5]] and not sheet["B10"].font.bold
    book.close()


def test_a_task_pane_is_told_the_same(frame: pd.DataFrame) -> None:
    sheet = {"name": "表", "values": [[]], "pictures": [], "tables": []}
    sent = {"client": "Office.js", "version": xw.__version__, "book": {"name": "a.xlsx", "active_sheet_index": 0, "selection": "A1"},
            "names": [], "sheets": [sheet]}
    book = xw.Book(json=sent)
    try:
        book.sheets[0]["A1"].value = frame
        told = book.json()["actions"]
    finally:
        book.close()
    [values] = [a["values"] for a in told if a["func"] == "setValues"]
    assert values[0] == SHOWN[0] and values[1][0] == "'2026-03" and values[1][7] == "'=1+1" and values[2][1] == "乾元镇" and values[1][2] == 0.456
    formats = {(a["start_column"], a["args"][0]) for a in told if a["func"] == "setNumberFormat"}
    assert formats == {(2, "0.0#%"), (3, "0.00##"), (4, "yyyy-mm-dd")}
    assert any(a["func"] == "setRangeColor" for a in told)
