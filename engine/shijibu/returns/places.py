"""Where the tables of a returned workbook lie now.

The defined name finds a table, the heading inside it finds a column, and a row is counted from the heading; where the name is gone
the heading is sought, in the sheet of that title first. So an inserted row, a moved column, a renamed or reordered sheet change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from shijibu.figures.evaluation import Book, Row
from shijibu.problems.finding import Finding
from shijibu.problems.sheets import ColumnMissing, ColumnTwice, LiveColumnMissing, TableMissing, TableNameGone
from shijibu.returns.entry import is_empty
from shijibu.returns.grid import Cell, Grid, SheetGrid
from shijibu.scheme.model import Scheme
from shijibu.scheme.outcomes import Figure
from shijibu.scheme.period import Period
from shijibu.scheme.sheets import Sheet, Table, Workbook
from shijibu.spreadsheet.address import MAX_COLUMN, MAX_ROW, Area, address, column_letters
from shijibu.spreadsheet.names import near, same
from shijibu.spreadsheet.text import squeezed
from shijibu.workbook.identity import Facts, Identity
from shijibu.workbook.names import FIELD_PREFIX, HIDDEN_SHEET, HINT, HINT_LABEL

T = TypeVar("T")
HEADINGS_WITHIN = 200  # rows in which the headings of a table without its name are sought
LONGEST_HEADING = 60


@dataclass(slots=True)
class Place:
    """Where a table lies in the returned file: its sheet, the heading's row, each column, the last row of its room, and of the sheet's
    rows that can be its own (another table may begin below).
    """

    table: Table
    sheet: SheetGrid
    header: int
    columns: dict[str, int]
    last: int
    end: int = MAX_ROW

    def cell(self, row: int, column: str) -> Cell | None:
        return self.sheet.cells.get((row, self.columns[column])) if column in self.columns else None

    def address(self, row: int, column: str) -> str | None:
        return address(row, self.columns[column]) if column in self.columns else None


@dataclass(slots=True)
class Returned:
    """A workbook of ours as it came back. `live` holds the sheet's own figures by field id: (value or None, Cell, sheet, address)."""

    identity: Identity
    facts: Facts
    scheme: Scheme
    workbook: Workbook
    period: Period
    grid: Grid
    book: Book
    places: dict[str, Place] = field(default_factory=dict)
    unit_cells: dict[str, tuple[SheetGrid, int, int]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    strays: list[tuple[str, str, Any]] = field(default_factory=list)
    """Sheet, cell and content of what stands outside the tables, or in notes, and is not read."""
    _made: dict[Callable[[Returned], object], object] = field(default_factory=dict)

    @property
    def modified(self) -> datetime | None:
        return self.grid.modified

    def once(self, make: Callable[[Returned], T]) -> T:
        """What `make` makes of the workbook, made once: what it knows of itself is asked for each of its sheets."""
        if make not in self._made:
            self._made[make] = make(self)
        return self._made[make]  # type: ignore[return-value]  # it is what this very function made

    def row_number(self, table: str, row: Row) -> int:
        """The sheet's row of a table's row."""
        return self.places[table].header + row.index


def range_of(grid: Grid, name: str) -> tuple[SheetGrid, int, int, int, int] | None:
    """The sheet and corners (top, left, bottom, right) that a defined name points to."""
    texts = [grid.names.get(name), *(text for (_, local), text in sorted(grid.local_names.items()) if local == name)]
    for text in texts:
        area = Area.parse(text or "")
        sheet = next((s for s in grid.sheets if s.title == area.title), None) if area else None
        if area and sheet:
            return sheet, area.top, area.left, area.bottom, area.right
    return None


def figure_cell(returned: Returned, figure: Figure) -> tuple[SheetGrid, int, int] | None:
    """Where a live figure stands on the cover: by its name, else below the one cell that holds its label."""
    if found := range_of(returned.grid, FIELD_PREFIX + figure.id):
        return found[:3]
    covers = {same(s.title) for s in returned.workbook.sheets_of(returned.period.round) if s.cover}
    sheets = [s for s in returned.grid.sheets if same(s.title) in covers]
    labelled = [(s, r, c) for s in sheets for (r, c), cell in s.cells.items() if cell.value == figure.label]
    return (labelled[0][0], labelled[0][1] + 1, labelled[0][2]) if len(labelled) == 1 else None


def _headings(table: Table) -> dict[str, str]:
    return {same(c.label): c.id for c in table.columns}


def locate(returned: Returned, sheet: Sheet, table: Table) -> Place | None:
    """Where `table` lies now; None, with a finding, where it is gone."""
    grid = returned.grid
    found = range_of(grid, table.id)
    if found:
        grid_sheet, top, left, bottom, right = found
        header = header_row(grid_sheet, table, range(top, min(bottom, top + 3) + 1), left, right)
        if header:
            return _place(returned, table, grid_sheet, header, bottom, left, right)
    sheets = sorted((s for s in grid.sheets if s.title != HIDDEN_SHEET), key=lambda s: same(s.title) != same(sheet.title))
    for candidate in sheets:
        header = header_row(candidate, table, range(1, HEADINGS_WITHIN + 1), 1, MAX_COLUMN)
        if header:
            returned.findings.append(Finding(TableNameGone(table=table.title), candidate.title))
            return _place(returned, table, candidate, header, 0, 1, MAX_COLUMN)
    like = None if any(s.title == sheet.title for s in sheets) else near(sheet.title, [s.title for s in sheets], 0.5)
    returned.findings.append(Finding(TableMissing(table=table.title, near=like), sheet.title))
    return None


def part(places: Iterable[Place]) -> None:
    """Where two tables share columns, the upper one ends before the lower one's headings."""
    placed = list(places)
    for place in placed:
        for other in placed:
            below = other.sheet is place.sheet and other.header > place.header
            if below and set(other.columns.values()) & set(place.columns.values()):
                place.end = min(place.end, other.header - 1)


def header_row(sheet: SheetGrid, table: Table, rows: range, left: int, right: int) -> int | None:
    """The row that holds most of the table's headings, at least half of them."""
    labels = _headings(table)
    best, row_of = 0, None
    hits: dict[int, set[str]] = {}
    area = [(r, c) for r in rows for c in range(left, right + 1)] if len(rows) * (right - left + 1) < len(sheet.cells) else None
    for r, c in sheet.cells if area is None else area:
        if r in rows and left <= c <= right and (cell := sheet.cells.get((r, c))) is not None and isinstance(cell.value, str):
            told = same(cell.value[:LONGEST_HEADING])
            if told in labels:
                hits.setdefault(r, set()).add(told)
    for r in sorted(hits):
        if len(hits[r]) > best:
            best, row_of = len(hits[r]), r
    return row_of if best * 2 >= len(labels) else None


def _place(returned: Returned, table: Table, sheet: SheetGrid, header: int, bottom: int, left: int, right: int) -> Place:
    """The table at this heading, its columns wherever they are now: within the name's range, else elsewhere in the headings' row."""
    labels = _headings(table)
    typed = {c: cell.value[:LONGEST_HEADING] for (r, c), cell in sheet.cells.items() if r == header and isinstance(cell.value, str)}
    told = {c: same(text) for c, text in typed.items()}
    inside = sorted(c for c in told if left <= c <= right)
    elsewhere = sorted(c for c in told if not left <= c <= right and not _another(returned, table, sheet, header, c))
    columns: dict[str, int] = {}
    for c in [*inside, *(c for c in elsewhere if labels.get(told[c]) not in {labels.get(told[i]) for i in inside})]:
        if told[c] == same(HINT_LABEL):
            if table.hint:
                columns.setdefault(HINT, c)
        elif told[c] in labels and (id := labels[told[c]]) not in columns:
            columns[id] = c
        elif told[c] in labels:
            columns[id] = _fuller(returned, table, sheet, header, columns[id], c)
    strange = [squeezed(typed[c]) for c in [*inside, *elsewhere] if told[c] and told[c] not in labels]
    for column in table.columns:
        if column.id not in columns and column.last is None:  # nothing of theirs stands there
            gone = LiveColumnMissing(label=column.label) if column.live is not None else ColumnMissing(
                label=column.label, near=near(squeezed(column.label), strange, 0.5))
            returned.findings.append(Finding(gone, sheet.title, address(header, left), f"{table.id}.{column.id}"))
    return Place(table, sheet, header, columns, max(bottom, header))


def _another(returned: Returned, table: Table, sheet: SheetGrid, row: int, column: int) -> bool:
    """Whether another table's name covers a heading."""
    for other in returned.workbook.tables_of(returned.period.round):
        if other.id != table.id and (found := range_of(returned.grid, other.id)) is not None and found[0] is sheet:
            _, top, left, bottom, right = found
            if top <= row <= bottom and left <= column <= right:
                return True
    return False


def _fuller(returned: Returned, table: Table, sheet: SheetGrid, header: int, first: int, second: int) -> int:
    """Which of two columns of one heading is read: the first, unless only the second has entries."""
    filled = {c for (r, c), cell in sheet.cells.items() if r > header and c in (first, second) and not is_empty(cell)}
    taken = second if filled == {second} else first
    heading = sheet.cells[header, first].value
    returned.findings.append(Finding(ColumnTwice(label=heading, taken=column_letters(taken)), sheet.title, address(header, second)))
    return taken
