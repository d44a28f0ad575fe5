"""What stands around the tables of a sheet: columns of the unit's own, and cells that nobody asked for."""

from __future__ import annotations

from collections.abc import Iterator

from shijibu.checks.built_in.stray import said
from shijibu.checks.printed import is_marked, is_printed, printed_in, signed_at
from shijibu.problems.finding import Finding
from shijibu.problems.sheets import ColumnExtra
from shijibu.returns.entry import is_empty
from shijibu.returns.grid import Cell, SheetGrid
from shijibu.returns.places import Place, Returned
from shijibu.scheme.sheets import Column
from shijibu.spreadsheet.address import address
from shijibu.workbook.names import HINT_END, HINT_LABEL, HINT_LAST


def around_tables(returned: Returned, sheet: SheetGrid) -> Iterator[Finding]:
    """Each column that somebody added, once; each other cell that is neither read nor ours."""
    places = [p for p in returned.places.values() if p.sheet.title == sheet.title]
    stray = _around(returned, sheet, places, printed_in(returned))
    own, header = _own_columns(sheet, places, stray), min(p.header for p in places)
    for column, (heading, count) in own.items():
        yield Finding(ColumnExtra(value=heading, count=count), sheet.title, address(places[0].header, column), value=heading)
    yield from said(returned, sheet, {(r, c): label for (r, c), label in stray.items() if not (c in own and r >= header)})


def _around(returned: Returned, sheet: SheetGrid, places: list[Place], printed: frozenset[str] | None) -> dict[tuple[int, int], str]:
    """Cells of a sheet with tables that hold something which is neither read nor ours, with the label of their column where one of the
    tables has it.
    """
    helpers = {max(p.columns.values()) + 1 for p in places if p.table.id in _with_helper(returned)}
    last, computed = max(p.header for p in places), any(cell.formula for cell in sheet.cells.values())
    rows = {p.table.id: {p.header + row.index for row in returned.book.tables[p.table.id]} for p in places}
    columns: dict[int, list[tuple[Place, Column | None]]] = {}
    for place in places:
        for id, c in place.columns.items():
            columns.setdefault(c, []).append((place, place.table.column(id)))
    read = {c: [(p.header, p.end) for p, column in own if column is not None and (column.live is None or column.filled_by)]
            for c, own in columns.items()}
    found: dict[tuple[int, int], str] = {}
    marked = any(is_marked(returned, p) for p in places)
    signed = signed_at(returned, sheet)
    for (r, c), cell in sheet.cells.items():
        if cell.formula is not None or (c in read and True in [header < r <= end for header, end in read[c]]):  # nearly all of them
            continue
        if is_empty(cell) or (r, c) in signed:
            continue
        above, column = next(((p, column) for p, column in columns.get(c, ()) if p.header < r <= p.end), (None, None))
        if above is not None:
            if column is not None and (r in rows[above.table.id] and not column.deferred):
                continue  # compared with the engine's figure
            # Values pasted over the whole sheet leave the results of its formulas.
            if computed and not (column is None and str(cell.value).endswith((HINT_END, HINT_LAST))):
                found[r, c] = column.label if column else HINT_LABEL
        elif marked:  # the office's own words may stand anywhere
            if printed is not None and not is_printed(cell, returned, printed) and not _counts_rows(cell, r, places):
                found[r, c] = ""
        elif (r > last and c not in columns and not (c in helpers and cell.kind == "number")) or (
                r <= last and printed is not None and not is_printed(cell, returned, printed)):
            found[r, c] = ""
    inputs = {c: place for place in places for id, c in place.columns.items() if (column := place.table.column(id)) and column.is_input}
    for (r, c), cell in sheet.covered.items():
        if cell.formula is None and not is_empty(cell) and not (c in inputs and r > inputs[c].header):
            found[r, c] = ""
    return dict(sorted(found.items()))


def _counts_rows(cell: Cell, row: int, places: list[Place]) -> bool:
    """Whether a number only counts the rows of a table, as the template's own column of numbers does once its formulas are gone."""
    return cell.kind == "number" and any(p.header < row <= p.end and cell.value == row - p.header for p in places)


def _with_helper(returned: Returned) -> set[str]:
    """Tables beside which a personal sheet keeps a helper column of its own, of formulas, whose results a conversion leaves as numbers."""
    return {s.personal.of for s in returned.workbook.sheets_of(returned.period.round) if s.personal}


def _own_columns(sheet: SheetGrid, places: list[Place], stray: dict[tuple[int, int], str]) -> dict[int, tuple[str, int]]:
    """The columns that somebody gave a heading of its own: it, and how many cells below it are filled."""
    if not stray:
        return {}
    ours, header = {c for p in places for c in p.columns.values()}, min(p.header for p in places)
    titled: dict[int, str] = {}
    for place in places:
        titled |= {c: str(cell.value) for (r, c), cell in sheet.cells.items()
                   if r == place.header and cell.kind == "text" and not is_empty(cell) and c not in ours}
    filled: dict[int, int] = {}
    for r, c in stray:
        if r > header and c in titled:
            filled[c] = filled.get(c, 0) + 1
    return {c: (titled[c], count) for c, count in sorted(filled.items())}
