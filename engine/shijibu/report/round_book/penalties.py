"""What units lost in the year so far because of others, each with its cause, and a subtotal for whoever pays."""

from __future__ import annotations

from typing import Any

from shijibu.report.listed import Column
from shijibu.report.page import Listing
from shijibu.report.reported_round import ReportedRound, as_shown
from shijibu.report.round_book.links import Links
from shijibu.report.why import PENALTIES
from shijibu.scheme.outcomes import Penalty
from shijibu.scheme.period import Period


def penalties_list(reported: ReportedRound, penalty: Penalty) -> Listing:
    """One list, unit by unit, oldest first."""
    columns = [
        Column("单位编码", middle=True, names="unit"), Column("扣分单位", most=24), Column("期次", middle=True, most=20), Column("原因", most=36),
        Column("起因单位", most=24), Column("扣分", "number", figure=f"{PENALTIES}{penalty.id}"), Column("规则", middle=True),
    ]
    rows: list[list[Any]] = []
    strong: set[int] = set()
    payers, names = 0, Links(reported)
    for unit in reported.roster.units:
        own = [p for p in reported.evaluation.penalties(unit.code) if p["penalty"] == penalty.id]
        if not own:
            continue
        payers += 1
        for p in own:
            period = Period.parse(p["period"], reported.scheme.cadence).label
            rows.append([unit.code, names.unit(unit.code), period, p["because"], names.unit(p["source"]), as_shown(p["points"]), p["rule"]])
        strong.add(len(rows))
        rows.append([unit.code, unit.name, "小计", f"{len(own)} 次", "", as_shown(sum(p["points"] for p in own)), ""])
    note = f"本年至{reported.period.label}：{payers} 个单位，{len(rows) - len(strong)} 次"
    return Listing(penalty.title, f"{reported.period.year}年{penalty.title}", columns, rows, note=note, frozen=2, strong=frozenset(strong))
