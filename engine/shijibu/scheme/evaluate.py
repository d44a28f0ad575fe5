"""The engine's figures: a scheme's expressions over what units filled in, the roster, and earlier rounds.

Everything is computed afresh from input cells and only when asked for; an asked figure stays. The names that an expression may use
depend on where it stands: in a table's row, at a unit, at an official, or across the county (`across`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shijibu.rules import REGISTRY, CellError, RuleError
from shijibu.rules.values import shown
from shijibu.scheme.expression import Call, Expression, Literal, Name, parse
from shijibu.scheme.model import Column, Figure, Penalty, Scheme, Table
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Roster, Unit
from shijibu.scheme.words import FORMS, WORDS


@dataclass(slots=True)
class Row:
    """A row of a table that was started: the values of its input and prefilled cells, and where each stands.

    index: its number within the table's room, from 1. Owners are official ids; dates are ISO texts; percents are 0..1.
    """

    index: int
    values: dict[str, Any]
    cells: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Book:
    """What one accepted workbook says: its rows by table."""

    code: str
    tables: dict[str, list[Row]]


@dataclass(slots=True)
class PastRound:
    """What was decided in an earlier round: figures by unit and by official, and penalties by the unit that pays."""

    period: Period
    units: Mapping[str, Mapping[str, Any]]
    officials: Mapping[str, Mapping[str, Any]]
    penalties: Mapping[str, list[Mapping[str, Any]]]


class Circular(Exception):
    """A scheme's figures depend on each other in a circle."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression stands."""

    unit: str
    official: str | None = None
    table: str | None = None
    row: int | None = None


