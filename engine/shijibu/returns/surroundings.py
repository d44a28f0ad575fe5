"""What stands around the tables of a returned workbook, and what is out of sight in it: listed, never lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shijibu.issue.master import build_master
from shijibu.issue.master_writer import Shape
from shijibu.problems.finding import Finding
from shijibu.problems.sheets import (
    CellNote,
    CellPicture,
    CellStray,
    CellUnseen,
    ColumnExtra,
    ColumnHidden,
    CoverChanged,
    RowHidden,
    SheetCopy,
    SheetExtra,
    SheetHidden,
    SheetUnlocked,
)
from shijibu.returns.beside import beside
from shijibu.returns.entry import is_empty, plain_text
from shijibu.returns.grid import Cell, SheetGrid
from shijibu.returns.places import HEADINGS_WITHIN, LONGEST_HEADING, Place, Returned, header_row
from shijibu.returns.reader import read
from shijibu.returns.rows import key_of
from shijibu.scheme.load import version
from shijibu.scheme.model import Scheme, Workbook
from shijibu.scheme.period import Period
from shijibu.spreadsheet.address import MAX_COLUMN, address
from shijibu.spreadsheet.field import Field
from shijibu.spreadsheet.names import same
from shijibu.spreadsheet.text import squeezed
from shijibu.workbook.identity import Identity
from shijibu.workbook.names import ATTRIBUTES, HIDDEN_SHEET, HINT_END, HINT_LABEL, LIST_SHEET, NOTICE_SHEET, UNDO_SHEET

_OURS = re.compile(r"(.{,40}\n)?【(错误|警告|提示)】")
"""Begins the notes that the clean copy and the macros write; some programs put a name before it."""
_STRAY = 20  # stray cells that are named one by one
_COVER_ROWS = 12
_KEPT: dict[tuple[str, ...], frozenset[str]] = {}
_MOST_KEPT = 16


def surroundings(returned: Returned) -> None:
    """Sheets and cells that nobody asked for, and what is out of sight: listed, never lost."""
    _extra_sheets(returned)
    printed = _printed(returned)
    for title, places in _by_sheet(returned).items():
        sheet = places[0].sheet
        _say(returned, sheet, _extra_columns(returned, sheet, places, _around(returned, sheet, places, printed)))
        _out_of_sight(returned, sheet, places)
        if sheet.protected is False:
            returned.findings.append(Finding(SheetUnlocked(), title))
    _cover(returned)
    _beside_figures(returned, printed)
    _notes(returned)
    beside(returned)
    _pictures(returned)


def _pictures(returned: Returned) -> None:
    """Cells that hold a picture, which nobody reads: each in its field where it stands in a table."""
    for sheet in returned.grid.sheets:
        pictures = sorted(at for at, cell in sheet.cells.items() if cell.kind == "picture")
        for r, c in pictures[:_STRAY]:
            field = next((str(Field(id, r - p.header, column)) for id, p in returned.places.items() if p.sheet is sheet and p.header < r <= p.end
                          for column, at in p.columns.items() if at == c), None)
            returned.findings.append(Finding(CellPicture(here="这一格"), sheet.title, address(r, c), field))
        if len(pictures) > _STRAY:
            returned.findings.append(Finding(CellPicture(more=len(pictures) - _STRAY), sheet.title))


def _notes(returned: Returned) -> None:
    """What people wrote in notes at the cells of our sheets, ours aside: nobody reads them."""
    for sheet in returned.grid.sheets:
        notes = {at: text for at, text in sorted(sheet.notes.items()) if not _OURS.match(text)}
        returned.strays += [(sheet.title, address(r, c), text) for (r, c), text in notes.items()]
        for (r, c), text in list(notes.items())[:_STRAY]:
            returned.findings.append(Finding(CellNote(value=text), sheet.title, address(r, c), value=text))
        if len(notes) > _STRAY:
            returned.findings.append(Finding(CellNote(more=len(notes) - _STRAY), sheet.title))


def _say(returned: Returned, sheet: SheetGrid, strays: dict[tuple[int, int], str]) -> None:
    """Each stray cell, with the column that it stands in where that is not for entries; the first ones by name, every one in the clean copy."""
    cells = sheet.covered | sheet.cells
    returned.strays += [(sheet.title, address(r, c), cells[r, c].told) for r, c in strays]
    for (r, c), column in list(strays.items())[:_STRAY]:
        where = f"“{column}”一列不供填写，这里" if column else "合并的单元格下面" if (r, c) in sheet.covered else "表格之外"
        returned.findings.append(Finding(CellStray(where=where), sheet.title, address(r, c), value=cells[r, c].told))
    if len(strays) > _STRAY:
        returned.findings.append(Finding(CellStray(where="表格之外", more=len(strays) - _STRAY), sheet.title))


def _printed(returned: Returned) -> frozenset[str] | None:
    """What our sheets say of themselves, without spaces; None where the workbook is of another version of the scheme, which may say it otherwise."""
    if returned.identity.version != version(returned.scheme):
        return None
    facts, kind = returned.facts, returned.scheme.kind(returned.facts.kind)
    deadline = facts.deadline or returned.period.end.isoformat()
    own = [facts.name, returned.identity.unit, kind.label if kind else facts.kind, returned.period.label, deadline,
           str(sum(bool(o["team"]) for o in facts.officials)), *(text for o in facts.officials for text in (o["name"], o["id"]))]
    return _texts(returned.scheme, returned.workbook, returned.period) | {squeezed(text) for text in own}


def _texts(scheme: Scheme, workbook: Workbook, period: Period) -> frozenset[str]:
    """The texts of a blank workbook; one is kept, since a round's workbooks come together."""
    key = scheme.id, version(scheme), workbook.id, str(period)
    if key not in _KEPT:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        blank = read(build_master(scheme, workbook, period, Shape(1, 1))[0])
        _KEPT[key] = frozenset(squeezed(str(c.value)) for s in blank.sheets for c in s.cells.values() if c.kind == "text" and c.formula is None)
    return _KEPT[key]


