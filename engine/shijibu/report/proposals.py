"""What a round proposes and what people decided of it, in the words of reports and pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from shijibu.ledger import Confirmation
from shijibu.outside_text import one_line
from shijibu.report.reported_round import ReportedRound
from shijibu.rounds.proposals import Considered, Proposal
from shijibu.spreadsheet.wording import JOINT, first_of, joined, moment_said

KINDS = {"tie": "并列", "measure": "建议", "list": "名单"}
WAITING, CONFIRMED, DECLINED, LAPSED, CHANGED = "待确认", "已确认", "不采纳", "已失效", "后来改变"
STATES = {"waiting": WAITING, "confirmed": CONFIRMED, "declined": DECLINED, "lapsed": LAPSED}
DECISION_COLOURS = {WAITING: "yellow", CONFIRMED: "green", DECLINED: "red"}


def proposal_state(considered: Considered) -> str:
    """待确认, 已确认, 不采纳 or 已失效."""
    return STATES[considered.state]


def reason_said(reported: ReportedRound, record: Confirmation | None) -> str:
    """What was decided, but for yes or no: who gets the place, and why."""
    if record is None:
        return ""
    awarded = JOINT.join(_official(reported, id) for id in record.awarded)
    return joined((f"名额给{awarded}" if awarded else "", record.reason))


def decision_said(reported: ReportedRound, record: Confirmation | None) -> str:
    """The same with who decided and when: 汛期抢险（李某，2026-04-20 17:30）."""
    return f"{reason_said(reported, record)}（{record.by}，{moment_said(record.at)}）" if record is not None else ""


def remark_of(reported: ReportedRound, considered: Considered) -> str:
    """How it stands, as a paper has it: 待确认, 已确认, 不采纳：汛期抢险."""
    return joined((proposal_state(considered), reason_said(reported, considered.counting)), "：")


def proposed_said(reported: ReportedRound, proposal: Proposal) -> str:
    """What is proposed: 甲、乙末位并列; 诫勉谈话; 列入约谈名单."""
    if proposal.kind == "tie":
        return f"{JOINT.join(_official(reported, id) for id in proposal.value)}{proposal.title}"
    return JOINT.join(proposal.value) if proposal.value else f"列入{proposal.title}"


def _official(reported: ReportedRound, id: str) -> str:
    official = reported.roster.official(id)
    return f"{official.name}（{id}）" if official else id


def subject_name(reported: ReportedRound, proposal: Proposal) -> str:
    """Whose it is; the code or id of one who is in the roster no more."""
    if proposal.of == "unit":
        return reported.unit_name(proposal.subject) or proposal.subject
    official = reported.roster.official(proposal.subject)
    return official.name if official else proposal.subject


@dataclass(frozen=True, slots=True)
class Counts:
    """How many proposals there are, and how they stand."""

    waiting: int
    confirmed: int
    declined: int

    @classmethod
    def of(cls, those: Iterable[Considered]) -> Counts:
        """Of those that are proposed now."""
        states = Counter(c.state for c in those)
        return cls(states["waiting"], states["confirmed"], states["declined"])

    @property
    def decided(self) -> int:
        return self.confirmed + self.declined

    @property
    def all(self) -> int:
        return self.waiting + self.decided

    @property
    def said(self) -> str:
        """待确认 9 项，已确认 2 项，不采纳 1 项; what there is none of is not said."""
        counts = ((WAITING, self.waiting), (CONFIRMED, self.confirmed), (DECLINED, self.declined))
        return "，".join(f"{label} {n} 项" for label, n in counts if n)


def counted(reported: ReportedRound) -> Counts:
    """How the round's proposals stand."""
    return Counts.of(reported.open_proposals.values())


def measures_of(reported: ReportedRound, *, waiting: bool = False) -> list[tuple[str, list[Considered]]]:
    """The values that are proposed, by what they are called. waiting: those alone of which nobody has decided."""
    out: dict[str, list[Considered]] = {}
    for c in reported.open_proposals.values():
        if c.proposal.kind == "measure" and (c.state == "waiting" or not waiting):
            out.setdefault(c.proposal.title, []).append(c)
    return list(out.items())


def grouped_said(reported: ReportedRound, those: Sequence[Considered], most: int) -> str:
    """Proposed values with whose they are, the names of each that were turned down so marked: 诫勉谈话 2 家（青溪镇、白石镇）；…"""
    by_value: dict[str, list[Considered]] = {}
    for c in those:
        by_value.setdefault(JOINT.join(c.proposal.value), []).append(c)
    return "；".join(f"{value} {len(own)} {counter(own[0].proposal)}（{first_of([marked(reported, c) for c in own], most)}）"
                    for value, own in by_value.items())


def counter(proposal: Proposal) -> str:
    """The word after a number of such."""
    return "家" if proposal.of == "unit" else "人"


def marked(reported: ReportedRound, considered: Considered) -> str:
    """A name, with a mark where it was turned down."""
    name = subject_name(reported, considered.proposal)
    return f"{name}（{DECLINED}）" if considered.state == "declined" else name


def proposals_json(reported: ReportedRound) -> dict[str, Any]:
    """As programs read it."""
    counts = counted(reported)
    return {
        "scheme": reported.scheme.id, "period": str(reported.period), "revision": reported.decided.revision,
        "waiting": counts.waiting, "confirmed": counts.confirmed, "declined": counts.declined,
        "proposals": [_json(reported, c) for c in reported.considered],
    }


def _json(reported: ReportedRound, c: Considered) -> dict[str, Any]:
    p = c.proposal
    return {
        "name": p.name, "kind": p.kind, "rule": p.rule, "title": p.title, "of": p.of, "subject": p.subject,
        "subject_name": subject_name(reported, p), "value": list(p.value), "state": c.state,
        "records": [record_json(r) | {"counts": r is c.counting} for r in c.records],
    }


def record_json(record: Confirmation) -> dict[str, Any]:
    """What somebody decided, as programs read it."""
    return {"id": record.id, "revision": record.revision, "proposal": record.proposal, "confirmed": record.confirmed,
            "awarded": list(record.awarded), "reason": record.reason, "by": record.by, "at": record.at}


def proposal_lines(reported: ReportedRound) -> list[str]:
    """The round's proposals as people read them, with the name by which each is decided; below each what was decided of it."""
    out = []
    for c in reported.considered:
        p = c.proposal
        official = reported.roster.official(p.subject) if p.of == "official" else None
        unit = f"（{reported.unit_name(official.unit)}）" if official else ""
        what = p.title if p.kind == "list" else proposed_said(reported, p)
        out.append(f"{proposal_state(c)} {what}：{subject_name(reported, p)}{unit}　{p.name}")
        for record in c.records:
            counts = "" if record is c.counting else f"{LAPSED if c.lapsed or record.id in reported.decided.outlived else CHANGED}："
            out.append(f"  {counts}{CONFIRMED if record.confirmed else DECLINED} {decision_said(reported, record)}")
    return [one_line(line) for line in out]
