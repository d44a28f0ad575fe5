"""What the county fills in before a workbook goes out: team members, review subjects, and what was committed earlier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Literal

from shijibu.figures.attributes import period_attribute
from shijibu.figures.evaluation import Book, Evaluation, PastRound, Row, Scope
from shijibu.language import attributes
from shijibu.outside_text import fit
from shijibu.rules.values import OutOfRange, day
from shijibu.rules.working_days import is_working
from shijibu.scheme.begun import Begins
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Roster, Unit
from shijibu.scheme.sheets import Column, Table, Workbook
from shijibu.spreadsheet.days import serial
from shijibu.spreadsheet.field import Field
from shijibu.workbook.identity import Facts, Person

Rows = dict[str, list[dict[str, Any]]]


def prefilled_rows(
    scheme: Scheme, workbook: Workbook, period: Period, unit: Unit, roster: Roster, committed: Rows | None = None, past: Sequence[PastRound] = (),
) -> Rows:
    """Table -> rows in order -> column -> value: prefilled columns of fixed tables, committed columns of free ones.

    `past`: the decided rounds before this one, for rows and cells that follow from their figures.
    """
    asked = Evaluation(scheme, period, roster, {}, list(past), home=unit.code)
    out: Rows = {}
    for table in workbook.tables_of(period.round):
        if table.of_people:
            people = roster.team(unit.code) if table.of_team else roster.staff(unit.code)
            out[table.id] = [_filled(table, official_facts(o) | period_facts(period), asked, Scope(o.unit, official=o.id)) for o in people]
        elif table.subjects is not None:
            out[table.id] = _of_subjects(scheme, table, roster, asked)
        elif table.begins is not None:
            out[table.id] = begun_rows(table, table.begins, period, roster, unit, asked)
        elif committed and committed.get(table.id):
            out[table.id] = committed[table.id]
    return out


def begun_rows(table: Table, begins: Begins, period: Period, roster: Roster, unit: Unit, asked: Evaluation) -> list[dict[str, Any]]:
    """Owner and value of each row that goes out begun, person by person."""
    values = begins.values if isinstance(begins.values, list) else days_of(begins.values, period)
    people = roster.team(unit.code) if begins.of == "team" else roster.staff(unit.code)
    meant = [o for o in people if begins.where is None or asked.true(begins.where, Scope(o.unit, official=o.id))]
    return [{table.owner or "": o.id, begins.column: value} for o in meant for value in values]


def days_of(which: Literal["workdays", "mondays"], period: Period) -> list[str]:
    """The round's working days by the state's calendar, or its Mondays; none of a year whose calendar is not known yet."""
    days = (period.start + timedelta(days=n) for n in range((period.end - period.start).days + 1))
    try:
        return [d.isoformat() for d in days if (d.weekday() == 0 if which == "mondays" else is_working(d))]
    except OutOfRange:
        return []


def listed_rows(workbook: Workbook, period: Period, committed: Mapping[str, Rows], roster: Roster) -> Rows:
    """What the county's own workbook lists of what the units committed, unit by unit; of officials those who are still there."""
    out: Rows = {}
    for table in workbook.tables_of(period.round):
        if table.lists is not None:
            named = [c.id for c in table.columns if c.id in table.lists.columns and c.type == "official"]
            told = [row for code in sorted(committed) for row in committed[code].get(table.lists.table, [])]
            rows = [{id: row.get(id) for id in table.lists.columns} for row in told]
            out[table.id] = [row for row in rows if all(roster.official(str(row[id])) for id in named)]
    return out


def official_facts(official: Official) -> dict[str, Any]:
    return {**official.extra, "id": official.id, "name": official.name, "post": official.post, "unit": official.unit}


def period_facts(period: Period) -> dict[str, Any]:
    return {f"period.{id}": period_attribute(period, id) for id in attributes.PERIOD}


def _filled(table: Table, known: Mapping[str, Any], asked: Evaluation, scope: Scope) -> dict[str, Any]:
    """A row's prefilled columns."""
    return {c.id: asked.prefilled(c.prefill, known, scope) for c in table.columns if c.prefill}


def _of_subjects(scheme: Scheme, table: Table, roster: Roster, asked: Evaluation) -> list[dict[str, Any]]:
    """One row for each subject, and rater group where there are groups."""
    period = asked.period
    rows: list[dict[str, Any]] = []
    for subjects in table.subjects or []:
        groups = scheme.parameter(subjects.groups) if subjects.groups else [[None, None]]
        for who in roster.units if subjects.of == "units" else roster.officials:
            scope = Scope(who.code) if isinstance(who, Unit) else Scope(who.unit, official=who.id)
            if subjects.where and not asked.true(subjects.where, scope):
                continue
            facts = {**who.extra, "kind": who.kind} if isinstance(who, Unit) else official_facts(who) | _home(roster, who)
            facts |= {"code": who.code if isinstance(who, Unit) else who.id, "name": who.name} | period_facts(period)
            facts |= {"kind": subjects.kind} if subjects.kind else {}
            for group, *told in groups:  # type: ignore[union-attr,str-unpack]
                weight, mark = next((t for t in told if not isinstance(t, str)), None), next((t for t in told if isinstance(t, str)), None)
                rows.append(_filled(table, {**facts, "group": group, "weight": weight, "mark": mark}, asked, scope))
    return rows


