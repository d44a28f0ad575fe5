"""Formulas that reach out of the workbook, where no entry is read."""

from __future__ import annotations

from collections.abc import Iterator

from shijibu.problems.finding import Finding
from shijibu.problems.sheets import FormulaLinks, FormulaReaches
from shijibu.returns.grid import SheetGrid
from shijibu.returns.outside import acts_outside, reaching
from shijibu.returns.places import Returned
from shijibu.spreadsheet.address import address
from shijibu.workbook.names import HIDDEN_SHEET, SELF_CHECK

_SHOWN = 255
"""Characters of a formula in a problem: 60,000 cells may share one of 8,000."""


def formulas(returned: Returned, sheet: SheetGrid) -> Iterator[Finding]:
    """Formulas of cells that are not for entries. Those of the unit's own sheets that only link to other files are a warning."""
    outside = reaching({f for cells in (sheet.covered, sheet.cells) for cell in cells.values() if (f := cell.formula) is not None})
    if not outside:
        return
    told = {(f.sheet, f.cell) for f in returned.findings if f.code in ("value.reaches-outside", "value.overlong")}
    ours = sheets_of_ours(returned)
    formulas = {at: f for cells in (sheet.covered, sheet.cells) for at, cell in cells.items() if (f := cell.formula) in outside and f is not None}
    for (r, c), formula in sorted(formulas.items()):
        if (sheet.title, address(r, c)) not in told:
            kind = FormulaReaches if sheet.title in ours or acts_outside(formula) else FormulaLinks
            yield Finding(kind(where="这一格的公式", formula=f"={formula[:_SHOWN]}"), sheet.title, address(r, c), value=formula[:_SHOWN])


def sheets_of_ours(returned: Returned) -> set[str]:
    """The titles of the sheets that went out."""
    return returned.once(_sheets_of_ours)


def _sheets_of_ours(returned: Returned) -> set[str]:
    placed = {s.title for s in returned.workbook.sheets_of(returned.period.round)}
    return {HIDDEN_SHEET, SELF_CHECK} | placed | {p.sheet.title for p in returned.places.values()}


def rules(returned: Returned, sheet: SheetGrid) -> Iterator[Finding]:
    """Those of conditional formats and of what a cell allows."""
    for formula in dict.fromkeys(sheet.rules):
        yield Finding(FormulaReaches(where="条件格式或数据验证的公式", formula=f"={formula}"), sheet.title, value=formula)
