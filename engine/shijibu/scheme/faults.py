"""Faults of a scheme that types alone do not show: names, calls, parameters and tables that nothing stands behind."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shijibu.language.expression import Call, Expression, Literal, Name, calls
from shijibu.language.formula import Formula, Template
from shijibu.language.words import CONDITION, FORMS, WORDS
from shijibu.rules import REGISTRY
from shijibu.scheme.model import Reason, Scheme, Table
from shijibu.scheme.named import named_faults
from shijibu.scheme.parameter_faults import parameter_faults

Fault = tuple[tuple[Any, ...], str]
UNIT_ATTRIBUTES = {"code", "name", "kind", "kind_label", "team_size", "late", "returned", "rejected"}
OFFICIAL_ATTRIBUTES = {"id", "name", "post", "unit", "team"}
PERIOD_ATTRIBUTES = {"first", "last", "year_first", "round", "year", "label"}
COUNTY_ATTRIBUTES = {"late", "returned"}
_ROWS = ("rows", "rows_per_member", "rows_per_official", "subjects", "of_team", "of_staff")


def faults(scheme: Scheme) -> Iterator[Fault]:
    """Every fault of `scheme`, with the place in the file."""
    tables = {t.id: t for w in scheme.workbooks for s in w.sheets for t in s.tables}
    units = {f.id for f in scheme.unit_figures} | UNIT_ATTRIBUTES | {c.id for c in scheme.roster.columns if c.of == "units"}
    officials = {f.id for f in scheme.official_figures} | OFFICIAL_ATTRIBUTES | {c.id for c in scheme.roster.columns if c.of == "officials"}
    for loc, formula, table, level in _formulas(scheme):
        yield from ((loc, what) for what in _wrong(formula, scheme, tables, units, officials, table, level))
    yield from parameter_faults(scheme, (f.tree for _, f, _, _ in _formulas(scheme) if not f.fault))
    for i, of_roster in enumerate(scheme.roster.columns):
        if of_roster.type == "units" and of_roster.of == "units":
            yield ("roster", "columns", i), f"{of_roster.id}: only an official's column names a unit"
    yield from _across_faults(scheme)
    yield from _report_faults(scheme)
    yield from _reference_faults(scheme, tables, units)
    yield from named_faults(scheme, tables)
    for w, workbook in enumerate(scheme.workbooks):
        for s, sheet in enumerate(workbook.sheets):
            for t, table in enumerate(sheet.tables):
                loc = ("workbooks", w, "sheets", s, "tables", t)
                if sum(getattr(table, kind) not in (None, False) for kind in _ROWS) != 1:
                    yield loc, f"a table has exactly one of {', '.join(_ROWS)}"
                if table.owner and not table.column(table.owner):
                    yield (*loc, "owner"), f"owner {table.owner!r} is no column of {table.id}"
                for c, column in enumerate(table.columns):
                    if column.type == "choice" and not column.choices:
                        yield (*loc, "columns", c), f"{table.id}.{column.id} is a choice without choices"
                    if column.deferred and not column.live:
                        yield (*loc, "columns", c), f"{table.id}.{column.id} is deferred, but no live column"
                    if column.label in {c.label for c in table.columns[:c]}:
                        yield (*loc, "columns", c), f"{table.id} has two columns labelled {column.label!r}"
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


def _across_faults(scheme: Scheme) -> Iterator[Fault]:
    """A figure over the whole county is a column: one value for each unit or official."""
    for part in ("unit_figures", "official_figures"):
        for i, figure in enumerate(getattr(scheme, part)):
            if figure.across and figure.formula:
                call = figure.formula.tree
                if not isinstance(call, Call) or call.function not in REGISTRY or REGISTRY[call.function].returns != "column":
                    yield (part, i, "formula"), f"{figure.id} is taken across the county: a call of a rule that gives a column"


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


Standing = tuple[tuple[Any, ...], Formula, Table | None, str]


def _formulas(scheme: Scheme) -> Iterator[Standing]:
    """Each formula with its place, the table whose row it stands in, and its level: row, unit or official."""
    for w, workbook in enumerate(scheme.workbooks):
        for s, sheet in enumerate(workbook.sheets):
            for t, table in enumerate(sheet.tables):
                for i, subjects in enumerate(table.subjects or []):
                    if subjects.where:
                        level = "official" if subjects.of == "officials" else "unit"
                        yield ("workbooks", w, "sheets", s, "tables", t, "subjects", i, "where"), subjects.where, None, level
                for part in ("carry_while", "withhold_while"):
                    if asked := getattr(table, part):
                        yield ("workbooks", w, "sheets", s, "tables", t, part), asked, table, "row"
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
        for part in ("message", "fix"):
            yield from _places(("checks", i, part), getattr(check, part), tables.get(check.each), level)
    for i, listed in enumerate(scheme.lists):
        level = "official" if listed.of == "officials" else "unit"
        yield ("lists", i, "when"), listed.when, None, level
        yield from _reason_expressions(("lists", i, "reasons"), listed.reasons, level)
    yield from _reason_expressions(("reasons",), scheme.reasons, "official")
    for i, penalty in enumerate(scheme.penalties):
        for part in ("source", "points", "payer"):
            yield ("penalties", i, part), getattr(penalty, part), None, "unit"
        yield from _places(("penalties", i, "because"), penalty.because, None, "unit")
        for j, target in enumerate(penalty.to):
            if target.where:
                yield ("penalties", i, "to", j, "where"), target.where, tables.get(target.table or ""), "row"
    for i, part_of in enumerate(scheme.report.sheets):
        if part_of.where:
            yield ("report", "sheets", i, "where"), part_of.where, None, "official" if part_of.of == "officials" else "unit"
    for i, tie in enumerate(scheme.ties):
        yield from ((("ties", i, part), told, None, "unit") for part in ("mark", "group", "adopted") if (told := getattr(tie, part)))


def _reason_expressions(loc: tuple[Any, ...], reasons: list[Reason], level: str) -> Iterator[Standing]:
    for i, reason in enumerate(reasons):
        if reason.when:
            yield (*loc, i, "when"), reason.when, None, level
        yield from _places((*loc, i, "text"), reason.text, None, level)


def _places(loc: tuple[Any, ...], template: Template, table: Table | None, level: str) -> Iterator[Standing]:
    """The `{name}` places of a text."""
    yield from ((loc, inside, table, level) for inside in template.formulas)


def _wrong(formula: Formula, scheme: Scheme, tables: dict[str, Table], units: set, officials: set, table: Table | None, level: str) -> Iterator[str]:
    if formula.fault:
        yield formula.fault
        return
    expression = formula.tree
    for call in calls(expression):
        if call.function in REGISTRY:
            rule = REGISTRY[call.function]
            known = {p.name for p in rule.parameters}
            given = {p.name for p, _ in zip(rule.parameters, call.arguments, strict=False)} | {k for k, _ in call.keywords}
            yield from (f"{call.function} has no parameter {k!r}" for k, _ in call.keywords if k not in known)
            if len(call.arguments) > len(rule.parameters):
                yield f"{call.function} takes at most {len(rule.parameters)} arguments"
            if table and rule.returns == "column":
                columns = {p.name for p in rule.parameters if p.is_column}
                named = [*zip((p.name for p in rule.parameters), call.arguments, strict=False), *call.keywords]
                yield from (f"{call.function} takes whole columns: write {table.id}.{part} for {part}"
                            for name, part in named if name in columns and isinstance(part, Name) and len(part.path) == 1)
            for p in rule.parameters:
                if p.default and p.name not in given and not scheme.has(p.default):
                    yield f"{call.function} needs the parameter {p.default}"
            for scale in _scales_named(call):
                if scale.removeprefix(f"{scheme.id}.") not in scheme.scales:
                    yield f"{call.function}: no scale {scale!r}"
        elif call.function == "param":
            if not (call.arguments and isinstance(call.arguments[0], Literal) and scheme.has(str(call.arguments[0].value))):
                yield f"no such parameter: {call}"
        elif call.function in FORMS:
            yield from _wrong_form(call)
        elif call.function in WORDS:
            try:
                inspect.signature(WORDS[call.function]).bind(*call.arguments, **dict(call.keywords))
            except TypeError as error:
                yield f"{call.function}: {error}"
            if call.keywords:
                yield f"{call.function} takes no named arguments"
        else:
            yield f"no rule or word is called {call.function!r}"
    names = _Known(scheme, tables, units, officials)
    for name, home, at in _standing(expression, table, level, tables):
        if fault := names.fault(name, home, at):
            yield fault


def _standing(expression: Expression, table: Table | None, level: str, tables: dict[str, Table]) -> Iterator[tuple[Name, Table | None, str]]:
    """Each name with the table whose row it stands in and its level: a form may ask its condition of other rows, or of officials."""
    if isinstance(expression, Name):
        yield expression, table, level
    if not isinstance(expression, Call):
        return
    condition = CONDITION.get(expression.function)
    for i, part in enumerate((*expression.arguments, *(v for _, v in expression.keywords))):
        first = expression.arguments[0] if expression.arguments else None
        if i == condition and isinstance(first, Name):
            yield from _standing(part, tables.get(first.path[0]), "row", tables)
        elif expression.function == "owners" and isinstance(first, Name):
            yield Name(("owner", first.path[-1])), tables.get(first.path[0]), "row"
        elif expression.function in ("staff", "everyone", "ever"):
            yield from _standing(part, None, "official", tables)
        else:
            yield from _standing(part, table, level, tables)


def _wrong_form(call: Call) -> Iterator[str]:
    """Forms take names: one figure's (`recent` a number as well), or a table's column and a condition."""
    first, *more = call.arguments or (None,)
    columns = call.function in (*CONDITION, "owners")
    least, most = {"recent": (1, 1), "where": (1, 1), "everywhere": (0, 2)}.get(call.function, (0, 0))
    keyed = call.function != "everywhere" or not more or (isinstance(more[0], Name) and len(more[0].path) == 2)
    if not isinstance(first, Name) or call.keywords or not least <= len(more) <= most or not keyed or (columns and len(first.path) != 2):
        yield f"{call.function} takes the name of one {'column of a table' if columns else 'figure'}: {call}"


@dataclass(frozen=True, slots=True)
class _Known:
    """What names can stand for."""

    scheme: Scheme
    tables: dict[str, Table]
    units: set[str]
    officials: set[str]

    def fault(self, name: Name, table: Table | None, level: str) -> str | None:
        head, last = name.path[0], name.path[-1]
        if len(name.path) > 2:
            return f"nothing is called {name}"
        if len(name.path) == 1:
            known = {c.id for c in table.columns} if table else self.units if level == "unit" else self.officials
            return None if head in known or head == "home" else f"nothing is called {head!r} here"
        if head == "unit":
            return None if last in self.units else f"no unit figure {last!r}"
        if head == "period":
            return None if last in PERIOD_ATTRIBUTES else f"a period has no {last!r}"
        if head == "county":
            return None if last in COUNTY_ATTRIBUTES else f"the county's own workbook has no {last!r}"
        if head == "owner":
            known = self.units | self.officials
            return None if table and table.owner and last in known else f"no row's owner has {last!r} here"
        if head in self.tables:
            return None if self.tables[head].column(last) else f"table {head} has no column {last!r}"
        return None if any(p.id == head for p in self.scheme.penalties) else f"nothing is called {name}"


def _scales_named(call: Call) -> list[str]:
    parameters = REGISTRY[call.function].parameters
    given = {**dict(zip((p.name for p in parameters), call.arguments, strict=False)), **dict(call.keywords)}
    return [str(v.value) for p in parameters if p.kind == "scale" and isinstance(v := given.get(p.name), Literal)]

