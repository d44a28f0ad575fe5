"""The engine's figures: a scheme's expressions over what units filled in, the roster, and earlier rounds.

Everything is computed afresh from input cells and only when asked for; an asked figure stays. The names that an expression may use
depend on where it stands: in a table's row, at a unit, at an official, or across the county (`across`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from shijibu.errors import ShijibuError
from shijibu.figures.uncomputed import Uncomputed
from shijibu.language.expression import Call, Expression, Literal, Name, names
from shijibu.language.formula import Formula, Template
from shijibu.language.words import ARITHMETIC, COMPARISONS, CONDITION, FORMS, LAZY, OVER_PERIODS, WITH_THIS_ROUND, WORDS
from shijibu.rules import REGISTRY, CellError, NoData, OutOfRange, RuleError, WrongInput
from shijibu.rules.values import compared, settle, shown
from shijibu.scheme.model import Column, Figure, ListRule, Penalty, Scheme, Table
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Roster, Unit

# Keys of what is being computed that people have a name for.
_COMPUTED = ("unit", "official", "part", "cell", "column", "across")
_MOST_ROUNDS = 10_000


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


Asked = Formula | Expression | str
"""What may be asked: a scheme's formula, a part of one, or a text that somebody writes here and now."""


class Circular(ShijibuError):
    """A scheme's figures depend on each other in a circle."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression stands."""

    unit: str
    official: str | None = None
    table: str | None = None
    row: int | None = None


