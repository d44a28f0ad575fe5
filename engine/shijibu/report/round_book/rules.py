"""Changes of the rules of a round that was out."""

from __future__ import annotations

from typing import Any

from shijibu.report.listed import Column
from shijibu.report.page import Listing
from shijibu.report.reported_round import ReportedRound
from shijibu.scheme.differing import value_said
from shijibu.spreadsheet.wording import moment_said

_COLUMNS = [
    Column("更改时间", middle=True), Column("理由", most=40), Column("名称", most=30), Column("位置", most=40), Column("原来", most=30),
    Column("改为", most=30), Column("版本", most=30),
]
_UNKNOWN = "台账没有保存原来的方案"


def rules_list(reported: ReportedRound) -> Listing:
    """One row a parameter, or other place of the scheme, that was changed after the round had gone out."""
    rows: list[list[Any]] = []
    for change in reported.decided.rule_changes:
        at = moment_said(change.at)
        versions = f"{change.before} → {change.after}"
        listed = change.differences if change.differences is not None else [{"title": _UNKNOWN, "path": None, "before": None, "after": None}]
        for d in listed:
            known = d["path"] is not None
            values = [value_said(d[which]) if known else None for which in ("before", "after")]
            rows.append([at, change.reason, d["title"], d["path"], *values, versions])
    note = "；".join(t for t in (reported.decided.notice, f"下发以后改过 {len(reported.decided.rule_changes)} 次" if rows else "") if t)
    return Listing("方案更改", f"{reported.period.label}下发以后更改的方案", _COLUMNS, rows, note=note, frozen=1)
