"""Texts that say nearly the same, side by side with both places, for a person to judge."""

from __future__ import annotations

from shijibu.report.listed import Column
from shijibu.report.page import Listing
from shijibu.report.reported_round import ReportedRound
from shijibu.report.sentences import place_of, whose
from shijibu.rounds.results import SimilarPair, TextPlace
from shijibu.scheme.outcomes import Similar
from shijibu.scheme.period import Period

_MOST_NAMED = 20
_PLACE = [Column("期次", middle=True, most=14), Column("单位", most=16), Column("干部", middle=True, most=12), Column("位置", most=16)]


def similar_list(reported: ReportedRound, rule: Similar) -> Listing:
    """One row a pair, the earlier place on the left, the most alike first."""
    pairs, unlisted = similar_pairs(reported, rule), left_out(reported, rule)
    text = Column("文字", most=40)
    columns = [Column("相似度", "number"), *(_named(c, "甲：") for c in (*_PLACE, text)), *(_named(c, "乙：") for c in (*_PLACE, text)),
               Column("规则", middle=True)]
    rows = [[p.similarity, *_place(reported, p.first), *_place(reported, p.second), p.rule] for p in pairs]
    notes = [f"共 {len(pairs) + unlisted} 对", "文字相似不等于违规，由人核查认定，不自动扣分"]
    if unlisted:
        notes.insert(1, f"只列最相似的 {len(pairs)} 对，另有 {unlisted} 对未列")
    notes += not_compared(reported, rule)
    return Listing(rule.title, f"{reported.period.label}{rule.title}", columns, rows, note="；".join(notes), frozen=1)


def similar_pairs(reported: ReportedRound, rule: Similar) -> list[SimilarPair]:
    """The pairs that are listed."""
    return [p for p in reported.results.similar or () if p.id == rule.id]


def left_out(reported: ReportedRound, rule: Similar) -> int:
    """How many more there are than are listed."""
    return (reported.results.similar_left_out or {}).get(rule.id, 0)


def not_compared(reported: ReportedRound, rule: Similar) -> list[str]:
    """That texts were too long and too many to be compared, and whose they are; nothing where all were."""
    unread = (reported.results.similar_not_compared or {}).get(rule.id)
    if unread is None:
        return []
    names = [reported.unit_name(code) or code for code in unread.units]
    whose = "、".join(names[:_MOST_NAMED]) + (f" 等 {len(names)} 个单位" if len(names) > _MOST_NAMED else "")
    return [f"有 {unread.texts} 段文字太长太多，没有与其他文字逐一比较，请人工核对：{whose}"]


def _place(reported: ReportedRound, place: TextPlace) -> list[str]:
    period = Period.parse(place.period, reported.scheme.cadence).label
    unit = reported.unit_name(place.unit) or place.unit
    return [period, unit, whose(reported.roster, place), place_of(place), place.text]


def _named(column: Column, side: str) -> Column:
    return Column(side + column.label, column.kind, column.most, column.colours, column.middle)
