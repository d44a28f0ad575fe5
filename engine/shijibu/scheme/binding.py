"""What each name, word and form of a scheme's formulas is: decided once for each place, with what nothing stands behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

from shijibu.language import attributes
from shijibu.language.dictionary import forms, words
from shijibu.language.evidence import Whose
from shijibu.language.expression import Call, Expression, Literal, Name
from shijibu.language.formula import Formula
from shijibu.language.node import Constant, Node, Unknown
from shijibu.language.rule_call import RuleCall
from shijibu.language.scope import Level, Standing
from shijibu.language.word import Sum, WordCall
from shijibu.rules import REGISTRY
from shijibu.scheme.model import Scheme
from shijibu.scheme.names import (
    Given,
    Home,
    OfCounty,
    OfficialAttribute,
    OfficialFigure,
    OfPeriod,
    OfRowsOwner,
    OfTitledPenalty,
    OfUnit,
    OwnCell,
    TableColumn,
    UnitAttribute,
    UnitFigure,
)
from shijibu.scheme.outcomes import Figure
from shijibu.scheme.sheets import Table
from shijibu.spreadsheet.names import may_be
from shijibu.spreadsheet.wording import said

Asked = Formula | Expression | str
"""What may be asked: a scheme's formula, a part of one, or a text that somebody writes here and now."""


def binding_of(scheme: Scheme) -> Binding:
    """The scheme's binding, made once."""
    return scheme.once(Binding)


class Binding:
    """A scheme's formulas with their names bound, each as it is first asked for; loading a scheme asks for all of them."""

    def __init__(self, scheme: Scheme) -> None:
        self.names = Names(scheme)
        self._bound: dict[tuple[Asked, Level, str | None, bool], tuple[Node, tuple[str, ...]]] = {}

    def node(self, asked: Asked, level: Level, table: str | None = None, *, given: bool = False) -> Node:
        """An expression where it stands. Raises NotAnExpression."""
        return self._made(asked, level, table, given)[0]

    def faults(self, asked: Asked, level: Level, table: str | None = None) -> tuple[str, ...]:
        """What is wrong with it there. Raises NotAnExpression."""
        return self._made(asked, level, table, False)[1]

    @cached_property
    def taken_unrounded(self) -> frozenset[tuple[Whose, str]]:
        """The figures that another one of the same rule takes as a part of it, and that are a rule's or a sum's own: such a one is rounded, and what
        it takes is unrounded wherever it is asked."""
        figures = self.names.figures
        parts = {(whose, name.id, f.rule) for level in figures for f in figures[level].values() if f.formula and not f.live
                 for name in self.node(f.formula, level).names()
                 for whose in _WHOSE if isinstance(name, _WHOSE[whose])}
        return frozenset((whose, f.id) for whose in figures for f in figures[whose].values()
                         if (whose, f.id, f.rule) in parts and f.rule and f.formula and not f.live and not f.across
                         and _rounds(self.node(f.formula, whose)))

    def _made(self, asked: Asked, level: Level, table: str | None, given: bool) -> tuple[Node, tuple[str, ...]]:
        made = self._bound.get((asked, level, table, given))
        if made is None:
            told: list[str] = []
            tree = Formula(asked).tree if isinstance(asked, str) else asked
            node = _Binder(self.names, told).bind(tree, Standing(level, table, given))
            made = self._bound[asked, level, table, given] = node, tuple(told)
        return made


class Names:
    """What names can stand for in a scheme."""

    def __init__(self, scheme: Scheme) -> None:
        self.tables: dict[str, Table] = {t.id: t for w in scheme.workbooks for s in w.sheets for t in s.tables}
        self.figures: dict[Whose, dict[str, Figure]] = {
            "unit": _by_id(scheme.unit_figures), "official": _by_id(scheme.official_figures)}
        self.headings: dict[Whose, dict[str, str]] = {
            "unit": {c.id: c.heading for c in reversed(scheme.roster.columns) if c.of == "units"},
            "official": {c.id: c.heading for c in reversed(scheme.roster.columns) if c.of == "officials"}}
        self.penalties = {p.id: p.title for p in scheme.penalties}
        self.kinds = {k.id: k.label for k in scheme.roster.kinds}
        self.settings = {f"{rule}.{name}": p for rule, own in scheme.parameters.items() for name, p in own.items()}
        self.scheme_id, self.scales = scheme.id, set(scheme.scales)
        self.county_title = next((w.title for w in scheme.workbooks if w.county), "")

    def known(self, whose: Whose) -> set[str]:
        """The figures and attributes of units or officials."""
        fixed = attributes.UNIT if whose == "unit" else attributes.OFFICIAL
        return self.figures[whose].keys() | fixed.keys() | self.headings[whose].keys()

    def attribute(self, id: str, whose: Whose) -> str:
        """What people call something that the roster says."""
        fixed = attributes.UNIT if whose == "unit" else attributes.OFFICIAL
        return self.headings[whose].get(id) or fixed.get(id, id)

    def label(self, id: str, whose: Whose) -> str:
        figure = self.figures[whose].get(id)
        return figure.label if figure else self.attribute(id, whose)


