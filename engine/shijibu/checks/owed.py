"""What the scheme expects at least, held against what came back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from shijibu.checks.declared import broken, declared_checks
from shijibu.figures.book import Row
from shijibu.figures.evaluation import Evaluation
from shijibu.figures.owed import Due, begun, counted, dues, held
from shijibu.problems.finding import Finding
from shijibu.problems.kind import Kind
from shijibu.problems.owed import BookUntouched, OwedNothing, OwedTooFew
from shijibu.returns.returned import Returned
from shijibu.scheme.sheets import Table
from shijibu.spreadsheet.address import address
from shijibu.spreadsheet.field import Field


def owed_findings(returned: Returned, evaluation: Evaluation, *, untouched: bool) -> Iterator[Finding]:
    """Tables that hold nothing though something is owed, people who owe more than is there, and a workbook that nobody filled in."""
    if untouched:
        yield Finding(BookUntouched())
    code = returned.book.code
    by_table: dict[str, list[Due]] = {}
    for due in dues((place.table for place in returned.places.values()), evaluation, code):
        by_table.setdefault(due.table.id, []).append(due)
    for id, owed in by_table.items():
        rows, expects = returned.book.tables[id], owed[0].expects
        whose = _by_owner(owed[0].table, rows)
        own = [rows if due.official is None else whose.get(due.official, []) for due in owed]
        there = [held(due, of) for due, of in zip(owed, own, strict=True)]
        if expects.nothing and not begun(owed[0].table, rows):
            nothing = OwedNothing(table=owed[0].table.title, owed=sum(d.least for d in owed), measure=expects.measure)
            found = _at(returned, owed[0], nothing)
            found.severity = expects.nothing
            yield found
            continue
        spoken_of, free = _spoken_of(returned, evaluation, expects.said_by), _first_free(rows)
        for due, of, n in zip(owed, own, there, strict=True):
            if n < due.least and due.official not in spoken_of:
                official = evaluation.roster.official(due.official or "")
                few = OwedTooFew(table=due.table.title, who=official.name if official else None, owed=due.least, there=n, measure=expects.measure)
                yield _at(returned, due, few, _open_row(due, of, free))


def _by_owner(table: Table, rows: list[Row]) -> dict[Any, list[Row]]:
    out: dict[Any, list[Row]] = {}
    for row in rows:
        out.setdefault(row.values.get(table.owner or ""), []).append(row)
    return out


def _open_row(due: Due, own: Sequence[Row], free: int) -> int:
    """The row from which whoever owes goes on: the first of the own rows that went out and is not filled in, else `free`."""
    if due.official is not None and len(done := begun(due.table, own)) < len(own):
        return min({r.index for r in own} - {r.index for r in done})
    return free


def _first_free(rows: Sequence[Row]) -> int:
    """The first row of a table that nobody began."""
    taken = {r.index for r in rows}
    return next(n for n in range(1, len(taken) + 2) if n not in taken)


def _at(returned: Returned, due: Due, kind: Kind, row: int = 1) -> Finding:
    """At a cell to fill in, of the table's first row or of the one from which one goes on."""
    place, column = returned.places[due.table.id], counted(due.table).id
    row = row if place.header + row <= place.last else 1
    where = address(place.header + row, place.columns[column]) if column in place.columns else None
    return Finding(kind, place.sheet.title, where, str(Field(due.table.id, row, column)))


def _spoken_of(returned: Returned, evaluation: Evaluation, code: str | None) -> set[str | None]:
    """Of whom a declared check speaks already; None stands for the unit."""
    out: set[str | None] = set()
    for check in declared_checks(returned.scheme, returned.period) if code else ():
        if check.code == code:
            scopes = broken(check, returned.book, evaluation, county=returned.workbook.county)
            out |= {s.official if s.table is None else evaluation.owner(s).official for s in scopes}
    return out
