"""Fills a workbook as its unit would, from what the scheme's demo says of each table."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from shijibu.scheme.evaluate import Row
from shijibu.scheme.model import Column, DemoTable, Scheme, Table
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Roster, Unit
from shijibu.workbook.identity import Facts
from shijibu.workbook.issued import clear_counts
from shijibu.workbook.prefill import cached_figures
from shijibu.workbook.returned import Returned, address

Values = dict[str, dict[str, Any]]
_EPOCH = date(1899, 12, 30)


def serial(day: date) -> int:
    return (day - _EPOCH).days


class Filler:
    """Makes up one unit's entries for one round. `pace` says how well the unit does: about 1 keeps its plan."""

    def __init__(self, scheme: Scheme, period: Period, roster: Roster, random: Random, pace: float) -> None:
        self.scheme, self.period, self.roster, self.random, self.pace = scheme, period, roster, random, pace

    def rows(self, returned: Returned) -> dict[str, list[Row]]:
        """The rows of every table: what was prefilled, completed, and new rows where the table is free."""
        facts, code = returned.facts, returned.identity.unit
        team = self.roster.team(code)
        out: dict[str, list[Row]] = {}
        for table in returned.workbook.tables_of(self.period.round):
            how = self.scheme.demo.tables.get(table.id, DemoTable())
            issued = facts.prefilled.get(table.id, [])
            room = returned.places[table.id].last - returned.places[table.id].header
            if issued or table.is_fixed:
                starts = [dict(values) for values in issued]
            else:
                starts = self._new_rows(table, how, team)
            out[table.id] = [Row(i, self._completed(table, how, start, facts, i)) for i, start in enumerate(starts[:room], 1)]
        return out

    def _new_rows(self, table: Table, how: DemoTable, team: list[Official]) -> list[dict[str, Any]]:
        owner = table.owner or next((c.id for c in table.columns if c.type == "official"), None)
        if how.each_member and owner:
            (column, choices), = how.each_member.items()
            return [{owner: o.id, column: choice} for o in team for choice, n in choices.items() for _ in range(n)]
        if how.per_member and owner:
            return [{owner: o.id} for o in team for _ in range(self.random.randint(*how.per_member))]
        return [{} for _ in range(self.random.randint(*how.rows))] if how.rows else []

    def _completed(self, table: Table, how: DemoTable, start: dict[str, Any], facts: Facts, index: int) -> dict[str, Any]:
        values = dict(start)
        if how.progress:
            planned, actual = how.progress
            values[planned] = round(min(1.0, self.period.round / self.period.rounds * self.random.uniform(0.9, 1.0)), 2)
            values[actual] = round(min(1.0, values[planned] * self.pace * self.random.uniform(0.93, 1.1)), 2)
        for column in table.columns:
            if column.is_input and values.get(column.id) is None and column.id not in how.leave_blank:
                values[column.id] = self._value(column, how, facts, index)
        return values

    def _value(self, column: Column, how: DemoTable, facts: Facts, index: int) -> Any:
        if column.id in how.texts:
            texts = how.texts[column.id]
            return texts[(index - 1) % len(texts)] + (f"（{(index - 1) // len(texts) + 1}）" if index > len(texts) and column.carry else "")
        low, high = how.ranges.get(column.id, (column.min or 0, column.max or 10))
        team = [o["id"] for o in facts.officials if o["team"]] or [o["id"] for o in facts.officials]
        match column.type:
            case "integer":
                return self.random.randint(int(low), int(high))
            case "number":
                return float(self.random.randint(int(low) + (column.above is not None and int(low) == 0), int(high)))
            case "percent":
                return round(self.random.uniform(0.5, 1.0), 2)
            case "date":
                days = (self.period.end - self.period.start).days
                return (self.period.start + timedelta(days=self.random.randint(0, days))).isoformat()
            case "choice":
                return self.random.choice(column.choices or [""])
            case "official":
                return self.random.choice(team)
            case "units":
                codes = [c for c, (_, kind) in facts.units.items() if column.unit_kind in (None, kind)]
                return ";".join(sorted(self.random.sample(codes, min(len(codes), self.random.choice((0, 1, 2)))))) or None
            case _:
                return f"{column.label}已落实" if column.required else None


def cell_changes(returned: Returned, rows: dict[str, list[Row]], roster: Roster) -> Values:
    """Sheet -> cell -> value for everything filled in, with the live figures that a spreadsheet program would show."""
    names = {o["id"]: o["name"] for o in returned.facts.officials}
    counts = list(names.values())
    changes: Values = {}
    for table, place in returned.places.items():
        for row in rows.get(table, []):
            for column in place.table.columns:
                where = place.address(place.header + row.index, column.id)
                value = row.values.get(column.id)
                if where is None or value is None or not column.is_input:
                    continue
                if column.type == "date":
                    value = serial(date.fromisoformat(value))
                elif column.type == "official" and counts.count(names.get(value, "")) == 1:
                    value = names[value]
                changes.setdefault(place.sheet.title, {})[where] = value
    facts = returned.facts
    unit = roster.unit(returned.identity.unit) or Unit(code=returned.identity.unit, name=facts.name, kind=facts.kind)
    for field, value in cached_figures(returned.scheme, returned.workbook, returned.period, unit, roster, rows).items():
        sheet, where = _live_cell(returned, field)
        if where:
            changes.setdefault(sheet, {})[where] = "" if value is None else value
    clear_counts(returned.workbook, returned.scheme, returned.period, facts, changes)
    return changes


def _live_cell(returned: Returned, field: str) -> tuple[str, str | None]:
    head, _, column = field.partition(".")
    if head == "unit":
        if column not in returned.unit_cells:
            return "", None
        sheet, row, col = returned.unit_cells[column]
        return sheet.title, address(row, col)
    table, _, index = head.rstrip("]").partition("[")
    place = returned.places[table]
    return place.sheet.title, place.address(place.header + int(index), column)
