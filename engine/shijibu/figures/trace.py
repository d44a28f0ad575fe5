"""Walks from a figure back to the cells that it came from, each figure once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from shijibu.figures.evaluation import Evaluation, Scope, official_attribute, period_attribute, unit_attribute
from shijibu.figures.steps import Setting, Step
from shijibu.figures.trace_rows import RowTracer
from shijibu.figures.wording import Wording
from shijibu.language.expression import Call, Expression, Literal, Name, names
from shijibu.language.formula import Formula
from shijibu.language.words import CONDITION, FORMS, OVER_PERIODS, WITH_THIS_ROUND
from shijibu.rules import REGISTRY, RuleError
from shijibu.scheme.model import Column, Figure, Table
from shijibu.scheme.period import Period

NO_BOOK = "本轮没有接收到该单位的工作簿（未报或退回），没有数据"
OTHERWISE = "本轮没有接收到该单位的工作簿（未报或退回），下列结果不取自该工作簿"
NOT_NOW = "本轮不计算"
ABOVE = "见上"
NO_INPUT = "所需数据都没有"
NOT_MET = "条件不成立，不计"


class Tracer:
    """The steps behind the figures of one explanation. `sheets`: the title of the sheet that each unit's tables stood on.

    amendments: as in results.json, the cells that upheld objections changed.
    """

    def __init__(
        self, evaluation: Evaluation, sheets: Mapping[str, Mapping[str, str | None]], amendments: Iterable[Mapping[str, Any]] = (),
    ) -> None:
        self.evaluation, self.scheme = evaluation, evaluation.scheme
        self.words = Wording(evaluation.scheme)
        self.rows = RowTracer(evaluation, sheets, self, amendments)
        self._told: set[tuple] = set()

    def first_time(self, key: tuple) -> bool:
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

    def _figure(self, figure: Figure, scope: Scope, level: str, value: Any) -> Step:
        id = f"{level}.{figure.id}"
        step = Step("figure", figure.label, value, id, rules=(figure.rule,) if figure.rule else ())
        if not self.first_time((id, scope.official or scope.unit)):
            step.kind, step.note = "seen", ABOVE
            return step
        if not self.evaluation.computes(figure, scope.unit):
            step.note = NO_BOOK if scope.unit not in self.evaluation.books else NOT_NOW
            return step
        if figure.formula is None:
            return step
        self.fill(step, figure.formula.tree, scope)
        if figure.across:
            step.note = "与本轮已接收的全部单位一起比较" if level == "unit" else "与本轮已接收单位的全部干部一起比较"
        if value is None:
            step.note = self.why_none(step, None if figure.across else figure.formula, scope)
        return step

    def why_none(self, step: Step, formula: Formula | None, scope: Scope) -> str:
        """What is missing where a step has no value. A text may well be empty, such as that of no card."""
        expression = formula.tree if formula else None
        if isinstance(expression, Call) and expression.function == "when" and not self.evaluation.true(expression.arguments[0], scope):
            return NOT_MET
        said = self.evaluation.why_none(formula, scope) if formula else ""
        if said:
            return f"没有数据：{said}"
        if any(p.value not in (None, "", []) for p in _leaves(step.parts)):
            return ""
        told = [p for p in step.parts if p.kind == "note"]
        if told and all(p.id for p in told):  # no deduction is no lack of data
            return ""
        return "没有数据，原因见下" if told else f"没有数据：{NO_INPUT}"

    # expressions

    def fill(self, step: Step, expression: Expression, scope: Scope) -> None:
        """What an expression says, the settings that it uses, and its parts."""
        level = "official" if scope.official else "unit"
        if isinstance(expression, Call) and expression.function in REGISTRY:
            rule = REGISTRY[expression.function]
            step.says = rule.zh
            own = tuple(r for r in rule.rules if r in self.scheme.parameters)
            if not step.rules and len(own) == 1:  # a rule that many clauses share says nothing of this one
                step.rules = own
            step.settings += self.settings_of(expression)
            named = list(zip(rule.parameters, expression.arguments, strict=False))
            step.settings += [self.scale(str(v.value)) for p, v in named if p.kind == "scale" and isinstance(v, Literal)]
            given = [(p.zh, v) for p, v in named if p.kind != "scale"]
            zh = {p.name: p.zh for p in rule.parameters}
            step.parts += _each_once(self.parts([*given, *((zh[k], v) for k, v in expression.keywords)], scope, step))
        elif isinstance(expression, Call):
            step.says = self.words.phrase(expression, level, self._table(scope)) if expression.function != "param" else ""
            step.parts += _each_once(self.parts([("", a) for a in self._that_count(expression, scope)], scope, step))
        else:
            self._taken_from(step, self.parts([("", expression)], scope, step))

    def _that_count(self, call: Call, scope: Scope) -> tuple[Expression, ...]:
        """What a word's value rests on; of `when` the condition and the branch that was taken."""
        if call.function in FORMS:
            return (call,)
        if call.function == "when":
            truth, *branches = call.arguments
            return (truth, *(branches[:1] if self.evaluation.true(truth, scope) else branches[1:]))
        return call.arguments

    @staticmethod
    def _taken_from(step: Step, parts: list[Step]) -> None:
        """A figure that is one cell is told as that cell."""
        if len(parts) != 1 or parts[0].kind != "figure":
            step.parts += parts
            return
        cell = parts[0]
        step.says, step.settings, step.parts, step.note = cell.says, step.settings + cell.settings, cell.parts, cell.note

    def settings_of(self, call: Call) -> list[Setting]:
        """The parameters of the scheme that a rule's call takes without naming them."""
        rule = REGISTRY[call.function]
        given = {p.name for p, _ in zip(rule.parameters, call.arguments, strict=False)} | {k for k, _ in call.keywords}
        return [self.setting(p.default) for p in rule.parameters if p.default and p.name not in given]

    def setting(self, path: str) -> Setting:
        rule, _, name = path.partition(".")
        found = self.scheme.parameters[rule][name]
        return Setting(path, found.title, found.value, found.unit, found.default)

    def scale(self, name: str) -> Setting:
        """The bands that a scale's name stands for, and the parameter that holds them, if any."""
        held = self.scheme.scales[name.removeprefix(f"{self.scheme.id}.")]
        bands = [list(band) for band in self.scheme.scale(name)]
        return self.setting(held) if isinstance(held, str) else Setting(f"scales.{name}", "等次标准", bands, "", False)

    def parts(self, arguments: Iterable[tuple[str, Expression]], scope: Scope, step: Step) -> list[Step]:
        """The steps of a call's arguments; columns of one table come together, row by row."""
        out: list[Step] = []
        tables: dict[str, list[str]] = {}
        for label, part in _flat(arguments):
            if isinstance(part, Name) and self._is_table(part):
                tables.setdefault(part.path[0], []).append(part.path[1])
            elif isinstance(part, Name):
                out += self._name(part, scope)
            elif isinstance(part, Literal):
                if label:
                    out.append(Step("constant", label, part.value))
            elif part.function == "param":
                path = str(part.arguments[0].value) if isinstance(part.arguments[0], Literal) else ""
                step.settings.append(self.setting(path))
            elif part.function in OVER_PERIODS and isinstance(part.arguments[0], Name):
                try:
                    count = self.evaluation.how_many(part.arguments[1], scope) if part.arguments[1:] else None
                except RuleError:
                    continue  # the figure is blank, with that reason
                out += self._over_periods(part.function, part.arguments[0], scope, count)
            elif part.function in CONDITION:
                out += self.rows.meant(part, scope)
            elif part.function in ("everyone", "ever"):
                continue  # told with each of them
            elif part.function in ("staff", "owners") and isinstance(part.arguments[0], Name):
                out += self._people(part.function, part.arguments[0], scope)
            elif part.function in REGISTRY:
                inner = Step("figure", label or self.words.phrase(part, "unit"), self.evaluation.value(part, scope))
                self.fill(inner, part, scope)
                out.append(inner)
            else:
                out += self.parts([(label, a) for a in part.arguments if not isinstance(a, Literal)], scope, step)
        for table, columns in tables.items():
            out = [*self.rows.behind(table, columns, scope), *out]
        return out

    def _people(self, form: str, name: Name, scope: Scope) -> list[Step]:
        """A figure of each of the unit's officials, or of each row's owner; how it came about is told with the official."""
        label = self.words.name(Name(name.path[-1:]), "official")
        evaluation, people = self.evaluation, self.evaluation.roster.staff(scope.unit)
        if form == "owners":
            table = self.scheme.table(name.path[0])
            _, rows = evaluation.rows_behind(name.path[0], scope)
            named = [evaluation.roster.official(str(r.values.get(table.owner or ""))) for r in rows] if table else []
            people = [o for o in named if o is not None]
        told = [(o, evaluation.name(Name(name.path[-1:]), Scope(o.unit, official=o.id))) for o in people]
        return [Step("figure", f"{o.name}（{o.id}）{label}", value) for o, value in told if value not in (None, "")]

    def _is_table(self, name: Name) -> bool:
        return len(name.path) == 2 and self.scheme.table(name.path[0]) is not None

    def _table(self, scope: Scope) -> Table | None:
        return self.scheme.table(scope.table) if scope.table else None

    def _name(self, name: Name, scope: Scope) -> list[Step]:
        head, last = name.path[0], name.path[-1]
        if len(name.path) == 1 and scope.table is not None:
            return [self.rows.cell_of(scope, last)]
        if len(name.path) == 1 and scope.official is not None:
            figure = self.scheme.official_figure(last)
            return [self.official(scope.official, figure) if figure else self._roster(last, scope, "official")]
        if head == "period":
            return [Step("constant", self.words.name(name, "unit"), period_attribute(self.evaluation.period, last))]
        if head == "county":
            return [Step("constant", self.words.name(name, "unit"), self.evaluation.name(name, scope))]
        if head == "owner":
            return [Step("roster", self.words.name(name, "official"), self.evaluation.name(name, scope), str(name), origin="名册")]
        if len(name.path) == 1 or head == "unit":
            figure = self.scheme.unit_figure(last)
            return [self.unit(scope.unit, figure) if figure else self._roster(last, scope, "unit")]
        return self.penalties(scope.unit, head)

    def _roster(self, id: str, scope: Scope, level: str) -> Step:
        """Something that the roster says."""
        roster = self.evaluation.roster
        if level == "official":
            official = roster.official(scope.official or "")
            value = official_attribute(official, id) if official else None
        else:
            unit = roster.unit(scope.unit)
            told = id in ("late", "returned", "rejected", "kind_label")  # what the engine says of it
            value = self.evaluation.name(Name((id,)), Scope(scope.unit)) if told else unit_attribute(unit, id, roster) if unit else None
            kind = self.scheme.kind(value) if id == "kind" and value else None
            value = kind.label if kind else value
        origin = "" if id in ("late", "returned", "rejected") else "名册"
        return Step("roster", self.words.attribute(id, level), value, f"{level}.{id}", origin=origin)

    def penalties(self, code: str, id: str) -> list[Step]:
        """Each deduction of a unit in the year so far."""
        found = [p for p in self.evaluation.penalties(code) if p["penalty"] == id]
        title = next((p.title for p in self.scheme.penalties if p.id == id), id)
        if not found:
            return [Step("note", f"本年没有{title}", id=f"penalties.{id}")]
        return [Step("penalty", p["because"], p["points"], f"penalties.{id}", rules=(p["rule"],), origin=self.round_of(p["period"])) for p in found]

    def round_of(self, period: str) -> str:
        return Period.parse(period, self.scheme.cadence).label

    def _over_periods(self, form: str, name: Name, scope: Scope, count: int | None = None) -> list[Step]:
        """A figure in earlier rounds, and in this one where the form includes it."""
        level = "official" if scope.official and name.path[0] != "unit" else "unit"
        figure = self.words.figure(name.path[-1], level)
        if figure is None:
            return []
        out = []
        for past in self.evaluation.rounds_meant(form, scope, count):
            if figure.rounds is not None and past.period.round not in figure.rounds:
                continue
            own = past.officials.get(scope.official or "") if level == "official" else past.units.get(scope.unit)
            step = Step("past", figure.label.removeprefix("本轮"), (own or {}).get(figure.id), f"{level}.{figure.id}", origin=past.period.label)
            step.note = "该轮没有接收到工作簿" if own is None else ""
            out.append(step)
        if form in WITH_THIS_ROUND:
            now = self.official(scope.official, figure) if level == "official" and scope.official else self.unit(scope.unit, figure)
            now.label = f"本轮{figure.label.removeprefix('本轮')}"
            out.append(now)
        return out or [Step("note", f"此前没有{figure.label.removeprefix('本轮')}的记录")]

    def live(self, table: Table, column: Column, scope: Scope) -> Step:
        """A live column's rule, said once for all its rows, with what it takes from other tables."""
        step = Step("call", f"{column.label}的算法", id=f"{table.id}.{column.id}", rules=(column.rule,) if column.rule else ())
        expression = column.live.tree if column.live else None
        if isinstance(expression, Call) and expression.function in REGISTRY:
            step.says, step.settings = REGISTRY[expression.function].zh, self.settings_of(expression)
            others: dict[str, list[str]] = {}
            for name in names(expression):
                if self._is_table(name) and name.path[0] != table.id:
                    others.setdefault(name.path[0], []).append(name.path[1])
            for other, columns in others.items():
                step.parts += self.rows.behind(other, columns, scope)
        return step


def _flat(arguments: Iterable[tuple[str, Expression]]) -> Iterable[tuple[str, Expression]]:
    """`rows(a, b)` as a and b, so that columns of one table come together."""
    for label, part in arguments:
        if isinstance(part, Call) and part.function == "rows":
            yield from _flat((label, a) for a in part.arguments)
        else:
            yield label, part


def _each_once(steps: Iterable[Step]) -> list[Step]:
    """An expression may name a figure, its course or an attribute twice."""
    out: list[Step] = []
    told: set[tuple[str, str]] = set()
    for step in steps:
        key = step.id, step.origin
        if not step.id or step.kind not in ("seen", "past", "roster") or key not in told:
            out.append(step)
        told.add(key)
    return out


def _leaves(steps: Iterable[Step]) -> Iterable[Step]:
    for step in steps:
        if step.kind in ("row", "call", "section"):
            yield from _leaves(step.parts)
        elif step.kind not in ("constant", "roster", "note"):
            yield step
