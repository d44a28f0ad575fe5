"""Faults of a scheme that types alone do not show: names, calls, parameters and tables that nothing stands behind."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from shijibu.rules import REGISTRY
from shijibu.scheme.expression import Literal, Name, NotAnExpression, calls, names, parse
from shijibu.scheme.model import Scheme, Table
from shijibu.scheme.words import FORMS, WORDS

Fault = tuple[tuple[Any, ...], str]
UNIT_ATTRIBUTES = {"code", "name", "kind", "team_size"}
OFFICIAL_ATTRIBUTES = {"id", "name", "post", "unit"}


def faults(scheme: Scheme) -> Iterator[Fault]:
    """Every fault of `scheme`, with the place in the file."""
    tables = {t.id: t for w in scheme.workbooks for s in w.sheets for t in s.tables}
    units = {f.id for f in scheme.unit_figures} | UNIT_ATTRIBUTES | {c.id for c in scheme.roster.columns if c.of == "units"}
    officials = {f.id for f in scheme.official_figures} | OFFICIAL_ATTRIBUTES | {c.id for c in scheme.roster.columns if c.of == "officials"}
    for loc, text, table, level in _expressions(scheme):
        yield from ((loc, what) for what in _wrong(text, scheme, tables, units, officials, table, level))
    yield from _report_faults(scheme)
    yield from _reference_faults(scheme, tables, units)
    for w, workbook in enumerate(scheme.workbooks):
        for s, sheet in enumerate(workbook.sheets):
            for t, table in enumerate(sheet.tables):
                loc = ("workbooks", w, "sheets", s, "tables", t)
                if sum(x is not None and x is not False for x in (table.rows, table.rows_per_member, table.subjects, table.of_team)) != 1:
                    yield loc, "a table has exactly one of rows, rows_per_member, of_team, subjects"
                if table.owner and not table.column(table.owner):
                    yield (*loc, "owner"), f"owner {table.owner!r} is no column of {table.id}"
                for c, column in enumerate(table.columns):
                    if column.type == "choice" and not column.choices:
                        yield (*loc, "columns", c), f"{table.id}.{column.id} is a choice without choices"
            if sheet.personal and sheet.personal.of not in tables:
                yield ("workbooks", w, "sheets", s, "personal"), f"no table {sheet.personal.of!r}"


def _reference_faults(scheme: Scheme, tables: dict[str, Table], units: set[str]) -> Iterator[Fault]:
    """Tables, columns and figures that checks, penalties, ties and limits name and nothing defines."""
    for i, check in enumerate(scheme.checks):
        table = tables.get(check.each)
        if table is None and check.each not in ("unit", "member"):
            yield ("checks", i, "each"), f"no table {check.each!r}"
        elif table and check.field and not table.column(check.field):
            yield ("checks", i, "field"), f"table {table.id} has no column {check.field!r}"
        elif check.each == "unit" and check.field and check.field not in units:
            yield ("checks", i, "field"), f"no unit figure {check.field!r}"
    for i, penalty in enumerate(scheme.penalties):
        for j, target in enumerate(penalty.to):
            if target.table and (target.table not in tables or not tables[target.table].column(target.column or "")):
                yield ("penalties", i, "to", j), f"no column {target.table}.{target.column}"
    for i, tie in enumerate(scheme.ties):
        if tie.table not in tables or not tables[tie.table].column(tie.settled_by):
            yield ("ties", i), f"no column {tie.table}.{tie.settled_by}"
    for i, figure in enumerate(scheme.unit_figures):
        if figure.limit and figure.limit not in units:
            yield ("unit_figures", i, "limit"), f"no unit figure {figure.limit!r}"


def _report_faults(scheme: Scheme) -> Iterator[Fault]:
    """Figures and lists that the report names and nothing defines."""
    units, officials, lists = {f.id for f in scheme.unit_figures}, {f.id for f in scheme.official_figures}, {r.id for r in scheme.lists}
    report = scheme.report
    for part in ("rank_by", "rank", "trend", "cards"):
        named = getattr(report, part)
        if named is not None and named not in units:
            yield ("report", part), f"no unit figure {named!r}"
    for i, named in enumerate(report.notice):
        if named not in units:
            yield ("report", "notice", i), f"no unit figure {named!r}"
    for i, named in enumerate(report.notice_lists):
        if named not in lists:
            yield ("report", "notice_lists", i), f"no list {named!r}"
    for i, sheet in enumerate(report.sheets):
        known = units if sheet.of == "units" else officials
        for j, named in enumerate(sheet.figures):
            if named not in known:
                yield ("report", "sheets", i, "figures", j), f"no figure {named!r} of {sheet.of}"


def _expressions(scheme: Scheme) -> Iterator[tuple[tuple[Any, ...], str, Table | None, str]]:
    """Each expression with its place, the table whose row it stands in, and its level: row, unit or official."""
    for w, workbook in enumerate(scheme.workbooks):
        for s, sheet in enumerate(workbook.sheets):
            for t, table in enumerate(sheet.tables):
                for c, column in enumerate(table.columns):
                    if column.live:
                        yield ("workbooks", w, "sheets", s, "tables", t, "columns", c, "live"), column.live, table, "row"
    for i, f in enumerate(scheme.unit_figures):
        if f.formula:
            yield ("unit_figures", i, "formula"), f.formula, None, "unit"
    for i, f in enumerate(scheme.official_figures):
        if f.formula:
            yield ("official_figures", i, "formula"), f.formula, None, "official"
    tables = {t.id: t for w in scheme.workbooks for s in w.sheets for t in s.tables}
    for i, check in enumerate(scheme.checks):
        level = {"unit": "unit", "member": "official"}.get(check.each, "row")
        yield ("checks", i, "when"), check.when, tables.get(check.each), level
    for i, listed in enumerate(scheme.lists):
        level = "official" if listed.of == "officials" else "unit"
        yield ("lists", i, "when"), listed.when, None, level
        yield from ((("lists", i, "reasons", j, "when"), reason.when, None, level) for j, reason in enumerate(listed.reasons) if reason.when)
    for i, reason in enumerate(scheme.reasons):
        if reason.when:
            yield ("reasons", i, "when"), reason.when, None, "official"
    for i, penalty in enumerate(scheme.penalties):
        for part in ("source", "points", "payer"):
            yield ("penalties", i, part), getattr(penalty, part), None, "unit"
        for j, target in enumerate(penalty.to):
            if target.where:
                yield ("penalties", i, "to", j, "where"), target.where, tables.get(target.table or ""), "row"
    for i, sheet in enumerate(scheme.report.sheets):
        if sheet.where:
            yield ("report", "sheets", i, "where"), sheet.where, None, "official" if sheet.of == "officials" else "unit"
    for i, tie in enumerate(scheme.ties):
        yield ("ties", i, "mark"), tie.mark, None, "unit"


def _wrong(text: str, scheme: Scheme, tables: dict[str, Table], units: set, officials: set, table: Table | None, level: str) -> Iterator[str]:
    try:
        expression = parse(text)
    except NotAnExpression as error:
        yield str(error)
        return
    for call in calls(expression):
        if call.function in REGISTRY:
            rule = REGISTRY[call.function]
            known = {p.name for p in rule.parameters}
            given = {p.name for p, _ in zip(rule.parameters, call.arguments, strict=False)} | {k for k, _ in call.keywords}
            yield from (f"{call.function} has no parameter {k!r}" for k, _ in call.keywords if k not in known)
            if len(call.arguments) > len(rule.parameters):
                yield f"{call.function} takes at most {len(rule.parameters)} arguments"
            for p in rule.parameters:
                if p.default and p.name not in given and not _has(scheme, p.default):
                    yield f"{call.function} needs the parameter {p.default}"
        elif call.function == "param":
            if not (call.arguments and isinstance(call.arguments[0], Literal) and _has(scheme, str(call.arguments[0].value))):
                yield f"no such parameter: {call}"
        elif call.function in FORMS:
            if len(call.arguments) != 1 or call.keywords or not isinstance(call.arguments[0], Name):
                yield f"{call.function} takes the name of one figure: {call}"
        elif call.function in WORDS:
            try:
                inspect.signature(WORDS[call.function]).bind(*call.arguments, **dict(call.keywords))
            except TypeError as error:
                yield f"{call.function}: {error}"
            if call.keywords:
                yield f"{call.function} takes no named arguments"
        else:
            yield f"no rule or word is called {call.function!r}"
    penalties = {p.id for p in scheme.penalties}
    for name in names(expression):
        head, last = name.path[0], name.path[-1]
        if len(name.path) == 1:
            known = {c.id for c in table.columns} if table else units if level == "unit" else officials
            if head not in known:
                yield f"nothing is called {head!r} here"
        elif head == "unit":
            if last not in units:
                yield f"no unit figure {last!r}"
        elif head in tables:
            if not tables[head].column(last):
                yield f"table {head} has no column {last!r}"
        elif head not in penalties or len(name.path) > 2:
            yield f"nothing is called {name}"


def _has(scheme: Scheme, path: str) -> bool:
    try:
        scheme.parameter(path)
    except KeyError:
        return False
    return True
