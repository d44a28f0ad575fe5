"""修正函数名: formulas that came from another host get the names that this one knows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from shijibu.rules.names import canonical_formula


def fix_names(document: Any) -> str:
    """Mend the document's formulas. Gives what was done, in words."""
    changed, locked = 0, []
    for sheet in document.Sheets:
        wrong = [(put, formula) for put, formula in _formulas(sheet) if canonical_formula(formula) != formula]
        if not wrong:
            continue
        with _unlocked(sheet):
            if sheet.isProtected():
                locked.append(sheet.Name)
                continue
            for put, formula in wrong:
                put(canonical_formula(formula))
        changed += len(wrong)
    told = f"修正了 {changed} 个公式" if changed or locked else "没有需要修正的公式"
    return told + (f"。“{'”、“'.join(locked)}”有密码保护，没有动；请取消保护后再运行一次" if locked else "")


def _formulas(sheet: Any) -> Iterator[tuple[Any, str]]:
    """How to put another formula in its place, and each formula in which a function of ours may be called; one for a whole array."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    used = sheet.getCellRangeByPosition(0, 0, cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow)
    for r, row in enumerate(used.getFormulaArray()):
        for c, formula in enumerate(row):
            if "SHIJI_" not in formula.upper() or not formula.startswith(("=", "{=")):
                continue
            cell = sheet.getCellByPosition(c, r)
            if not formula.startswith("{="):
                yield cell.setFormula, formula
                continue
            whole = sheet.createCursorByRange(cell)
            whole.collapseToCurrentArray()  # of an array no single cell can be changed
            if (whole.RangeAddress.StartColumn, whole.RangeAddress.StartRow) == (c, r):
                yield whole.setArrayFormula, formula[1:-1]


@contextmanager
def _unlocked(sheet: Any) -> Iterator[None]:
    """The sheet without its protection, which is put back; under a password of somebody's own it stays as it is."""
    locked = sheet.isProtected()
    with suppress(Exception):  # that the password is another is told as an exception of UNO's
        sheet.unprotect("")
    try:
        yield
    finally:
        if locked and not sheet.isProtected():
            sheet.protect("")
