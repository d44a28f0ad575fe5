"""What the county fills in before a workbook goes out: team members, review subjects, and what was committed earlier."""

from __future__ import annotations

from typing import Any

from shijibu.scheme.evaluate import Book, Evaluation, Row, Scope
from shijibu.scheme.expression import Name, parse
from shijibu.scheme.model import Column, Scheme, Table, Workbook
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Roster, Unit
from shijibu.workbook.identity import Facts

Rows = dict[str, list[dict[str, Any]]]


def prefilled_rows(scheme: Scheme, workbook: Workbook, period: Period, unit: Unit, roster: Roster, committed: Rows | None = None) -> Rows:
    """Table -> rows in order -> column -> value: prefilled columns of fixed tables, committed columns of free ones."""
    out: Rows = {}
    for table in workbook.tables_of(period.round):
        if table.of_team:
            out[table.id] = [_of_official(table, o) for o in roster.team(unit.code)]
        elif table.subjects is not None:
            out[table.id] = _of_subjects(scheme, table, period, roster)
        elif committed and committed.get(table.id):
            out[table.id] = committed[table.id]
    return out


def _of_official(table: Table, official: Official) -> dict[str, Any]:
    known = {**official.extra, "id": official.id, "name": official.name, "post": official.post, "unit": official.unit}
    return {c.id: known.get(_attribute(c)) for c in table.columns if c.prefill}


def _of_subjects(scheme: Scheme, table: Table, period: Period, roster: Roster) -> list[dict[str, Any]]:
    """One row for each subject and rater group."""
    asked = Evaluation(scheme, period, roster, {})
    rows: list[dict[str, Any]] = []
    for subjects in table.subjects or []:
        units = subjects.of == "units"
        for who in roster.units if units else roster.officials:
            scope = Scope(who.code) if isinstance(who, Unit) else Scope(who.unit, official=who.id)
            if subjects.where and not asked.true(subjects.where, scope):
                continue
            code = who.code if isinstance(who, Unit) else who.id
            for group, weight in scheme.parameter(subjects.groups):  # type: ignore[union-attr,misc]
                known = {"kind": subjects.kind, "code": code, "name": who.name, "group": group, "weight": weight}
                rows.append({c.id: known.get(_attribute(c)) for c in table.columns if c.prefill})
    return rows


def _attribute(column: Column) -> str:
    name = parse(column.prefill or "")
    assert isinstance(name, Name)
    return name.path[-1]


def committed_rows(scheme: Scheme, tables: dict[str, list[dict[str, Any]]], period: Period) -> Rows:
    """What an accepted return committed, for the rounds after it: the carried columns of each started row.

    tables: table id -> rows as {"index", "values"}, as the ledger keeps them.
    """
    out: Rows = {}
    for table in scheme.unit_workbook.tables_of(period.round):
        carried = [c.id for c in table.columns if c.carry]
        if carried:
            rows = [{c: row["values"].get(c) for c in carried} for row in sorted(tables.get(table.id, []), key=lambda r: r["index"])]
            out[table.id] = [row for row in rows if any(v is not None for v in row.values())]
    return out


def facts_of(unit: Unit, roster: Roster, deadline: str | None, rows: Rows) -> Facts:
    """The facts that go into the hidden sheet."""
    officials = [{"id": o.id, "name": o.name, "post": o.post, "team": o.team} for o in roster.staff(unit.code)]
    return Facts(unit.name, unit.kind, deadline, officials, {u.code: (u.name, u.kind) for u in roster.units}, dict(unit.extra), rows)


def cached_figures(scheme: Scheme, workbook: Workbook, period: Period, unit: Unit, roster: Roster, tables: dict[str, list[Row]]) -> dict[str, Any]:
    """Field id -> figure of every live cell that has one, for cached values: what the sheet will show when it is opened."""
    evaluation = Evaluation(scheme, period, roster, {unit.code: Book(unit.code, tables)})
    out: dict[str, Any] = {}
    for table in workbook.tables_of(period.round):
        for row in tables.get(table.id, []):
            for column in table.columns:
                if column.live:
                    out[f"{table.id}[{row.index}].{column.id}"] = evaluation.cell(unit.code, table.id, row, column.id)
    if not workbook.county:
        out |= {f"unit.{f.id}": evaluation.unit(unit.code, f.id) for f in scheme.unit_figures if f.live and not f.problems}
    return out


def rows_of(prefilled: Rows) -> dict[str, list[Row]]:
    """Prefilled rows as the evaluation takes them."""
    return {table: [Row(i, dict(values)) for i, values in enumerate(rows, 1)] for table, rows in prefilled.items()}
