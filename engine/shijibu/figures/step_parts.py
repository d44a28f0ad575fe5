"""What steps are made of, and how they are joined: pure functions over steps and records, for `trace.Tracer`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shijibu.figures.steps import Setting, Step
from shijibu.language.node import Record
from shijibu.language.rule_call import RuleCall
from shijibu.language.word import WordCall
from shijibu.scheme.model import Scheme
from shijibu.spreadsheet.number import settle
from shijibu.spreadsheet.wording import said

NO_INPUT = "所需数据都没有"
NOT_MET = "条件不成立，不计"
_MOST = 6  # parts that one line names


class Settings:
    """The numbers and lists of a scheme as steps tell them."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme

    def setting(self, path: str) -> Setting:
        rule, _, name = path.partition(".")
        found = self.scheme.parameters[rule][name]
        return Setting(path, found.title, found.value, found.unit, found.default)

    def scale(self, name: str) -> Setting:
        """The bands that a scale's name stands for, and the parameter that holds them, if any."""
        held = self.scheme.scales[name.removeprefix(f"{self.scheme.id}.")]
        bands = [list(band) for band in self.scheme.scale(name)]
        return self.setting(held) if isinstance(held, str) else Setting(f"scales.{name}", "等次标准", bands, "", False)


def as_given(node: RuleCall, value: Any) -> Any:
    """What a rule gives, as it is shown; inside a greater one it was not rounded."""
    if isinstance(value, list):
        return [as_given(node, v) for v in value]
    return settle(value) if isinstance(value, float) and node.rule.rounds else value


def why_none(step: Step, record: Record | None) -> str:
    """What is missing where a step has no value. A text may well be empty, such as that of no card."""
    if record is not None and isinstance(record.node, WordCall) and not record.node.word.is_met(record.parts):
        return NOT_MET
    if record is not None and record.why:
        return f"没有数据：{record.why}"
    if any(p.value not in (None, "", []) for p in _leaves(step.parts)):
        return ""
    told = [p for p in step.parts if p.kind == "note"]
    if told and all(p.id for p in told):  # no deduction is no lack of data
        return ""
    return "没有数据，原因见下" if told else f"没有数据：{NO_INPUT}"


def line_of(step: Step) -> str:
    """A figure in one line: 综合得分 = 加权平均（星级综合分 91.20，项目得分 98.50） = 94.12."""
    how = step.says.split("：")[0].split("。")[0].removeprefix(step.label)
    named = [p for p in step.parts if p.kind in ("figure", "seen", "past") and p.value is not None]
    parts = [f"{p.label} {said(p.value, decimals=2, percent=p.percent)}" for p in named]
    made = "，".join(parts[:_MOST]) + (f"，等 {len(parts)} 项" if len(parts) > _MOST else "")
    middle = f"{how}（{made}）" if how and made else made or how
    return " = ".join(t for t in (step.label, middle, said(step.value, decimals=2, nothing=step.nothing)) if t)


def taken_from(step: Step, parts: list[Step]) -> None:
    """A figure that is one cell is told as that cell."""
    if len(parts) != 1 or parts[0].kind != "figure":
        step.parts += parts
        return
    cell = parts[0]
    step.says, step.settings, step.parts, step.note = cell.says, step.settings + cell.settings, cell.parts, cell.note


def spread(records: Iterable[tuple[str, Record]]) -> Iterable[tuple[str, Record]]:
    """`rows(a, b)` as a and b, so that columns of one table come together."""
    for label, record in records:
        if isinstance(record.node, WordCall) and record.node.word.spread:
            yield from spread((label, part) for part in record.parts)
        else:
            yield label, record


def each_once(steps: Iterable[Step]) -> list[Step]:
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
