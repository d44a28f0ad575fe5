"""退回回执: one page for a unit whose workbook was sent back, or is to be looked at again: what, by when, to whom; what was mended since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from unicodedata import east_asian_width

from shijibu.problems.grouped import Group, grouped
from shijibu.problems.problem import Problem
from shijibu.report.papers.document import BODY, Form, Paper
from shijibu.report.reminder import contact_said
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.spreadsheet.severity import SEVERITY_LABELS
from shijibu.spreadsheet.wording import day_said

BACK, LOOK = "退回回执", "核对单"
_FORM = Form(top=22, bottom=20, left=22, right=22, size=12, pitch=20, numbered=False)
_WIDTHS = (13, 13, 118, 22)  # mm: number, weight, where and what, since the last attempt
_WITHOUT = (13, 13, 140)
_LINE = 2.05  # mm that half a Chinese character takes in a cell of this size
_ROOM = 22  # lines of the table of problems that one page has room for
_LONGEST = 5  # lines of one entry; the annotated copy has it whole
_MENDED = 3


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a unit returned and what is to be mended in it. copy: the name of its annotated copy, where there is one. earlier: the problems
    of its attempt before, None where the ledger knows of none."""

    code: str
    name: str
    path: str
    problems: Sequence[Problem]
    deadline: date | None = None
    copy: str | None = None
    earlier: Sequence[Problem] | None = field(default=None)

    @property
    def back(self) -> bool:
        """Nothing of it was taken."""
        return any(p.severity == "error" for p in self.problems)

    @property
    def owed(self) -> list[Problem]:
        """What a unit has to look at: notices ask nothing of it."""
        return to_mend(self.problems)


def to_mend(problems: Iterable[Problem]) -> list[Problem]:
    return [p for p in problems if p.severity != "notice"]


def slip_names(copy: str) -> tuple[str, str]:
    """What a slip beside an annotated copy may be called: of a return that was sent back, and of one that is to be looked at."""
    stem = copy.removesuffix(".xlsx").removesuffix("_批注")
    return f"{stem}_{BACK}.docx", f"{stem}_{LOOK}.docx"


def slip_name(copy: str, attempt: Attempt) -> str:
    back, look = slip_names(copy)
    return back if attempt.back else look


def slip(scheme: Scheme, period: Period, attempt: Attempt) -> bytes:
    """The slip, one A4 page: of more problems than fit the first, and how many are left."""
    title = f"{scheme.county}{period.label}工作簿{BACK if attempt.back else LOOK}"
    paper = Paper(title, scheme.signed, _FORM)
    paper.title(title)
    paper.table((), _facts(scheme, attempt), (18, 68, 18, 62), size=12, pitch=20)
    paper.line("", pitch=8)
    since = _Since.of(attempt)
    if since is not None:
        for line in since.lines:
            paper.line(line, indent=2)
        paper.line("", pitch=6)
    rows, left = _rows(attempt, since)
    headings = ("序号", "轻重", "位置、问题和改法", *(("与上次比",) if since else ()))
    paper.table(headings, rows, _WIDTHS if since else _WITHOUT, size=10.5, pitch=15, centred=(0, 1, 3))
    paper.line("", pitch=8)
    if left:
        paper.line(f"另有 {left} 项没有列出，见{'批注副本的“问题清单”表' if attempt.copy else '汇总报告的“问题”表'}。", indent=2)
    for line in _asked(scheme, attempt):
        paper.line(line, indent=2)
    paper.line("", pitch=8)
    paper.line(f"{scheme.signed}　　经办人：＿＿＿＿＿＿　　日期：＿＿＿＿＿＿", align="right", font=BODY)
    return paper.data()


