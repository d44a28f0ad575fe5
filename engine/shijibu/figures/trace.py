"""Steps from a figure back to the cells that it came from, each figure once: made of what counted when it was computed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from shijibu.figures.evaluation import Evaluation, Scope
from shijibu.figures.step_parts import Settings, as_given, each_once, spread, taken_from, why_none
from shijibu.figures.steps import Step
from shijibu.figures.trace_rows import RowSteps
from shijibu.language.evidence import (
    Evidence,
    OfAttribute,
    OfCell,
    OfFigure,
    OfOwner,
    OfParameter,
    OfPenalty,
    OfPeople,
    OfRound,
    OfRounds,
    OfRows,
    OfTable,
    Whose,
)
from shijibu.language.form import Form
from shijibu.language.node import Constant, Record
from shijibu.language.rule_call import RuleCall
from shijibu.language.values import blank
from shijibu.language.word import WordCall
from shijibu.scheme.binding import binding_of
from shijibu.scheme.outcomes import Figure
from shijibu.scheme.period import Period
from shijibu.scheme.sheets import Column, Table
from shijibu.spreadsheet.wording import NO_CARD

NO_BOOK = "本轮没有接收到该单位的工作簿（未报或退回），没有数据"
OTHERWISE = "本轮没有接收到该单位的工作簿（未报或退回），下列结果不取自该工作簿"
NOT_NOW = "本轮不计算"
ABOVE = "见上"
_THIS = ("本轮", "本年", "本月", "本季")
_SAID_OF_RETURN = ("late", "returned", "rejected")


class Tracer:
    """The steps behind the figures of one explanation. `sheets`: the title of the sheet that each unit's tables stood on.

    amendments: as in results.json, the cells that upheld objections changed.
    """

    def __init__(
        self, evaluation: Evaluation, sheets: Mapping[str, Mapping[str, str | None]], amendments: Iterable[Mapping[str, Any]] = (),
    ) -> None:
        self.evaluation, self.scheme = evaluation, evaluation.scheme
        self._settings = Settings(evaluation.scheme)
        self.names = binding_of(evaluation.scheme).names
        self.rows = RowSteps(evaluation, sheets, amendments)
        self._told: set[tuple[Any, ...]] = set()
        self._steps: dict[type[Evidence], Callable[[Any, Record], list[Step]]] = {
            OfFigure: self._figure_step, OfRounds: self._over_rounds, OfAttribute: self._attribute, OfOwner: self._owner, OfRound: self._round,
            OfPenalty: lambda e, _: self.penalties(e.scope.unit, e.id), OfCell: self._own_cell, OfRows: lambda e, _: self._chosen(e),
            OfPeople: lambda e, _: self._people(e),
        }

    def _first_time(self, key: tuple[Any, ...]) -> bool:
        """Whether this is told for the first time; from now on it has been."""
        if key in self._told:
            return False
        self._told.add(key)
        return True

    # figures

    def unit(self, code: str, figure: Figure) -> Step:
        return self._figure(figure, Scope(code), "unit", self.evaluation.unit(code, figure.id))

    def official(self, id: str, figure: Figure) -> Step:
        official = self.evaluation.roster.official(id)
        assert official is not None
        return self._figure(figure, Scope(official.unit, official=id), "official", self.evaluation.official(id, figure.id))

    def _figure(self, figure: Figure, scope: Scope, whose: Whose, value: Any) -> Step:
        id = f"{whose}.{figure.id}"
        step = Step("figure", figure.label, value, id, rules=(figure.rule,) if figure.rule else ())
        if whose == "unit" and self.scheme.is_card(figure) and self.evaluation.computes(figure, scope.unit):
            step.nothing = NO_CARD
        if not self._first_time((id, scope.official or scope.unit)):
            step.kind, step.note = "seen", ABOVE
            return step
        if not self.evaluation.computes(figure, scope.unit):
            step.note = NO_BOOK if scope.unit not in self.evaluation.books else NOT_NOW
            return step
        if figure.formula is None:
            return step
        record = self.evaluation.figure_record(figure, scope)
        self._fill(step, record)
        if figure.across:
            step.note = "与本轮已接收的全部单位一起比较" if whose == "unit" else "与本轮已接收单位的全部干部一起比较"
        if value is None:
            step.note = why_none(step, None if figure.across else record)
        return step

    # what counted

    def _fill(self, step: Step, record: Record) -> None:
        """What an expression says, the settings that it uses, and its parts."""
        node = record.node
        if isinstance(node, RuleCall):
            step.says = node.rule.zh
            own = tuple(r for r in node.rule.rules if r in self.scheme.parameters)
            if not step.rules and len(own) == 1:  # a rule that many clauses share says nothing of this one
                step.rules = own
            step.settings += [self._settings.setting(path) for path in node.settings]
            given = [(p, part) for (p, _), part in zip(node.given, record.parts, strict=True)]
            scales = [part.node for p, part in given if p.kind == "scale" and isinstance(part.node, Constant)]
            step.settings += [self._settings.scale(str(named.given)) for named in scales]
            step.parts += each_once(self._parts([(p.zh, part) for p, part in given if p.kind != "scale"], step))
        elif isinstance(node, WordCall):
            step.says = node.phrase("official" if record.scope.official else "unit")
            step.parts += each_once(self._parts([("", part) for part in node.word.telling(record.parts)], step))
        elif isinstance(node, Form):
            step.says = node.phrase("official" if record.scope.official else "unit") if node.told else ""
            step.parts += each_once(self._parts([("", record)], step))
        else:
            taken_from(step, self._parts([("", record)], step))

    def _parts(self, records: Iterable[tuple[str, Record]], step: Step) -> list[Step]:
        """The steps of a call's arguments, with what each is called; columns of one table come together, row by row."""
        out: list[Step] = []
        tables: dict[str, list[OfTable]] = {}
        for label, record in spread(records):
            node = record.node
            if isinstance(node, Constant):
                out += [Step("constant", label, node.given)] if label else []
            elif isinstance(node, RuleCall):
                inner = Step("figure", label or node.phrase("unit"), as_given(node, record.value))
                self._fill(inner, record)
                out.append(inner)
            elif isinstance(node, WordCall):
                out += self._parts([(label, part) for part in record.parts if not isinstance(part.node, Constant)], step)
            for evidence in record.counted:
                if isinstance(evidence, OfTable):
                    tables.setdefault(evidence.table, []).append(evidence)
                elif isinstance(evidence, OfParameter):
                    step.settings.append(self._settings.setting(evidence.path))
                else:
                    out += self._steps[type(evidence)](evidence, record)
        for table, columns in tables.items():
            out = [*self._behind(table, [c.column for c in columns], columns[0].scope), *out]
        return out

    def _figure_step(self, of: OfFigure, record: Record) -> list[Step]:
        figure = self.names.figures[of.whose][of.id]
        return [self.unit(of.scope.unit, figure) if of.whose == "unit" else self.official(of.scope.official or "", figure)]

    def _attribute(self, of: OfAttribute, record: Record) -> list[Step]:
        """Something that the roster says, or the engine."""
        value = record.value
        kind = self.scheme.kind(str(value)) if of.whose == "unit" and of.id == "kind" and value else None
        label = self.names.attribute(of.id, of.whose)
        origin = "" if of.id in _SAID_OF_RETURN else "名册"
        return [Step("roster", label, kind.label if kind else value, f"{of.whose}.{of.id}", origin=origin)]

    def _owner(self, of: OfOwner, record: Record) -> list[Step]:
        return [Step("roster", record.node.phrase("official"), record.value, of.name, origin="名册")]

    def _round(self, of: OfRound, record: Record) -> list[Step]:
        return [Step("constant", record.node.phrase("unit"), record.value)]

    def _people(self, of: OfPeople) -> list[Step]:
        """What some officials have; how it came about is told with each."""
        named = ((self.evaluation.roster.official(id), value) for id, value in of.people)
        return [Step("figure", f"{o.name}（{o.id}）{of.label}", value, about=o.id) for o, value in named if o is not None and not blank(value)]

    def penalties(self, code: str, id: str) -> list[Step]:
        """Each deduction of a unit in the year so far."""
        found = [p for p in self.evaluation.penalties(code) if p["penalty"] == id]
        title = next((p.title for p in self.scheme.penalties if p.id == id), id)
        if not found:
            return [Step("note", f"本年没有{title}", id=f"penalties.{id}")]
        return [Step("penalty", p["because"], p["points"], f"penalties.{id}", rules=(p["rule"],), origin=self.round_of(p["period"])) for p in found]

    def round_of(self, period: str) -> str:
        return Period.parse(period, self.scheme.cadence).label

    def _over_rounds(self, of: OfRounds, record: Record) -> list[Step]:
        """A figure in earlier rounds, and in this one where the form includes it."""
        figure = self.names.figures[of.whose].get(of.id)
        if figure is None:
            return []
        one, out = (of.scope.unit if of.whose == "unit" else of.scope.official or ""), []
        label = figure.label.removeprefix("本轮")
        for past in self.evaluation.earlier:
            if past not in of.rounds or (figure.rounds is not None and past.period.round not in figure.rounds):
                continue
            own = (past.units if of.whose == "unit" else past.officials).get(one)
            step = Step("past", label, (own or {}).get(figure.id), f"{of.whose}.{figure.id}", origin=past.period.label)
            step.note = "该轮没有接收到工作簿" if own is None else ""
            if figure.id in (own or {}) and self.scheme.is_card(figure):
                step.nothing = NO_CARD
            out.append(step)
        if of.this:
            now = self.unit(one, figure) if of.whose == "unit" else self.official(one, figure)
            now.label = label if label.startswith(_THIS) else f"{_THIS[0]}{label}"
            out.append(now)
        return out or [Step("note", f"此前没有{label}的记录")]

    # rows

    def _behind(self, table_id: str, columns: list[str], scope: Scope) -> list[Step]:
        """The rows that `<table>.<column>` means in a scope."""
        table = self.scheme.table(table_id)
        if table is None:
            return []
        holder, rows = self.evaluation.rows_behind(table_id, scope)
        if not rows:
            return [Step("note", self.rows.nothing(table, holder))]
        if scope.official is not None and table.of_people:
            return [self.cell(Scope(holder, table=table_id, row=rows[0].index), c) for c in columns]
        return self._of_rows(table, columns, [Scope(holder, table=table_id, row=r.index) for r in rows], scope)

    def _chosen(self, of: OfRows) -> list[Step]:
        """The rows that a form takes."""
        table = self.scheme.table(of.table)
        if table is None:
            return []
        holders: dict[str, list[Scope]] = {}
        for row in of.rows:
            holders.setdefault(row.unit, []).append(row)
        if not holders:
            return [Step("note", f"“{table.title}”没有符合的行")]
        out = []
        for holder, rows in holders.items():
            unit = self.evaluation.roster.unit(holder)
            for step in self._of_rows(table, [of.column], rows, Scope(holder)):
                step.origin = step.origin or (unit.name if unit else self.scheme.county_name(holder) or holder)
                out.append(step)
        return out

    def _of_rows(self, table: Table, columns: list[str], rows: list[Scope], scope: Scope) -> list[Step]:
        """Rows of one workbook: what was filled in, and what the sheet makes of it; the rules that it goes by first."""
        wanted = [c for id in columns if (c := table.column(id)) is not None]
        inputs, made = self.rows.needed(table, wanted)
        new = [key for r in rows for c in (*inputs, *made) if self._first_time(key := ("cell", r.unit, table.id, r.row, c.id))]
        if not new:
            return [self.rows.seen(table, wanted, rows)]
        rules = [self._live(table, c, scope) for c in made if not c.filled_by and self._first_time(("rule", table.id, c.id))]
        return [*rules, *(self.rows.row(table, r, inputs, made) for r in rows)]

    def _live(self, table: Table, column: Column, scope: Scope) -> Step:
        """A live column's rule, said once for all its rows, with what it takes from other tables."""
        step = Step("call", f"{column.label}的算法", id=f"{table.id}.{column.id}", rules=(column.rule,) if column.rule else ())
        node = self.rows.node(table, column)
        if isinstance(node, RuleCall):
            step.says, step.settings = node.rule.zh, [self._settings.setting(path) for path in node.settings]
            for other, columns in self.rows.other_tables(table, column).items():
                step.parts += self._behind(other, columns, scope)
        return step

    def _own_cell(self, of: OfCell, record: Record) -> list[Step]:
        return [self.cell(of.scope, of.column)]

    def cell(self, scope: Scope, id: str) -> Step:
        """One cell of a row: where it was filled in, or how the sheet computes it."""
        table = self.scheme.table(scope.table or "")
        column = table.column(id) if table else None
        assert table is not None and column is not None
        if column.live is None:
            return self.rows.given(table, scope, column)
        step = self.rows.computed(table, scope, column)
        if not self._first_time(("live", scope.unit, table.id, scope.row, column.id)):
            step.kind, step.note = "seen", ABOVE
            return step
        record = self.evaluation.record(column.live, self.rows.standing(column, scope))
        self._fill(step, record)
        if step.value is None:
            step.note = why_none(step, record)
        return step
