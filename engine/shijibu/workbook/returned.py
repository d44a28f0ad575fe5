"""A workbook read back: whose it is, where its tables lie now, and what stands in them.

The defined name finds a table, the heading inside it finds a column, and a row is counted from the heading; where the name is gone
the heading is sought in the sheet of that title. So an inserted row, a moved column, a renamed or reordered sheet change nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from shijibu.scheme.evaluate import Book, Row
from shijibu.scheme.load import UnknownScheme, load, version
from shijibu.scheme.model import Column, Scheme, Sheet, Table, Workbook
from shijibu.scheme.period import NotAPeriod, Period
from shijibu.workbook.entry import People, folded, is_empty, plain_text, read_entry
from shijibu.workbook.finding import Finding
from shijibu.workbook.grid import Cell, Grid, SheetGrid
from shijibu.workbook.identity import HIDDEN_SHEET, Facts, Identity
from shijibu.workbook.refused import Refused

HINT = "hint"
LIST_SHEET = "问题清单"  # of the clean copy that a unit may have been sent back
HINT_LABEL = "填写提示"
FIELD_PREFIX = "unit."
_REFERENCE = re.compile(r"^'?((?:[^']|'')+?)'?!\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?$")


def column_letters(number: int) -> str:
    out = ""
    while number:
        number, rest = divmod(number - 1, 26)
        out = chr(65 + rest) + out
    return out


def column_number(letters: str) -> int:
    number = 0
    for c in letters:
        number = number * 26 + ord(c) - 64
    return number


def address(row: int, column: int) -> str:
    return f"{column_letters(column)}{row}"


@dataclass(slots=True)
class Place:
    """Where a table lies in the returned file: its sheet, the heading's row, each column, the last row of its room."""

    table: Table
    sheet: SheetGrid
    header: int
    columns: dict[str, int]
    last: int

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

    @property
    def modified(self) -> datetime | None:
        return self.grid.modified

    def row_number(self, table: str, row: Row) -> int:
        """The sheet's row of a table's row."""
        return self.places[table].header + row.index


def identity_of(grid: Grid) -> tuple[Identity, Facts]:
    """Whose workbook it is. Raises Refused('file.not-ours') where no sheet says so, 'file.identity-damaged' where it is torn."""
    sheets = sorted(grid.sheets, key=lambda s: s.title != HIDDEN_SHEET)
    for sheet in sheets:
        first = sheet.cells.get((1, 1))
        identity = Identity.parse(first.value) if first else None
        if identity is None:
            continue
        chunks: list[str] = []
        while (cell := sheet.cells.get((len(chunks) + 2, 1))) is not None and isinstance(cell.value, str):
            chunks.append(cell.value)
        facts = Facts.parse(chunks)
        if facts is None or facts.digest != identity.facts_digest:
            raise Refused("file.identity-damaged")
        return identity, facts
    raise Refused("file.not-ours")


def read_back(grid: Grid) -> Returned:
    """Everything that a returned workbook says. Raises Refused for a file that is no workbook of ours or of an unknown scheme."""
    identity, facts = identity_of(grid)
    try:
        scheme = load(identity.scheme)
        period = Period.parse(identity.period, scheme.cadence)
    except UnknownScheme:
        raise Refused("scheme.unknown", scheme=identity.scheme) from None
    except NotAPeriod:
        raise Refused("file.identity-damaged") from None
    workbook = scheme.workbook_for(identity.unit)
    returned = Returned(identity, facts, scheme, workbook, period, grid, Book(identity.unit, {}))
    if identity.version != version(scheme):
        returned.findings.append(Finding("scheme.other-version", value=identity.version, facts={"now": version(scheme)}))
    people = People.of(facts.officials, facts.units)
    for sheet in workbook.sheets_of(period.round):
        for table in sheet.tables:
            place = _locate(returned, sheet, table)
            if place is not None:
                returned.places[table.id] = place
                returned.book.tables[table.id] = _Rows(returned, place, people).read()
    for figure in scheme.unit_figures if not workbook.county else ():
        if figure.live:
            _find_unit_cell(returned, figure.id, figure.label)
    _surroundings(returned)
    return returned


