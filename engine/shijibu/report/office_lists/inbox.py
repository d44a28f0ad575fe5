"""收件检查: every file of an inbox with what becomes of it, and every problem at its cell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from shijibu.checks.checked import Checked
from shijibu.problems.problem import Problem
from shijibu.report.listed import Column, Linked, Outside
from shijibu.report.office_lists.book import list_book
from shijibu.report.page import FIRST, Listing
from shijibu.report.round_book.files import PROBLEM_COLUMNS, problem_cells
from shijibu.report.verdicts import RETURNED, TAKEN, verdict, verdicts_said
from shijibu.rounds.prospect import Prospect
from shijibu.scheme.period import Period
from shijibu.spreadsheet.severity import SEVERITIES, SEVERITY_LABELS, Severity

FILES, PROBLEMS = "文件", "问题"
_FILES = [
    Column("文件", most=44), Column("单位编码", middle=True), Column("单位", most=24), Column("期次", most=24),
    Column("处理", middle=True, colours={RETURNED: "red", TAKEN: "green"}), *(Column(label, "integer") for label in SEVERITY_LABELS.values()),
    Column("说明", most=50),
]
_PROBLEMS = [Column("文件", most=30), Column("单位编码", middle=True), Column("单位", most=16), Column("处理", middle=True), *PROBLEM_COLUMNS]


def inbox_list(outlook: Prospect, whose: str, made: datetime, linked: Callable[[Checked], Path | None] = lambda file: file.file) -> bytes:
    """The files and their problems, as .xlsx. whose: the name of the inbox; linked: where a file lies, for a link to it."""
    remarks = {id(f): rs for s in outlook.rounds for u, rs in s.remarks.items() if (f := s.accepted.get(u)) is not None}
    problems: list[list[Any]] = []
    files: list[list[Any]] = []
    for file in outlook.files:
        said = sorted([*file.problems, *remarks.get(id(file), [])], key=lambda p: SEVERITIES.index(p.severity))
        where = Linked.to(verdict(file), PROBLEMS if said else "", FIRST + len(problems))
        name, path = outlook.names.get(file.unit or "", ""), Outside.to(file.path, linked(file))
        when = Period.parse(file.period).label if file.period else ""
        files.append([path, file.unit, name, when, where, *(_count(said, s) for s in SEVERITIES), _remark(outlook, file)])
        problems += [[path, file.unit, name, verdict(file), *problem_cells(p)] for p in said]
    note, title = verdicts_said(outlook.files), "收件检查"
    listed = [Listing(FILES, title, _FILES, files, note=note, frozen=1), Listing(PROBLEMS, f"{title}：问题", _PROBLEMS, problems, frozen=1)]
    return list_book(listed, title, whose, made)


def _count(problems: list[Problem], severity: Severity) -> int | None:
    return sum(p.count for p in problems if p.severity == severity) or None


def _remark(outlook: Prospect, file: Checked) -> str:
    """Why a file that is in order would not be the one that counts."""
    if file.ignored:
        return "临时文件"
    if file.untouched:
        return "和下发时一样，什么也没有填"
    return "" if not file.accepted or outlook.counts(file) else "该单位另有一份，以那份为准"
