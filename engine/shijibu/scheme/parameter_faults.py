"""Faults of parameters: values that are not of their kind, and values that do not fit each other.

The kind is decided once for each parameter: by the scheme beside the value, by every rule and word of the language that takes it,
by where else the scheme names it; a parameter that nothing says anything of is taken as what it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from shijibu.language.dictionary import takes
from shijibu.language.expression import Call, Expression, Literal, calls
from shijibu.language.kinds import (
    BANDS,
    COUNT,
    DAYS,
    NAMED,
    NUMBER,
    ROUNDS,
    SHARE,
    TEXT,
    TEXTS,
    WORKING_DAYS,
    Kind,
    of_rule,
    plain,
    seen_in,
)
from shijibu.rules import REGISTRY
from shijibu.rules.relations import Relation, exact_sum, out_of_order
from shijibu.scheme.model import RosterColumn, Scheme
from shijibu.scheme.parameters import ROSTER, ParameterValue
from shijibu.scheme.sheets import Column
from shijibu.spreadsheet.names import may_be

Fault = tuple[tuple[Any, ...], str]
_SAID = {"rising": "应大于", "not_falling": "应不小于", "equal": "应等于"}


def parameter_faults(scheme: Scheme, expressions: Iterable[Expression]) -> Iterator[Fault]:
    """Every such fault, with the place in the file. expressions: all that the scheme has and that can be read."""
    said = list(expressions)
    kinds = _kinds(scheme, said)
    sound: set[str] = set()
    for rule, named in scheme.parameters.items():
        for name, parameter in named.items():
            own = kinds[f"{rule}.{name}"] or [_seen(parameter)]
            told: dict[tuple[Any, ...], str] = {}
            for kind in own:
                for place, what in kind.faults(parameter.value):
                    told.setdefault(place, what)
            yield from ((("parameters", rule, name, "value", *place), what) for place, what in told.items())
            yield from (((*("parameters", rule, name), part), what) for part, what in _declaration_faults(scheme, parameter))
            if not told:
                sound.add(f"{rule}.{name}")
    for name, scale in scheme.scales.items():
        if isinstance(scale, list):
            yield from ((("scales", name, *place), what) for place, what in BANDS.faults([list(band) for band in scale]))
    for i, declared in enumerate(scheme.relations):
        for j, path in enumerate(declared.of):
            if path not in kinds:
                yield ("relations", i, "of", j), f"没有参数 {path}{may_be(path, scheme.parameter_paths)}"
            elif path in sound and not _numbers(scheme.parameter(path)):
                yield ("relations", i, "of", j), f"{path} 里没有数，不能与别的参数比较大小"
    for relation in dict.fromkeys(_relations(scheme, said)):
        if all(path in sound and _numbers(scheme.parameter(path)) for path in relation.names):
            yield from _relation_faults(scheme, relation)


def _kinds(scheme: Scheme, expressions: list[Expression]) -> dict[str, list[Kind]]:
    """Every kind that is asked of each parameter; the scheme's own word first."""
    kinds: dict[str, list[Kind]] = {f"{rule}.{name}": [] for rule, named in scheme.parameters.items() for name in named}
    for rule, named in scheme.parameters.items():
        for name, parameter in named.items():
            if (own := _declared(scheme, parameter)) is not None:
                kinds[f"{rule}.{name}"].append(own)

    def ask(path: str | None, kind: Kind | None) -> None:
        if path in kinds and kind is not None and kind not in kinds[path]:
            kinds[path].append(kind)

    for taken in REGISTRY.values():
        for setting in taken.parameters:
            ask(setting.default, of_rule(setting))
    for call in (c for e in expressions for c in calls(e)):
        if call.function in REGISTRY:
            for p, part in _arguments(call).items():
                ask(_parameter_in(part), of_rule(next(q for q in REGISTRY[call.function].parameters if q.name == p)))
        for kind, part in zip(takes(call.function), call.arguments, strict=False):
            ask(_parameter_in(part), kind)
    for scale in scheme.scales.values():
        ask(scale if isinstance(scale, str) else None, BANDS)
    ask(scheme.notice_days, WORKING_DAYS)
    ask(scheme.notice_start, DAYS)
    for similar in scheme.similar:
        ask(similar.at_least, SHARE)
        ask(similar.least_length, replace(COUNT, low=1))
        ask(similar.rounds, ROUNDS)
    return kinds


def _declared(scheme: Scheme, parameter: ParameterValue) -> Kind | None:
    """The kind that the scheme itself gives a parameter."""
    if parameter.kind is None and parameter.low is None and parameter.high is None and parameter.one_of is None:
        return None
    kind = NAMED[parameter.kind] if parameter.kind else NUMBER if parameter.one_of is None else TEXTS if isinstance(parameter.value, list) else TEXT
    low = kind.low if parameter.low is None else parameter.low
    high = kind.high if parameter.high is None else parameter.high
    one_of = _texts(scheme, parameter.one_of)
    if kind.form == "table":
        texts = [j for j, c in enumerate(kind.columns) if c.form == "text"]
        named = texts[-1] if parameter.kind == "weighted_choices" else texts[0] if texts else None
        columns = (replace(c, one_of=one_of) if j == named else replace(c, high=parameter.high) if c.form == "number" and parameter.high is not None
                   else c for j, c in enumerate(kind.columns))
        return replace(kind, columns=tuple(columns))
    return replace(kind, low=low, high=high, above=None if parameter.low is not None else kind.above, one_of=one_of)