class Evaluation:
    """All figures of one round. `books` holds accepted workbooks by unit code, the county's own included.

    late: the units whose return came after the deadline. rejected: those whose returns were all rejected. home: the unit that a
    workbook goes to, while its rows are chosen.
    """

    def __init__(
        self, scheme: Scheme, period: Period, roster: Roster, books: Mapping[str, Book], past: list[PastRound] | None = None, *,
        late: Collection[str] = (), rejected: Collection[str] = (), home: str | None = None,
    ) -> None:
        self.scheme, self.period, self.roster, self.books = scheme, period, roster, books
        self._said = {"late": late, "returned": books, "rejected": set(rejected) - set(books)}
        self.home = home
        self.past = sorted(past or [], key=lambda p: p.period)
        self._memo: dict[tuple, Any] = {}
        self._open: dict[tuple, None] = {}
        self._uncomputed: dict[Uncomputed, None] = {}
        self._tables: dict[str, Table] = {t.id: t for w in scheme.workbooks for t in w.tables_of(period.round)}
        self._of_county = {t.id: w.unit_code for w in scheme.workbooks if w.county for t in w.tables_of(period.round)}

    # figures

    def unit(self, code: str, figure: str) -> Any:
        """A unit's figure at 4 decimals; None where there is no data or no accepted workbook."""
        found = self.scheme.unit_figure(figure)
        if found is None:
            raise KeyError(f"unit.{figure}")
        if found.problems or not self.computes(found, code):
            return None
        return self._once(("unit", code, figure), lambda: self._figure(found, Scope(code), ("unit", figure)))

    def official(self, id: str, figure: str) -> Any:
        """An official's figure; None where there is no data or the unit has no accepted workbook."""
        found = self.scheme.official_figure(figure)
        official = self.roster.official(id)
        if found is None or official is None:
            raise KeyError(f"{id}.{figure}")
        if not self.computes(found, official.unit):
            return None
        return self._once(("official", id, figure), lambda: self._figure(found, Scope(official.unit, official=id), ("official", figure)))

    def computes(self, what: Figure | ListRule, unit: str) -> bool:
        """Whether a figure or list is asked for in this round, for what is in that unit's hands."""
        return (what.always or unit in self.books) and (what.rounds is None or self.period.round in what.rounds)

    def cell(self, code: str, table: str, row: Row, column: str) -> Any:
        """The value of a row's cell: as filled in, or computed."""
        found = self._tables[table].column(column)
        if found is None:
            raise KeyError(f"{table}.{column}")
        if found.live is None:
            return row.values.get(column)
        return self._once(("cell", code, table, row.index, column), lambda: self._live(found, code, table, row))

    def _part(self, code: str, table: str, row: Row, column: str, of: str | None) -> Any:
        """A cell as the rule `of` takes it: one that shows a part of this very rule is computed anew, unrounded."""
        found = self._tables[table].column(column)
        if of is None or found is None or found.live is None or found.rule != of:
            return self.cell(code, table, row, column)
        return self._once(("part", code, table, row.index, column), lambda: self._live(found, code, table, row, exact=True))

    def true(self, expression: Asked, scope: Scope) -> bool:
        return bool(self.value(expression, scope))

    def value(self, expression: Asked, scope: Scope, *, of: str | None = None) -> Any:
        """An expression's value in a scope; None for "no data" and for input that a rule cannot take. of: the rule that it computes."""
        try:
            return self._value(_tree(expression), scope, of)
        except RuleError as error:
            return self._no_value(error, str(expression), scope)

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
        if scope.table is None and (scope.official is not None or holder != scope.unit) and owner:
            return holder, self._rows_by(holder, table, owner).get(scope.official or scope.unit, [])
        return holder, self.rows(holder, table)

    def rows_everywhere(self, table: str, key: str | None, scope: Scope) -> list[tuple[str, Row]]:
        """The rows of all workbooks whose `key` column (else the owner's) names the scope's official or unit, with whose workbook it is."""
        column = key or (self._tables[table].owner if table in self._tables else None)
        if column is None:
            return []
        found = self._once(("everywhere", table, column), lambda: self._named(table, column))
        return found.get(scope.official or scope.unit, [])

    def rounds_meant(self, form: str, scope: Scope, count: int | None = None) -> list[PastRound]:
        """The earlier rounds that a form over periods takes, oldest first; `count`: how many rounds `recent` takes, this one included."""
        earlier = [p for p in self.past if p.period < self.period]
        match form:
            case "previous":
                return [p for p in earlier if p.period == self.period.previous]
            case "last":
                return earlier[-1:]
            case "year" | "earlier":
                return [p for p in earlier if p.period.year == self.period.year]
            case "years":
                return list({p.period.year: p for p in earlier if p.period.year < self.period.year}.values())
            case "recent":
                first = self.period.back((count or 1) - 1)
                return [p for p in earlier if not p.period < first]
        return earlier

    @property
    def uncomputed(self) -> list[Uncomputed]:
        """What was asked for and could not be computed because of an error, so far."""
        return list(self._uncomputed)

    def why_none(self, expression: Asked, scope: Scope) -> str:
        """What a rule says of why an expression has no value; empty where none objects."""
        try:
            self._value(_tree(expression), scope)
        except RuleError as error:
            return str(error)
        return ""

    # how a figure comes about

    def _once(self, key: tuple, make: Callable[[], Any]) -> Any:
        if key not in self._memo:
            if key in self._open:
                raise Circular(".".join(map(str, key)))
            self._open[key] = None
            try:
                self._memo[key] = make()
            finally:
                del self._open[key]
        return self._memo[key]

    def _figure(self, figure: Figure, scope: Scope, key: tuple[str, str]) -> Any:
        if figure.formula is None:
            return None
        if not figure.across:
            # A live figure is made from the cells that people see, as it is in the sheet.
            return self.value(figure.formula, scope, of=None if figure.live else figure.rule)
        columns = self._once(("across", *key), lambda: self._across(figure, key[0]))
        return columns.get(scope.official or scope.unit)

    def _part_figure(self, figure: Figure, scope: Scope) -> Any:
        """A figure that is a part of the rule that asks for it: unrounded."""
        assert figure.formula is not None
        tree = figure.formula.tree
        key = ("part", scope.unit, scope.official, figure.id)
        return self._once(key, lambda: self._value_or_blank(tree, scope, figure.rule, exact=True))

    def _across(self, figure: Figure, kind: str) -> dict[str, Any]:
        """A county-wide column rule, over all that it is computed for: what names something is a column, the rest is a setting."""
        if kind == "unit":
            scopes = {u.code: Scope(u.code) for u in self.roster.units if self.computes(figure, u.code)}
        else:
            scopes = {o.id: Scope(o.unit, official=o.id) for o in self.roster.officials if self.computes(figure, o.unit)}
        assert figure.formula is not None
        expression = figure.formula.tree
        assert isinstance(expression, Call)

        def column(part: Expression) -> Any:
            if names(part):
                return [self._value_or_blank(part, s) for s in scopes.values()]
            return self._value_or_blank(part, next(iter(scopes.values())))

        if not scopes:
            return {}
        try:
            values = self._sized(self._call_rule(expression, column), len(scopes))
        except RuleError as error:
            self._no_value(error, figure.formula, None)
            return {}
        return dict(zip(scopes, values, strict=True))

    def _live(self, column: Column, code: str, table: str, row: Row, *, exact: bool = False) -> Any:
        assert column.live is not None
        expression = column.live.tree
        if isinstance(expression, Call) and expression.function in REGISTRY and REGISTRY[expression.function].returns == "column":
            height = len(self.rows(code, table))
            whole = self._once(("column", code, table, column.id, exact), lambda: self.column(expression, Scope(code), height, exact=exact))
            return whole[self._places(code, table)[row.index][0]]
        return self._value_or_blank(expression, Scope(code, table=table, row=row.index), exact=exact)

    def column(self, expression: Asked, scope: Scope, height: int, *, exact: bool = False) -> list[Any]:
        """The values of an expression that is a column, one for each of `height` rows; blanks where it cannot be computed."""
        asked = _tree(expression)
        try:
            return self._sized(self._value(asked, scope, exact=exact), height)
        except RuleError as error:
            self._no_value(error, str(asked), scope)
            return [None] * height

    def _sized(self, values: Any, height: int) -> list[Any]:
        """Values that are a column of that height. Raises WrongInput."""
        if not isinstance(values, list) or len(values) != height:
            raise WrongInput(f"应得 {height} 行，得到{f' {len(values)} 行' if isinstance(values, list) else '一个值'}")
        return [_plain(v) for v in values]

    def _no_value(self, error: RuleError, expression: str, scope: Scope | None) -> None:
        """The blank of what a rule cannot answer. An error, other than that something is missing, is kept with what was being computed."""
        if isinstance(error, NoData):
            return
        computing = next((key for key in reversed(self._open) if key[0] in _COMPUTED), None)
        where = scope or Scope("")
        self._uncomputed[Uncomputed(self._label(computing) or expression, str(error), where.unit or None, where.official, where.row)] = None

    def _label(self, computing: tuple | None) -> str | None:
        """What people call the figure or column of a key."""
        match computing:
            case ("unit", _, id) | ("part", _, None, id) | ("across", "unit", id):
                found: Figure | Column | None = self.scheme.unit_figure(id)
            case ("official", _, id) | ("part", _, _, id) | ("across", "official", id):
                found = self.scheme.official_figure(id)
            case ("cell" | "part", _, table, _, column) | ("column", _, table, column, _):
                found = self._tables[table].column(column)
            case _:
                found = None
        return found.label if found else None

    def _value(self, expression: Expression, scope: Scope, of: str | None = None, *, exact: bool = False) -> Any:
        """An expression's value. of: the rule that it computes. exact: it is a part of a greater rule, inside which nothing is rounded."""
        if isinstance(expression, Literal):
            return expression.value
        if isinstance(expression, Name):
            return self.name(expression, scope, of if exact else None)
        call = expression.function
        if call in REGISTRY:
            inside = exact or REGISTRY[call].rounds
            value = self._call_rule(expression, lambda part: self._value_or_blank(part, scope, of, exact=inside), exact=exact)
            for cell in value if isinstance(value, list) else ():
                if isinstance(cell, CellError) and cell.kind != NoData.kind:
                    self._no_value(WrongInput(f"其中一行为 {cell.kind}"), str(expression), scope)
            return _plain(value)
        if call in FORMS:
            return self._form(expression, scope)
        if call in LAZY:
            truths = expression.arguments[:1] if call == "when" else expression.arguments
            return LAZY[call](
                lambda part: self._value_or_blank(part, scope) if part in truths else self._value_or_blank(part, scope, of, exact=exact),
                *expression.arguments)
        if call in ARITHMETIC:
            value = _word(ARITHMETIC[call], call, *(self._value_or_blank(a, scope, of, exact=True) for a in expression.arguments))
            return settle(value) if isinstance(value, float) and not exact else value
        if call in COMPARISONS:
            return _word(WORDS[call], call, *(self._compared(a, scope) for a in expression.arguments))
        return _word(WORDS[call], call, *(self._value_or_blank(a, scope, of, exact=exact) for a in expression.arguments))

    def _compared(self, expression: Expression, scope: Scope) -> Any:
        """What is held against something: what is worked out on the spot is not rounded, only freed of binary noise."""
        worked_out = isinstance(expression, Call) and expression.function in ARITHMETIC
        value = self._value_or_blank(expression, scope, exact=worked_out)
        return compared(value) if worked_out and isinstance(value, float) else value

    def _value_or_blank(self, expression: Expression, scope: Scope, of: str | None = None, *, exact: bool = False) -> Any:
        """Inside another call "no data" is a blank, as it is in the sheet."""
        try:
            return self._value(expression, scope, of, exact=exact)
        except RuleError as error:
            return self._no_value(error, str(expression), scope)

    def _call_rule(self, call: Call, argument: Callable[[Expression], Any], *, exact: bool = False) -> Any:
        rule = REGISTRY[call.function]
        given = dict(zip((p.name for p in rule.parameters), call.arguments, strict=False)) | dict(call.keywords)
        values = []
        for p in rule.parameters:
            if p.name in given:
                value = argument(given[p.name])
                values.append(self.scheme.scale(value) if p.kind == "scale" and isinstance(value, str) else value)
            else:
                values.append(self.scheme.parameter(p.default) if p.default else None)
        return rule.exact(*values) if exact else rule(*values)

    def _form(self, call: Call, scope: Scope) -> Any:
        target, *more = call.arguments
        if call.function == "param":
            assert isinstance(target, Literal)
            return self.scheme.parameter(str(target.value))
        assert isinstance(target, Name)
        if call.function in OVER_PERIODS:
            return self.across_periods(call.function, target, scope, self.how_many(more[0], scope) if more else None)
        if call.function == "staff":
            return [self.official(o.id, target.path[-1]) for o in self.roster.staff(scope.unit)]
        if call.function == "everyone":
            return self._once(("everyone", target.path[-1]), lambda: self._of_everyone(target.path[-1]))
        if call.function == "ever":
            return self._once(("ever", target.path[-1]), lambda: self._ever(target.path[-1]))
        table, column = target.path
        if call.function == "owners":
            holder, rows = self.rows_behind(table, scope)
            return [self._bare(column, self._owner(Scope(holder, table=table, row=row.index))) for row in rows]
        return [self.cell(holder, table, row, column) for holder, row in self.rows_meant(call, scope)]

    def how_many(self, expression: Expression, scope: Scope) -> int:
        """A number of rounds. Raises WrongInput."""
        value = self._value_or_blank(expression, scope)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 1 <= value <= _MOST_ROUNDS:
            raise WrongInput(f"期数应为 1 以上的整数，现为 {said(value) or '空白'}")
        return int(value)

    def _of_everyone(self, id: str) -> list[Any]:
        return [self._bare(id, Scope(o.unit, official=o.id)) for o in self.roster.officials]

    def _ever(self, id: str) -> list[Any]:
        return WORDS["together"]([own.get(id) for p in self.past if p.period < self.period for own in p.officials.values()])

    def rows_meant(self, call: Call, scope: Scope) -> list[tuple[str, Row]]:
        """The rows that `where` or `everywhere` takes, each with whose workbook it stands in."""
        target, *more = call.arguments
        assert isinstance(target, Name)
        table = target.path[0]
        if call.function == "where":
            holder, rows = self.rows_behind(table, scope)
            found = [(holder, row) for row in rows]
        else:
            key = more[0].path[-1] if more and isinstance(more[0], Name) else None
            found = self.rows_everywhere(table, key, scope)
        asked = call.arguments[CONDITION[call.function]:]
        return [(h, r) for h, r in found if all(self._value_or_blank(a, Scope(h, table=table, row=r.index)) for a in asked)]

    def across_periods(self, form: str, target: Name, scope: Scope, count: int | None = None) -> Any:
        """A unit's or official's figure over periods (`language.words.FORMS`): a list, oldest first; of `previous` and `last` the one value."""
        if target.path[0] == "owner":
            scope = self._owner(scope)
        of_unit = scope.official is None or target.path[0] == "unit"
        figure = target.path[-1]

        def then(past: PastRound) -> Any:
            side = past.units.get(scope.unit, {}) if of_unit else past.officials.get(scope.official or "", {})
            return side.get(figure)

        rounds = self.rounds_meant(form, scope, count)
        if form in ("previous", "last"):
            return then(rounds[0]) if rounds else None
        if form == "years":
            known = {p.period.year: then(p) for p in rounds}
            course = [known.get(year) for year in range(min(known, default=self.period.year), self.period.year)]
        else:
            found = (self.scheme.unit_figure if of_unit else self.scheme.official_figure)(figure)
            asked = found.rounds if found else None
            course = [then(p) if p else None for n, p in self._one_after_another(rounds) if asked is None or n in asked]
        this = Name(target.path[-1:]) if target.path[0] == "owner" else target
        return [*course, self.name(this, scope)] if form in WITH_THIS_ROUND else course

    def _one_after_another(self, rounds: list[PastRound]) -> list[tuple[int, PastRound | None]]:
        """Every round from the first of these to the one before this, by its number in the year; None for one that was never decided."""
        there = {p.period: p for p in rounds}
        found, at = [], self.period
        while rounds and rounds[0].period < at:
            at = at.previous
            found.append((at.round, there.get(at)))
        return found[::-1]

    # names

    def name(self, name: Name, scope: Scope, of: str | None = None) -> Any:
        """What a name stands for in a scope. Raises KeyError for one that nothing has. of: the rule inside which it is named, if any."""
        path = name.path
        if len(path) == 1:
            return self._bare(path[0], scope, of)
        head, last = path
        if head == "unit":
            return self._bare(last, Scope(scope.unit), of)
        if head == "period":
            return period_attribute(self.period, last)
        if head == "county":
            workbook = self.scheme.county_workbook(self.period.round)
            return self._bare(last, Scope(workbook.unit_code or "")) if workbook else None
        if head == "owner":
            return self._bare(last, self._owner(scope))
        if any(p.id == head for p in self.scheme.penalties):
            return [p[last] for p in self.penalties(scope.unit) if p["penalty"] == head]
        return self._column(head, last, scope, of)

    def _bare(self, id: str, scope: Scope, of: str | None = None) -> Any:
        if id == "home":
            return self.home
        if scope.table is not None:
            return self.cell(scope.unit, scope.table, self._places(scope.unit, scope.table)[scope.row or 0][1], id)
        figure = (self.scheme.official_figure if scope.official is not None else self.scheme.unit_figure)(id)
        if of is not None and figure and figure.rule == of and figure.formula and not figure.across and self.computes(figure, scope.unit):
            return self._part_figure(figure, scope)
        if scope.official is not None:
            if self.scheme.official_figure(id):
                return self.official(scope.official, id)
            official = self.roster.official(scope.official)
            return official_attribute(official, id) if official else None
        if self.scheme.unit_figure(id):
            return self.unit(scope.unit, id)
        if id in self._said:
            return "是" if scope.unit in self._said[id] else None
        unit = self.roster.unit(scope.unit)
        if id == "kind_label" and unit:
            kind = self.scheme.kind(unit.kind)
            return kind.label if kind else unit.kind
        return unit_attribute(unit, id, self.roster) if unit else None

    def _owner(self, scope: Scope) -> Scope:
        """The official or unit that a row's owner column names; nobody where it names none."""
        owner = self._tables[scope.table].owner if scope.table else None
        named = str(self._bare(owner, scope) or "") if owner else ""
        official = self.roster.official(named)
        return Scope(official.unit, official=named) if official else Scope(named)

    def _places(self, code: str, table: str) -> dict[int, tuple[int, Row]]:
        """A table's rows by their number: (position, row)."""
        return self._once(("places", code, table), lambda: {r.index: (i, r) for i, r in enumerate(self.rows(code, table))})

    def _rows_by(self, code: str, table: str, column: str) -> dict[Any, list[Row]]:
        """A table's rows by what stands in an input column."""

        def made() -> dict[Any, list[Row]]:
            out: dict[Any, list[Row]] = {}
            for row in self.rows(code, table):
                out.setdefault(row.values.get(column), []).append(row)
            return out

        return self._once(("rows_by", code, table, column), made)

    def _named(self, table: str, column: str) -> dict[str, list[tuple[str, Row]]]:
        """Every workbook's rows of a table by each code or id that a column names."""
        out: dict[str, list[tuple[str, Row]]] = {}
        for holder in sorted(self.books):
            for row in self.rows(holder, table):
                for named in codes(row.values.get(column)):
                    out.setdefault(named, []).append((holder, row))
        return out

    def _column(self, table: str, column: str, scope: Scope, of: str | None = None) -> Any:
        if table not in self._tables:  # a sheet that this round does not have
            return []
        holder, rows = self.rows_behind(table, scope)
        if of is not None:
            values = [self._part(holder, table, r, column, of) for r in rows]
        elif rows is self.rows(holder, table):  # a live column may ask for it in each of its rows
            values = self._once(("values", holder, table, column), lambda: [self.cell(holder, table, r, column) for r in rows])
        else:
            values = [self.cell(holder, table, r, column) for r in rows]
        if scope.official is not None and self._tables[table].of_people:
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
                        payers |= set(codes(row.values.get(target.column)))
        return payers

    def fill(self, template: str, scope: Scope) -> str:
        """A text with `{name}` places filled in, as people read them: numbers at 2 decimals, nothing for a blank."""
        return "".join(said(self.value(part, scope)) if isinstance(part, Formula) else part for part in Template(template).parts)


