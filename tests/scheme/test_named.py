"""Deadlines, notices, similar texts and printed forms: what a scheme says of them, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from shijibu.scheme.load import SchemeFault, load, read, version
from shijibu.scheme.model import Clause
from shijibu.scheme.period import Period
from tests.county import County

MONTHLY = Path(__file__).parents[1] / "schemes" / "monthly" / "scheme.yaml"
TEXT = MONTHLY.read_text(encoding="utf-8")


def scheme_of(folder: Path, *changes: tuple[str, str]) -> Path:
    """The made-up monthly scheme with texts replaced."""
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (folder / "monthly").mkdir(parents=True, exist_ok=True)
    file = folder / "monthly" / "scheme.yaml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(("period", "due"), [
    ("2026-01", "2026-01-30"), ("2026-02", "2026-02-28"), ("2028-02", "2028-02-29"), ("2026-04", "2026-04-30"),
])
def test_a_months_report_is_due_by_the_30th_or_the_last_day_of_a_shorter_month(period, due):
    """LS-1."""
    assert read(MONTHLY).due(Period.parse(period)).isoformat() == due


@pytest.mark.parametrize(("day", "cadence", "period", "due"), [
    (31, "month", "2026-04", "2026-04-30"), (5, "quarter", "2026-Q1", "2026-03-05"), (30, "year", "2026", "2026-12-30"),
])
def test_the_day_is_one_of_the_rounds_last_month(tmp_path, day, cadence, period, due):
    """LS-1: whatever the cadence."""
    found = read(scheme_of(tmp_path, ("deadline_day: 30", f"deadline_day: {day}"), ("cadence: month", f"cadence: {cadence}")))
    assert found.due(Period.parse(period)).isoformat() == due


def test_days_after_the_rounds_end_still_count_as_before():
    assert load("deqing").due(Period.parse("2026-Q1")).isoformat() == "2026-04-10"


def test_the_deadline_goes_out_with_the_workbooks_and_says_who_is_late(tmp_path, monkeypatch):
    """LS-1: late is after the 28th of a February."""
    monkeypatch.setenv("SHIJIBU_TEMPLATES", str(MONTHLY.parents[1]))
    county = County.made(tmp_path, "monthly")
    county.issue("2026-02")
    assert county.ledger.issued("monthly", "2026-02").deadline.isoformat() == "2026-02-28"
    assert county.book("2026-02", "T01").facts.deadline == "2026-02-28"


@pytest.mark.parametrize(("old", "new", "said"), [
    ("deadline_day: 30\n", "", "截止日期写 deadline_days（期末后几天）或 deadline_day（几日），只写一个"),
    ("deadline_day: 30\n", "deadline_day: 30\ndeadline_days: 3\n", "截止日期写 deadline_days（期末后几天）或 deadline_day（几日），只写一个"),
    ("deadline_day: 30\n", "deadline_day: 32\n", "32超出范围；应不大于 31"),
    ("notice_days: LS-3.days\n", "", "要写就都写"),
    ("{id: graded, label", "{id: reasons, label", "汇总结果中 reasons 已有别的意思"),
    ("live: true}\n\nofficial", "live: true, result: true}\n  - {id: kind, label: 类, type: text, formula: 本单位, result: true}\n\nofficial",
     "汇总结果中 kind 已有别的意思"),
    ("notice_days: LS-3.days", "notice_days: LS-3.weeks", "没有参数 LS-3.weeks"),
    ("days: {value: 7,", "days: {value: 7.5,", "parameters.LS-3.days.value: 7.5 不是整数；应为 1～366 的整数"),
    ("days: {value: 7,", "days: {value: 0,", "parameters.LS-3.days.value: 0 超出范围；应为 1～366 的整数"),
    ("similarity: {value: 0.9,", "similarity: {value: 90,", "parameters.LS-8.similarity.value: 90 超出范围；应为 0～1 的数"),
    ("table: reports, column: result", "table: reports, column: outcome", "没有栏目 reports.outcome"),
    ("table: reports, column: result", "table: report, column: result", "没有栏目 report.result"),
    ("table: reports, column: result", "table: reports, column: done", "只有每期新填的文字可以比较"),
    ("from: verdicts.post", "from: verdicts.rank", "没有栏目 verdicts.rank"),
    ("columns: [task, result, done]", "columns: [task, outcome]", "表 reports 没有栏目 outcome"),
    ("copies: [本单位留存并公示, 报县考评办公室]", "copies: [留存, 留存]", "两份的名称一样"),
    ("            owner: id\n            key: [id]\n", "            key: [id]\n", "表 verdicts 没有说明一行属于谁"),
])
def test_a_fault_is_told_with_its_line(tmp_path, old, new, said):
    """LS-1, LS-3, LS-8: the file, the line and what is wrong."""
    with pytest.raises(SchemeFault) as told:
        read(scheme_of(tmp_path, (old, new)))
    assert said in str(told.value) and all(line.startswith(str(tmp_path)) for line in str(told.value).splitlines())


def test_a_column_that_is_carried_over_is_not_compared(tmp_path):
    """LS-8: what was committed once is the same in every round by itself."""
    with pytest.raises(SchemeFault, match="只有每期新填的文字"):
        read(scheme_of(tmp_path, ("max_length: 300, rule: LS-8}", "max_length: 300, carry: true, rule: LS-8}")))


def test_a_clause_is_a_sentence_or_a_title_with_sentences():
    assert Clause.model_validate("原文。") == Clause(text=["原文。"])
    assert Clause.model_validate({"title": "月公示", "text": "原文。"}) == Clause(title="月公示", text=["原文。"])
    assert Clause.model_validate({"title": "月公示", "text": ["一。", "二。"]}).text == ["一。", "二。"]


def test_a_quotation_does_not_make_another_version(tmp_path):
    """Workbooks that are out stay those of the same scheme when a quotation is mended."""
    before = read(MONTHLY)
    after = read(scheme_of(tmp_path, ("similar:\n", "clauses:\n  LS-3: 公示七个工作日。\n\nsimilar:\n")))
    assert after.clauses["LS-3"].text == ["公示七个工作日。"] and version(after) == version(before)
    assert version(read(scheme_of(tmp_path / "other", ("deadline_day: 30", "deadline_day: 29")))) != version(before)