def _range(grid: Grid, name: str) -> tuple[SheetGrid, int, int, int, int] | None:
    """The sheet and corners (top, left, bottom, right) that a defined name points to."""
    texts = [grid.names.get(name), *(text for (_, local), text in sorted(grid.local_names.items()) if local == name)]
    for text in texts:
        match = _REFERENCE.match(text or "")
        if not match:
            continue
        title = match[1].replace("''", "'")
        sheet = next((s for s in grid.sheets if s.title == title), None)
        if sheet is None:
            continue
        top, left = int(match[3]), column_number(match[2])
        return sheet, top, left, int(match[5] or top), column_number(match[4] or match[2])
    return None


def _headings(table: Table) -> dict[str, str]:
    return {folded(c.label): c.id for c in table.columns}


def _locate(returned: Returned, sheet: Sheet, table: Table) -> Place | None:
    """Where `table` lies now; None, with a finding, where it is gone."""
    grid = returned.grid
    found = _range(grid, table.id)
    if found:
        grid_sheet, top, left, bottom, right = found
        header = _header_row(grid_sheet, table, range(top, min(bottom, top + 3) + 1), left, right)
        if header:
            return _place(returned, table, grid_sheet, header, bottom, left, right)
    titled = next((s for s in grid.sheets if folded(s.title) == folded(sheet.title)), None)
    candidates = [titled] if titled else [s for s in grid.sheets if s.title != HIDDEN_SHEET]
    for candidate in candidates:
        rows = sorted({r for r, _ in candidate.cells if r <= 200})
        header = _header_row(candidate, table, rows, 1, 16_384)
        if header:
            returned.findings.append(Finding("table.name-gone", candidate.title, facts={"table": table.title}))
            return _place(returned, table, candidate, header, 0, 1, 16_384)
    near = get_close_matches(sheet.title, [s.title for s in grid.sheets if s.title != HIDDEN_SHEET], n=1, cutoff=0.5)
    returned.findings.append(Finding("table.missing", sheet.title, facts={"table": table.title, "near": near[0] if near else None}))
    return None


def _header_row(sheet: SheetGrid, table: Table, rows: Any, left: int, right: int) -> int | None:
    """The row that holds most of the table's headings, at least half of them."""
    labels = _headings(table)
    best, row_of = 0, None
    wanted = set(rows)
    hits: dict[int, set[str]] = {}
    for (r, c), cell in sheet.cells.items():
        if r in wanted and left <= c <= right and isinstance(cell.value, str) and folded(cell.value) in labels:
            hits.setdefault(r, set()).add(folded(cell.value))
    for r in sorted(hits):
        if len(hits[r]) > best:
            best, row_of = len(hits[r]), r
    return row_of if best * 2 >= len(labels) else None


def _place(returned: Returned, table: Table, sheet: SheetGrid, header: int, bottom: int, left: int, right: int) -> Place:
    labels = _headings(table)
    columns: dict[str, int] = {}
    strange: list[str] = []
    for (r, c), cell in sorted(sheet.cells.items()):
        if r != header or not isinstance(cell.value, str) or not left <= c <= right:
            continue
        told = folded(cell.value)
        if told == HINT_LABEL:
            columns.setdefault(HINT, c)
        elif told in labels:
            if labels[told] in columns:
                returned.findings.append(Finding("column.twice", sheet.title, address(r, c), facts={"label": cell.value}))
            columns.setdefault(labels[told], c)
        elif told:
            strange.append(told)
    for column in table.columns:
        if column.id not in columns:
            near = get_close_matches(folded(column.label), strange, n=1, cutoff=0.5)
            code = "column.missing" if column.live is None else "column.live-missing"
            returned.findings.append(Finding(code, sheet.title, address(header, left), f"{table.id}.{column.id}",
                                             facts={"label": column.label, "near": near[0] if near else None}))
    return Place(table, sheet, header, columns, max(bottom, header))


