"""A step of an explanation, and how steps are told: as text for people, as JSON for programs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from shijibu.outside_text import one_line
from shijibu.rules.values import shown
from shijibu.spreadsheet.number import settle
from shijibu.spreadsheet.wording import NOTHING, said

Kind = Literal["section", "figure", "call", "row", "cell", "past", "roster", "constant", "penalty", "reason", "list", "note", "seen"]

SubjectKind = Literal["unit", "official"]
UNFILLED = "未填"
OTHERS = "*"


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter that a step used, from the scheme; `default`: the source text leaves it open."""

    path: str
    title: str
    value: Any
    unit: str
    default: bool


@dataclass(slots=True)
class Step:
    """One step: what it gives, by which rule, from what.

    id: stable, such as unit.index or tasks[1].actual. says: the rule in words. origin: a cell, a period, or the roster.
    percent: the value is a share that people write with %. nothing: the word for no value. parts: what it was made from. holder: the unit in
    whose workbook a cell stands; at: its sheet and its address there. about: the official whom a row or note of another's explanation shows;
    OTHERS where it is several, or a unit.
    """

    kind: Kind
    label: str
    value: Any = None
    id: str = ""
    rules: tuple[str, ...] = ()
    says: str = ""
    origin: str = ""
    note: str = ""
    percent: bool = False
    nothing: str = NOTHING
    holder: str = ""
    at: tuple[str, str] | None = None
    about: str = ""
    settings: list[Setting] = field(default_factory=list)
    parts: list[Step] = field(default_factory=list)


def without_others(step: Step, only: Collection[str]) -> Step | None:
    """A step without what is about other officials than these: how many rows that were is said. None where nothing of it is left."""
    if step.about and step.about not in only:
        return None
    parts = [kept for p in step.parts if (kept := without_others(p, only)) is not None]
    hidden = sum(p.about not in ("", *only) for p in step.parts)
    if step.kind == "section" and step.parts and not parts:
        return None
    return replace(step, parts=[*parts, *([Step("note", f"另有 {hidden} 行是别人的，在此不列")] if hidden else [])])


# as JSON

def to_json(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Every step with what it has; `value` at 4 decimals, `shown` at 2."""
    return [_json(s) for s in steps]


def _json(step: Step) -> dict[str, Any]:
    out: dict[str, Any] = {"kind": step.kind, "label": step.label}
    if step.id:
        out["id"] = step.id
    if step.kind not in ("section", "note", "row", "reason", "list", "call"):
        out |= {"value": _exact(step.value), "shown": _two(step.value)}
    out |= {k: v for k, v in (("rules", list(step.rules)), ("says", step.says), ("origin", step.origin), ("note", step.note)) if v}
    if step.settings:
        out["settings"] = [{"path": s.path, "title": s.title, "value": s.value, "unit": s.unit, "default": s.default} for s in step.settings]
    if step.parts:
        out["parts"] = to_json(step.parts)
    return out


def _exact(value: Any) -> Any:
    if isinstance(value, list):
        return [_exact(v) for v in value]
    return settle(value) if isinstance(value, float) else value


def _two(value: Any) -> Any:
    if isinstance(value, list):
        return [_two(v) for v in value]
    return shown(value) if isinstance(value, float) else value


# as text

def to_text(steps: Sequence[Step]) -> str:
    """Steps as indented lines, rule ids in brackets."""
    out: list[str] = []
    for told in step_lines(steps):
        if told.step.kind == "section" and told.depth == 0 and out:
            out.append("")
        first, *further = told.lines
        out += ["  " * told.depth + first, *("  " * (told.depth + 1) + line for line in further)]
    return "\n".join(map(one_line, out))


@dataclass(frozen=True, slots=True)
class StepLines:
    """A step in its turn. lines: itself, then by which condition or rule and with which parameters it was computed."""

    depth: int
    step: Step
    lines: tuple[str, ...]


def step_lines(steps: Sequence[Step], depth: int = 0) -> Iterator[StepLines]:
    """Every step in the order in which it is said; the cells of a row are said with the row."""
    for step in steps:
        yield StepLines(depth, step, (_line(step), *(f"{heading}：{text}" for heading, text in asides(step))))
        if step.kind != "row":
            yield from step_lines(step.parts, depth + 1)


def asides(step: Step) -> list[tuple[str, str]]:
    """What is said below a step, each with its heading."""
    says = [("条件" if step.kind == "list" else "算法", step.says)] if step.says else []
    return says + ([("参数", "；".join(map(setting_said, step.settings)))] if step.settings else [])


def _line(step: Step) -> str:
    rules = f" 〔{'、'.join(step.rules)}〕" if step.rules else ""
    origin = f"（{step.origin}）" if step.origin else ""
    note = f"；{step.note}" if step.note else ""
    match step.kind:
        case "section":
            return f"【{step.label}】{step.note}"
        case "note":
            return step.label + rules
        case "reason" | "list" | "call":
            return f"{step.label}{rules}{note}"
        case "row":
            return _row(step)
        case "penalty":
            return f"{step.label} {value_said(step)}{origin}{rules}{note}"
    return f"{step.label} = {value_said(step)}{origin}{rules}{note}"


def value_said(step: Step) -> str:
    """What a step gives, as people read it; empty for one that only says something, or whose parts say it."""
    match step.kind:
        case "section" | "note" | "reason" | "list" | "call" | "row":
            return ""
        case "penalty":
            return f"扣 {said(step.value)} 分"
    return _twice(step)


def _twice(step: Step) -> str:
    """The value at 2 decimals, and at 4 where that says more."""
    if isinstance(step.value, float) and not step.percent and step.kind == "figure":
        short, exact = said(step.value, decimals=2), said(step.value)
        return short if short == exact else f"{short}（{exact}）"
    return said(step.value, percent=step.percent, nothing=step.nothing)


def _row(step: Step) -> str:
    """A row of a table: what was filled in, each with its place, and what the sheet makes of it."""
    left = "，".join(_cell_said(p) + _beside(p) for p in step.parts if p.kind == "cell")
    right = row_made(step)
    told = f"{left}{' → ' if left and right else ''}{right}"
    return "：".join(t for t in (step.label, "；".join(t for t in (told, step.note) if t)) if t)


def row_given(step: Step) -> str:
    """What was filled in in a row of a table."""
    return "，".join(_cell_said(p) + (f"（{_happened(p)}）" if _happened(p) else "") for p in step.parts if p.kind == "cell")


def row_made(step: Step) -> str:
    """What the sheet makes of a row of a table."""
    made = [p for p in step.parts if p.kind == "figure"]
    return "，".join(f"{p.label} {said(p.value, percent=p.percent)}" + (f"（{p.note}）" if p.note else "") for p in made)


def _cell_said(cell: Step) -> str:
    return f"{cell.label} {said(cell.value, percent=cell.percent, nothing=cell.nothing)}"


def _beside(cell: Step) -> str:
    """Where a cell stands, and what happened to it."""
    told = "；".join(t for t in (cell.origin, _happened(cell)) if t)
    return f"（{told}）" if told else ""


def _happened(cell: Step) -> str:
    """What happened to a cell; that it is blank is seen."""
    return cell.note if cell.note != UNFILLED else ""


def setting_said(setting: Setting) -> str:
    """A parameter as people read it: 黄牌线 85分（缺省）."""
    return f"{setting.title} {said(setting.value)}{setting.unit}{'（缺省）' if setting.default else ''}"
