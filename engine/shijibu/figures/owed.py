"""What a workbook owes at least, and how much of it is there: the same for the sheet's own count and for what came back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shijibu.figures.book import Row
from shijibu.figures.evaluation import Book, Evaluation, Scope
from shijibu.scheme.model import Scheme
from shijibu.scheme.owed import Expects
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Roster
from shijibu.scheme.sheets import Column, Table


@dataclass(frozen=True, slots=True)
class Due:
    """Who owes how much of a table; official: None where it is the unit as a whole."""

    table: Table
    expects: Expects
    official: str | None
    least: float


def knows_roster(scheme: Scheme, period: Period, roster: Roster) -> Evaluation:
    """Figures of a round of which nothing came back yet, though all of it may be asked."""
    return Evaluation(scheme, period, roster, {u.code: Book(u.code, {}) for u in roster.units})


def dues(tables: Iterable[Table], asked: Evaluation, code: str) -> Iterator[Due]:
    """What a unit owes, table by table; what cannot be known, such as the working days of a year without a calendar, is not owed."""
    for table in tables:
        if table.expects is None:
            continue
        people = asked.roster.team(code) if table.expects.each == "member" else asked.roster.staff(code)
        scopes = [Scope(code)] if table.expects.each == "unit" else [Scope(code, official=o.id) for o in people]
        for scope in scopes:
            least = asked.value(table.expects.least, scope)
            if isinstance(least, (int, float)) and least > 0:
                yield Due(table, table.expects, scope.official, float(least))


def counting(table: Table) -> list[Column]:
    """The columns by any of which a row counts as begun: the first that must be filled in, and that does not go out filled in; all of those to
    be filled in where none must be.
    """
    inputs = [c for c in table.columns if c.is_input and c.id not in table.begun]
    needed = next((c for c in inputs if c.required), None)
    return [needed] if needed else inputs or table.columns[:1]


def counted(table: Table) -> Column:
    """The first of these, to which whoever has to fill in is led."""
    return counting(table)[0]


def is_begun(table: Table, row: Row) -> bool:
    """Whether a row counts as begun."""
    return bool(begun(table, (row,)))


def begun(table: Table, rows: Iterable[Row]) -> list[Row]:
    """The rows that count as begun."""
    columns = [c.id for c in counting(table)]
    return [r for r in rows if any(r.values.get(id) not in (None, "") for id in columns)]


def held(due: Due, rows: Iterable[Row]) -> int:
    """How much of what is owed stands in the table's rows."""
    table, of = due.table, due.expects.of
    own = [r for r in rows if due.official is None or r.values.get(table.owner or "") == due.official]
    if of:
        return len({v for r in own if (v := r.values.get(of)) not in (None, "")})
    return len(begun(table, own))
