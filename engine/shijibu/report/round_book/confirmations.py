"""Everything that the round proposes, and who confirmed it or turned it down; what counts no more stands below what counts."""

from __future__ import annotations

from typing import Any

from shijibu.ledger import Confirmation
from shijibu.report.listed import Column
from shijibu.report.page import Listing
from shijibu.report.proposals import CHANGED, DECISION_COLOURS, KINDS, LAPSED, counted, proposal_state, proposed_said, reason_said, subject_name
from shijibu.report.reported_round import ReportedRound
from shijibu.report.round_book.links import Links
from shijibu.rounds.proposals import Considered
from shijibu.spreadsheet.wording import joined, moment_said

CONFIRMATIONS = "确认事项"


def confirmations_list(reported: ReportedRound) -> Listing:
    """One row a proposal, and one each for what was decided of it before."""
    columns = [
        Column("类别", middle=True), Column("事项", most=26), Column("编号", middle=True, most=16), Column("姓名或单位", middle=True, most=20),
        Column("所在单位", most=20), Column("建议", most=34), Column("状态", middle=True, colours=DECISION_COLOURS), Column("决定和理由", most=40),
        Column("决定人", middle=True, most=16), Column("决定时间", middle=True, most=18), Column("规则", middle=True),
    ]
    names, rows = Links(reported), list[list[Any]]()
    for c in reported.considered:
        whose = _whose(reported, names, c)
        if not c.lapsed:
            rows.append(_row(reported, c, whose, proposal_state(c), c.counting))
        for record in reversed([r for r in c.records if r is not c.counting]):
            rows.append(_row(reported, c, whose, LAPSED if c.lapsed or record.id in reported.decided.outlived else CHANGED, record))
    counts = counted(reported)
    lapsed = sum(c.lapsed for c in reported.considered)
    note = joined((f"建议共 {counts.all} 项：{counts.said}" if counts.all else "", f"{lapsed} 项{LAPSED}：重新汇总以后不再这样建议" if lapsed else "",
                   "建议由人确认或不采纳，不改动计算的结果"))
    return Listing(CONFIRMATIONS, f"{reported.period.label}待确认和已确认的事项", columns, rows, note=note, frozen=4)


def _whose(reported: ReportedRound, names: Links, c: Considered) -> list[str]:
    """编号, 姓名或单位, 所在单位"""
    p = c.proposal
    official = reported.roster.official(p.subject) if p.of == "official" else None
    if official is not None:
        return [p.subject, names.official(official), names.unit(official.unit)]
    return [p.subject, names.unit(p.subject) if p.of == "unit" else subject_name(reported, p), ""]


def _row(reported: ReportedRound, c: Considered, whose: list[str], state: str, record: Confirmation | None) -> list[Any]:
    said = reason_said(reported, record)
    if record is not None and state not in DECISION_COLOURS:  # what was decided is not said by the state
        said = joined(("当时确认" if record.confirmed else "当时不采纳", said), "：")
    decided = [said, record.by, moment_said(record.at)] if record is not None else ["", "", ""]
    return [KINDS[c.proposal.kind], c.proposal.title, *whose, proposed_said(reported, c.proposal), state, *decided, c.proposal.rule]
