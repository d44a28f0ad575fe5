"""The checks that a scheme declares: what must not be true of a row, a unit or a team member."""

from __future__ import annotations

from collections.abc import Iterator

from shijibu.figures.evaluation import Book, Evaluation, Scope
from shijibu.problems.declared import Declared
from shijibu.problems.problem import Problem
from shijibu.returns.returned import Returned
from shijibu.scheme.model import Scheme
from shijibu.scheme.outcomes import Check
from shijibu.scheme.period import Period
from shijibu.scheme.rests import rests_on
from shijibu.spreadsheet.address import address
from shijibu.spreadsheet.field import Field

_LONGEST = 60  # characters of an entry that a message repeats: a whole paragraph in it would hide what is wrong


def declared_problems(returned: Returned, evaluation: Evaluation) -> Iterator[Problem]:
    """Every declared check that is true of this workbook."""
    county = returned.workbook.county
    unread = {f.field for f in returned.findings if f.field and f.kind.severity == "error"}
    wrong = {(head.partition("[")[0], column) for head, _, column in (f.partition(".") for f in unread)}
    for check in declared_checks(returned.scheme, returned.period):
        if check.severity == "notice" and wrong and wrong & rests_on(returned.scheme, check.when, *check.stands):
            continue  # an error or warning is said in the first run whatever else is wrong; a notice waits for figures that mean something
        for scope in broken(check, returned.book, evaluation, county=county):
            yield problem_in(check, scope, evaluation, _place(returned, check, scope))


def declared_checks(scheme: Scheme, period: Period) -> list[Check]:
    """The checks that count in this round."""
    return [c for c in scheme.checks if c.rounds is None or period.round in c.rounds]


def broken(check: Check, book: Book, evaluation: Evaluation, *, county: bool) -> list[Scope]:
    """Where in a workbook a declared check is true: its unit, its team members, or its rows. county: it is the county's own."""
    if check.each == "unit":
        scopes = [] if county else [Scope(book.code)]
    elif check.each == "member":
        scopes = [Scope(book.code, official=o.id) for o in evaluation.roster.team(book.code)]
    else:
        return evaluation.rows_where(check.when, book.code, check.each)
    return [s for s in scopes if evaluation.true(check.when, s)]


Where = tuple[str | None, str | None, str | None]


def problem_in(check: Check, scope: Scope, evaluation: Evaluation, where: Where) -> Problem:
    """What a declared check says in a scope; `where` is sheet, cell and field."""
    message, fix = (evaluation.fill(text, scope, _LONGEST) for text in (check.message, check.fix))
    said = Declared(code=check.code, message=message, fix=fix, severity=check.severity)
    value = evaluation.value(check.field, scope) if check.field else None
    severity = evaluation.scheme.severities.get(check.code, check.severity)
    return Problem(said.code, severity, *where, value, said.says(), said.remedy())


def field_of(check: Check, scope: Scope) -> str | None:
    """The field that a check points at."""
    if check.field is None or check.each == "member":
        return None
    return f"unit.{check.field}" if check.each == "unit" else str(Field(check.each, scope.row or 0, check.field))


def _place(returned: Returned, check: Check, scope: Scope) -> Where:
    field = field_of(check, scope)
    if check.each == "unit" and check.field in returned.unit_cells:
        sheet, row, col = returned.unit_cells[check.field]
        return sheet.title, address(row, col), field
    place = returned.places.get(check.each) if scope.row is not None else None
    if place is None:
        return None, None, field
    return place.sheet.title, place.address(place.header + (scope.row or 0), check.field) if check.field else None, field
