"""Figures that could not be computed because of an error: blank in every table, and said here and in the summary."""

from __future__ import annotations

from shijibu.figures.uncomputed import Uncomputed
from shijibu.report.listed import Column
from shijibu.report.page import Listing
from shijibu.report.reported_round import ReportedRound

TITLE = "算不出的数"
_COLUMNS = [Column("单位", most=24), Column("姓名", most=14), Column("名称", most=40), Column("行", middle=True), Column("原因", most=60)]


def uncomputed_list(reported: ReportedRound) -> Listing:
    """One row a figure, column or condition."""
    rows = [[*_who(reported, entry), entry.what, entry.row, entry.reason] for entry in reported.evaluation.uncomputed]
    note = "这些数因出错而空着，不是没有填报；请核对方案的参数和填报的数"
    return Listing(TITLE, f"{reported.period.label}因出错而空着的数", _COLUMNS, rows, note=note, frozen=1)


def said(reported: ReportedRound, entry: Uncomputed) -> str:
    """The same in a sentence."""
    who = " ".join(part for part in _who(reported, entry) if part)
    row = f"第 {entry.row} 行" if entry.row is not None else ""
    return f"{who}“{entry.what}”{row}：{entry.reason}"


def _who(reported: ReportedRound, entry: Uncomputed) -> tuple[str, str | None]:
    official = reported.evaluation.roster.official(entry.official or "")
    return reported.unit_name(entry.unit) if entry.unit else "全县", official.name if official else None
