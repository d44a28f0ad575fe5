"""What the scheme expects at least, held against what came back."""

from __future__ import annotations

from collections.abc import Iterator

from shijibu.checks.declared import broken, declared_checks
from shijibu.figures.book import Row
from shijibu.figures.evaluation import Evaluation
from shijibu.figures.owed import Due, counted, dues, held, is_begun
from shijibu.problems.finding import Finding
from shijibu.problems.kind import Kind
from shijibu.problems.owed import BookUntouched, OwedNothing, OwedTooFew
from shijibu.returns.returned import Returned
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
        there = [held(due, rows) for due in owed]
        if expects.nothing and not any(is_begun(owed[0].table, r) for r in rows):
            nothing = OwedNothing(table=owed[0].table.title, owed=sum(d.least for d in owed), measure=expects.measure)
            found = _at(returned, owed[0], nothing)
            found.severity = expects.nothing
            yield found
            continue
        spoken_of = _spoken_of(returned, evaluation, expects.said_by)
        for due, n in zip(owed, there, strict=True):
            if n < due.least and due.official not in spoken_of:
                official = evaluation.roster.official(due.official or "")
                few = OwedTooFew(table=due.table.title, who=official.name if official else None, owed=due.least, there=n, measure=expects.measure)
                yield _at(returned, due, few, _open_row(due, rows))


def _open_row(due: Due, rows: list[Row]) -> int:
    """The row from which whoever owes goes on: the first of the own rows that went out and is not filled in, else the first that nobody began."""
    own = [r.index for r in rows if due.official is not None and r.values.get(due.table.owner or "") == due.official and not is_begun(due.table, r)]
    taken = {r.index for r in rows}
    return min(own) if own else next(n for n in range(1, len(taken) + 2) if n not in taken)


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
