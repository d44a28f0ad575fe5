"""The screenful on the terminal, and the progress bar."""

from __future__ import annotations

import threading
from datetime import date
from io import StringIO

from shijibu.checks.checked import Checked
from shijibu.report.progress import checking
from shijibu.report.summary import print_summary
from shijibu.rounds.clock import ClockBehind
from shijibu.rounds.results import Rejected
from shijibu.terminal import Terminal
from tests.report.made_up import decided, problem


def printed(made, written=None) -> str:
    out = StringIO()
    print_summary(Terminal(file=out, width=200), made, written)
    return out.getvalue()


def test_units_and_files_add_up(third_round, written):
    text = printed(third_round, written)
    assert "应报 32 = 接收 30 + 退回 1 + 未报 1；其中迟报 1" in text
    assert "收到 34 = 接收 30 + 退回 2 + 已有更新 1 + 临时文件 1" in text
    assert "未报：T07 南浦镇" in text and "退回：D05 民政局" in text


def test_what_to_look_at_and_where_the_report_is_are_said(third_round, written):
    text = printed(third_round, written)
    assert "待定并列：1 处（发展改革局）" in text
    assert "错误 民政局 → 工作亮相!F8：“九成”不是数字；请填 90%" in text
    assert str(written.report) in text.replace("\n", "")


def test_markup_and_escape_codes_in_a_units_text_stay_text():
    made = decided(1)
    made.files.rejected[0].problems = [problem(message="[bold red]\x1b[31mX[/nosuch]")]
    text = printed(made)
    assert "[bold red]" in text and "\x1b" not in text


def test_nobody_watching_nothing_is_drawn():
    out = StringIO()
    with checking(Terminal(file=out), 3) as step:
        for _ in range(3):
            step(None)
    assert out.getvalue() == ""


def test_on_a_terminal_the_bar_moves_and_no_thread_moves_it():
    """Workers are forked only from a process without another thread."""
    out, before = StringIO(), threading.active_count()
    with checking(Terminal(file=out, force_terminal=True, width=80), 2) as step:
        step(None)
        assert "1/2" in out.getvalue() and threading.active_count() == before
        step(None)
    assert "2/2" in out.getvalue()


def test_who_was_taken_before_corrected_late_taken_back_or_never_corrected_is_named():
    made = decided(1)
    made.files.kept = {"T03"}
    made.files.rejected_before = [Checked("旧.xlsx", unit="T07", problems=[problem(message="九成不是数字")])]
    made.files.remarks = {"T03": [problem("warning", message="a.xlsx 和 b.xlsx 内容不同", code="return.differs")]}
    made.clock = ClockBehind(date(2001, 1, 1), date(2026, 4, 12))
    made.results.kept, made.results.corrected, made.results.withdrawn, made.results.missing = ["T03"], ["T04"], ["D09"], ["D09", "T07"]
    made.results.rejected_before = [Rejected(path="旧.xlsx", unit="T07", codes=[])]
    text, names = printed(made), {u.code: u.name for u in made.evaluation.roster.units}
    for said in (f"沿用以前接收的：T03 {names['T03']}", f"逾期更正（截止日以前交过）：T04 {names['T04']}", f"其中报送已撤回：D09 {names['D09']}",
                 f"其中以前退回、没有更正：T07 {names['T07']}", "（其中沿用 1）",
                 "、逾期更正 1", "a.xlsx 和 b.xlsx 内容不同", "电脑日期 2001-01-01 早于"):
        assert said in text, said
    given = text.split("文件：收到 ")[1]
    assert given.startswith("33 = 接收 29 + 退回 2 + 已有更新 1 + 临时文件 1")