def _facts(scheme: Scheme, attempt: Attempt) -> list[tuple[str, str, str, str]]:
    errors, warnings = (sum(p.count for p in attempt.problems if p.severity == s) for s in ("error", "warning"))
    due = day_said(attempt.deadline) if attempt.deadline else "尽快"
    who = attempt.name if scheme.county_name(attempt.code) else f"{attempt.name}（{attempt.code}）"
    return [
        ("单位", who, "结论", "退回，改正后重交" if attempt.back else "已接收，请核对"),
        ("文件", _cut(attempt.path, 68, 2), "截止日", due),
        ("错误", f"{errors} 处" + ("，须改正" if errors else ""), "警告", f"{warnings} 处" + ("，请核对" if warnings else "")),
    ]


def _asked(scheme: Scheme, attempt: Attempt) -> list[str]:
    """What to do now, with whom to ask."""
    listed = f"打开批注副本“{_cut(attempt.copy, 166, 1)}”，从“问题清单”逐条点到单元格" if attempt.copy else "在原工作簿里逐条"
    if not attempt.back:
        return [f"{listed}核对；确有不对的，改正后再交；没有问题的，不必再交。", f"{contact_said(scheme)}。"]
    by = f"{day_said(attempt.deadline)}前" if attempt.deadline else "尽快"
    whom = "交汇总人员" if scheme.county_name(attempt.code) else f"交{scheme.receives}"
    return [f"{listed}改正；保存后原样交回，{by}{whom}。", f"{contact_said(scheme)}。"]


@dataclass(frozen=True, slots=True)
class _Since:
    """How an attempt stands to the one before."""

    mended: list[Group]
    left: frozenset[tuple[object, ...]]
    new: int

    @classmethod
    def of(cls, attempt: Attempt) -> _Since | None:
        if attempt.earlier is None:
            return None
        before, now = {_known_by(p) for p in to_mend(attempt.earlier)}, {_known_by(p) for p in attempt.owed}
        mended = [p for p in to_mend(attempt.earlier) if _known_by(p) not in now]
        return cls(grouped(mended), frozenset(before & now), len(now - before))

    @property
    def lines(self) -> list[str]:
        mended = sum(p.count for group in self.mended for p in group.problems)
        said = f"与上次交回相比：已改正 {mended} 处，还剩 {len(self.left)} 处没有改，新出现 {self.new} 处。"
        places = [place for group in self.mended[:_MENDED] if (place := group.first.place)]
        return [said, f"已改正的如 {'、'.join(places)}。"] if places else [said]

    def said(self, group: Group) -> str:
        known = [_known_by(p) in self.left for p in group.problems]
        return "仍未改" if all(known) else "新出现" if not any(known) else "部分未改"


def _known_by(problem: Problem) -> tuple[object, ...]:
    """By what a problem of one attempt is the same as one of another: what is wrong, and with which entry."""
    return (problem.code, problem.field) if problem.field else (problem.code, problem.sheet, problem.cell)


def _rows(attempt: Attempt, since: _Since | None) -> tuple[list[tuple[str, ...]], int]:
    """As many as a page has room for, and how many more there are."""
    rows: list[tuple[str, ...]] = []
    width, room = (_WIDTHS if since else _WITHOUT)[2], _ROOM - (2 if since else 0)
    groups = grouped(attempt.owed)
    for number, group in enumerate(groups, 1):
        text = _cut(group.said, width, _LONGEST)
        room -= lines(text, width)
        if room < 0:
            return rows, len(groups) - len(rows)
        rows.append((str(number), SEVERITY_LABELS[group.first.severity], text, *((since.said(group),) if since else ())))
    return rows or [("", "", "没有需要改正的", *(("",) if since else ()))], 0


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a cell so many mm wide."""
    return max(1, ceil(_halves(text) / ((width - 4) / _LINE)))


def _halves(text: str) -> int:
    return sum(2 if east_asian_width(c) in "WFA" else 1 for c in text)


def _cut(text: str, width: float, most: int) -> str:
    """The text as far as so many lines hold it."""
    room, kept = int((width - 4) / _LINE * most) - 2, 0
    if _halves(text) <= room:
        return text
    for end, c in enumerate(text):
        kept += _halves(c)
        if kept > room:
            return text[:end] + "…"
    return text
