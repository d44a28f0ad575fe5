"""A call of a rule of the registry, as a part of a bound expression."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from shijibu.language.evidence import Whose
from shijibu.language.expression import Call, Expression, Literal, Name
from shijibu.language.node import At, Binder, Evaluates, Node
from shijibu.language.scope import Standing
from shijibu.language.values import Value, plain, waiting
from shijibu.rules import REGISTRY, CellError, NoData, Parameter, Rule, Waits, WrongInput
from shijibu.spreadsheet.names import may_be


@dataclass(frozen=True, slots=True)
class RuleCall(Node):
    """given: the parameters that the formula gives, in its order; the others are the scheme's settings, or left out. of_round: as a node's."""

    rule: Rule
    given: tuple[tuple[Parameter, Node], ...]
    text: str
    of_round: bool = field(default=False, compare=False)

    @classmethod
    def bind(cls, rule: Rule, call: Call, binder: Binder, standing: Standing) -> RuleCall:
        known = {p.name: p for p in rule.parameters}
        for fault in _faults(rule, call, binder, standing):
            binder.fault(fault)
        positions = [*known.values(), *[None] * len(call.arguments)]
        given = [(p, binder.bind(a, standing)) for p, a in zip(positions, call.arguments, strict=False)]
        given += [(known.get(k), binder.bind(v, standing)) for k, v in call.keywords]
        of_round = rule.returns != "column" and all(part.of_round for _, part in given)
        return cls(rule, tuple((p, part) for p, part in given if p is not None), str(call), of_round)

    @property
    def says(self) -> str:
        return self.text

    @property
    def parts(self) -> Sequence[Node]:
        return [part for _, part in self.given]

    def value(self, asked: Evaluates, at: At) -> Value:
        if self.of_round and at.record is None:  # of each official alike, such as the working days of a month
            return asked.once(("of round", id(self), at.exact), lambda: self._value(asked, at))
        return self._value(asked, at)

    def _value(self, asked: Evaluates, at: At) -> Value:
        inside = at.inside(at.exact or self.rule.rounds)
        taken: list[Value] = []

        def argument(part: Node) -> Value:
            taken.append(asked.part(part, inside))
            return taken[-1]

        try:
            value = self.answer(asked, argument, exact=at.exact)
        except WrongInput as error:
            if waiting(taken):  # what is wrong was said where it is
                raise Waits("所用的数待改正") from error
            raise
        for cell in value if isinstance(value, list) and not waiting(taken) else ():
            if isinstance(cell, CellError) and cell.kind != NoData.kind:
                asked.object(WrongInput(f"其中一行为 {cell.kind}"), self, at)
        return plain(value)

    def answer(self, asked: Evaluates, argument: Callable[[Node], Value], *, exact: bool = False) -> object:
        """What the rule gives, error cells as they are. Raises RuleError."""
        values: dict[str, Value] = {}
        for p, part in self.given:
            value = argument(part)
            values[p.name] = asked.scale(value) if p.kind == "scale" and isinstance(value, str) else value
        answered = self.rule.exact if exact else self.rule
        return answered(*[values[p.name] if p.name in values else asked.parameter(p.default) if p.default else None for p in self.rule.parameters])

    @property
    def settings(self) -> list[str]:
        """The parameters of the scheme that it takes without naming them."""
        named = {p.name for p, _ in self.given}
        return [p.default for p in self.rule.parameters if p.default and p.name not in named]

    def phrase(self, level: Whose) -> str:
        return self.rule.zh.split("：")[0].split("。")[0]


def rule_of(tree: Expression) -> Rule | None:
    """The rule that an expression is a call of, if it is one."""
    return REGISTRY.get(tree.function) if isinstance(tree, Call) else None


def _faults(rule: Rule, call: Call, binder: Binder, standing: Standing) -> list[str]:
    known = {p.name for p in rule.parameters}
    told = [f"{rule.name} 没有名为 {k} 的参数{may_be(k, known)}" for k, _ in call.keywords if k not in known]
    if len(call.arguments) > len(rule.parameters):
        told.append(f"{rule.name} 最多 {len(rule.parameters)} 项，现有 {len(call.arguments)} 项")
    named = [*zip((p.name for p in rule.parameters), call.arguments, strict=False), *call.keywords]
    if standing.table and rule.returns == "column":
        columns = {p.name for p in rule.parameters if p.is_column}
        told += [f"{rule.name} 要整列：{part} 写作 {standing.table}.{part}"
                 for name, part in named if name in columns and isinstance(part, Name) and len(part.path) == 1]
    given = dict(named)
    told += [f"{rule.name} 要用参数 {p.default}，方案里没有"
             for p in rule.parameters if p.default and p.name not in given and binder.setting(p.default) is None]
    scales = [str(part.value) for p in rule.parameters if p.kind == "scale" and isinstance(part := given.get(p.name), Literal)]
    return told + [f"{rule.name}：没有名为 {scale} 的等次" for scale in scales if not binder.has_scale(scale)]