def _is_printed(cell: Cell, returned: Returned, printed: frozenset[str]) -> bool:
    told = squeezed(plain_text(cell))
    return told in printed or told.startswith(squeezed(f"{returned.facts.name}（"))


def _around(returned: Returned, sheet: SheetGrid, places: list[Place], printed: frozenset[str] | None) -> dict[tuple[int, int], str]:
    """Cells of a sheet with tables that hold something which is neither read nor ours, with the label of their column where one of the
    tables has it.
    """
    helpers = {max(p.columns.values()) + 1 for p in places if p.table.id in _with_helper(returned)}
    last, computed = max(p.header for p in places), any(cell.formula for cell in sheet.cells.values())
    rows = {p.table.id: {p.header + row.index for row in returned.book.tables[p.table.id]} for p in places}
    columns: dict[int, list[tuple[Place, str]]] = {}
    for place in places:
        for id, c in place.columns.items():
            columns.setdefault(c, []).append((place, id))
    found: dict[tuple[int, int], str] = {}
    for (r, c), cell in sheet.cells.items():
        if cell.formula is not None or is_empty(cell):
            continue
        above, id = next(((p, id) for p, id in columns.get(c, ()) if p.header < r <= p.end), (None, ""))
        if above is not None:
            column = above.table.column(id)
            if column is not None and (column.live is None or (r in rows[above.table.id] and not column.deferred)):
                continue  # read, or compared with the engine's figure
            # Values pasted over the whole sheet leave the results of its formulas.
            if computed and not (column is None and str(cell.value).endswith(HINT_END)):
                found[r, c] = column.label if column else HINT_LABEL
        elif (r > last and c not in columns and not (c in helpers and cell.kind == "number")) or (
                r <= last and printed is not None and not _is_printed(cell, returned, printed)):
            found[r, c] = ""
    inputs = {c: place for place in places for id, c in place.columns.items() if (column := place.table.column(id)) and column.is_input}
    for (r, c), cell in sheet.covered.items():
        if cell.formula is None and not is_empty(cell) and not (c in inputs and r > inputs[c].header):
            found[r, c] = ""
    return dict(sorted(found.items()))


def _with_helper(returned: Returned) -> set[str]:
    """Tables beside which a personal sheet keeps a helper column of its own, of formulas, whose results a conversion leaves as numbers."""
    return {s.personal.of for s in returned.workbook.sheets_of(returned.period.round) if s.personal}


def _beside_figures(returned: Returned, printed: frozenset[str] | None) -> None:
    """What was written on the cover and on sheets that only show: nothing of them is read. Without their formulas nothing can be told."""
    told = {(f.sheet, f.cell) for f in returned.findings}
    figures = {(sheet.title, r, c) for sheet, r, c in returned.unit_cells.values()}
    titles = {s.title for s in returned.workbook.sheets_of(returned.period.round) if not s.tables}
    for sheet in returned.grid.sheets:
        if printed is None or sheet.title not in titles or not any(cell.formula for cell in sheet.cells.values()):
            continue
        _say(returned, sheet, {at: "" for at, cell in sorted(sheet.cells.items()) if cell.formula is None and not is_empty(cell)
                               and (sheet.title, *at) not in figures and (sheet.title, address(*at)) not in told
                               and not _is_printed(cell, returned, printed)})


