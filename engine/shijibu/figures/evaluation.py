"""The engine's figures: a scheme's formulas over what units filled in, the roster, and earlier rounds.

Everything is computed afresh from input cells and only when asked for; an asked figure stays. What a formula's parts are was decided
when the scheme was loaded (`scheme.binding`); here they are asked for their values.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from shijibu.figures.attributes import Attributes, period_attribute
from shijibu.figures.book import Book, PastRound, Row
from shijibu.figures.memo import Circular, Memo
from shijibu.figures.penalties import new_penalties
from shijibu.figures.rows import Rows
from shijibu.figures.uncomputed import Uncomputed, uncomputed
from shijibu.language.evidence import Past, Whose
from shijibu.language.formula import Formula, Template
from shijibu.language.node import At, Node, Record
from shijibu.language.rule_call import RuleCall, rule_of
from shijibu.language.scope import Level, Scope
from shijibu.language.values import Value, in_sentence, plain
from shijibu.rules import NoData, RuleError, WrongInput
from shijibu.scheme.binding import Asked, binding_of
from shijibu.scheme.model import Column, Figure, ListRule, Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Roster

__all__ = ["Book", "Circular", "Evaluation", "PastRound", "Row", "Scope"]

T = TypeVar("T")


class Evaluation:
    """All figures of one round. `books` holds accepted workbooks by unit code, the county's own included.

    late: the units whose return came after the deadline. rejected: those whose returns were all rejected. home: the unit that a
    workbook goes to, while its rows are chosen.
    """

    def __init__(
        self, scheme: Scheme, period: Period, roster: Roster, books: Mapping[str, Book], past: list[PastRound] | None = None, *,
        late: Collection[str] = (), rejected: Collection[str] = (), home: str | None = None,
    ) -> None:
        self.scheme, self.period, self.roster, self.books, self.home = scheme, period, roster, books, home
        self.past = sorted(past or [], key=lambda p: p.period)
        self.earlier: Sequence[PastRound] = [p for p in self.past if p.period < period]
        self._binding, self._memo = binding_of(scheme), Memo()
        self._rows = Rows(scheme, period, books, self._memo)
        self._attributes = Attributes(scheme, roster, {"late": late, "returned": books, "rejected": set(rejected) - set(books)})
        self._uncomputed: dict[Uncomputed, None] = {}
        self._telling = 0
        self._everyone = [Scope(o.unit, official=o.id) for o in roster.officials]

    # what may be asked of a round

    def unit(self, code: str, figure: str) -> Any:
        """A unit's figure at 4 decimals; None where there is no data or no accepted workbook."""
        found = self._figure_of("unit", figure)
        if found is None:
            raise KeyError(f"unit.{figure}")
        if found.problems or not self.computes(found, code):
            return None
        return self._memo.once(("unit", code, figure), lambda: self._figure(found, Scope(code), "unit"))

    def official(self, id: str, figure: str) -> Any:
        """An official's figure; None where there is no data or the unit has no accepted workbook."""
        found, official = self._figure_of("official", figure), self.roster.official(id)
        if found is None or official is None:
            raise KeyError(f"{id}.{figure}")
        if not self.computes(found, official.unit):
            return None
        return self._memo.once(("official", id, figure), lambda: self._figure(found, Scope(official.unit, official=id), "official"))

    def computes(self, what: Figure | ListRule, unit: str) -> bool:
        """Whether a figure or list is asked for in this round, for what is in that unit's hands."""
        return (what.always or unit in self.books) and (what.rounds is None or self.period.round in what.rounds)

    def cell(self, code: str, table: str, row: Row, column: str) -> Any:
        """The value of a row's cell: as filled in, or computed."""
        found = self._rows.tables[table].column(column)
        if found is None:
            raise KeyError(f"{table}.{column}")
        if found.live is None:
            return row.values.get(column)
        return self._memo.once(("cell", code, table, row.index, column), lambda: self._live(found, code, table, row))

    def true(self, asked: Asked, scope: Scope) -> bool:
        return bool(self.value(asked, scope))

    def value(self, asked: Asked, scope: Scope, *, of: str | None = None) -> Any:
        """An expression's value in a scope; None for "no data" and for input that a rule cannot take. of: the rule that it computes."""
        try:
            return self._node(asked, scope).value(self, At(scope, of))
        except RuleError as error:
            return self._blank(error, str(asked), scope)

    def prefilled(self, formula: Formula, facts: Mapping[str, Value], scope: Scope) -> Any:
        """What stands in a prefilled cell, of the facts that are known of whoever the row is of."""
        return self.part(self._binding.node(formula, _level(scope), scope.table, given=True), At(scope, facts=facts))

    def column(self, asked: Asked, scope: Scope, height: int, *, exact: bool = False) -> list[Any]:
        """The values of an expression that is a column, one for each of `height` rows; blanks where it cannot be computed."""
        node = self._node(asked, scope)
        try:
            return _sized(node.value(self, At(scope, exact=exact)), height)
        except RuleError as error:
            self.object(error, node, At(scope))
            return [None] * height

    def fill(self, template: str, scope: Scope) -> str:
        """A text with `{name}` places filled in, as people read them: numbers at 2 decimals, nothing for a blank."""
        parts = Template(template).parts
        return "".join(in_sentence(self.value(part, scope)) if isinstance(part, Formula) else part for part in parts)

    def penalties(self, code: str) -> list[dict[str, Any]]:
        """What a unit lost in the year so far, this round included: {penalty, period, because, points, rule}, oldest first."""
        earlier = [dict(p) for past in self.past if past.period.year == self.period.year for p in past.penalties.get(code, [])]
        return earlier + self.new_penalties().get(code, [])

    def new_penalties(self) -> dict[str, list[dict[str, Any]]]:
        """What each unit loses in this round, by the unit that pays."""
        return self._memo.once(("penalties",), lambda: new_penalties(self))

    def rows(self, code: str, table: str) -> list[Row]:
        return self._rows.of(code, table)

    def has_table(self, table: str) -> bool:
        """Whether this round's workbooks have the table."""
        return self._rows.has_table(table)

    def rows_behind(self, table: str, scope: Scope) -> tuple[str, list[Row]]:
        """Whose workbook a table's rows stand in, and those that the scope means: an official's or a rated unit's own, else all."""
        return self._rows.behind(table, scope)

    def rows_everywhere(self, table: str, key: str | None, scope: Scope) -> list[tuple[str, Row]]:
        """The rows of all workbooks whose `key` column (else the owner's) names the scope's official or unit, with whose workbook it is."""
        return self._rows.everywhere(table, key, scope)

    def row_at(self, scope: Scope) -> Row:
        """The row of a scope."""
        return self._rows.at(scope)

    @property
    def uncomputed(self) -> list[Uncomputed]:
        """What was asked for and could not be computed because of an error, so far."""
        return list(self._uncomputed)

    # what counted

    def record(self, asked: Asked, scope: Scope) -> Record:
        """What came of an expression and of each of its parts: the same walk as `value`, with what counted kept."""
        return self._told(self._node(asked, scope), scope)

    def figure_record(self, whose: Whose, figure: Figure, scope: Scope) -> Record:
        """The same of a figure that has a formula; of one across the county what it takes of this unit or official."""
        assert figure.formula is not None
        node = self._node(figure.formula, scope)
        if not figure.across or not isinstance(node, RuleCall):
            return self._told(node, scope)
        record = Record(node, scope)
        self._telling += 1
        for part in node.parts:
            self.part(part, At(scope, record=record))
        self._telling -= 1
        return record

    def why_none(self, asked: Asked, scope: Scope) -> str:
        """What a rule says of why an expression has no value; empty where none objects."""
        return self.record(asked, scope).why

    def _told(self, node: Node, scope: Scope) -> Record:
        # Parts that stand in cells of their own are told as people see them there, so the walk is of no rule's inside.
        record = Record(node, scope)
        self._telling += 1
        try:
            record.value = node.value(self, At(scope, record=record))
        except RuleError as error:
            record.why = str(error)
        finally:
            self._telling -= 1
        return record

    # what the parts of a formula ask (`language.node.Evaluates`)

    def part(self, node: Node, at: At) -> Value:
        """Inside another call "no data" is a blank, as it is in the sheet."""
        record = at.record
        if record is not None:
            record = Record(node, at.scope)
            at.record.parts.append(record)  # type: ignore[union-attr]
            at = replace(at, record=record)
        try:
            value = node.value(self, at)
        except RuleError as error:
            self.object(error, node, at)
            value = None
            if record is not None:
                record.why = str(error)
        if record is not None:
            record.value = value
        return value

    def unasked(self, node: Node, at: At) -> None:
        if at.record is not None:
            self.part(node, at)
            at.record.parts[-1].unasked = True

    def object(self, error: RuleError, node: Node, at: At) -> None:
        self._blank(error, node.says, at.scope)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        return self._memo.once(key, make)

    def parameter(self, path: str) -> Any:
        return self.scheme.parameter(path)

    def scale(self, name: str) -> Any:
        return self.scheme.scale(name)

    def past_value(self, past: Past, whose: Whose, scope: Scope, id: str) -> Value:
        return self._past(past).figure(whose, (scope.unit if whose == "unit" else scope.official) or "", id)

    def past_officials(self, past: Past, id: str) -> list[Value]:
        return [own.get(id) for own in self._past(past).officials.values()]

    def _past(self, past: Past) -> PastRound:
        assert isinstance(past, PastRound)
        return past

    def rounds_asked(self, whose: Whose, id: str) -> Sequence[int] | None:
        found = self._figure_of(whose, id)
        return found.rounds if found else None

    def staff(self, unit: str) -> Sequence[Scope]:
        return [Scope(o.unit, official=o.id) for o in self.roster.staff(unit)]

    def everyone(self) -> Sequence[Scope]:
        return self._everyone

    def owner(self, scope: Scope) -> Scope:
        owner = self._rows.tables[scope.table].owner if scope.table else None
        named = str(self.cell_at(scope, owner) or "") if owner else ""
        official = self.roster.official(named)
        return Scope(official.unit, official=named) if official else Scope(named)

    def rows_of(self, table: str, scope: Scope) -> Sequence[Scope]:
        holder, rows = self._rows.behind(table, scope)
        return [Scope(holder, table=table, row=r.index) for r in rows]

    def rows_naming(self, table: str, column: str | None, scope: Scope) -> Sequence[Scope]:
        return [Scope(holder, table=table, row=r.index) for holder, r in self._rows.everywhere(table, column, scope)]

    def cell_at(self, scope: Scope, column: str) -> Value:
        value: Value = self.cell(scope.unit, scope.table or "", self._rows.at(scope), column)
        return value

    def column_of(self, table: str, column: str, at: At) -> Value:
        if table not in self._rows.tables:  # a sheet that this round does not have
            return []
        holder, rows = self._rows.behind(table, at.scope)
        values: list[Value]
        if at.exact and at.of is not None:
            values = [self._part_cell(holder, table, r, column, at.of) for r in rows]
        elif rows is self._rows.of(holder, table):  # a live column may ask for it in each of its rows
            values = self.once(("values", holder, table, column), lambda: [self.cell(holder, table, r, column) for r in rows])
        else:
            values = [self.cell(holder, table, r, column) for r in rows]
        if at.scope.official is not None and self._rows.tables[table].of_people:
            return values[0] if values else None
        return values

    def unit_value(self, id: str, at: At) -> Value:
        value: Value = self._part_figure("unit", id, at) if self._is_part("unit", id, at) else self.unit(at.scope.unit, id)
        return value

    def official_value(self, id: str, at: At) -> Value:
        value: Value = self._part_figure("official", id, at) if self._is_part("official", id, at) else self.official(at.scope.official or "", id)
        return value

    def unit_attribute(self, id: str, scope: Scope) -> Value:
        return self._attributes.of_unit(id, scope)

    def official_attribute(self, id: str, scope: Scope) -> Value:
        return self._attributes.of_official(id, scope)

    def period_attribute(self, id: str) -> Value:
        return period_attribute(self.period, id)

    def of_county(self, id: str) -> Value:
        workbook = self.scheme.county_workbook(self.period.round)
        return self._attributes.of_unit(id, Scope(workbook.unit_code or "")) if workbook else None

    def of_penalty(self, id: str, what: str, scope: Scope) -> Value:
        return [p[what] for p in self.penalties(scope.unit) if p["penalty"] == id]

    # how a figure or a cell comes about

    def _node(self, asked: Asked, scope: Scope) -> Node:
        return self._binding.node(asked, _level(scope), scope.table)

    def _figure_of(self, whose: Whose, id: str) -> Figure | None:
        return self._binding.names.figures[whose].get(id)

    def _figure(self, figure: Figure, scope: Scope, whose: Whose) -> Value:
        if figure.formula is None:
            return None
        if not figure.across:
            # A live figure is made from the cells that people see, as it is in the sheet.
            value: Value = self.value(figure.formula, scope, of=None if figure.live else figure.rule)
            return value
        columns = self.once(("across", whose, figure.id), lambda: self._across(figure, whose))
        return columns.get(scope.official or scope.unit)

    def _across(self, figure: Figure, whose: Whose) -> dict[str, Value]:
        """A county-wide column rule, over all that it is computed for: what names something is a column, the rest is a setting."""
        if whose == "unit":
            scopes = {u.code: Scope(u.code) for u in self.roster.units if self.computes(figure, u.code)}
        else:
            scopes = {s.official or "": s for s in self._everyone if self.computes(figure, s.unit)}
        if not scopes:
            return {}
        first = next(iter(scopes.values()))
        node = self._node(figure.formula or "", first)
        assert isinstance(node, RuleCall)

        def column(part: Node) -> Value:
            return [self.part(part, At(s)) for s in scopes.values()] if part.depends else self.part(part, At(first))

        try:
            values = _sized(node.answer(self, column), len(scopes))
        except RuleError as error:
            self._blank(error, figure.formula or "", None)
            return {}
        return dict(zip(scopes, values, strict=True))

    def _live(self, column: Column, code: str, table: str, row: Row, *, exact: bool = False) -> Value:
        assert column.live is not None
        rule = rule_of(column.live.tree)
        if rule is not None and rule.returns == "column":
            live, height = column.live, len(self.rows(code, table))
            whole = self.once(("column", code, table, column.id, exact), lambda: self.column(live, Scope(code), height, exact=exact))
            value: Value = whole[self._rows.places(code, table)[row.index][0]]
            return value
        scope = Scope(code, table=table, row=row.index)
        return self.part(self._node(column.live, scope), At(scope, exact=exact))

    def _part_cell(self, code: str, table: str, row: Row, column: str, of: str) -> Value:
        """A cell as the rule `of` takes it: one that shows a part of this very rule is computed anew, unrounded."""
        found = self._rows.tables[table].column(column)
        if found is None or found.live is None or found.rule != of:
            value: Value = self.cell(code, table, row, column)
            return value
        return self.once(("part", code, table, row.index, column), lambda: self._live(found, code, table, row, exact=True))

    def _is_part(self, whose: Whose, id: str, at: At) -> bool:
        """Whether a figure is asked for inside the very rule that it is a part of."""
        figure = self._figure_of(whose, id) if at.exact and at.of is not None else None
        return bool(figure and figure.rule == at.of and figure.formula and not figure.across and self.computes(figure, at.scope.unit))

    def _part_figure(self, whose: Whose, id: str, at: At) -> Value:
        """Such a figure: unrounded."""
        figure, scope = self._figure_of(whose, id), at.scope
        assert figure is not None and figure.formula is not None
        node = self._node(figure.formula, scope)
        return self.once(("part", scope.unit, scope.official, id), lambda: self.part(node, At(scope, figure.rule, exact=True)))

    def _blank(self, error: RuleError, expression: str, scope: Scope | None) -> None:
        """The blank of what a rule cannot answer. An error, other than that something is missing, is kept with what was being computed."""
        computing = list(self._memo.computing)
        if isinstance(error, NoData) or (self._telling and not computing):  # what is only told again is known already
            return
        self._uncomputed[uncomputed(self.scheme, computing, expression, str(error), scope)] = None


def _level(scope: Scope) -> Level:
    return "row" if scope.table is not None else "official" if scope.official is not None else "unit"


def _sized(values: object, height: int) -> list[Value]:
    """Values that are a column of that height. Raises WrongInput."""
    if not isinstance(values, list) or len(values) != height:
        raise WrongInput(f"应得 {height} 行，得到{f' {len(values)} 行' if isinstance(values, list) else '一个值'}")
    return [plain(v) for v in values]