def _find_unit_cell(returned: Returned, id: str, label: str) -> None:
    """A live figure of the unit: by its name, else beside its label on any sheet."""
    found = _range(returned.grid, FIELD_PREFIX + id)
    if found:
        returned.unit_cells[id] = found[:3]


class _Rows:
    """Reads the rows of one table."""

    def __init__(self, returned: Returned, place: Place, people: People) -> None:
        self.returned, self.place, self.people, self.table = returned, place, people, place.table
        self.issued = returned.facts.prefilled.get(self.table.id, [])
        self.inputs = [c for c in self.table.columns if c.is_input]
        self.given = [c for c in self.table.columns if c.prefill]
        self.columns = {place.columns[c.id] for c in self.table.columns if c.id in place.columns and c.live is None}

    def read(self) -> list[Row]:
        sheet, header = self.place.sheet, self.place.header
        used = {r for (r, c), cell in sheet.cells.items() if r > header and c in self.columns and not is_empty(cell)}
        if self.table.is_fixed:
            return self._fixed(sorted(used))
        committed = range(header + 1, header + 1 + len(self.issued))
        rows = [self._row(r, started=r in committed) for r in sorted(used)]
        self._beyond(rows)
        self._commitments(rows)
        return rows

    def _id(self, row: int, column: str) -> str:
        return f"{self.table.id}[{row - self.place.header}].{column}"

    def find(self, code: str, row: int, column: str, value: Any = None, **facts: Any) -> None:
        facts = {"label": c.label if (c := self.table.column(column)) else column, **facts}
        self.returned.findings.append(
            Finding(code, self.place.sheet.title, self.place.address(row, column), self._id(row, column), value, facts)
        )

    def _row(self, r: int, *, started: bool = True) -> Row:
        row = Row(r - self.place.header, {}, {})
        empty_inputs = all(is_empty(self.place.cell(r, c.id)) for c in self.inputs)
        for column in self.inputs:
            cell = self.place.cell(r, column.id)
            where = self.place.address(r, column.id)
            if where:
                row.cells[column.id] = where
            entry = read_entry(column, cell, self.people, date1904=self.returned.grid.date1904)
            row.values[column.id] = entry.value
            shown = cell.value if cell else None
            for code, facts in entry.findings:
                self.find(code, r, column.id, shown, **facts)
            if column.required and column.id in self.place.columns and is_empty(cell) and (started or not empty_inputs):
                self.find("value.missing", r, column.id)
        return row

    def _beyond(self, rows: list[Row]) -> None:
        for row in rows:
            if self.place.header + row.index > self.place.last > self.place.header:
                first = next((c for c in row.cells if row.values.get(c) is not None), self.inputs[0].id)
                self.find("row.beyond-table", self.place.header + row.index, first, row.values.get(first))

    def _fixed(self, used: list[int]) -> list[Row]:
        """Prefilled rows, told by their key columns; what the county filled in is taken as issued, not as returned."""
        keys = self.table.key or [c.id for c in self.given]
        wanted = {tuple(_key(values.get(k)) for k in keys): values for values in self.issued}
        seen: dict[tuple, Row] = {}
        for r in used:
            told = tuple(_key(plain_text(cell)) if (cell := self.place.cell(r, k)) is not None and not is_empty(cell) else "" for k in keys)
            issued = wanted.get(told)
            if issued is None and r - self.place.header <= len(self.issued) and len(self.issued) == len(used):
                # The keys of a row were overwritten; no row was inserted or deleted, so its position tells it.
                position = self.issued[r - self.place.header - 1]
                at_home = tuple(_key(position.get(k)) for k in keys)
                if not any(self._told(o, keys) == at_home for o in used if o != r):
                    issued, told = position, at_home
            if issued is None:
                if any(not is_empty(self.place.cell(r, c.id)) for c in self.inputs) or any(told):
                    self.find("row.unknown", r, keys[0], " ".join(told))
                continue
            if told in seen:
                self.find("row.twice", r, keys[0], " ".join(told))
                continue
            row = self._row(r)
            for column in self.given:
                row.values[column.id] = issued.get(column.id)
                if (where := self.place.address(r, column.id)) is not None:
                    row.cells[column.id] = where
                    cell = self.place.cell(r, column.id)
                    if not self._same(column, cell, issued.get(column.id)):
                        self.find("prefilled.changed", r, column.id, cell.value if cell else None, issued=issued.get(column.id))
            seen[told] = row
        for key, values in wanted.items():
            if key not in seen:
                label = " ".join(str(values.get(k)) for k in ([*keys, "name"] if "name" in values else keys))
                self.find("row.missing", self.place.header, keys[0], label, which=label)
        return sorted(seen.values(), key=lambda row: row.index)

    def _told(self, r: int, keys: list[str]) -> tuple:
        return tuple(_key(plain_text(cell)) if (cell := self.place.cell(r, k)) is not None else "" for k in keys)

    def _commitments(self, rows: list[Row]) -> None:
        """What was committed in an earlier round and came back changed. A row is known by its first committed text, else by its place."""
        carried = [c for c in self.table.columns if c.carry]
        if not self.issued or not carried:
            return
        name = next((c.id for c in carried if c.type == "text"), carried[0].id)
        by_name: dict[Any, Row] = {}
        for row in rows:
            by_name.setdefault(_key(row.values.get(name)), row)
        for position, issued in enumerate(self.issued, 1):
            row = by_name.get(_key(issued.get(name))) or next((r for r in rows if r.index == position), None)
            if row is None:
                self.find("commitment.gone", self.place.header + position, name, issued.get(name), issued=issued.get(name))
                continue
            for column in carried:
                before, now = issued.get(column.id), row.values.get(column.id)
                if before not in (None, "") and _key(before) != _key(now) and not (now is None and column.required):
                    self.find("commitment.changed", self.place.header + row.index, column.id, now, issued=before)

    def _same(self, column: Column, cell: Cell | None, issued: Any) -> bool:
        if cell is None or is_empty(cell):
            return issued in (None, "")
        if column.type in ("number", "integer", "percent") and cell.kind == "number" and isinstance(issued, (int, float)):
            return abs(float(cell.value or 0) - float(issued)) < 1e-9
        return _key(plain_text(cell)) == _key(issued)


