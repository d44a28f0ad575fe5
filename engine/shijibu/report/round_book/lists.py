"""The lists that the scheme proposes, with reasons, and the ties that a person must settle."""

from __future__ import annotations

from typing import Any

from shijibu.report.listed import Column
from shijibu.report.page import Listing
from shijibu.report.proposals import DECISION_COLOURS, Counts, decision_said, proposal_state
from shijibu.report.reported_round import ReportedRound
from shijibu.report.round_book.links import Links
from shijibu.report.sentences import how_settled, reasons_of
from shijibu.scheme.roster import Official
from shijibu.spreadsheet.wording import JOINT, NOTHING, joined

LISTS, TIES = "名单", "并列"


def lists_list(reported: ReportedRound) -> Listing:
    """All lists below each other; an empty one says so."""
    columns = [
        Column("名单", most=32), Column("编号", middle=True, most=16), Column("姓名或单位", middle=True, most=24), Column("所在单位", most=24),
        Column("职务", middle=True), Column("理由", most=64), Column("状态", middle=True, colours=DECISION_COLOURS), Column("决定", most=30),
        Column("规则", middle=True, most=14),
    ]
    names = Links(reported)
    rows: list[list[Any]] = []
    counts: list[str] = []
    for rule, listed in reported.listed():
        counts.append(f"{rule.title} {len(listed)}")
        for one in listed:
            reasons = reasons_of(reported.evaluation, rule, one)
            texts, ids = "；".join(t for _, t in reasons), "、".join(dict.fromkeys(r for r, _ in reasons)) or rule.rule
            considered = reported.on_list(rule, one)
            decided = proposal_state(considered), decision_said(reported, considered.counting)
            if isinstance(one, Official):
                rows.append([rule.title, one.id, names.official(one), names.unit(one.unit), one.post, texts, *decided, ids])
            else:
                rows.append([rule.title, one.code, names.unit(one.code), "", "", texts, *decided, ids])
        if not listed:
            rows.append([rule.title, "", NOTHING, "", "", "", "", "", rule.rule])
    said = Counts.of(c for c in reported.open_proposals.values() if c.proposal.kind == "list").said
    note = joined(["名单为建议，由考评办研究确定", said, *counts])
    return Listing(LISTS, f"{reported.period.label}建议名单", columns, rows, note=note, frozen=3)


def ties_list(reported: ReportedRound) -> Listing:
    """Ties for a last place: who, and how they are settled."""
    columns = [
        Column("单位编码", middle=True), Column("单位", most=24), Column("并列干部", most=50), Column("处理办法", most=50),
        Column("状态", middle=True, colours=DECISION_COLOURS), Column("决定", most=40), Column("规则", middle=True),
    ]
    rows, units = [], Links(reported)
    ties = [c for c in reported.open_proposals.values() if c.proposal.kind == "tie"]
    for c in ties:
        tie = c.proposal
        names = [f"{o.name}（{o.id}）" for o in map(reported.roster.official, tie.value) if o is not None]
        rows.append([tie.subject, units.unit(tie.subject), JOINT.join(names), how_settled(reported, tie.rule), proposal_state(c),
                     decision_said(reported, c.counting), tie.rule])
    note = joined((f"共 {len(rows)} 处并列，名额不够，须由人决定", Counts.of(ties).said))
    return Listing(TIES, f"{reported.period.label}待定的并列", columns, rows, note=note, frozen=2)
