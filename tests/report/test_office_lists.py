"""The lists of a round that is under way: what went out, what an inbox holds, who owes a return; read back as a clerk sees them."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from shijibu.report.office_lists.inbox import inbox_list
from shijibu.report.office_lists.issued import issued_list
from shijibu.report.office_lists.owing import owing_list
from shijibu.report.page import FIRST, HEADER
from shijibu.report.status import status_of
from shijibu.rounds.prospect import checked_ahead
from shijibu.scheme.model import RosterColumn
from shijibu.scheme.roster import Roster
from tests.county import County

MADE = datetime(2026, 7, 1, 9, 30)
PERIOD = "2026-Q2"  # in which the office has a workbook of its own


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    made = County.made(tmp_path_factory.mktemp("county"), units=3)
    made.issue(PERIOD)
    return made


def read(data: bytes, sheet: str) -> list[dict[str, Any]]:
    """The rows of a list by its headings: cells."""
    page = openpyxl.load_workbook(BytesIO(data))[sheet]
    headings = [c.value for c in page[HEADER + 1]]
    return [dict(zip(headings, row, strict=True)) for row in page.iter_rows(min_row=FIRST + 1) if row[1].value]


def test_what_went_out_is_listed_with_its_file_and_a_blank_to_tick(county: County) -> None:
    out = county.blank(PERIOD, county.smallest).parent
    round_ = county.ledger.issued("deqing", PERIOD)
    assert round_ is not None
    _, rules, when = status_of(county.ledger, "deqing", PERIOD)
    rows = openpyxl.load_workbook(BytesIO(issued_list(rules, when, county.roster, round_.issues.values(), date(2026, 7, 10), MADE, out))).active
    listed = [[c.value for c in row] for row in rows.iter_rows(min_row=FIRST + 1)]
    assert [row[4] for row in listed] == [round_.issues[unit].file for unit in sorted(round_.issues)]
    assert [row[1] for row in listed if row[1]] == [u.code for u in county.roster.units] and {row[6] for row in listed} == {None}
    assert listed[0][2] and not listed[0][1], "the office's own workbook is known by its name"
    assert rows.cell(FIRST + 1, 5).hyperlink.target == (out / listed[0][4]).as_uri().replace("file:", "FILE:")


def test_every_file_of_an_inbox_has_its_verdict_and_leads_to_its_problems(county: County) -> None:
    first, second, *_ = (u.code for u in county.roster.units)
    county.returned(PERIOD, first, set={"tasks[1].planned": "九成"})
    county.returned(PERIOD, second)
    inbox = county.inbox(PERIOD)
    (inbox / "=运行.exe").write_bytes(b"MZ")
    outlook = checked_ahead([inbox], county.ledger)
    data = inbox_list(outlook, "收件", MADE)
    files = {str(row["文件"].value): row for row in read(data, "文件")} | {str(r[0].value): r for r in _rows(data)}
    program = files["=运行.exe"]
    assert program[0].hyperlink is None and program[0].data_type == "s", "no link runs a program, no name is a formula"
    by_unit = {row["单位编码"].value: row for row in read(data, "文件")}
    assert [by_unit[u]["处理"].value for u in (first, second)] == ["退回", "可以接收"]
    assert Path(by_unit[first]["文件"].hyperlink.target.replace("FILE://", "")).suffix == ".xlsx"
    row = int(by_unit[first]["处理"].hyperlink.location.rpartition("A")[2])
    problems = openpyxl.load_workbook(BytesIO(data))["问题"]
    assert problems.cell(row, 2).value == first and by_unit[first]["错误"].value >= 1
    assert "“九成”不是数字" in [r["问题"].value for r in read(data, "问题")]


def _rows(data: bytes) -> list[Any]:
    return list(openpyxl.load_workbook(BytesIO(data))["文件"].iter_rows(min_row=FIRST + 1))


def test_who_owes_a_return_is_listed_with_whom_to_turn_to_and_a_text(county: County) -> None:
    status, rules, when = status_of(county.ledger, "deqing", PERIOD, today=date(2026, 7, 1))
    known = rules.model_copy(update={"roster": rules.roster.model_copy(update={
        "columns": [*rules.roster.columns, RosterColumn(id="phone", heading="联系电话", of="units")]})})
    units = [u.model_copy(update={"extra": {"phone": f"0572-{u.code}"}}) for u in county.roster.units]
    data = owing_list(status, known, when, Roster.of(units, county.roster.officials), MADE)
    owing = [u for u in status.units if u.reminder is not None]
    listed = read(data, "催报名单")
    assert [row["单位"].value for row in listed] == [u.name for u in owing]
    assert [row["催报（整格复制）"].value for row in listed] == [u.reminder for u in owing]
    of_units = [row for row in listed if row["单位编码"].value]
    assert [row["联系电话"].value for row in of_units] == [f"0572-{row['单位编码'].value}" for row in of_units]
    heads = {u.code: "、".join(o.name for o in county.roster.staff(u.code) if o.post == "正职") for u in county.roster.units}
    assert [row["正职"].value or "" for row in of_units] == [heads[row["单位编码"].value] for row in of_units]
    assert len(read(data, "各单位")) == status.issued
