"""撤销上一步: what the last macro changed, as it was before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shijibu_addin.macros.changing import take_back
from shijibu_addin.macros.journal import Change, Journal, Step
from shijibu_addin.macros.marking import CHECK, CLEAR
from shijibu_addin.macros.result import Result

if TYPE_CHECKING:
    import xlwings as xw

UNDO = "undo"


def undo(book: xw.Book) -> Result:
    """Take the last step back. Cells that a person has changed since stay as they are."""
    journal = Journal(book)
    if not journal.steps:
        return Result(True, "没有可撤销的步骤")
    step = journal.steps.pop()
    back = take_back(book, step.changes)
    if step.macro == CLEAR:  # the marks are there again, and can be cleared again
        journal.steps.append(Step(CHECK, [Change(c.kind, c.sheet, c.cell, c.after, c.before) for c in back]))
    journal.save()
    kept = len(step.changes) - len(back)
    return Result(True, "已撤销上一步" + (f"，其中 {kept} 处之后又改过，没有动" if kept else ""), len(back))
