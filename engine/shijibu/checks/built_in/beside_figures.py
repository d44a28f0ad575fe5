"""What was written on the cover and on sheets that only show."""

from __future__ import annotations

from collections.abc import Iterator

from shijibu.checks.built_in.stray import said
from shijibu.checks.printed import is_asked_beside, is_printed, printed_in
from shijibu.problems.finding import Finding
from shijibu.returns.entry import is_empty
from shijibu.returns.grid import SheetGrid
from shijibu.returns.places import Returned
from shijibu.spreadsheet.address import address
from shijibu.workbook.names import SELF_CHECK


def beside_figures(returned: Returned) -> Iterator[Finding]:
    """What was written on the cover and on sheets that only show: nothing of them is read. Without their formulas nothing can be told."""
    printed = printed_in(returned)
    told = {(f.sheet, f.cell) for f in returned.findings}
    figures = {(sheet.title, r, c) for sheet, r, c in returned.unit_cells.values()}
    titles = {s.title for s in returned.workbook.sheets_of(returned.period.round) if not s.tables} | {SELF_CHECK}
    for sheet in returned.grid.sheets:
        if printed is None or sheet.title not in titles or not any(cell.formula for cell in sheet.cells.values()):
            continue
        stray = sorted(at for at, cell in sheet.cells.items() if cell.formula is None and not is_empty(cell)
                       and (sheet.title, *at) not in figures and not is_printed(cell, returned, printed)
                       and (sheet.title, address(*at)) not in told and not _is_asked(sheet, *at))
        yield from said(returned, sheet, dict.fromkeys(stray, ""))


def _is_asked(sheet: SheetGrid, row: int, column: int) -> bool:
    """Whether a cell is filled in because of the label beside it."""
    label = sheet.cells.get((row, column - 1))
    return label is not None and is_asked_beside(label)
