"""校验本表: every problem of the workbook in its cell and on a list; 清除标记 takes exactly that away again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shijibu.problems.problem import Problem
from shijibu.spreadsheet.severity import SEVERITIES, SEVERITY_COLOURS, SEVERITY_LABELS
from shijibu.spreadsheet.style import COLOURS
from shijibu.workbook.names import LIST_SHEET
from shijibu_addin.macros.changing import make, sheet_change, take_back
from shijibu_addin.macros.hosts import colour_of, note_of, rgb
from shijibu_addin.macros.journal import Change, Journal, Step
from shijibu_addin.macros.opened import Opened, opened
from shijibu_addin.macros.page import Page
from shijibu_addin.macros.result import Result, counted

if TYPE_CHECKING:
    import xlwings as xw

CHECK, CLEAR = "check", "clear_marks"
_HEADINGS = (("轻重", 8), ("工作表", 14), ("单元格", 9), ("内容", 24), ("问题", 48), ("怎么改", 44))
_TITLE = "问题清单：请逐条改正后交回"


def check(book: xw.Book) -> Result:
    """Mark every problem and list them. Marks of an earlier run go first."""
    journal = Journal(book)
    _forget_marks(book, journal)
    found = opened(book, journal.own_sheets())
    step = Step(CHECK, make(book, [*_marks(book, found), sheet_change(book, LIST_SHEET, _list(found.problems))]))
    journal.steps.append(step)
    journal.save()
    if not found.problems:
        return Result(True, "没有发现问题")
    marked = len({(c.sheet, c.cell) for c in step.changes if c.kind != "sheet"})
    return Result(True, f"发现{counted(found.problems)}，{marked} 个单元格已标出，清单见“{LIST_SHEET}”", marked, found.problems)


def clear_marks(book: xw.Book) -> Result:
    """Take the marks and the list of 校验本表 away; colours and notes are as they were."""
    journal = Journal(book)
    removed = _forget_marks(book, journal)
    if removed is None:
        return Result(True, "没有要清除的标记")
    journal.steps.append(Step(CLEAR, [Change(c.kind, c.sheet, c.cell, c.after, c.before) for c in reversed(removed)]))
    journal.save()
    return Result(True, "标记已清除", len({(c.sheet, c.cell) for c in removed if c.kind != "sheet"}))


def _forget_marks(book: xw.Book, journal: Journal) -> list[Change] | None:
    """Take the last check back and out of the journal; gives what was removed, None where there are no marks."""
    step = journal.last(CHECK)
    if step is None:
        return None
    journal.steps.remove(step)
    return take_back(book, step.changes)[::-1]


def _marks(book: xw.Book, found: Opened) -> list[Change]:
    """A fill and a note for each cell that a problem names."""
    there = {s.name for s in book.sheets}
    by_cell: dict[tuple[str, str], list[Problem]] = {}
    for problem in found.problems:
        if problem.sheet in there and problem.cell:
            by_cell.setdefault((problem.sheet, problem.cell), []).append(problem)
    changes = []
    for (title, where), problems in by_cell.items():
        cell = book.sheets[title].range(where)
        worst = min((p.severity for p in problems), key=SEVERITIES.index)
        changes.append(Change("colour", title, where, colour_of(cell, found.fill_of(title, where)), rgb(COLOURS[SEVERITY_COLOURS[worst]][1])))
        text, known = note_of(cell)
        if known:
            changes.append(Change("note", title, where, text, "\n".join([*([text] if text else []), *map(_said, problems)])))
    return changes


def _said(problem: Problem) -> str:
    return f"【{SEVERITY_LABELS[problem.severity]}】{problem.message}" + (f"\n改法：{problem.fix}" if problem.fix else "")


def _list(problems: list[Problem]) -> Page:
    rows = [[SEVERITY_LABELS[p.severity], p.sheet, p.cell, None if p.value is None else str(p.value), p.message, p.fix] for p in problems]
    rows = rows or [[None, None, None, None, "没有发现问题", None]]
    fills = {str(r): COLOURS[SEVERITY_COLOURS[p.severity]][1] for r, p in enumerate(problems, 4)}
    return Page([[_TITLE], [], [h for h, _ in _HEADINGS], *rows], [w for _, w in _HEADINGS], 3, 3 + len(rows), fills=fills)