class Evaluation:
    """All figures of one round. `books` holds accepted workbooks by unit code, the county's own included."""

    def __init__(self, scheme: Scheme, period: Period, roster: Roster, books: Mapping[str, Book], past: list[PastRound] | None = None) -> None:
        self.scheme, self.period, self.roster, self.books = scheme, period, roster, books
        self.past = sorted(past or [], key=lambda p: p.period)
        self._memo: dict[tuple, Any] = {}
        self._open: set[tuple] = set()
        self._tables: dict[str, Table] = {t.id: t for w in scheme.workbooks for t in w.tables_of(period.round)}
        self._of_county = {t.id: w.unit_code for w in scheme.workbooks if w.county for t in w.tables_of(period.round)}

    # figures

    def unit(self, code: str, figure: str) -> Any:
        """A unit's figure at 4 decimals; None where there is no data or no accepted workbook."""
        found = self.scheme.unit_figure(figure)
        if found is None:
            raise KeyError(f"unit.{figure}")
        if code not in self.books or found.problems:
            return None
        return self._once(("unit", code, figure), lambda: self._figure(found, Scope(code), ("unit", figure)))

    def official(self, id: str, figure: str) -> Any:
        """An official's figure; None where there is no data or the unit has no accepted workbook."""
        found = self.scheme.official_figure(figure)
        official = self.roster.official(id)
        if found is None or official is None:
            raise KeyError(f"{id}.{figure}")
        if official.unit not in self.books:
            return None
        return self._once(("official", id, figure), lambda: self._figure(found, Scope(official.unit, official=id), ("official", figure)))

    def cell(self, code: str, table: str, row: Row, column: str) -> Any:
        """The value of a row's cell: as filled in, or computed."""
        found = self._tables[table].column(column)
        if found is None:
            raise KeyError(f"{table}.{column}")
        if found.live is None:
            return row.values.get(column)
        return self._once(("cell", code, table, row.index, column), lambda: self._live(found, code, table, row))

    def true(self, expression: str, scope: Scope) -> bool:
        return bool(self.value(expression, scope))

    def value(self, expression: str, scope: Scope) -> Any:
        """An expression's value in a scope; None for "no data" and for input that a rule cannot take."""
        try:
            return self._value(parse(expression), scope)
        except RuleError:
            return None

    def penalties(self, code: str) -> list[dict[str, Any]]:
        """What a unit lost in the year so far, this round included: {penalty, period, because, points, rule}, oldest first."""
        earlier = [dict(p) for past in self.past if past.period.year == self.period.year for p in past.penalties.get(code, [])]
        return earlier + self.new_penalties().get(code, [])

    def new_penalties(self) -> dict[str, list[dict[str, Any]]]:
        """What each unit loses in this round, by the unit that pays."""
        return self._once(("penalties",), self._new_penalties)

    def rows(self, code: str, table: str) -> list[Row]:
        book = self.books.get(code)
        return book.tables.get(table, []) if book else []

    def has_table(self, table: str) -> bool:
        """Whether this round's workbooks have the table."""
        return table in self._tables and (table not in self._of_county or self.scheme.county_workbook(self.period.round) is not None)

    def rows_behind(self, table: str, scope: Scope) -> tuple[str, list[Row]]:
        """Whose workbook a table's rows stand in, and those that the scope means: an official's or a rated unit's own, else all."""
        if table not in self._tables:
            return scope.unit, []
        owner, holder = self._tables[table].owner, self._of_county.get(table) or scope.unit
        rows = self.rows(holder, table)
        if scope.table is None and (scope.official is not None or holder != scope.unit) and owner:
            rows = [r for r in rows if r.values.get(owner) == (scope.official or scope.unit)]
        return holder, rows

    def why_none(self, expression: str, scope: Scope) -> str:
        """What a rule says of why an expression has no value; empty where none objects."""
        try:
            self._value(parse(expression), scope)
        except RuleError as error:
            return str(error)
        return ""

    # how a figure comes about

    def _once(self, key: tuple, make: Callable[[], Any]) -> Any:
        if key not in self._memo:
            if key in self._open:
                raise Circular(".".join(map(str, key)))
            self._open.add(key)
            try:
                self._memo[key] = make()
            finally:
                self._open.discard(key)
        return self._memo[key]

    def _figure(self, figure: Figure, scope: Scope, key: tuple[str, str]) -> Any:
        if figure.formula is None:
            return None
        if not figure.across:
            return self.value(figure.formula, scope)
        columns = self._once(("across", *key), lambda: self._across(figure, key[0]))
        return columns[scope.official or scope.unit]

    def _across(self, figure: Figure, kind: str) -> dict[str, Any]:
        """A county-wide column rule, over all that have a workbook: each name of the expression is a column."""
        if kind == "unit":
            scopes = {u.code: Scope(u.code) for u in self.roster.units if u.code in self.books}
        else:
            scopes = {o.id: Scope(o.unit, official=o.id) for o in self.roster.officials if o.unit in self.books}
        expression = parse(figure.formula or "")
        assert isinstance(expression, Call)

        def column(part: Expression) -> Any:
            return [self._value(part, s) for s in scopes.values()] if isinstance(part, Name) else self._value(part, next(iter(scopes.values())))

        if not scopes:
            return {}
        values = self._call_rule(expression, column)
        return dict(zip(scopes, (_plain(v) for v in values), strict=True))

    def _live(self, column: Column, code: str, table: str, row: Row) -> Any:
        expression = parse(column.live or "")
        if isinstance(expression, Call) and expression.function in REGISTRY and REGISTRY[expression.function].returns == "column":
            whole = self._once(("column", code, table, column.id), lambda: self._whole_column(expression, code))
            position = next(i for i, r in enumerate(self.rows(code, table)) if r is row)
            return whole[position] if whole else None
        return self.value(column.live or "", Scope(code, table=table, row=row.index))

    def _whole_column(self, expression: Call, code: str) -> list[Any]:
        try:
            return [_plain(v) for v in self._value(expression, Scope(code))]
        except RuleError:
            return []

    def _value(self, expression: Expression, scope: Scope) -> Any:
        if isinstance(expression, Literal):
            return expression.value
        if isinstance(expression, Name):
            return self.name(expression, scope)
        if expression.function in REGISTRY:
            return _plain(self._call_rule(expression, lambda part: self._value_or_blank(part, scope)))
        if expression.function in FORMS:
            return self._form(expression, scope)
        return WORDS[expression.function](*(self._value_or_blank(a, scope) for a in expression.arguments))

    def _value_or_blank(self, expression: Expression, scope: Scope) -> Any:
        """Inside another call "no data" is a blank, as it is in the sheet."""
        try:
            return self._value(expression, scope)
        except RuleError:
            return None

    def _call_rule(self, call: Call, argument: Callable[[Expression], Any]) -> Any:
        rule = REGISTRY[call.function]
        given = dict(zip((p.name for p in rule.parameters), call.arguments, strict=False)) | dict(call.keywords)
        values = []
        for p in rule.parameters:
            if p.name in given:
                values.append(argument(given[p.name]))
            else:
                values.append(self.scheme.parameter(p.default) if p.default else None)
        return rule(*values)

    def _form(self, call: Call, scope: Scope) -> Any:
        target = call.arguments[0]
        if call.function == "param":
            assert isinstance(target, Literal)
            return self.scheme.parameter(str(target.value))
        assert isinstance(target, Name)
        return self.across_periods(call.function, target, scope)

    def across_periods(self, form: str, target: Name, scope: Scope) -> Any:
        """`year`, `earlier` (lists, oldest first) or `previous` of a unit's or official's figure."""
        of_unit = scope.official is None or target.path[0] == "unit"
        figure = target.path[-1]

        def then(past: PastRound) -> Any:
            side = past.units.get(scope.unit, {}) if of_unit else past.officials.get(scope.official or "", {})
            return side.get(figure)

        if form == "previous":
            return next((then(p) for p in self.past if p.period == self.period.previous), None)
        course = [then(p) for p in self.past if p.period.year == self.period.year and p.period < self.period]
        return course if form == "earlier" else [*course, self.name(target, scope)]

    # names

    def name(self, name: Name, scope: Scope) -> Any:
        """What a name stands for in a scope. Raises KeyError for one that nothing has."""
        path = name.path
        if len(path) == 1:
            return self._bare(path[0], scope)
        head, last = path
        if head == "unit":
            return self._bare(last, Scope(scope.unit))
        if any(p.id == head for p in self.scheme.penalties):
            return [p[last] for p in self.penalties(scope.unit) if p["penalty"] == head]
        return self._column(head, last, scope)

    def _bare(self, id: str, scope: Scope) -> Any:
        if scope.table is not None:
            row = next(r for r in self.rows(scope.unit, scope.table) if r.index == scope.row)
            return self.cell(scope.unit, scope.table, row, id)
        if scope.official is not None:
            if self.scheme.official_figure(id):
                return self.official(scope.official, id)
            official = self.roster.official(scope.official)
            return official_attribute(official, id) if official else None
        if self.scheme.unit_figure(id):
            return self.unit(scope.unit, id)
        unit = self.roster.unit(scope.unit)
        return unit_attribute(unit, id, self.roster) if unit else None

    def _column(self, table: str, column: str, scope: Scope) -> Any:
        if table not in self._tables:  # a sheet that this round does not have
            return []
        holder, rows = self.rows_behind(table, scope)
        values = [self.cell(holder, table, r, column) for r in rows]
        if scope.official is not None and self._tables[table].of_team:
            return values[0] if values else None
        return values

    # penalties

    def _new_penalties(self) -> dict[str, list[dict[str, Any]]]:
        charged: dict[str, list[dict[str, Any]]] = {}
        for penalty in self.scheme.penalties:
            for unit in self.roster.units:
                scope = Scope(unit.code)
                if unit.code not in self.books or not self.true(penalty.source, scope):
                    continue
                entry = {
                    "penalty": penalty.id, "period": str(self.period), "rule": penalty.rule, "source": unit.code,
                    "because": self.fill(penalty.because, scope), "points": self.value(penalty.points, scope),
                }
                for payer in sorted(self._payers(penalty, unit)):
                    if self.roster.unit(payer) and self.true(penalty.payer, Scope(payer)):
                        charged.setdefault(payer, []).append(entry)
        return charged

    def _payers(self, penalty: Penalty, source: Unit) -> set[str]:
        payers: set[str] = set()
        for target in penalty.to:
            if target.links:
                payers |= {u.code for u in self.roster.units if source.code in u.links}
            if target.table and target.column:
                for row in self.rows(source.code, target.table):
                    if target.where is None or self.true(target.where, Scope(source.code, table=target.table, row=row.index)):
                        payers |= set(str(row.values.get(target.column) or "").split(";")) - {""}
        return payers

    def fill(self, template: str, scope: Scope) -> str:
        """A text with `{name}` places filled in, as people read them: numbers at 2 decimals, nothing for a blank."""
        out, rest = "", template
        while "{" in rest:
            before, _, after = rest.partition("{")
            inside, _, rest = after.partition("}")
            out += before + said(self.value(inside, scope))
        return out + rest


def said(value: Any) -> str:
    """A figure as a sentence has it."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{shown(value):.2f}".rstrip("0").rstrip(".")
    return str(value)


def unit_attribute(unit: Unit, id: str, roster: Roster) -> Any:
    if id == "team_size":
        return len(roster.team(unit.code))
    return getattr(unit, id) if id in ("code", "name", "kind") else unit.extra.get(id)


def official_attribute(official: Official, id: str) -> Any:
    return getattr(official, id) if id in ("id", "name", "post", "unit") else official.extra.get(id)


def _plain(value: Any) -> Any:
    """Error cells of a column are "no data"; empty text is a figure's blank."""
    return [_plain(v) for v in value] if isinstance(value, list) else None if isinstance(value, CellError) or value == "" else value
