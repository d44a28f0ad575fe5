"""Inputs that stand otherwise than they were returned, because an objection was upheld."""

from __future__ import annotations

from typing import Any

from shijibu.report.listed import Column
from shijibu.report.objections import amendment_note, before_and_after, value_said
from shijibu.report.page import Listing
from shijibu.report.reported_round import ReportedRound

_CHANGES = [
    Column("单位编码", middle=True), Column("单位", most=24), Column("干部编号", middle=True), Column("干部", most=14), Column("项目", most=24),
    Column("更正前", middle=True, most=24), Column("更正后", middle=True, most=24),
]
STATES = {"applied": "已更正", "replaced": "后来又更正", "lost": "没有用上"}
_COLUMNS = [
    Column("异议", "integer", middle=True), Column("单位编码", middle=True), Column("单位", most=24), Column("工作表", most=14),
    Column("单元格", middle=True), Column("栏目", most=20), Column("交回", most=24), Column("更正为", most=24),
    Column("情况", middle=True, colours={"没有用上": "red"}), Column("决定日期", middle=True), Column("理由", most=50),
]


def amendments_list(reported: ReportedRound) -> Listing:
    """One row an amended cell, in the order in which they were decided."""
    amendments = reported.results.amendments
    rows: list[list[Any]] = []
    for a in amendments:
        before, after = (value_said(reported.scheme, a.field, value) for value in (a.returned, a.amended))
        why = "；".join(t for t in (a.why, a.reason) if t)
        whose = reported.code_cell(a.unit), reported.unit_name(a.unit)
        rows.append([a.objection, *whose, a.sheet, a.cell, a.label, before, after, STATES[a.state], a.decided, why])
    note = amendment_note(amendments, reported.unit_name)
    return Listing("异议更正", f"{reported.period.label}按成立的异议更正的填报", _COLUMNS, rows, note=note, frozen=3)


def changes_list(reported: ReportedRound) -> Listing:
    """Every figure that the amendments changed, whoever's it is: as the workbooks came in, and as amended."""
    changes = reported.results.changes
    rows = [[c.unit, c.unit_name, c.official, c.official_name, c.label, *before_and_after(c.before, c.after)] for c in changes]
    note = f"共 {len(rows)} 个数字；更正前按交回的填报计算，更正后按异议更正后的填报计算"
    return Listing("异议影响", f"{reported.period.label}因异议更正而变化的数字", _CHANGES, rows, note=note, frozen=4)
