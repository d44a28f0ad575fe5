"""A figure that fails because of an error is blank, is said, and never ends the round; what is missing is only blank."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from shijibu.figures.evaluation import Book, Evaluation, Scope
from shijibu.report.summary import print_summary
from shijibu.report.write import write_result
from shijibu.rounds.consolidate import consolidate
from shijibu.rounds.decided import DecidedRound
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.terminal import Terminal
from tests.county import County
from tests.figures.test_evaluation import evaluation, past, row, scheme
from tests.rounds.apart import same_apart

Q1 = "2026-Q1"


def with_parameter(found: Scheme, path: str, value: Any) -> Scheme:
    """The scheme as a round may have gone out with it before parameters were checked."""
    rule, _, name = path.partition(".")
    named = found.parameters[rule]
    changed = {**named, name: named[name].model_copy(update={"value": value})}
    return found.model_copy(update={"parameters": {**found.parameters, rule: changed}})


def decided(folder: Path, path: str, value: Any) -> DecidedRound:
    county = County.made(folder, units=3)
    county.scheme = with_parameter(county.scheme, path, value)
    county.issue(Q1)
    county.returned(Q1, county.smallest)
    return consolidate([county.inbox(Q1)], county.scheme, Period.parse(Q1), county.ledger)


def told(one: Evaluation) -> list[tuple[str, str | None, str]]:
    return [(u.what, u.unit, u.reason) for u in one.uncomputed]


@pytest.mark.parametrize(("path", "value", "what", "reason"), [
    ("DQ-12.percent", "60%", "建议星级", "五星比例上限应为数字，现为“60%”"),
    ("DQ-11.leader_weight", "0.4", "综合分", "领导评分权重应为数字，现为“0.4”"),
    ("DQ-2.cap", -1.2, "进度指数", "完成比上限 -1.2 应大于 0"), ("DQ-2.red_below", "75", "本轮亮牌", "红牌线应为数字，现为“75”"),
])
def test_a_round_that_went_out_under_a_wrong_parameter_is_decided_and_says_what_failed(tmp_path, path, value, what, reason):
    done = decided(tmp_path, path, value)
    assert (what, reason) in {(u.what, u.reason) for u in done.evaluation.uncomputed} and not done.clean
    assert same_apart(done.evaluation)
    written = write_result(done, tmp_path / "result")
    screen = io.StringIO()
    print_summary(Terminal(file=screen, width=240), done, written)
    assert "算不出的数" in screen.getvalue() and reason in screen.getvalue()
    rows = list(load_workbook(written.report)["算不出的数"].iter_rows(values_only=True))
    assert any(reason in r and what in r for r in rows)
    assert any("算不出的数" in r for r in load_workbook(written.report)["总览"].iter_rows(values_only=True))


def test_a_composite_above_100_leaves_ties_open_to_nobody_and_says_why(tmp_path):
    """DQ-11, DQ-12: weights of 1.4 give composites that the star rules refuse; the ties' column is an error, not a column."""
    done = decided(tmp_path, "DQ-11.leader_weight", 0.8)
    assert done.results.ties == []
    assert any("星级综合分" in u.reason and "超出" in u.reason for u in done.evaluation.uncomputed)


def test_a_round_without_errors_has_nothing_uncomputed(tmp_path):
    county = County.made(tmp_path, units=3)
    county.issue(Q1)
    county.returned(Q1, county.smallest)
    done = consolidate([county.inbox(Q1)], county.scheme, Period.parse(Q1), county.ledger)
    assert done.evaluation.uncomputed == []
    report = write_result(done, tmp_path / "result").report
    assert "算不出的数" not in load_workbook(report).sheetnames


@pytest.mark.parametrize(("formula", "reason"), [
    ("plus_months(period.first, 1000000000)", "plus_months"), ("plus_days(period.first, 1000000000)", "plus_days"),
    ("latest(rows('一', 5))", "latest"), ("outside(5, 1, '二')", "outside"), ("MEAN(recent(total, jobs.done))", "期数"),
    ("MEAN(recent(total, 0))", "期数"), ("product(jobs.done, 1)", None), ("product(SHAREOF(5, total), total)", None), ("SHAREOF(-1, 5)", "部分"),
])
def test_a_word_that_cannot_take_its_arguments_gives_a_blank_with_its_reason(formula, reason):
    found = scheme({"total": "TOTAL(jobs.done)", "asked": formula})
    one = evaluation(found, Book("A", {"jobs": [row(1, done=2.0, due=4.0)]}), past=[past("2026-02", 1)])
    value = one.unit("A", "asked")
    if reason is None:
        assert one.uncomputed == []
    else:
        assert value in (None, False)
        ((what, unit, because),) = told(one)
        assert (what, unit) == ("asked", "A") and reason in because


def test_what_is_missing_is_blank_without_a_word():
    one = evaluation(scheme({"asked": "SHAREOF(TOTAL(jobs.done), 5)", "mean": "MEAN(jobs.ratio)"}), Book("A", {"jobs": [row(1, due=4.0)]}))
    assert (one.unit("A", "asked"), one.unit("A", "mean")) == (None, None) and one.uncomputed == []


def test_an_error_across_the_county_is_said_once_and_every_unit_is_blank():
    found = scheme({"total": "TOTAL(jobs.done)", "all_places": "PLACES(total, 101, 1)"})
    one = evaluation(found, *(Book(c, {"jobs": [row(1, done=2.0)]}) for c in "AB"))
    assert [one.unit(c, "all_places") for c in "AB"] == [None, None]
    ((what, unit, because),) = told(one)
    assert (what, unit) == ("all_places", None) and "101" in because


def test_a_column_of_another_height_is_an_error_and_no_wrong_row():
    one = evaluation(scheme({"total": "TOTAL(jobs.done)"}), Book("A", {"jobs": [row(1, done=2.0), row(2, done=3.0)]}))
    assert one.column("RANKIN(rows(1, 2, 3))", Scope("A"), 2) == [None, None]
    assert one.column("jobs.done", Scope("A"), 2) == [2.0, 3.0] and one.column("total", Scope("A"), 2) == [None, None]
    assert [because for _, _, because in told(one)] == ["应得 2 行，得到 3 行", "应得 2 行，得到一个值"]


def test_an_error_in_a_row_is_said_with_the_row():
    found = scheme({"mean": "MEAN(jobs.ratio)"}, parameters={"DQ-2": {"cap": {"value": -1, "title": "上限"}}})
    one = evaluation(found, Book("A", {"jobs": [row(1, done=2.0, due=4.0)]}))
    assert one.unit("A", "mean") is None
    assert [(u.what, u.unit, u.row) for u in one.uncomputed] == [("比", "A", 1)]