def _seen(parameter: ParameterValue) -> Kind:
    return seen_in(parameter.value)


def _texts(scheme: Scheme, one_of: str | list[str] | None) -> tuple[str, ...] | None:
    """The texts that a declaration allows; None where it names a parameter or a column that has none."""
    if isinstance(one_of, list):
        return tuple(one_of)
    if one_of is not None and one_of[0].islower():
        return _choices(scheme, *one_of.split("."))
    if one_of is None or not scheme.has(one_of):
        return None
    value = scheme.parameter(one_of)
    if not isinstance(value, list):
        return None
    first = (next((c for c in row if isinstance(c, str)), None) if isinstance(row, list) else row for row in value)
    return tuple(text for text in first if isinstance(text, str))


def _choices(scheme: Scheme, table: str, column: str) -> tuple[str, ...] | None:
    """What may be chosen in a column of a table, or of the roster."""
    columns: Iterable[Column | RosterColumn] = scheme.roster.columns
    if table != ROSTER:
        columns = (c for w in scheme.workbooks for s in w.sheets for t in s.tables if t.id == table for c in t.columns)
    choices = next((c.choices for c in columns if c.id == column), None)
    return tuple(choices) if choices else None


def _declaration_faults(scheme: Scheme, parameter: ParameterValue) -> Iterator[tuple[str, str]]:
    if isinstance(parameter.one_of, str) and not _texts(scheme, parameter.one_of):
        yield "one_of", f"{parameter.one_of} 里没有文字"
    if parameter.low is not None and parameter.high is not None and parameter.low > parameter.high:
        yield "low", f"{plain(parameter.low)} 大于 high 的 {plain(parameter.high)}"


def _relations(scheme: Scheme, expressions: list[Expression]) -> Iterator[Relation]:
    """What the rules ask of their settings, as the scheme gives them, and what the scheme itself declares."""
    for rule in REGISTRY.values():
        defaults: dict[str, str | None] = {p.name: p.default for p in rule.parameters if p.default}
        yield from _of_paths(scheme, rule.relations, defaults)
    for call in (c for e in expressions for c in calls(e)):
        if call.function in REGISTRY and (rule := REGISTRY[call.function]).relations:
            given = {name: _parameter_in(part) for name, part in _arguments(call).items()}
            yield from _of_paths(scheme, rule.relations, {p.name: given.get(p.name, p.default) for p in rule.parameters})
    for declared in scheme.relations:
        yield Relation(declared.kind, tuple(declared.of))


def _of_paths(scheme: Scheme, relations: Iterable[Relation], paths: dict[str, str | None]) -> Iterator[Relation]:
    """Relations over parameters instead of a rule's names. An order holds among those that there are; a whole needs all of its parts."""
    for relation in relations:
        there = [path for name in relation.names if (path := paths.get(name)) and scheme.has(path)]
        if len(there) == len(relation.names) or (relation.kind != "whole" and len(there) > 1):
            yield Relation(relation.kind, tuple(there))


def _relation_faults(scheme: Scheme, relation: Relation) -> Iterator[Fault]:
    """A fault at each parameter that may be the wrong one: nobody but the county knows which."""
    numbers = {path: _numbers(scheme.parameter(path)) for path in relation.names}
    if relation.kind == "whole":
        total = exact_sum([v for own in numbers.values() for v in own])
        if round(total, 9) != 1:
            parts = "＋".join(f"{path} {'＋'.join(map(plain, own))}" for path, own in numbers.items())
            yield from ((_place(path), f"权重之和应为 1，现为 {plain(float(f'{total:.12g}'))}：{parts}") for path in numbers)
        return
    if relation.kind == "among":
        low, high = relation.names[0], relation.names[-1]
        strange = [plain(v) for v in numbers[low] if v not in numbers[high]]
        if strange:
            yield _place(low), f"{'、'.join(strange)} 不在 {high} 的 {'、'.join(map(plain, numbers[high]))} 之中"
            yield _place(high), f"没有 {low} 的 {'、'.join(strange)}"
        return
    values = [own[0] for own in numbers.values()]
    for i in out_of_order(relation.kind, values):
        low, high = relation.names[i], relation.names[i + 1]
        yield _place(high), f"{plain(values[i + 1])} {_SAID[relation.kind]} {low} 的 {plain(values[i])}"
        yield _place(low), f"{plain(values[i])} 与 {high} 的 {plain(values[i + 1])} 次序不对：后者{_SAID[relation.kind]}前者"


def _numbers(value: Any) -> list[float]:
    """The number, or a table's column of numbers; empty where there are none."""
    rows = value if isinstance(value, list) else [[value]]
    return [cell for row in rows if isinstance(row, list) for cell in row if isinstance(cell, (int, float))]


def _place(path: str) -> tuple[Any, ...]:
    return ("parameters", *path.split("."), "value")


def _arguments(call: Call) -> dict[str, Expression]:
    names = (p.name for p in REGISTRY[call.function].parameters)
    known = {p.name for p in REGISTRY[call.function].parameters}
    return {**dict(zip(names, call.arguments, strict=False)), **{k: v for k, v in call.keywords if k in known}}


def _parameter_in(part: Expression) -> str | None:
    """The path of the parameter that an argument is."""
    named = isinstance(part, Call) and part.function == "param" and part.arguments
    return str(first.value) if named and isinstance(first := part.arguments[0], Literal) else None  # type: ignore[union-attr]


