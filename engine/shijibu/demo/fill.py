"""Fills a workbook as its unit would, from what the scheme's demo says of each table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from random import Random
from typing import Any

from shijibu.demo.blank import Blank
from shijibu.figures.evaluation import Book, Evaluation, Row, Scope
from shijibu.issuing.prefill import cached_figures
from shijibu.issuing.shown import Shown
from shijibu.rules.working_days import is_working
from shijibu.scheme.demo import DemoTable
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Roster
from shijibu.scheme.sheets import Column, Table
from shijibu.spreadsheet.address import address
from shijibu.workbook.identity import Facts

Values = dict[str, dict[str, Any]]
_DILIGENCE = 0.95
_FEW = (2, 4)
"""Rows of a free table, where the scheme says nothing of its demo."""


class Filler:
    """Makes up one unit's entries for one round. `pace` says how well the unit does: about 1 keeps its plan. before: what was filled in before."""

    def __init__(
        self, scheme: Scheme, period: Period, roster: Roster, random: Random, pace: float, before: Iterable[dict[str, list[Row]]] = (),
    ) -> None:
        self.scheme, self.period, self.roster, self.random, self.pace = scheme, period, roster, random, pace
        self._before: dict[str, list[dict[str, Any]]] = {}
        for book in before:
            for table, rows in book.items():
                self._before.setdefault(table, []).extend(row.values for row in rows)
        self._code = ""
        self._asked = Evaluation(scheme, period, roster, {})
        self._unsaid = DemoTable() if scheme.demo.tables else DemoTable(rows=_FEW)

    def rows(self, blank: Blank) -> dict[str, list[Row]]:
        """The rows of every table: what was prefilled, completed, and new rows where the table is free."""
        facts, code = blank.facts, blank.unit.code
        team = self.roster.team(code)
        self._code = code
        out: dict[str, list[Row]] = {}
        for table in blank.workbook.tables_of(self.period.round):
            how = self.scheme.demo.tables.get(table.id, self._unsaid)
            issued = facts.prefilled.get(table.id, [])
            room = blank.tables[table.id].rows
            if table.begun:
                out[table.id] = self._going_on(table, how, facts, room)
                continue
            if issued or table.is_fixed:
                starts = [dict(values) for values in issued]
                starts += self._new_rows(table, how, team) if table.carry_while else []
            else:
                starts = self._new_rows(table, how, team)
            self._alike: dict[tuple[str, Any], Any] = {}
            out[table.id] = [Row(i, self._completed(table, how, start, facts, i)) for i, start in enumerate(starts[:room], 1)]
        return out

    def _going_on(self, table: Table, how: DemoTable, facts: Facts, room: int) -> list[Row]:
        """The rows that went out begun, completed; where none did, those that units have by now."""
        begun = facts.prefilled.get(table.id, [])
        if not begun and table.lists is not None:
            begun = [{id: row.get(id) for id in table.lists.columns} for row in self._before.get(table.lists.table, [])]
        chosen = [(i, start) for i, start in enumerate(begun, 1) if how.likely == 1 or self.random.random() < how.likely]
        if not facts.prefilled.get(table.id):
            chosen = list(enumerate((start for _, start in chosen), 1))
        self._alike = {}
        return [Row(i, self._completed(table, how, start, facts, i)) for i, start in chosen if i <= room]

    def _told(self, how: DemoTable, column: Column, table: Table, values: dict[str, Any]) -> float | None:
        """A number near the one that another workbook has in the row that says the same."""
        told = (how.told or {}).get(column.id)
        if told is None:
            return None
        other, _, of = told.of.partition(".")
        row = next((r for r in self._before.get(other, []) if all(r.get(c) == values.get(c) for c in table.begun)), None)
        near = self.period.round / self.period.rounds if row is None else row[of]
        return round(min(1.0, near * self.random.uniform(*told.times)), 2)

    def _new_rows(self, table: Table, how: DemoTable, team: list[Official]) -> list[dict[str, Any]]:
        owner = table.owner or next((c.id for c in table.columns if c.type == "official"), None)
        if how.each_member and owner:
            (column, choices), = how.each_member.items()
            return [{owner: o.id, column: choice} for o in team for choice, n in choices.items() for _ in range(self._times(n))
                    if how.likely == 1 or self.random.random() < how.likely]
        if how.per_official and owner:
            return [{owner: o.id} for o in self._meant(how) for _ in range(self.random.randint(*how.per_official))]
        day = how.every_day or how.every_week
        if day and owner:
            return [{owner: o.id, day: d} for o in self._meant(how) for d in self._days(weekly=how.every_day is None)]
        if how.per_member and owner:
            return [{owner: o.id} for o in team for _ in range(self.random.randint(*how.per_member))]
        return [{} for _ in range(self.random.randint(*how.rows))] if how.rows else []

    def _times(self, told: int | list[int]) -> int:
        return told if isinstance(told, int) else told[self.period.round - 1]

    def _days(self, *, weekly: bool) -> list[str]:
        """Nearly all working days of the round, or its Mondays."""
        days = (self.period.start + timedelta(days=n) for n in range((self.period.end - self.period.start).days + 1))
        there = [d for d in days if (d.weekday() == 0 if weekly else is_working(d))]
        return [d.isoformat() for d in there if self.random.random() < _DILIGENCE]

    def _completed(self, table: Table, how: DemoTable, start: dict[str, Any], facts: Facts, index: int) -> dict[str, Any]:
        values = dict(start)
        if how.progress:
            planned, actual = how.progress
            values[planned] = round(min(1.0, self.period.round / self.period.rounds * self.random.uniform(0.9, 1.0)), 2)
            values[actual] = round(min(1.0, values[planned] * self.pace * self.random.uniform(0.93, 1.1)), 2)
        for column in table.columns:
            skipped = column.id in how.leave_blank or (column.id in how.sometimes and self.random.random() >= how.sometimes[column.id])
            skipped = skipped or (column.id in how.of_units and not self._asked.true(how.of_units[column.id], Scope(self._code)))
            skipped = skipped or not all(_agrees(values.get(other), wanted) for other, wanted in how.only_if.get(column.id, {}).items())
            if column.is_input and values.get(column.id) is None and not skipped:
                people = self._drawn_from(how, column, values.get(table.owner or "")) if column.type == "official" else []
                told = self._told(how, column, table, values)
                made = told if told is not None else (
                    self.random.choice(people).id if people else self._value(column, _in_row(how, column, values), facts, index))
                values[column.id] = self._alike.setdefault((column.id, values[how.alike[column.id]]), made) if column.id in how.alike else made
        fresh = [c for c in how.in_order if start.get(c) is None and values.get(c) is not None]
        return values | dict(zip(fresh, sorted(values[c] for c in fresh), strict=True))

    def _meant(self, how: DemoTable) -> list[Official]:
        """The officials whom a table is about; all of the county's where the workbook is the county's own."""
        people = self.roster.staff(self._code) or self.roster.officials
        if how.who is None:
            return list(people) if how.every_day or how.every_week else []
        return [o for o in people if self._asked.true(how.who, Scope(o.unit, official=o.id))]

    def _drawn_from(self, how: DemoTable, column: Column, owner: str | None) -> list[Official]:
        """Whom a column of officials may name; nobody where the demo says nothing of it."""
        official = self.roster.official(owner or "")
        posts = how.posts.get(column.id, {}).get(official.post if official else "", [])
        return [o for o in self.roster.staff(self._code) if o.post in posts] or self._meant(how)

    def _value(self, column: Column, how: DemoTable, facts: Facts, index: int) -> Any:
        if column.id in how.worked_out:
            return self._asked.value(how.worked_out[column.id], Scope(self._code))
        if column.id in how.phrases:
            return "".join(self.random.choice(phrases) for phrases in how.phrases[column.id])
        if column.id in how.texts:
            texts = how.texts[column.id]
            if column.type in ("number", "percent"):
                return float(texts[(index - 1) % len(texts)])
            return texts[(index - 1) % len(texts)] + (f"（{(index - 1) // len(texts) + 1}）" if index > len(texts) and column.carry else "")
        low, high = how.ranges.get(column.id, (column.min or 0, column.max or 10))
        team = [o["id"] for o in facts.officials if o["team"]] or [o["id"] for o in facts.officials]
        match column.type:
            case "integer":
                return self.random.randint(int(low), int(high))
            case "number" if int(low) != low or int(high) != high:
                return round(self.random.uniform(low, high), 1)
            case "number":
                return float(self.random.randint(int(low) + (column.above is not None and int(low) == 0), int(high)))
            case "percent":
                return round(self.random.uniform(*how.ranges.get(column.id, (0.5, 1.0))), 2)
            case "date":
                days = (self.period.end - self.period.start).days
                first, last = how.ranges.get(column.id, (0, days))
                return (self.period.start + timedelta(days=self.random.randint(min(int(first), days), min(int(last), days)))).isoformat()
            case "choice":
                return self.random.choice(column.choices or [""])
            case "official":
                return self.random.choice(team)
            case "units":
                codes = [c for c, (_, kind) in facts.units.items() if column.unit_kind in (None, kind)]
                wanted = 1 if column.required or column.id in how.of_units else self.random.choice((0, 1, 2))
                return ";".join(sorted(self.random.sample(codes, min(len(codes), wanted)))) or None
            case _:
                return f"{column.label}已落实" if column.required else None


