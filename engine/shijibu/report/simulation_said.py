"""A simulation in sentences: what was changed, how each round would have come out, and where a difference begins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shijibu.scheme.differing import value_said
from shijibu.scheme.period import Period
from shijibu.simulation.outcome import Because, Counted, RoundFares, SettingDiffers, Simulation, Sweep
from shijibu.spreadsheet.wording import JOINT, first_of

_NAMED = 5
NOTHING_DECIDED = "这是试算，台账里的结果没有改动。"


def simulation_sections(simulation: Simulation) -> Iterator[tuple[str, list[str]]]:
    """The whole in sentences, each part with its heading: what was changed, then round by round."""
    yield "改了什么", headline_of(simulation)
    for fares in simulation.periods:
        yield fares.label, [*fared(fares), *fares.notes, *fares.uncomputed]


def headline_of(simulation: Simulation) -> list[str]:
    """What is otherwise in the rules that were tried."""
    said = [f"{p.title}（{p.path}）{value_said(p.before)} → {_with_unit(p.after, p.unit)}" for p in simulation.parameters]
    if simulation.places:
        said.append(f"参数以外改了 {len(simulation.places)} 处")
    if not said:
        return ["试算的方案与各期所用的方案没有不同。" if simulation.sweep is None else "各期仍用自己的方案，只逐值试算一个参数。"]
    return [f"{text}。" for text in said]


def fared(fares: RoundFares) -> Iterator[str]:
    """How a round would have come out; names where they are few."""
    if fares.same:
        yield "结果没有不同。"
        return
    if fares.own_rules:
        yield "这一期仍用自己的方案，只是前面各期不同。"
    units = first_of([u.name for u in fares.units], _NAMED)
    yield f"结果不同的单位 {len(fares.units)} 家{f'（{units}）' if units else ''}，干部 {len(fares.officials)} 人。"
    yield from (f"{c.label}：{turned}。" for c in fares.counts if (turned := _moved(c)))
    for id, lists in fares.lists.items():
        those = [f"{what} {len(ids)} 个（{first_of([fares.names.get(i, i) for i in ids], _NAMED)}）"
                 for what, ids in (("新列入", lists.came), ("不再列入", lists.went)) if ids]
        yield f"{fares.list_titles[id]}：{'，'.join(those)}。"
    if fares.ties:
        yield f"并列待定：新增 {len(fares.ties.came)} 处，不再有 {len(fares.ties.went)} 处。"
    for pairs in (fares.similar or {}).values():
        yield f"{pairs.title}：{pairs.before} 对 → {pairs.after} 对。"


def _moved(counted: Counted) -> str:
    """The kinds of a figure whose number moves; of bands nothing, a chart says more."""
    if in_bands(counted):
        return ""
    return JOINT.join(f"{b.label}（{b.before} → {b.after}）" for b in counted.spread if b.before != b.after)


def in_bands(counted: Counted) -> bool:
    """Whether the figure's values are gathered in bands."""
    return any("–" in b.label for b in counted.spread)


def sweep_said(sweep: Sweep) -> list[str]:
    """Which values were tried, and which the scheme cannot have."""
    allowed = [v.value for v in sweep.values if not v.fault]
    said = [f"{sweep.title}试了 {len(allowed)} 个值，从 {value_said(allowed[0])} 到 {_with_unit(allowed[-1], sweep.unit)}。"] if allowed else []
    return said + [f"方案不能取 {value_said(v.value)}：{v.fault}。" for v in sweep.values if v.fault]


def swept_lines(sweep: Sweep) -> list[str]:
    """Each value in a line, its rounds one after the other."""
    return [f"{sweep.title} {_with_unit(v.value, sweep.unit)}：" + "；".join(
        f"{p.label} 单位 {p.units} 家、干部 {p.officials} 人不同" for p in v.periods) for v in sweep.values if not v.fault]


def _with_unit(value: Any, unit: str) -> str:
    """The unit belongs to a number; after the last of a list it would read as that one's alone."""
    return value_said(value) + (unit if isinstance(value, (int, float)) else "")


def caused(because: Sequence[Because], settings: Mapping[str, SettingDiffers]) -> str:
    """Where a difference begins, in words. settings: the parameters that differ, by path."""
    return "；".join(_cause(one, settings) for one in because)


def _cause(one: Because, settings: Mapping[str, SettingDiffers]) -> str:
    rule = f"（{one.rule}）" if one.rule else ""
    numbers = JOINT.join(f"{p.title} {value_said(p.before)} → {value_said(p.after)}" for path in one.parameters if (p := settings.get(path)))
    if one.cause == "earlier":
        return f"{Period.parse(one.period or '').label}的{one.label.removeprefix('本轮')}{rule}不同"
    if one.cause == "deduction":
        return f"{Period.parse(one.period).label if one.period else '本期'}的{one.label}{rule}不同{f'：{numbers}' if numbers else ''}"
    if one.cause == "others":
        return f"{one.label}{rule}随其他单位或干部的结果变化"
    return f"{one.label}{rule}：{numbers}" if numbers else f"{one.label}{rule}的算法不同"
