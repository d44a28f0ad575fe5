"""The engine's figures: a scheme's formulas over what units filled in, the roster, and earlier rounds.

Everything is computed afresh from input cells and only when asked for; an asked figure stays. What a formula's parts are was decided
when the scheme was loaded (`scheme.binding`); here they are asked for their values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from shijibu.figures.book import Book, PastRound, Row
from shijibu.figures.memo import Circular
from shijibu.figures.own_cells import own_cells
from shijibu.figures.penalties import new_penalties
from shijibu.figures.walk import Walk, level_of
from shijibu.language.evidence import Whose
from shijibu.language.expression import Name
from shijibu.language.formula import Formula, Template
from shijibu.language.node import At, Node
from shijibu.language.rule_call import RuleCall, rule_of
from shijibu.language.scope import Scope
from shijibu.language.values import Value, known, plain
from shijibu.rules import CellError, NoData, RuleError, Waits, WrongInput
from shijibu.rules.cells import Cells
from shijibu.scheme.binding import Asked
from shijibu.scheme.outcomes import Figure
from shijibu.scheme.roster import Official
from shijibu.scheme.sheets import Column
from shijibu.spreadsheet.number import settle
from shijibu.spreadsheet.wording import cut, figure_said, in_sentence

__all__ = ["Book", "Circular", "Evaluation", "PastRound", "Row", "Scope"]


class Evaluation(Walk):
    """All figures of one round, each computed when it is first asked for."""

    # what may be asked of a round

    def unit(self, code: str, figure: str) -> Any:
        """A unit's figure at 4 decimals; None where there is no data or no accepted workbook."""
        found = self.figure_of("unit", figure)
        if found is None:
            raise KeyError(f"unit.{figure}")
        if found.problems or not self.computes(found, code):
            return None
        return known(self._of_unit(found, code))

    def official(self, id: str, figure: str) -> Any:
        """An official's figure; None where there is no data or the unit has no accepted workbook."""
        found, official = self.figure_of("official", figure), self.roster.official(id)
        if found is None or official is None:
            raise KeyError(f"{id}.{figure}")
        if not self.computes(found, official.unit):
            return None
        return known(self._of_official(found, Scope(official.unit, official=id)))

    def of_official(self, official: Official, figures: Iterable[Figure]) -> dict[str, Any]:
        """The same of several figures of one official, by id; of the roster's hundreds each has dozens."""
        scope = Scope(official.unit, official=official.id)
        return {f.id: known(self._of_official(f, scope)) if self.computes(f, official.unit) else None for f in figures}

    def cell(self, code: str, table: str, row: Row, column: str) -> Any:
        """The value of a row's cell: as filled in, or computed."""
        return known(self._cell(code, table, row, column))

    def _cell(self, code: str, table: str, row: Row, column: str) -> Any:
        found = self.returned.column(table, column)
        if found is None:
            raise KeyError(f"{table}.{column}")
        if found.live is None:
            return row.values.get(column)
        return self.memo.once(("cell", code, table, row.index, column), lambda: self._kept(lambda: self._live(found, code, table, row)), code)

    def _cells(self, code: str, table: str, rows: Sequence[Row], column: str) -> list[Value]:
        """A column's cells in rows of a table; of one that is filled in as it is, for a month of logs has thousands."""
        found = self.returned.column(table, column)
        if found is not None and found.live is None:
            return [row.values.get(column) for row in rows]
        return [self._cell(code, table, row, column) for row in rows]

    def _of_unit(self, figure: Figure, code: str) -> Value:
        return self.memo.figure("unit", code, figure.id, lambda: self._settled(figure, Scope(code), "unit"))

    def _of_official(self, figure: Figure, scope: Scope) -> Value:
        return self.memo.figure("official", scope.official or "", figure.id, lambda: self._settled(figure, scope, "official"))

    def _settled(self, figure: Figure, scope: Scope, whose: Whose) -> Value:
        """A figure of another than who is asked about as it was decided; one that had no value is computed, for an error has none either."""
        decided = self.decided.figure(whose, scope.official or scope.unit, figure.id) if self.decided and scope.unit != self.about_unit else None
        return self._figure(figure, scope, whose) if decided is None else decided

    def true(self, asked: Asked, scope: Scope) -> bool:
        return bool(self.value(asked, scope))

    def rows_where(self, asked: Asked, code: str, table: str) -> list[Scope]:
        """The rows of a workbook's table of which it is true. One that looks at nothing but cells that were filled in is asked once for rows that
        have the same in them: a month of logs has twenty days."""
        rows = self.rows(code, table)
        columns = self._cells_asked(asked, Scope(code, table=table, row=rows[0].index)) if rows else None
        if columns is None:
            return [scope for row in rows if self.true(asked, scope := Scope(code, table=table, row=row.index))]
        known: dict[tuple[Value, ...], bool] = {}
        out: list[Scope] = []
        for row in rows:
            told = tuple([row.values.get(column) for column in columns])
            if (truth := known.get(told)) is None:
                objections = self.objections
                truth = self.true(asked, Scope(code, table=table, row=row.index))
                if self.objections == objections:  # what a rule objects to is said of each row
                    known[told] = truth
            if truth:
                out.append(Scope(code, table=table, row=row.index))
        return out

    def _cells_asked(self, asked: Asked, row: Scope) -> list[str] | None:
        """The columns of its own row that an expression depends on; None where it depends on more than cells that were filled in."""
        columns = own_cells(self.node(asked, row))
        found = [self.returned.column(row.table or "", column) for column in columns or ()]
        return columns if all(c is not None and c.live is None for c in found) else None

    def value(self, asked: Asked, scope: Scope, *, of: str | None = None) -> Any:
        """An expression's value in a scope; None for "no data" and for input that a rule cannot take. of: the rule that it computes."""
        return known(self._value(asked, scope, of))

    def _value(self, asked: Asked, scope: Scope, of: str | None = None) -> Value:
        try:
            return self.node(asked, scope).value(self, At(scope, of))
        except RuleError as error:
            self.blank(error, str(asked), scope)
            return _in_place_of(error)

    def prefilled(self, formula: Formula, facts: Mapping[str, Value], scope: Scope) -> Any:
        """What stands in a prefilled cell, of the facts that are known of whoever the row is of."""
        node = self.binding.node(formula, level_of(scope), scope.table, given=True)
        return known(self._kept(lambda: self.part(node, At(scope, facts=facts))))

    def column(self, asked: Asked, scope: Scope, height: int, *, exact: bool = False) -> list[Any]:
        """The values of an expression that is a column, one for each of `height` rows; blanks where it cannot be computed."""
        return [known(v) for v in self._column(asked, scope, height, exact=exact)]

    def _column(self, asked: Asked, scope: Scope, height: int, *, exact: bool = False) -> list[Value]:
        node = self.node(asked, scope)
        try:
            return _sized(node.value(self, At(scope, exact=exact)), height)
        except RuleError as error:
            self.object(error, node, At(scope))
            return [_in_place_of(error)] * height

    def fill(self, template: str, scope: Scope, longest: int | None = None) -> str:
        """A text with `{name}` places filled in, as people read them: a figure as its cell shows it, other numbers without needless decimals,
        nothing for a blank. longest: of an entry that is repeated so many characters are."""
        return "".join(cut(self._filled(part, scope), longest) if isinstance(part, Formula) else part for part in Template(template).parts)

    def _filled(self, part: Formula, scope: Scope) -> str:
        value = self.value(part, scope)
        if isinstance(value, float) and isinstance(part.tree, Name) and (kind := self._kind(part.tree, scope)) is not None:
            return figure_said(value, kind)
        return in_sentence(value)

    def _kind(self, name: Name, scope: Scope) -> str | None:
        """As what a figure or a column is shown that a text names (`spreadsheet.wording.figure_said`)."""
        head, last = name.path[0], name.path[-1]
        table = self.binding.names.tables.get(head if len(name.path) == 2 else scope.table or "")
        if table is not None and (column := table.column(last)) is not None:
            return column.type if column.type != "number" or column.live is not None else "typed"
        whose: tuple[Whose, ...] = ("unit",) if head == "unit" else ("official", "unit") if len(name.path) == 1 else ()
        figures = (self.figure_of(w, last) for w in whose)
        return next((f.type for f in figures if f is not None), None)

    def penalties(self, code: str) -> list[dict[str, Any]]:
        """What a unit lost in the year so far, this round included: {penalty, period, because, points, rule}, oldest first."""
        earlier = [dict(p) for past in self.past if past.period.year == self.period.year for p in past.penalties.get(code, [])]
        return earlier + self.new_penalties().get(code, [])

    def new_penalties(self) -> dict[str, list[dict[str, Any]]]:
        """What each unit loses in this round, by the unit that pays."""
        decided = self.decided
        return self.memo.once(("penalties",), lambda: new_penalties(self) if decided is None else {
            unit: [dict(entry) for entry in entries] for unit, entries in decided.penalties.items()})

    # what the parts of a formula ask (`language.node.Evaluates`)

    def owner(self, scope: Scope) -> Scope:
        owner = self.returned.tables[scope.table].owner if scope.table else None
        named = str(self.cell_at(scope, owner) or "") if owner else ""
        official = self.roster.official(named)
        return Scope(official.unit, official=named) if official else Scope(named)

    def cell_at(self, scope: Scope, column: str) -> Value:
        return _taken(self._cell(scope.unit, scope.table or "", self.returned.at(scope), column))

    def column_of(self, table: str, column: str, at: At) -> Value:
        if table not in self.returned.tables:  # a sheet that this round does not have
            return []
        holder, rows = self.returned.behind(table, at.scope)
        found = self.returned.column(table, column)
        values: list[Value]
        if found is not None and found.live is not None and at.exact and at.of is not None:
            values = [self._kept(partial(self._part_cell, holder, table, r, column, at.of)) for r in rows]
        elif rows is self.returned.of(holder, table):  # a live column may ask for it in each of its rows
            values = self.once(("values", holder, table, column), lambda: Cells(self._cells(holder, table, rows, column)), holder)
        else:
            values = self._cells(holder, table, rows, column)
        if at.scope.official is not None and self.returned.tables[table].of_people:
            return _taken(values[0]) if values else None
        return values

    def unit_value(self, id: str, at: At) -> Value:
        if self._is_part("unit", id, at):
            return self._part_figure("unit", id, at)
        figure = self.figure_of("unit", id)
        if figure is None:
            raise KeyError(f"unit.{id}")
        asked = not figure.problems and self.computes(figure, at.scope.unit)
        return _taken(self._of_unit(figure, at.scope.unit)) if asked else None

    def official_value(self, id: str, at: At) -> Value:
        if self._is_part("official", id, at):
            return self._part_figure("official", id, at)
        figure, official = self.figure_of("official", id), self.roster.official(at.scope.official or "")
        if figure is None or official is None:
            raise KeyError(f"{at.scope.official}.{id}")
        return _taken(self._of_official(figure, Scope(official.unit, official=official.id))) if self.computes(figure, official.unit) else None

    def of_penalty(self, id: str, what: str, scope: Scope) -> Value:
        return [p[what] for p in self.penalties(scope.unit) if p["penalty"] == id]

    # how a figure or a cell comes about

    def _kept(self, make: Callable[[], Value]) -> Value:
        """What `make` gives; an error value where an error, which was said there, keeps it from being computed."""
        try:
            return make()
        except RuleError as error:
            return _in_place_of(error)

    def _figure(self, figure: Figure, scope: Scope, whose: Whose) -> Value:
        if figure.formula is None:
            return None
        if not figure.across:
            if (whose, figure.id) in self.binding.taken_unrounded:
                return self._rounded(figure, figure.formula, scope)
            # A live figure is made from the cells that people see, as it is in the sheet.
            return self._value(figure.formula, scope, None if figure.live else figure.rule)
        columns = self.once(("across", whose, figure.id), lambda: self._across(figure, whose))
        return columns.get(scope.official or scope.unit)

    def _rounded(self, figure: Figure, formula: Formula, scope: Scope) -> Value:
        """A figure that another of its rule takes unrounded: it is made once, and what it is unrounded is kept."""
        try:
            exact = self.node(formula, scope).value(self, At(scope, figure.rule, exact=True))
        except RuleError as error:
            self.blank(error, str(formula), scope)
            return _in_place_of(error)
        self.memo.keep(("part", scope.unit, scope.official, figure.id), exact, scope.unit)
        return settle(exact) if isinstance(exact, float) else exact

    def _across(self, figure: Figure, whose: Whose) -> dict[str, Value]:
        """A county-wide column rule, over all that it is computed for: what names something is a column, the rest is a setting."""
        if whose == "unit":
            scopes = {u.code: Scope(u.code) for u in self.roster.units if self.computes(figure, u.code)}
        else:
            scopes = {s.official or "": s for s in self._everyone if self.computes(figure, s.unit)}
        if not scopes:
            return {}
        first = next(iter(scopes.values()))
        node = self.node(figure.formula or "", first)
        assert isinstance(node, RuleCall)

        def column(part: Node) -> Value:
            # Across the county one that cannot be computed is left out, as one whose workbook is not there.
            return [known(self._kept(partial(self.part, part, At(s)))) for s in scopes.values()] if part.depends else self.part(part, At(first))

        try:
            values = _sized(node.answer(self, column), len(scopes))
        except RuleError as error:
            self.blank(error, figure.formula or "", None)
            return {}
        return dict(zip(scopes, values, strict=True))

    def _live(self, column: Column, code: str, table: str, row: Row, *, exact: bool = False) -> Value:
        assert column.live is not None
        rule = rule_of(column.live.tree)
        if rule is not None and rule.returns == "column":
            live, height = column.live, len(self.rows(code, table))
            whole = self.once(("column", code, table, column.id, exact), lambda: self._column(live, Scope(code), height, exact=exact), code)
            value: Value = whole[self.returned.places(code, table)[row.index][0]]
            return value
        scope = Scope(code, table=table, row=row.index)
        return self.part(self.node(column.live, scope), At(scope, exact=exact))

    def _part_cell(self, code: str, table: str, row: Row, column: str, of: str) -> Value:
        """A cell as the rule `of` takes it: one that shows a part of this very rule is computed anew, unrounded."""
        found = self.returned.column(table, column)
        if found is None or found.live is None or found.rule != of:
            value: Value = self._cell(code, table, row, column)
            return value
        return self.once(("part", code, table, row.index, column), lambda: self._live(found, code, table, row, exact=True), code)

    def _is_part(self, whose: Whose, id: str, at: At) -> bool:
        """Whether a figure is asked for inside the very rule that it is a part of."""
        figure = self.figure_of(whose, id) if at.exact and at.of is not None else None
        return bool(figure and figure.rule == at.of and figure.formula and not figure.across and self.computes(figure, at.scope.unit))

    def _part_figure(self, whose: Whose, id: str, at: At) -> Value:
        """Such a figure: unrounded. A count is the same either way, and need not be made twice."""
        figure, scope = self.figure_of(whose, id), at.scope
        assert figure is not None and figure.formula is not None
        if (whose, id) in self.binding.taken_unrounded:
            whole = self._of_unit(figure, scope.unit) if whose == "unit" else self._of_official(figure, scope)
            if type(whole) is int:
                return whole
        node = self.node(figure.formula, scope)
        return self.once(("part", scope.unit, scope.official, id), lambda: self.part(node, At(scope, figure.rule, exact=True)), scope.unit)


def _in_place_of(error: RuleError) -> Value:
    """What stands for a value that there is none of."""
    return None if isinstance(error, NoData) else CellError(error.kind)


def _taken(value: Value) -> Value:
    """A value for whoever makes another of it. Raises Waits where it could not be computed."""
    if isinstance(value, CellError):
        raise Waits("所用的数待改正")
    return value


def _sized(values: object, height: int) -> list[Value]:
    """Values that are a column of that height. Raises WrongInput."""
    if not isinstance(values, list) or len(values) != height:
        raise WrongInput(f"应得 {height} 行，得到{f' {len(values)} 行' if isinstance(values, list) else '一个值'}")
    return [plain(v) for v in values]