def _agrees(value: Any, wanted: list[str]) -> bool:
    return value in wanted if wanted else value is not None


def _in_row(how: DemoTable, column: Column, values: dict[str, Any]) -> DemoTable:
    """What the demo says of a column in a row in which an earlier column already stands."""
    for other, (low, high) in how.near.get(column.id, {}).items():
        return how.model_copy(update={"ranges": {column.id: (values[other] * low, values[other] * high)}})
    for other, told in how.by.get(column.id, {}).items():
        given = told.get(str(values.get(other)))
        if given is not None:
            return how.model_copy(update={"phrases": {column.id: [given]}} if isinstance(given, list) else {"ranges": {column.id: given}})
    return how


def cell_changes(blank: Blank, rows: dict[str, list[Row]], roster: Roster) -> Values:
    """Sheet -> cell -> value for everything filled in, with the live figures that a spreadsheet program would show."""
    shown, unit = Shown.of(blank.facts), roster.unit(blank.unit.code) or blank.unit
    changes: Values = {}
    for id, table in blank.tables.items():
        for row in rows.get(id, []):
            for column in table.table.columns:
                value = row.values.get(column.id)
                if value is not None and column.is_input:
                    cell = address(table.header + row.index, table.columns[column.id])
                    changes.setdefault(table.sheet, {})[cell] = shown.in_cell(column.type, value)
    asked = Evaluation(blank.scheme, blank.period, roster, {unit.code: Book(unit.code, rows)})
    for field, value in cached_figures(asked, blank.workbook, unit, rows).items():
        place = blank.layout.cell(field)
        changes.setdefault(place.sheet, {})[place.cell] = "" if value is None else value
    # Hosts trust a cached number but compute an empty text afresh, so that hints and counts are those of what was filled in.
    for place in blank.layout.counts():
        changes.setdefault(place.sheet, {})[place.cell] = ""
    return changes