def _key(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else re.sub(r"\s+", "", folded(str(value))).upper()


def _surroundings(returned: Returned) -> None:
    """Sheets and cells that nobody asked for: listed, never lost from sight."""
    ours = {HIDDEN_SHEET, LIST_SHEET} | {s.title for s in returned.workbook.sheets_of(returned.period.round)}
    ours |= {p.sheet.title for p in returned.places.values()}
    for sheet in returned.grid.sheets:
        if sheet.title not in ours and sheet.cells:
            returned.findings.append(Finding("sheet.extra", sheet.title, facts={"cells": len(sheet.cells)}))
    for title, places in _by_sheet(returned).items():
        columns = {c for p in places for c in p.columns.values()}
        last = max(p.header for p in places)
        stray = [(r, c) for (r, c), cell in places[0].sheet.cells.items() if r > last and c not in columns and not is_empty(cell)]
        # A sheet with a personal view keeps a helper column of its own beside the table.
        stray = [(r, c) for r, c in stray if places[0].sheet.cells[r, c].formula is None]
        for r, c in sorted(stray)[:20]:
            returned.findings.append(Finding("cell.stray", title, address(r, c), value=places[0].sheet.cells[r, c].value))
        hidden = sorted({p.header + row.index for p in places for row in returned.book.tables[p.table.id]} & places[0].sheet.hidden_rows)
        for r in hidden:
            returned.findings.append(Finding("row.hidden", title, address(r, min(columns)), facts={"row": r}))


def _by_sheet(returned: Returned) -> dict[str, list[Place]]:
    out: dict[str, list[Place]] = {}
    for place in returned.places.values():
        out.setdefault(place.sheet.title, []).append(place)
    return out


def field_rows(returned: Returned) -> Iterator[tuple[Table, Place, int]]:
    """Every row that each table has room for, by its number from 1."""
    for place in returned.places.values():
        for n in range(1, max(place.last - place.header, 0) + 1):
            yield place.table, place, n