class _Binder:
    """Makes the parts of one expression, and keeps what is wrong with it."""

    def __init__(self, names: Names, faults: list[str]) -> None:
        self._names, self._faults = names, faults

    def fault(self, what: str) -> None:
        self._faults.append(what)

    def bind(self, part: Expression, standing: Standing) -> Node:
        if isinstance(part, Literal):
            return Constant(part.value, self._names.kinds.get(part.value) if isinstance(part.value, str) else None)
        if isinstance(part, Name):
            return Given(str(part), part.path[-1]) if standing.given else self.name(part, standing)
        if part.function in words():
            return self._word(part, standing)
        computed = Standing(standing.level, standing.table)
        if part.function in REGISTRY:
            return RuleCall.bind(REGISTRY[part.function], part, self, computed)
        if part.function in forms():
            return forms()[part.function].bind(part, self, computed)
        self.fault(f"没有名为 {part.function} 的函数或词语{may_be(part.function, [*REGISTRY, *words(), *forms()])}")
        for inner in (*part.arguments, *(v for _, v in part.keywords)):
            self.bind(inner, computed)
        return Unknown(str(part))

    def _word(self, call: Call, standing: Standing) -> Node:
        word = words()[call.function]
        for fault in word.faults(call):
            self.fault(fault)
        for _, named in call.keywords:
            self.bind(named, standing)
        return WordCall.of(word, tuple(self.bind(a, standing) for a in call.arguments), str(call))

    # names

    def name(self, name: Name, standing: Standing) -> Node:
        """What a name stands for where it stands; what is not there is told, and is a blank when it is asked."""
        table = self._names.tables.get(standing.table or "")
        for fault in self._wrong(name, table, standing.level):
            self.fault(fault)
        head, last = name.path[0], name.path[-1]
        if len(name.path) == 1:
            if standing.table and last != "home":
                column = table.column(last) if table else None
                return OwnCell(standing.table, last, column.label if column else self._names.label(last, "unit"))
            return self._bare(last, "official" if standing.level == "official" else "unit")
        match head:
            case "unit":
                return OfUnit(self._bare(last, "unit"))
            case "period":
                return OfPeriod(last, attributes.PERIOD.get(last, last))
            case "county":
                return OfCounty(last, f"{self._names.county_title}{attributes.UNIT.get(last, last)}")
            case "owner":
                whose: Whose = "official" if last in self._names.known("official") else "unit"
                return OfRowsOwner(last, self._bare(last, "official"), self._bare(last, "unit"), self._names.label(last, whose))
        if head in self._names.penalties:
            return OfTitledPenalty(head, last, self._names.penalties[head])
        found = self._names.tables.get(head)
        column = found.column(last) if found else None
        return TableColumn(head, last, column.label if column else str(name))

    def _bare(self, id: str, whose: Whose) -> Node:
        if id == "home":
            return Home()
        label = self._names.label(id, whose)
        if id in self._names.figures[whose]:
            return UnitFigure(id, label) if whose == "unit" else OfficialFigure(id, label)
        return UnitAttribute(id, label) if whose == "unit" else OfficialAttribute(id, label)

    def _wrong(self, name: Name, table: Table | None, level: Level) -> Iterator[str]:
        names, head, last = self._names, name.path[0], name.path[-1]
        if len(name.path) > 2:
            yield f"没有 {name} 这样的名称"
        elif len(name.path) == 1:
            known = {c.id for c in table.columns} if table else names.known("unit" if level == "unit" else "official")
            if head not in known and head != "home":
                yield f"这里没有名为 {head} 的{'栏目' if table else '指标'}{may_be(head, known)}"
        elif head == "unit":
            if last not in names.known("unit"):
                yield f"没有名为 {last} 的单位指标{may_be(last, names.known('unit'))}"
        elif head == "period":
            if last not in attributes.PERIOD:
                yield f"period 没有 {last}；有 {'、'.join(attributes.PERIOD)}"
        elif head == "county":
            if last not in attributes.COUNTY:
                yield f"county 没有 {last}；有 {'、'.join(attributes.COUNTY)}"
        elif head == "owner":
            if not (table and table.owner and last in names.known("unit") | names.known("official")):
                yield f"这里没有 owner.{last}：{'这张表没有说明一行属于谁' if not (table and table.owner) else '干部和单位都没有这项指标'}"
        elif head in names.tables:
            if not names.tables[head].column(last):
                yield f"表 {head} 没有栏目 {last}{may_be(last, (c.id for c in names.tables[head].columns))}"
        elif head not in names.penalties:
            yield f"没有 {name}：没有名为 {head} 的表{may_be(head, names.tables)}"

    # what calls ask

    def setting(self, path: str) -> Callable[[], str] | None:
        found = self._names.settings.get(path)
        return None if found is None else lambda: f"{said(found.value)}{found.unit}（{found.title}）"

    def meant(self, path: str) -> str:
        return may_be(path, self._names.settings)

    def has_scale(self, name: str) -> bool:
        return name.removeprefix(f"{self._names.scheme_id}.") in self._names.scales

    def label(self, id: str, whose: Whose) -> str:
        return self._names.label(id, whose)


_WHOSE: dict[Whose, type[UnitFigure | OfficialFigure]] = {"unit": UnitFigure, "official": OfficialFigure}


def _rounds(node: Node) -> bool:
    """Whether a value is rounded by what gives it, and by nothing within it."""
    return (node.rule.rounds and node.rule.returns != "column") if isinstance(node, RuleCall) else (
        isinstance(node, WordCall) and isinstance(node.word, Sum))


def _by_id(figures: list[Figure]) -> dict[str, Figure]:
    """The first of each id, as the scheme's own look-ups have it."""
    return {f.id: f for f in reversed(figures)}
