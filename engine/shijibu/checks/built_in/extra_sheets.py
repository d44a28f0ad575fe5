"""Sheets that somebody added."""

from __future__ import annotations

from collections.abc import Iterator

from shijibu.problems.finding import Finding
from shijibu.problems.sheets import SheetCopy, SheetExtra
from shijibu.returns.grid import SheetGrid
from shijibu.returns.places import HEADINGS_WITHIN, Returned, header_row
from shijibu.spreadsheet.address import MAX_COLUMN
from shijibu.workbook.identity import Identity
from shijibu.workbook.names import HIDDEN_SHEET, LIST_SHEET, NOTICE_SHEET, SELF_CHECK, UNDO_SHEET, UNITS_SHEET
from shijibu.workbook.template import template_of


def extra_sheets(returned: Returned) -> Iterator[Finding]:
    """Sheets of the unit's own, copies of ours among them."""
    ours = {HIDDEN_SHEET, LIST_SHEET, SELF_CHECK, UNDO_SHEET, UNITS_SHEET} | {p.sheet.title for p in returned.places.values()}
    # A sheet by the title of one whose tables lie elsewhere now was put there by somebody.
    ours |= {s.title for s in returned.workbook.sheets_of(returned.period.round) if not any(t.id in returned.places for t in s.tables)}
    template = template_of(returned.scheme)
    ours |= {s.title for s in template.extra(returned.scheme)} if template is not None else set()
    tables = returned.workbook.tables_of(returned.period.round)
    for sheet in returned.grid.sheets:
        if sheet.title in ours or not sheet.cells or _is_identity(returned, sheet) or (sheet.title == NOTICE_SHEET and _is_notice(sheet)):
            continue
        like = next((t for t in tables if header_row(sheet, t, range(1, HEADINGS_WITHIN + 1), 1, MAX_COLUMN)), None)
        if like is not None:
            yield Finding(SheetCopy(cells=len(sheet.cells), table=like.title), sheet.title)
        else:
            hidden = None if sheet.state == "visible" else sheet.state
            yield Finding(SheetExtra(cells=len(sheet.cells), hidden=hidden), sheet.title)


def _is_identity(returned: Returned, sheet: SheetGrid) -> bool:
    """Whether the hidden sheet was given another name."""
    first = sheet.cells.get((1, 1))
    return first is not None and Identity.parse(first.value) == returned.identity


def _is_notice(sheet: SheetGrid) -> bool:
    """Whether the macro 生成公示 wrote the sheet."""
    first = sheet.cells.get((1, 1))
    return first is not None and isinstance(first.value, str) and first.value.endswith(NOTICE_SHEET)
