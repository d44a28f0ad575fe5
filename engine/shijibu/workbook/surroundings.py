"""What stands around the tables of a returned workbook, and what is out of sight in it: listed, never lost."""

from __future__ import annotations

from collections.abc import Iterator

from shijibu.workbook.entry import is_empty, plain_text, squeezed
from shijibu.workbook.finding import Finding
from shijibu.workbook.grid import MAX_COLUMN, SheetGrid
from shijibu.workbook.identity import HIDDEN_SHEET
from shijibu.workbook.places import ATTRIBUTES, HEADINGS_WITHIN, LONGEST_HEADING, Place, Returned, address, header_row
from shijibu.workbook.rows import key_of

LIST_SHEET = "问题清单"  # of the clean copy that a unit may have been sent back
NOTICE_SHEET = "公示"  # that the macros write, and their memory
UNDO_SHEET = "_shijibu_undo"
_STRAY = 20  # stray cells that are named one by one
_COVER_ROWS = 12


def surroundings(returned: Returned) -> None:
    """Sheets and cells that nobody asked for, and what is out of sight: listed, never lost."""
    _extra_sheets(returned)
    for title, places in _by_sheet(returned).items():
        sheet, columns = places[0].sheet, {c for p in places for c in p.columns.values()}
        last = max(p.header for p in places)
        # A sheet with a personal view keeps a helper column of its own, of formulas, beside the table.
        stray = sorted(at for at, cell in sheet.cells.items() if at[0] > last and at[1] not in columns and not cell.formula and not is_empty(cell))
        stray = _extra_columns(returned, sheet, places, stray)
        for r, c in stray[:_STRAY]:
            returned.findings.append(Finding("cell.stray", title, address(r, c), value=sheet.cells[r, c].value))
        if len(stray) > _STRAY:
            returned.findings.append(Finding("cell.stray", title, facts={"more": len(stray) - _STRAY}))
        _out_of_sight(returned, sheet, places)
        if sheet.protected is False:
            returned.findings.append(Finding("sheet.unlocked", title))
    _cover(returned)


def _extra_columns(returned: Returned, sheet: SheetGrid, places: list[Place], stray: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Says each column that somebody gave a heading of its own; what strays elsewhere is left."""
    titled: dict[int, str] = {}
    for place in places:
        titled |= {c: str(cell.value) for (r, c), cell in sheet.cells.items() if r == place.header and cell.kind == "text" and not is_empty(cell)}
    filled: dict[int, int] = {}
    for _, c in stray:
        filled[c] = filled.get(c, 0) + (c in titled)
    for c, count in sorted(filled.items()):
        if count:
            where = address(places[0].header, c)
            returned.findings.append(Finding("column.extra", sheet.title, where, value=titled[c], facts={"count": count, "column": c}))
    return [(r, c) for r, c in stray if c not in titled]


def _extra_sheets(returned: Returned) -> None:
    ours = {HIDDEN_SHEET, LIST_SHEET, UNDO_SHEET} | {s.title for s in returned.workbook.sheets_of(returned.period.round)}
    ours |= {p.sheet.title for p in returned.places.values()}
    tables = returned.workbook.tables_of(returned.period.round)
    for sheet in returned.grid.sheets:
        if sheet.title in ours or not sheet.cells or (sheet.title == NOTICE_SHEET and _is_notice(sheet)):
            continue
        like = next((t for t in tables if header_row(sheet, t, range(1, HEADINGS_WITHIN + 1), 1, MAX_COLUMN)), None)
        if like is not None:
            returned.findings.append(Finding("sheet.copy", sheet.title, facts={"cells": len(sheet.cells), "table": like.title}))
        else:
            returned.findings.append(Finding("sheet.extra", sheet.title, facts={"cells": len(sheet.cells)}))


def _is_notice(sheet: SheetGrid) -> bool:
    """Whether the macro 生成公示 wrote the sheet."""
    first = sheet.cells.get((1, 1))
    return first is not None and isinstance(first.value, str) and first.value.endswith(NOTICE_SHEET)


def _out_of_sight(returned: Returned, sheet: SheetGrid, places: list[Place]) -> None:
    """Entries in hidden rows, hidden columns or a hidden sheet, which whoever checked the sheet by eye has not seen."""
    read = {p.header + row.index for p in places for row in returned.book.tables[p.table.id]}
    if sheet.state != "visible" and read:
        returned.findings.append(Finding("sheet.hidden", sheet.title, facts={"rows": len(read)}))
    hidden = sorted(read & sheet.hidden_rows)
    left = min((c for p in places for c in p.columns.values()), default=1)
    for start, end in _runs(hidden):
        rows = str(start) if start == end else f"{start}～{end}"
        returned.findings.append(Finding("row.hidden", sheet.title, address(start, left), facts={"row": rows}))
    for place in places:
        for column in place.table.columns:
            at = place.columns.get(column.id)
            shut = at is not None and any(first <= at <= last for first, last in sheet.hidden_columns)
            if shut and column.is_input and any(row.values.get(column.id) is not None for row in returned.book.tables[place.table.id]):
                where, field = place.address(place.header, column.id), f"{place.table.id}.{column.id}"
                returned.findings.append(Finding("column.hidden", sheet.title, where, field, facts={"label": column.label}))


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of consecutive numbers."""
    start = end = None
    for n in numbers:
        if end is not None and n == end + 1:
            end = n
            continue
        if start is not None and end is not None:
            yield start, end
        start = end = n
    if start is not None and end is not None:
        yield start, end


def _cover(returned: Returned) -> None:
    """A unit's name or code written over on the cover: somebody may have filled in another unit's workbook."""
    title = next((s.title for s in returned.workbook.sheets if s.cover), None)
    sheet = next((s for s in returned.grid.sheets if s.title == title), None)
    labels = {squeezed(ATTRIBUTES["name"]): returned.facts.name, squeezed(ATTRIBUTES["code"]): returned.identity.unit}
    for (r, c), cell in sorted(sheet.cells.items()) if sheet else ():
        issued = labels.get(squeezed(cell.value[:LONGEST_HEADING])) if r <= _COVER_ROWS and isinstance(cell.value, str) else None
        told = sheet.cells.get((r, c + 1)) if sheet and issued else None
        if told is not None and not is_empty(told) and key_of(plain_text(told)) != key_of(issued):
            returned.findings.append(Finding("cover.changed", sheet.title if sheet else None, address(r, c + 1), value=told.value,
                                             facts={"label": cell.value, "issued": issued}))


def _by_sheet(returned: Returned) -> dict[str, list[Place]]:
    out: dict[str, list[Place]] = {}
    for place in returned.places.values():
        out.setdefault(place.sheet.title, []).append(place)
    return out