def _extra_columns(returned: Returned, sheet: SheetGrid, places: list[Place], stray: dict[tuple[int, int], str]) -> dict[tuple[int, int], str]:
    """Says each column that somebody gave a heading of its own; what strays elsewhere is left."""
    ours, header = {c for p in places for c in p.columns.values()}, min(p.header for p in places)
    titled: dict[int, str] = {}
    for place in places:
        titled |= {c: str(cell.value) for (r, c), cell in sheet.cells.items()
                   if r == place.header and cell.kind == "text" and not is_empty(cell) and c not in ours}
    filled: dict[int, int] = {}
    for r, c in stray:
        if r > header and c in titled:
            filled[c] = filled.get(c, 0) + 1
    for c, count in sorted(filled.items()):
        where = address(places[0].header, c)
        returned.findings.append(Finding(ColumnExtra(value=titled[c], count=count), sheet.title, where, value=titled[c]))
    return {(r, c): label for (r, c), label in stray.items() if not (c in filled and r >= header)}


def _extra_sheets(returned: Returned) -> None:
    ours = {HIDDEN_SHEET, LIST_SHEET, UNDO_SHEET} | {p.sheet.title for p in returned.places.values()}
    # A sheet by the title of one whose tables lie elsewhere now was put there by somebody.
    ours |= {s.title for s in returned.workbook.sheets_of(returned.period.round) if not any(t.id in returned.places for t in s.tables)}
    tables = returned.workbook.tables_of(returned.period.round)
    for sheet in returned.grid.sheets:
        if sheet.title in ours or not sheet.cells or _is_identity(returned, sheet) or (sheet.title == NOTICE_SHEET and _is_notice(sheet)):
            continue
        like = next((t for t in tables if header_row(sheet, t, range(1, HEADINGS_WITHIN + 1), 1, MAX_COLUMN)), None)
        if like is not None:
            returned.findings.append(Finding(SheetCopy(cells=len(sheet.cells), table=like.title), sheet.title))
        else:
            hidden = None if sheet.state == "visible" else sheet.state
            returned.findings.append(Finding(SheetExtra(cells=len(sheet.cells), hidden=hidden), sheet.title))


def _is_identity(returned: Returned, sheet: SheetGrid) -> bool:
    """Whether the hidden sheet was given another name."""
    first = sheet.cells.get((1, 1))
    return first is not None and Identity.parse(first.value) == returned.identity


def _is_notice(sheet: SheetGrid) -> bool:
    """Whether the macro 生成公示 wrote the sheet."""
    first = sheet.cells.get((1, 1))
    return first is not None and isinstance(first.value, str) and first.value.endswith(NOTICE_SHEET)


def _out_of_sight(returned: Returned, sheet: SheetGrid, places: list[Place]) -> None:
    """Entries in hidden rows, hidden columns or a hidden sheet, which whoever checked the sheet by eye has not seen."""
    read = {p.header + row.index for p in places for row in returned.book.tables[p.table.id]}
    if sheet.state != "visible" and read:
        returned.findings.append(Finding(SheetHidden(rows=len(read)), sheet.title))
    hidden = sorted(read & sheet.hidden_rows)
    left = min((c for p in places for c in p.columns.values()), default=1)
    for start, end in _runs(hidden):
        rows = str(start) if start == end else f"{start}～{end}"
        returned.findings.append(Finding(RowHidden(row=rows), sheet.title, address(start, left)))
    for place in places:
        inputs = [c for column in place.table.columns if column.is_input and (c := place.columns.get(column.id)) is not None]
        for row in returned.book.tables[place.table.id]:
            for at in sorted(c for c in inputs if (place.header + row.index, c) in sheet.unseen):
                cell = sheet.cells[place.header + row.index, at]
                if not is_empty(cell):
                    unseen = Finding(CellUnseen(value=cell.told), sheet.title, address(place.header + row.index, at), value=cell.told)
                    returned.findings.append(unseen)
        for column in place.table.columns:
            own = place.columns.get(column.id)
            shut = own is not None and any(first <= own <= last for first, last in sheet.hidden_columns)
            if shut and column.is_input and any(row.values.get(column.id) is not None for row in returned.book.tables[place.table.id]):
                where, field = place.address(place.header, column.id), f"{place.table.id}.{column.id}"
                returned.findings.append(Finding(ColumnHidden(label=column.label), sheet.title, where, field))


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
    labels = {same(ATTRIBUTES["name"]): returned.facts.name, same(ATTRIBUTES["code"]): returned.identity.unit}
    for (r, c), cell in sorted(sheet.cells.items()) if sheet else ():
        issued = labels.get(same(cell.value[:LONGEST_HEADING])) if r <= _COVER_ROWS and isinstance(cell.value, str) else None
        told = sheet.cells.get((r, c + 1)) if sheet and issued else None
        if told is not None and not is_empty(told) and key_of(plain_text(told)) != key_of(issued):
            changed = CoverChanged(value=told.told, label=cell.value, issued=issued)
            returned.findings.append(Finding(changed, sheet.title if sheet else None, address(r, c + 1), value=told.told))


def _by_sheet(returned: Returned) -> dict[str, list[Place]]:
    out: dict[str, list[Place]] = {}
    for place in returned.places.values():
        out.setdefault(place.sheet.title, []).append(place)
    return out
