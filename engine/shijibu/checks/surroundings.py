"""The piece of a sheet around a problem, as whoever filled it in saw it: for a page that shows where to look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from shijibu.outside_text import one_line
from shijibu.problems.grouped import Group
from shijibu.problems.problem import Problem
from shijibu.problems.refused import Refused
from shijibu.returns.admission import bytes_of, grid_of
from shijibu.returns.grid import SheetGrid
from shijibu.returns.places import Place
from shijibu.returns.returned import read_back
from shijibu.returns.seen import seen
from shijibu.returns.worker import run
from shijibu.scheme.kept import Kept
from shijibu.scheme.load import SchemeFault
from shijibu.spreadsheet.address import column_letters, row_and_column
from shijibu.spreadsheet.limits import Limits
from shijibu.spreadsheet.severity import SEVERITIES, Severity

Look = Literal["", "heading", "fixed"]
_MOST = 20  # pieces of one file: whoever has more to mend takes the marked copy
_AROUND_ROWS, _AROUND_COLUMNS = 1, 3
_ALONE_ROWS = 2  # around a cell that is in no table
_LONGEST = 60  # characters of a cell; the file has it whole


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell, or cells that are merged: text as it is seen there, cut where it is long; what is wrong with it, nothing where nothing is; how
    many columns and rows of the piece it takes."""

    text: str
    look: Look = ""
    wrong: Severity | None = None
    wide: int = 1
    high: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a piece by its number in the sheet. after_gap: rows before it are left out."""

    number: int
    cells: Sequence[Shown]
    after_gap: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A piece of a sheet: the letters of its columns, of which some may be left out, and its rows."""

    sheet: str
    letters: Sequence[str]
    lines: Sequence[Line]


def surroundings(file: Path, groups: Sequence[Group], kept: Kept = Kept()) -> list[Surroundings | None]:
    """For each group of problems the piece of the sheet around its first cell, read in a worker. None where it has no cell, where an earlier
    piece shows the cell, beyond the first pieces, and for a file that cannot be read again."""
    problems = [g.problems for g in groups]
    if not any(p.sheet and p.cell for of in problems for p in of):
        return [None] * len(groups)
    ((_, found),) = run(_surroundings, [(file, (file, problems, kept))])
    return [None] * len(groups) if isinstance(found, Refused) else found


def _surroundings(file: Path, problems: Sequence[Sequence[Problem]], kept: Kept) -> list[Surroundings | None]:
    limits, places = Limits(), list[Place]()
    grid = grid_of(bytes_of(file, limits), limits)
    with suppress(Refused, SchemeFault):  # then nobody knows where its tables are; its cells are there all the same
        places = list(read_back(grid, limits, kept).places.values())
    sheets, wrong = {s.title: s for s in grid.sheets}, _wrong(problems)
    out: list[Surroundings | None] = []
    visible: set[tuple[str, int, int]] = set()
    for first in (of[0] for of in problems):
        piece, sheet = None, sheets.get(first.sheet or "")
        if sheet is not None and first.cell and sum(p is not None for p in out) < _MOST:
            at = row_and_column(first.cell)
            if (sheet.title, *at) not in visible:
                rows, columns = _window(sheet, at, [p for p in places if p.sheet is sheet])
                piece = _piece(sheet, rows, columns, wrong.get(sheet.title, {}), [p for p in places if p.sheet is sheet])
                visible |= {(sheet.title, r, c) for r in rows for c in columns}
        out.append(piece)
    return out


def _wrong(problems: Iterable[Iterable[Problem]]) -> dict[str, dict[tuple[int, int], Severity]]:
    """What is wrong with each cell of each sheet at worst."""
    out: dict[str, dict[tuple[int, int], Severity]] = {}
    for p in (p for of in problems for p in of):
        if p.sheet and p.cell:
            cells, at = out.setdefault(p.sheet, {}), row_and_column(p.cell)
            cells[at] = min(p.severity, cells.get(at, p.severity), key=SEVERITIES.index)
    return out


def _window(sheet: SheetGrid, at: tuple[int, int], places: Iterable[Place]) -> tuple[list[int], list[int]]:
    """Rows and columns around a cell: of a table its headings, the rows beside, and the column by which one knows a row."""
    row, column = at
    held = [p for p in places if p.header <= row <= p.end]
    place = max(held, key=lambda p: (bool(p.columns) and min(p.columns.values()) <= column <= max(p.columns.values()), p.header), default=None)
    if place is None or not place.columns:
        rows = set(range(max(1, row - _ALONE_ROWS), row + _ALONE_ROWS + 1))
        used = {c for r, c in sheet.cells if r in rows} | {column}
        first, last = min(used), max(used)
        return sorted(rows), [c for c in range(column - _AROUND_COLUMNS, column + _AROUND_COLUMNS + 1) if first <= c <= last]
    own = {*place.columns.values(), column}
    near = {c for c in range(column - _AROUND_COLUMNS, column + _AROUND_COLUMNS + 1) if min(own) <= c <= max(own)}
    rows = {place.header, *(r for r in range(row - _AROUND_ROWS, row + _AROUND_ROWS + 1) if r > place.header)}
    return sorted(rows), sorted(near | {min(place.columns.values())})


def _piece(sheet: SheetGrid, rows: list[int], columns: list[int], wrong: Mapping[tuple[int, int], Severity], places: list[Place]) -> Surroundings:
    merged = [m for m in sheet.merged if m[0] <= rows[-1] and m[2] >= rows[0] and m[1] <= columns[-1] and m[3] >= columns[0]]
    headings = {(p.header, c) for p in places for c in p.columns.values()}
    own = [(p, p.columns[c.id]) for p in places for c in p.table.columns if c.id in p.columns and not c.is_input]
    fixed = {(r, c) for p, c in own for r in rows if p.header < r <= p.end}
    lines = []
    for n, row in enumerate(rows):
        cells = []
        for column in columns:
            top, left, bottom, right = next((m for m in merged if m[0] <= row <= m[2] and m[1] <= column <= m[3]), (row, column, row, column))
            across, down = [c for c in columns if left <= c <= right], [r for r in rows if top <= r <= bottom]
            if (row, column) != (down[0], across[0]):
                continue  # under what is merged
            text = one_line(seen(sheet.cells.get((top, left)))).strip()
            covered = [wrong[r, c] for r in down for c in across if (r, c) in wrong]
            look: Look = "heading" if (row, column) in headings else "fixed" if (row, column) in fixed else ""
            cells.append(Shown(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…", look,
                               min(covered, key=SEVERITIES.index, default=None), len(across), len(down)))
        lines.append(Line(row, cells, n > 0 and rows[n - 1] != row - 1))
    return Surroundings(sheet.title, [column_letters(c) for c in columns], lines)
