"""The page of what a round proposes: its parts in order, each line with what was decided of it, for the office that decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.urls import reverse

from shijibu.report.proposals import CHANGED, CONFIRMED, DECISION_COLOURS, DECLINED, LAPSED, decision_said, proposal_state, subject_name
from shijibu.report.reported_round import ReportedRound
from shijibu.report.sentences import how_settled
from shijibu.rounds.confirming import Wanted
from shijibu.rounds.proposals import Considered
from shijibu_desk.asking import ask
from shijibu_desk.places import RoundFolder

WAITING, DECIDED, GONE = "waiting", "decided", "lapsed"
SHOWN = {WAITING: "待确认", DECIDED: "已决定", GONE: LAPSED}
"""The pages' parts: what a person has to decide, what was decided, and what counts no more."""


@dataclass(frozen=True, slots=True)
class Line:
    """A proposal. item: as a form sends it; whom: code and name; colour: of its state; decided: what counts; before: what does not any more."""

    item: str
    whom: tuple[str, str]
    address: str
    unit: str
    post: str
    value: str
    why: str
    state: str
    colour: str
    decided: str
    before: Sequence[str]
    tied: Sequence[tuple[str, str, str]] = ()
    """Of a tie, the officials: id, name, and the address of the explanation."""
    settled: str = ""


@dataclass(slots=True)
class Part:
    """Proposals under one title, such as a list. kind: tie, measure or list."""

    kind: str
    title: str
    rule: str
    of: str
    lines: list[Line] = field(default_factory=list)


def state_shown(considered: Considered) -> str:
    """Which part of the page has it."""
    return GONE if considered.lapsed else WAITING if considered.counting is None else DECIDED


def parts_of(reported: ReportedRound, shown: str, reasons: Mapping[str, str]) -> list[Part]:
    """What that part of the page has. reasons: of those on a list, by the proposal's name."""
    parts: dict[str, Part] = {}
    for c in reported.considered:
        if state_shown(c) == shown:
            p = c.proposal
            part = parts.setdefault(f"{p.what} {p.title}", Part(p.kind, p.title, p.rule, p.of))
            part.lines.append(_line(reported, c, reasons.get(p.name, "")))
    return list(parts.values())


def _line(reported: ReportedRound, c: Considered, why: str) -> Line:
    p, place = c.proposal, (reported.scheme.id, str(reported.period))
    official, unit = (reported.roster.official(p.subject), None) if p.of == "official" else (None, reported.roster.unit(p.subject))
    address = reverse("why_official", args=(*place, p.subject)) if official else reverse("why_unit", args=(*place, p.subject)) if unit else ""
    tied = []
    for id in p.value if p.kind == "tie" else ():
        one = reported.roster.official(id)
        tied.append((id, one.name if one else id, reverse("why_official", args=(*place, id)) if one else ""))
    outlived = {r.id for r in c.records if c.lapsed or r.id in reported.decided.outlived}
    before = [f"{LAPSED if r.id in outlived else CHANGED}：{CONFIRMED if r.confirmed else DECLINED} {decision_said(reported, r)}"
              for r in reversed(c.records) if r is not c.counting]
    return Line(
        f"{c.after} {p.name}", (p.subject, subject_name(reported, p)), address,
        reported.unit_name(official.unit) if official else reported.kind_label(p.subject) if unit else "", official.post if official else "",
        "、".join(p.value) if p.kind == "measure" else "", why, proposal_state(c), DECISION_COLOURS.get(proposal_state(c), ""),
        decision_said(reported, c.counting), before, tied, how_settled(reported, p.rule) if p.kind == "tie" else "")


def wanted_of(items: Iterable[str], *, confirmed: bool, reason: str, awarded: Sequence[str]) -> list[Wanted]:
    """What a form asks for: each item as its line had it."""
    out = []
    for item in items:
        after, _, name = item.partition(" ")
        out.append(Wanted(name, confirmed, reason, int(after) if after.isdecimal() and len(after) < 10 else 0, tuple(awarded)))
    return out


def bring_up_to_date(scheme: str, period: str, label: str, by: str) -> bool:
    """The written result gets what was decided, as a job; whether there is one. A round that was never written here has none."""
    if not RoundFolder(scheme, period).result.is_dir():
        return False
    ask("rewrite", f"把确认写入{label}的结果", by, scheme=scheme, period=period)
    return True
