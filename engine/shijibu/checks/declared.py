"""The checks that a scheme declares: what must not be true of a row, a unit or a team member."""

from __future__ import annotations

from collections.abc import Iterator

from shijibu.checks.catalogue import CATALOGUE
from shijibu.checks.problem import Problem
from shijibu.scheme.evaluate import Evaluation, Scope
from shijibu.scheme.expression import names, parse
from shijibu.scheme.model import Check, Scheme, Table
from shijibu.workbook.returned import Returned, address


def declared_problems(returned: Returned, evaluation: Evaluation) -> Iterator[Problem]:
    """Every declared check that is true of this workbook."""
    county = returned.workbook.county
    unread = {f.field for f in returned.findings if f.field and CATALOGUE[f.code].severity == "error"}
    wrong = {(head.partition("[")[0], column) for head, _, column in (f.partition(".") for f in unread)}
    for check in returned.scheme.checks:
        if check.rounds is not None and returned.period.round not in check.rounds:
            continue
        if check.severity == "notice" and wrong & _rests_on(returned.scheme, check.when, returned.scheme.table(check.each), set()):
            continue  # an error or warning is said in the first run whatever else is wrong; a notice waits for figures that mean something
        if check.each == "unit":
            scopes = [] if county else [(Scope(returned.book.code), *_unit_place(returned, check))]
        elif check.each == "member":
            scopes = [
                (Scope(returned.book.code, official=o.id), None, None, None)
                for o in evaluation.roster.team(returned.book.code)
            ]
        else:
            scopes = _row_scopes(returned, check)
        for scope, sheet, cell, field in scopes:
            if evaluation.true(check.when, scope):
                yield Problem(
                    check.code, returned.scheme.severities.get(check.code, check.severity), sheet, cell, field,
                    evaluation.value(check.field, scope) if check.field else None,
                    evaluation.fill(check.message, scope), evaluation.fill(check.fix, scope),
                )


def _rests_on(scheme: Scheme, expression: str, table: Table | None, seen: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Every (table, column) that an expression takes, of its own or through figures and live cells; gathered in `seen`."""
    tables = {t.id: t for w in scheme.workbooks for s in w.sheets for t in s.tables}
    for name in names(parse(expression)):
        head, last = name.path[0] if len(name.path) > 1 else "", name.path[-1]
        home = tables.get(head) or (table if not head else None)
        column = home.column(last) if home else None
        figure = None if column else scheme.unit_figure(last) or scheme.official_figure(last)
        step = (home.id if home and column else "", last)
        further = column.live if column else figure.formula if figure else None
        if step in seen:
            continue
        seen.add(step)
        if further:
            _rests_on(scheme, further, home if column else None, seen)
    return seen


def _unit_place(returned: Returned, check: Check) -> tuple[str | None, str | None, str | None]:
    if check.field not in returned.unit_cells:
        return None, None, f"unit.{check.field}" if check.field else None
    sheet, row, col = returned.unit_cells[check.field]
    return sheet.title, address(row, col), f"unit.{check.field}"


def _row_scopes(returned: Returned, check: Check) -> Iterator[tuple[Scope, str | None, str | None, str | None]]:
    place = returned.places.get(check.each)
    for row in returned.book.tables.get(check.each, []):
        number = returned.row_number(check.each, row)
        cell = place.address(number, check.field) if place and check.field else None
        field = f"{check.each}[{row.index}].{check.field}" if check.field else None
        yield Scope(returned.book.code, table=check.each, row=row.index), place.sheet.title if place else None, cell, field