def _home(roster: Roster, official: Official) -> dict[str, str]:
    home = roster.unit(official.unit)
    return {"unit_name": home.name, "kind": home.kind} if home else {}


def committed_rows(scheme: Scheme, unit: str, tables: dict[str, list[dict[str, Any]]], period: Period) -> Rows:
    """What an accepted return committed, for the rounds after it: the carried columns of each started row, while the table carries it,
    with what stands beside them of the round before.

    tables: table id -> rows as {"index", "values"}, as the ledger keeps them.
    """
    book = Book(unit, {t: [Row(row["index"], row["values"]) for row in sorted(rows, key=lambda r: r["index"])] for t, rows in tables.items()})
    asked = Evaluation(scheme, period, Roster.of([], []), {unit: book})
    out: Rows = {}
    for table in scheme.workbook_for(unit).tables_of(period.round):
        carried = [c.id for c in table.columns if c.carry]
        if carried:
            due = [row for row in book.tables.get(table.id, [])
                   if table.carry_while is None or asked.true(table.carry_while, Scope(unit, table=table.id, row=row.index))]
            shown = {c.id: c.last for c in table.columns if c.last}
            # As the cell will show it, so that it comes back the same.
            rows = [({c: fit(row.values.get(c)) for c in carried}, {c: fit(row.values.get(last)) for c, last in shown.items()}) for row in due]
            out[table.id] = [told | beside for told, beside in rows if any(v is not None for v in told.values())]
    return out


def facts_of(scheme: Scheme, workbook: Workbook, period: Period, unit: Unit, roster: Roster, deadline: str | None, rows: Rows) -> Facts:
    """The facts that go into the hidden sheet. The county's own workbook knows all officials where its tables ask for one."""
    asks = any(c.type == "official" and c.is_input for t in workbook.tables_of(period.round) for c in t.columns)
    people = roster.officials if workbook.county and asks else roster.staff(unit.code)
    officials = [person_of(o, unit) for o in people]
    return Facts(unit.name, unit.kind, deadline, officials, {u.code: (u.name, u.kind) for u in roster.units}, dict(unit.extra), rows)


def person_of(official: Official, unit: Unit) -> Person:
    """An official as a workbook of `unit` knows him or her."""
    person = Person(id=official.id, name=official.name, post=official.post, team=official.team)
    if official.unit != unit.code:
        person["unit"] = official.unit
    if official.extra:
        person["extra"] = dict(official.extra)
    return person


def cached_figures(asked: Evaluation, workbook: Workbook, unit: Unit, tables: dict[str, list[Row]]) -> dict[str, Any]:
    """Field id -> figure of every live cell that has one, for cached values: what the sheet will show when it is opened.

    asked: of a round in which `tables` are the unit's workbook.
    """
    scheme, period = asked.scheme, asked.period
    out: dict[str, Any] = {}
    for table in workbook.tables_of(period.round):
        for row in tables.get(table.id, []):
            for column in table.columns:
                if column.live and not column.deferred:
                    out[str(Field(table.id, row.index, column.id))] = in_cell(column, asked.cell(unit.code, table.id, row, column.id))
    if not workbook.county:
        out |= {f"unit.{f.id}": asked.unit(unit.code, f.id) for f in scheme.live_figures(period.round) if not f.problems}
    return out


def in_cell(column: Column, computed: Any) -> Any:
    """A live cell's value as a sheet holds it: a date by its serial number."""
    found = day(computed, column.label) if column.type == "date" else None
    return serial(found.date) if found else computed


def completed(table: Table, given: Sequence[Mapping[str, Any]], told: Sequence[Mapping[str, Any]]) -> tuple[list[Row], list[int]]:
    """A table's rows, of which `given` go out prefilled: an entry stands in the prefilled row that agrees with what it names, others one below
    the other. Also the places, from 0, of entries that no row of a fixed table agrees with."""
    free = dict(enumerate(given, 1))
    following = len(free)
    rows: list[Row] = []
    nowhere: list[int] = []
    for place, values in enumerate(told):
        index = next((i for i, there in free.items() if all(values.get(k, v) == v for k, v in there.items())), None)
        if index is None and table.is_fixed:
            nowhere.append(place)
            continue
        if index is None:
            index = following = following + 1
        rows.append(Row(index, {**free.pop(index, {}), **values}))
    return sorted([*rows, *(Row(i, dict(there)) for i, there in free.items())], key=lambda r: r.index), nowhere


def rows_of(prefilled: Rows) -> dict[str, list[Row]]:
    """Prefilled rows as the evaluation takes them."""
    return {table: [Row(i, dict(values)) for i, values in enumerate(rows, 1)] for table, rows in prefilled.items()}
