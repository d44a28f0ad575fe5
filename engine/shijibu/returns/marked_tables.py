"""Where the tables of a returned workbook lie that were drawn after the office's own template.

What stands over their columns may be anything, in one row or in three, and something may stand below them. So each column has a defined name,
and so has the first row below. Where the names are gone, the template's own headings are sought.
"""

from __future__ import annotations

from collections.abc import Mapping

from shijibu.problems.finding import Finding
from shijibu.problems.sheets import ColumnMissing, LiveColumnMissing, TableMissing, TableNameGone
from shijibu.returns.grid import Grid, SheetGrid
from shijibu.returns.places import HEADINGS_WITHIN, LONGEST_HEADING, Place, Returned, locate, range_of
from shijibu.scheme.sheets import Sheet, Table
from shijibu.spreadsheet.address import MAX_ROW, address
from shijibu.spreadsheet.names import near, same
from shijibu.spreadsheet.text import squeezed
from shijibu.workbook.names import HIDDEN_SHEET, HINT
from shijibu.workbook.template import MARK, MarkedTable, TemplateSheet, column_name, end_name, headings, marked_table

Headings = Mapping[str, list[tuple[str, int]]]


def located(returned: Returned, sheet: Sheet, table: Table) -> Place | None:
    """Where a table lies now, drawn after a template or not; None, with a finding, where it is gone."""
    told = marked_table(returned.scheme, returned.workbook, returned.period.round, table)
    return locate(returned, sheet, table) if told is None else _located(returned, sheet, table, *told)


def _located(returned: Returned, sheet: Sheet, table: Table, drawn: TemplateSheet, marked: MarkedTable) -> Place | None:
    grid, over = returned.grid, headings(marked, table)
    named = range_of(grid, table.id)
    if named is not None:
        on, header, left, bottom, _ = named
        columns = _named_columns(grid, table, on) or _over(on, over, header) or {
            id: at - min(marked.columns.values()) + left for id, at in marked.columns.items()}
    else:
        found = _sought(grid, sheet, table, over)
        if found is None:
            titles = [s.title for s in grid.sheets if s.title != HIDDEN_SHEET]
            like = None if sheet.title in titles else near(sheet.title, titles, 0.5)
            returned.findings.append(Finding(TableMissing(table=table.title, near=like), sheet.title))
            return None
        on, header = found
        bottom, columns = 0, _over(on, over, header)
        returned.findings.append(Finding(TableNameGone(table=table.title), on.title))
    for column in table.columns:
        if column.id not in columns and column.last is None:
            gone = LiveColumnMissing(label=column.label) if column.live is not None else ColumnMissing(label=column.label, near=None)
            where = address(header, min(columns.values(), default=1))
            returned.findings.append(Finding(gone, sheet.title, where, f"{table.id}.{column.id}"))
    place = Place(table, on, header, columns, max(bottom, header))
    place.end = _end(grid, table, on, place, drawn, marked)
    return place


def _named_columns(grid: Grid, table: Table, on: SheetGrid) -> dict[str, int]:
    """Each column by its name; nothing where no name is left."""
    out: dict[str, int] = {}
    for id in [*(c.id for c in table.columns), *([HINT] if table.hint else [])]:
        found = range_of(grid, column_name(table.id, id))
        if found is not None and found[0] is on:
            out[id] = found[2]
    return out


def _over(on: SheetGrid, over: Headings, header: int) -> dict[str, int]:
    """Each column by what stands over it; one of two that have the same over them is told by neither."""
    out: dict[str, int] = {}
    for r, c, text in _texts(on, range(max(header - 4, 1), header + 1)):
        told = [id for id, above in over.get(text, ()) if above == header - r]
        if len(told) == 1:
            out.setdefault(told[0], c)
    return out


def _sought(grid: Grid, sheet: Sheet, table: Table, over: Headings) -> tuple[SheetGrid, int] | None:
    """The sheet and row under whose headings the table lies: where most of them are, and half at least."""
    for on in sorted((s for s in grid.sheets if s.title != HIDDEN_SHEET), key=lambda s: same(s.title) != same(sheet.title)):
        votes: dict[int, set[str]] = {}
        for r, _, text in _texts(on, range(1, HEADINGS_WITHIN + 1)):
            for id, above in over.get(text, ()):
                votes.setdefault(r + above, set()).add(id)
        best = max(votes, key=lambda row: (len(votes[row] - {HINT}), -row), default=None)
        if best is not None and len(votes[best] - {HINT}) * 2 >= len(table.columns):
            return on, best
    return None


def _texts(on: SheetGrid, rows: range) -> list[tuple[int, int, str]]:
    return sorted((r, c, same(cell.value[:LONGEST_HEADING])) for (r, c), cell in on.cells.items() if r in rows and isinstance(cell.value, str))


def _end(grid: Grid, table: Table, on: SheetGrid, place: Place, drawn: TemplateSheet, marked: MarkedTable) -> int:
    """The last row that can be the table's own: what the template has below it stands there still, in its own words."""
    named = range_of(grid, end_name(table.id))
    if named is not None and named[0] is on and named[1] > place.header:
        return named[1] - 1
    for row in range(marked.row + 1, drawn.bottom + 1):
        words = [text for c in range(1, drawn.right + 1) if (text := drawn.text(row, c))]
        texts = {squeezed(text) for text in words if not MARK.search(text) and not text.startswith("=")}
        if texts:
            lies = [r for (r, _), cell in on.cells.items() if r > place.header and isinstance(cell.value, str) and squeezed(cell.value) in texts]
            return min(lies, default=MAX_ROW + 1) - 1
    return MAX_ROW