def _tree(asked: Asked) -> Expression:
    return Formula(asked).tree if isinstance(asked, str) else asked


def said(value: Any) -> str:
    """A figure as a sentence has it."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "、".join(said(v) for v in value if v is not None)
    if isinstance(value, float):
        return f"{shown(value):.2f}".rstrip("0").rstrip(".")
    return str(value)


def _word(meaning: Callable[..., Any], word: str, *values: Any) -> Any:
    """What a word gives. Raises WrongInput for what it cannot take, OutOfRange beyond all numbers."""
    try:
        value = meaning(*values)
    except (TypeError, ValueError, ArithmeticError):
        raise WrongInput(f"{word} 不能由“{'、'.join(said(v) for v in values)[:60]}”得出") from None
    if isinstance(value, float) and not math.isfinite(value):
        raise OutOfRange(f"{word} 的得数超出数的范围")
    return value


def codes(value: Any) -> list[str]:
    """The codes or ids that a cell names, `;` between them."""
    return [c for c in str(value or "").split(";") if c]


def period_attribute(period: Period, id: str) -> Any:
    """What a scheme may ask of the period: first and last day and the year's first (ISO), round, year, label."""
    match id:
        case "year_first":
            return period.of_year[0].start.isoformat()
        case "first" | "last":
            return (period.start if id == "first" else period.end).isoformat()
        case "round" | "year" | "label":
            return getattr(period, id)
    raise KeyError(f"period.{id}")


def unit_attribute(unit: Unit, id: str, roster: Roster) -> Any:
    if id == "team_size":
        return len(roster.team(unit.code))
    return getattr(unit, id) if id in ("code", "name", "kind") else unit.extra.get(id)


def official_attribute(official: Official, id: str) -> Any:
    if id == "team":
        return "是" if official.team else "否"
    return getattr(official, id) if id in ("id", "name", "post", "unit") else official.extra.get(id)


def _plain(value: Any) -> Any:
    """Error cells of a column are "no data"; empty text is a figure's blank."""
    return [_plain(v) for v in value] if isinstance(value, list) else None if isinstance(value, CellError) or value == "" else value
