"""The rows of a returned table, read cell by cell: what they say, and what is to be said of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from shijibu.figures.evaluation import Row
from shijibu.outside_text import clean
from shijibu.problems.finding import Finding
from shijibu.problems.kind import Kind
from shijibu.problems.rows import (
    CommitmentChanged,
    CommitmentGone,
    PrefilledChanged,
    RowBeyond,
    RowInserted,
    RowMissing,
    RowTwice,
    RowUnknown,
    TableTooLong,
)
from shijibu.problems.sheets import CellMerged
from shijibu.problems.values import BecameNumber, DateElsewhere, NotYours, ValueMissing
from shijibu.returns.entry import Entry, People, is_empty, plain_text, read_entry
from shijibu.returns.grid import Cell
from shijibu.returns.places import Place, Returned
from shijibu.returns.seen import seen
from shijibu.scheme.sheets import Column
from shijibu.spreadsheet.address import address, column_letters
from shijibu.spreadsheet.field import Field
from shijibu.spreadsheet.limits import Limits
from shijibu.spreadsheet.names import same
from shijibu.spreadsheet.number import number_text
from shijibu.spreadsheet.numerals import same_digits
from shijibu.workbook.names import HINT

_NAMED = 3
"""Cells under one merged range whose content is named."""


@dataclass(frozen=True, slots=True)
class _Input:
    """A column to fill in: where it stands now, as number and letters (None where it is gone), and the first and last day, as ISO texts, that its
    dates should have. required: something must stand in each row. Known once for all rows: a month of logs has thousands.
    """

    column: Column
    id: str
    required: bool
    at: int | None
    letters: str
    window: tuple[str, str] | None
    known: dict[int, Entry]
    """What its cells say, by the cell: those that are alike are often one, as the reader made it, and that one is read once."""


class TableRows:
    """Reads the rows of one table."""

    def __init__(self, returned: Returned, place: Place, people: People, limits: Limits, closed: Collection[str] = ()) -> None:
        self.closed = closed
        self.returned, self.place, self.people, self.table, self.limits = returned, place, people, place.table, limits
        self.issued = returned.facts.prefilled.get(self.table.id, [])
        self.inputs = [c for c in self.table.columns if c.is_input and c.id not in closed]
        self.given = [c for c in self.table.columns if c.prefill]
        self.columns = {place.columns[c.id] for c in self.table.columns if c.id in place.columns and c.live is None and c.last is None}
        self.entries = [self._input(c) for c in self.inputs]
        self.year = returned.period.end.year
        self.filled: dict[tuple[int, int], Cell] = {}
        """What stands in the table's cells that are not computed."""

    def _input(self, column: Column) -> _Input:
        at, window = self.place.columns.get(column.id), column.window(self.returned.period)
        days = (window[0].isoformat(), window[1].isoformat()) if window is not None else None
        return _Input(column, column.id, column.required and at is not None, at, column_letters(at) if at is not None else "", days, {})

    def read(self) -> list[Row]:
        place, header = self.place, self.place.header
        own = range(header + 1, place.end + 1)
        cells, columns, end = place.sheet.cells.items(), self.columns, place.end
        self.filled = {at: cell for at, cell in cells if at[1] in columns and header < at[0] <= end and not is_empty(cell)}
        used = self._bounded({r for r, _ in self.filled})
        self.merged = self._merges(used)
        if self.table.is_fixed:
            return self._fixed(used)
        self._not_theirs(own)
        if self.table.begun:
            used = self._gone_on_with(used)
        committed = range(0) if self.table.begun else range(header + 1, header + 1 + len(self.issued))
        rows = [self._row(r, started=r in committed) for r in used]
        self._beyond(rows)
        self._commitments(rows)
        return rows

    def _not_theirs(self, own: range) -> None:
        """What stands in cells that are another's to fill in, or that show the round before; none of it is read."""
        others = {place: c for c in self.table.columns if (c.filled_by or c.id in self.closed) and (place := self.place.columns.get(c.id))}
        for (r, at), cell in self._entered(own, others):
            column = others[at]
            self.find(NotYours(label=column.label, by=column.filled_by), r, column.id, cell.told)
        before = {place: c for c in self.table.columns if c.last and (place := self.place.columns.get(c.id))}
        for (r, at), cell in self._entered(own, before):
            column = before[at]
            if not any(self._same(column, cell, values.get(column.id)) for values in self.issued):
                self.find(NotYours(label=column.label, by=None), r, column.id, cell.told)

    def _entered(self, rows: range, columns: Collection[int]) -> list[tuple[tuple[int, int], Cell]]:
        """What stands in columns of the sheet, in order."""
        cells = self.place.sheet.cells.items() if columns else ()
        return sorted((at, cell) for at, cell in cells if at[1] in columns and at[0] in rows and not is_empty(cell))

    def _gone_on_with(self, used: list[int]) -> list[int]:
        """The rows of a table whose rows go out begun that somebody went on with, wherever they stand now."""
        begun, entries = self.table.begun, {e.column.id: e for e in self.entries}
        theirs = [e.at for e in self.entries if e.column.id not in begun and e.at is not None]
        key = lru_cache(maxsize=None, typed=True)(key_of)  # a month of logs has thousands of rows, and twenty days
        issued = {tuple([key(values.get(id)) for id in begun]) for values in self.issued}

        def told(r: int) -> tuple[str, ...]:
            given = [(e, self.filled.get((r, e.at)) if e.at is not None else None) for e in map(entries.get, begun) if e is not None]
            said = {e.column.id: None if cell is None else self._entry(e, cell).value for e, cell in given}
            return tuple([key(said.get(id)) for id in begun])

        return [r for r in used if any((r, at) in self.filled for at in theirs) or told(r) not in issued]

    def _bounded(self, used: set[int]) -> list[int]:
        """The rows to read, in order. Of a table that goes on and on those in its room; the rest is one error."""
        last, most = self.place.last, self.limits.rows_beyond
        if last <= self.place.header:  # nobody knows its room
            last, most = self.place.header, 5 * most
        beyond = [r for r in used if r > last]
        if len(beyond) > most:
            first = min(beyond)
            column = min(c for (r, c), cell in self.place.sheet.cells.items() if r == first and c in self.columns and not is_empty(cell))
            endless = TableTooLong(table=self.table.title, count=len(beyond), last=max(beyond))
            self.returned.findings.append(Finding(endless, self.place.sheet.title, address(first, column)))
            used -= set(beyond)
        return sorted(used)

    def _merges(self, used: list[int]) -> dict[tuple[int, int], str]:
        """Cells of these rows that are covered by a merged range, with the range's first cell. Each range that holds an entry is said, with
        what lies under it: programs keep there, unseen, what stood in the cells before.
        """
        sheet, inputs = self.place.sheet, {self.place.columns[c.id]: c.id for c in self.inputs if c.id in self.place.columns}
        hidden = {at: cell for at, cell in sorted(sheet.covered.items()) if at[1] in inputs and not is_empty(cell)}
        covered: dict[tuple[int, int], str] = {}
        for top, left, bottom, right in sheet.merged[: self.limits.listed]:
            if not self.place.header < top <= self.place.end:
                continue
            touched = [(r, c) for r in used if top <= r <= bottom for c in inputs if left <= c <= right and (r, c) != (top, left)]
            under = [(r, c) for r, c in hidden if top <= r <= bottom and left <= c <= right]
            first = sheet.cells.get((top, left))
            if under or (touched and not is_empty(first)):
                column = inputs.get(left, inputs[(touched or under)[0][1]])
                unseen = "、".join(f"{address(*at)} 的“{seen(hidden[at])}”" for at in under[:_NAMED]) + ("等" if len(under) > _NAMED else "")
                merged = CellMerged(area=f"{address(top, left)}:{address(bottom, right)}", first=address(top, left), unseen=unseen)
                self.find(merged, top, column, first.told if first else None)
                self.returned.strays += [(sheet.title, address(*at), hidden[at].told) for at in under]
                covered |= dict.fromkeys(touched, address(top, left))
        return covered

    def _id(self, row: int, column: str) -> str:
        return str(Field(self.table.id, row - self.place.header, column))

    def find(self, kind: Kind, row: int, column: str, value: Any = None) -> None:
        self.returned.findings.append(Finding(kind, self.place.sheet.title, self.place.address(row, column), self._id(row, column), value))

    def _row(self, r: int, *, started: bool = True) -> Row:
        values, cells = dict[str, Any](), dict[str, str]()
        given = [self.filled.get((r, e.at)) if e.at is not None else None for e in self.entries]
        started = started or given.count(None) < len(given)
        for at, cell in zip(self.entries, given, strict=True):
            if at.at is not None:
                cells[at.id] = f"{at.letters}{r}"
            if cell is None:
                values[at.id] = None
                if at.required and started:
                    self.find(ValueMissing(label=at.column.label, merged=self.merged.get((r, at.at or 0))), r, at.id)
                continue
            entry = at.known.get(id(cell)) or self._entry(at, cell)  # the sheet holds the cell as long as this reads
            values[at.id] = entry.value
            for kind in entry.problems:
                self.find(kind, r, at.id, cell.value)
        return Row(r - self.place.header, values, cells)

    def _entry(self, at: _Input, cell: Cell) -> Entry:
        """What a cell of a column says."""
        entry = at.known.get(id(cell))
        if entry is None:
            entry = read_entry(at.column, cell, self.people, date1904=self.returned.grid.date1904, year=self.year, limits=self.limits)
            if at.window is not None and (elsewhere := self._elsewhere(at.column, *at.window, entry.value)) is not None:
                entry.say(elsewhere)
            at.known[id(cell)] = entry
        return entry

    def _elsewhere(self, column: Column, first: str, last: str, value: Any) -> Kind | None:
        """A date that is not the round's; one that was committed in an earlier round goes out again."""
        if value is None or first <= value <= last or (column.carry and any(row.get(column.id) == value for row in self.issued)):
            return None
        return DateElsewhere(label=column.label, date=value, first=first, last=last)

    def _beyond(self, rows: list[Row]) -> None:
        """Rows below the table's room, and rows in it that have no hint, as no row was issued."""
        place, hints = self.place, self._hints()
        for row in rows:
            number = place.header + row.index
            beyond = number > place.last > place.header
            if beyond or (hints and number not in hints):
                first = next((c for c in row.cells if row.values.get(c) is not None), self.inputs[0].id)
                self.find(RowBeyond() if beyond else RowInserted(), number, first, self._shown(first, row.values.get(first)))

    def _hints(self) -> set[int]:
        """The rows that have a hint; none where the file keeps no formulas."""
        at = self.place.columns.get(HINT)
        cells = {r: cell for (r, c), cell in self.place.sheet.cells.items() if c == at and self.place.header < r <= self.place.end}
        kept = any(cell.formula is not None for cell in cells.values())
        return {r for r, cell in cells.items() if cell.formula is not None or not is_empty(cell)} if kept else set()

    def _fixed(self, used: list[int]) -> list[Row]:
        """Prefilled rows, told by their key columns; what the county filled in is taken as issued, not as returned."""
        keys = self.table.key or [c.id for c in self.given]
        wanted = {tuple(key_of(values.get(k)) for k in keys): values for values in self.issued}
        seen: dict[tuple[str, ...], Row] = {}
        for r in used:
            told = self._told(r, keys)
            issued = wanted.get(told)
            if issued is None and (meant := self._meant(r, keys, told, wanted)):
                issued, told = wanted[meant], meant
            if issued is None and r - self.place.header <= len(self.issued) and len(self.issued) == len(used):
                # The keys of a row were overwritten; no row was inserted or deleted, so its position tells it.
                position = self.issued[r - self.place.header - 1]
                at_home = tuple(key_of(position.get(k)) for k in keys)
                if not any(self._told(o, keys) == at_home for o in used if o != r):
                    issued, told = position, at_home
            if issued is None:
                if any(not is_empty(self.place.cell(r, c.id)) for c in self.inputs) or any(told):
                    self.find(RowUnknown(value=" ".join(told)), r, keys[0], " ".join(told))
                continue
            if told in seen:
                self.find(RowTwice(value=" ".join(told)), r, keys[0], " ".join(told))
                continue
            row = self._row(r, started=not self.table.optional)
            for column in self.given:
                row.values[column.id] = issued.get(column.id)
                if (where := self.place.address(r, column.id)) is not None:
                    row.cells[column.id] = where
                    cell = self.place.cell(r, column.id)
                    if not self._same(column, cell, issued.get(column.id)):
                        changed = PrefilledChanged(label=column.label, issued=self._shown(column.id, issued.get(column.id)))
                        self.find(changed, r, column.id, cell.value if cell else None)
            seen[told] = row
        for key, values in wanted.items():
            if key not in seen:
                label = " ".join(str(values.get(k)) for k in ([*keys, "name"] if "name" in values else keys))
                self.find(RowMissing(which=label), self.place.header, keys[0], label)
        return sorted(seen.values(), key=lambda row: row.index)

    def _told(self, r: int, keys: list[str]) -> tuple[str, ...]:
        return tuple(key_of(plain_text(cell)) if (cell := self.place.cell(r, k)) is not None and not is_empty(cell) else "" for k in keys)

    def _meant(self, r: int, keys: list[str], told: tuple[str, ...], wanted: dict[tuple[str, ...], Any]) -> tuple[str, ...] | None:
        """The one prefilled row whose key became the number that stands here: 0012 shows as 12."""
        found = [w for w in wanted if all(a == b or same_digits(a, b) for a, b in zip(told, w, strict=True))] if any(told) else []
        if len(found) != 1:
            return None
        for key, a, b in zip(keys, told, found[0], strict=True):
            if a != b:
                self.find(BecameNumber(value=a, id=b), r, key, a)
        return found[0]

    def _commitments(self, rows: list[Row]) -> None:
        """What was committed in an earlier round and came back changed. A row is known by its first committed text, else by its place."""
        carried = [c for c in self.table.columns if c.carry]
        if not self.issued or not carried or self.table.begun:
            return
        name = next((c.id for c in carried if c.type == "text"), carried[0].id)
        by_name: dict[Any, Row] = {}
        for row in rows:
            by_name.setdefault(key_of(row.values.get(name)), row)
        told = {by_name[k].index for issued in self.issued if (k := key_of(issued.get(name))) in by_name}
        for position, issued in enumerate(self.issued, 1):
            here = next((r for r in rows if r.index == position), None)
            known = here is not None and key_of(here.values.get(name)) == key_of(issued.get(name))  # of rows with one name the one at its place
            changed = here if known else by_name.get(key_of(issued.get(name))) or (here if position not in told else None)
            if changed is None:
                gone = self._shown(name, issued.get(name))
                self.find(CommitmentGone(issued=gone), self.place.header + position, name, gone)
                continue
            for column in carried:
                before, now = issued.get(column.id), changed.values.get(column.id)
                if before not in (None, "") and key_of(before) != key_of(now) and not (now is None and column.required):
                    shown = self._shown(column.id, now)
                    self.find(CommitmentChanged(label=column.label, issued=self._shown(column.id, before), value=shown),
                              self.place.header + changed.index, column.id, shown)

    def _shown(self, column: str, value: Any) -> Any:
        """A value of a column as its cells show it."""
        known = self.table.column(column)
        if known is None or value is None:
            return value
        if known.type in ("official", "units"):
            return (self.people.officials if known.type == "official" else self.people.units).listed(str(value))
        return f"{number_text(value * 100)}%" if known.type == "percent" and isinstance(value, (int, float)) else value

    def _same(self, column: Column, cell: Cell | None, issued: Any) -> bool:
        if cell is None or is_empty(cell):
            return issued in (None, "")
        if column.type in ("number", "integer", "percent") and cell.kind == "number" and isinstance(issued, (int, float)):
            return abs(float(cell.value or 0) - float(issued)) < 1e-9
        if column.type == "date":
            return bool(read_entry(column, cell, self.people, date1904=self.returned.grid.date1904).value == issued)
        told, known = key_of(plain_text(cell)), key_of(issued)
        return told == known or (column.type not in ("number", "integer", "percent") and same_digits(told, known))


def key_of(value: Any) -> str:
    """What a prefilled value and the one that came back are compared by."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else same(clean(value)).upper()
