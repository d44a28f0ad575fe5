"""A page for each unit that has something to mend: what, by when, with whom to ask, and what was mended since the attempt before."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook

from shijibu.problems.problem import Problem
from shijibu.report.papers.slip import Attempt, slip
from shijibu.report.write import write_result
from shijibu.rounds.consolidate import consolidate
from shijibu.scheme.load import load
from shijibu.scheme.period import Period
from shijibu.workbook.names import LIST_SHEET
from tests.command import run
from tests.county import County
from tests.report.made_up import problem

Q1, PERIOD, DUE = "2026-Q1", Period.parse("2026-Q1"), date(2026, 4, 10)
SCHEME = load("deqing")
WRONG = {"tasks[1].actual": "九成", "tasks[2].actual": "不少"}


def paper(data: bytes | Path) -> tuple[str, list[list[str]]]:
    """Its text outside of tables, and the rows of the last table."""
    document = docx.Document(BytesIO(data) if isinstance(data, bytes) else str(data))
    return "\n".join(p.text for p in document.paragraphs), [[c.text for c in row.cells] for row in document.tables[-1].rows]


def attempt(problems: list[Problem], earlier: list[Problem] | None = None) -> Attempt:
    return Attempt("T01", "乾元镇", "T01.xlsx", problems, DUE, "T01_批注.xlsx", earlier)


def wrong(cell: str, severity: str = "error", **said: object) -> Problem:
    return problem(severity, cell=cell, field=f"tasks[{cell[1:]}].actual", **said)


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> County:
    made = County.made(tmp_path_factory.mktemp("county"), units=3)
    made.issue(Q1, deadline=DUE)
    return made


def test_a_slip_says_what_is_wrong_by_when_and_where_to_ask():
    text, rows = paper(slip(SCHEME, PERIOD, attempt([wrong("F8"), wrong("F9", "warning"), wrong("F10", "notice")])))
    said = ["工作亮相!F8 “九成”不是数字；请填 90%", "工作亮相!F9 “九成”不是数字；请填 90%"]
    assert rows == [["序号", "轻重", "位置、问题和改法"], ["1", "错误", said[0]], ["2", "警告", said[1]]]
    assert text.startswith("德清县2026年第一季度工作簿退回回执") and "2026年4月10日前交县委组织部" in text
    assert "联系电话：________" in text and "中共德清县委组织部" in text and "T01_批注.xlsx" in text


def test_what_was_taken_with_warnings_is_to_be_looked_at_and_not_sent_back():
    text, rows = paper(slip(SCHEME, PERIOD, attempt([wrong("F9", "warning")])))
    assert text.startswith("德清县2026年第一季度工作簿核对单") and "不必再交" in text and "改正；" not in text and len(rows) == 2


def test_the_slip_of_the_offices_own_workbook_shows_no_code_and_hands_in_to_nobody_else():
    own = SCHEME.county_workbook(2)
    data = slip(SCHEME, PERIOD, Attempt(own.unit_code, SCHEME.county_name(own.unit_code), "自用.xlsx", [wrong("F8")], DUE, "", None))
    text, _ = paper(data)
    shown = "".join(c.text for t in docx.Document(BytesIO(data)).tables for row in t.rows for c in row.cells)
    assert own.unit_code not in shown + text and SCHEME.county_name(own.unit_code) in shown and "4月10日前交汇总人员" in text


def test_on_the_second_try_what_was_mended_and_what_is_left_stands_there():
    before = [wrong("F8"), wrong("F9"), wrong("F10", "notice")]
    text, rows = paper(slip(SCHEME, PERIOD, attempt([wrong("F9"), wrong("F11")], before)))
    assert "已改正 1 处，还剩 1 处没有改，新出现 1 处" in text and "已改正的如 工作亮相!F8" in text
    assert [row[-1] for row in rows] == ["与上次比", "仍未改", "新出现"]
    assert "已改正 0 处，还剩 0 处没有改，新出现 1 处" in paper(slip(SCHEME, PERIOD, attempt([wrong("F9")], [])))[0]


@pytest.mark.parametrize("message", ["缺任务", "这一项的问题说得很长，" * 30])
def test_more_than_a_page_holds_is_counted_and_not_listed(message):
    many = [wrong(f"F{n}", message=message, code=f"value.x{n}") for n in range(8, 90)]
    text, rows = paper(slip(SCHEME, PERIOD, attempt(many)))
    assert f"另有 {82 - (len(rows) - 1)} 项没有列出，见批注副本的“问题清单”表" in text
    assert 4 <= len(rows) - 1 <= 22 and all(len(row[2]) < 400 for row in rows)


def test_the_same_attempt_gives_the_same_bytes_and_hostile_words_stay_words():
    evil = attempt([wrong("F8", message="{{ 7*7 }}<w:p>\x00\x1b[31m\n第二行")])
    data = slip(SCHEME, PERIOD, evil)
    assert data == slip(SCHEME, PERIOD, evil) and paper(data)[1][1][2].startswith("工作亮相!F8 {{ 7*7 }}<w:p>")


def test_a_slip_lies_beside_the_annotated_copy(county, tmp_path):
    unit, clean = county.roster.units[0].code, county.roster.units[1].code
    county.returned(Q1, unit, set=WRONG, name="甲.xlsx").rename(tmp_path / "甲.xlsx")
    county.returned(Q1, clean, name="乙.xlsx").rename(tmp_path / "乙.xlsx")
    done = run("check", tmp_path / "甲.xlsx", tmp_path / "乙.xlsx", "--annotate", tmp_path / "back", "--ledger", county.ledger_url)
    assert done.returncode == 1 and "退回回执" in done.stderr
    assert sorted(p.name for p in (tmp_path / "back").glob("[!.]*")) == ["乙_批注.xlsx", "甲_批注.xlsx", "甲_退回回执.docx"]
    text, rows = paper(tmp_path / "back" / "甲_退回回执.docx")
    assert "“九成”不是数字" in str(rows) and "甲_批注.xlsx" in text and "与上次" not in text
    county.returned(Q1, unit, name="甲.xlsx").rename(tmp_path / "甲.xlsx")
    again = run("check", tmp_path / "甲.xlsx", "--annotate", tmp_path / "back", "--ledger", county.ledger_url)
    assert again.returncode == 0 and not list((tmp_path / "back").glob("*.docx"))  # what was mended since is asked of nobody


def test_the_annotated_copy_opens_on_a_list_of_links(county, tmp_path):
    county.returned(Q1, county.roster.units[0].code, set=WRONG, name="甲.xlsx").rename(tmp_path / "甲.xlsx")
    run("check", tmp_path / "甲.xlsx", "--annotate", tmp_path / "back")
    copy = load_workbook(tmp_path / "back" / "甲_批注.xlsx")
    assert copy.active.title == LIST_SHEET and [s.title for s in copy if s.sheet_view.tabSelected] == [LIST_SHEET]
    links = {cell.value: cell.hyperlink.location for row in copy[LIST_SHEET]["C4:C30"] for cell in row if cell.hyperlink}
    assert links and all(place.endswith(f"!{cell}") and place.split("!")[0].strip("'") in copy.sheetnames for cell, place in links.items())


def test_consolidation_lays_the_slips_into_its_result_and_takes_away_those_of_units_that_mended_all(county, tmp_path):
    (unit, other), out = [u.code for u in county.roster.units[:2]], tmp_path / "result"

    def written(*files: Path) -> list[str]:
        write_result(consolidate(files, county.scheme, PERIOD, county.ledger, received=DUE), out)
        return sorted(p.name for p in (out / "退回").glob("*")) if (out / "退回").exists() else []

    name = f"{unit}_{county.roster.unit(unit).name}_退回回执.docx"
    assert written(county.returned(Q1, unit, set=WRONG), county.returned(Q1, other)) == [name]
    assert written(county.returned(Q1, unit, set={"tasks[2].actual": "不少"}, name="第二次.xlsx")) == [name]
    text, rows = paper(out / "退回" / name)
    facts = [cell.text for row in docx.Document(str(out / "退回" / name)).tables[0].rows for cell in row.cells]
    assert "已改正 " in text and "仍未改" in str(rows) and "第二次.xlsx" in facts
    assert written() == [name]  # what stands from before is still to be mended
    assert written(county.returned(Q1, unit, name="第三次.xlsx")) == []


def test_a_slip_that_a_person_wrote_on_stays(county, tmp_path):
    unit, out = county.roster.units[2].code, tmp_path / "result"
    write_result(consolidate([county.returned(Q1, unit, set=WRONG)], county.scheme, PERIOD, county.ledger, received=DUE), out)
    (slip_file,) = (out / "退回").glob(f"{unit}_*")
    slip_file.write_bytes(b"mine")
    write_result(consolidate([county.returned(Q1, unit)], county.scheme, PERIOD, county.ledger, received=DUE), out)
    assert slip_file.read_bytes() == b"mine"
