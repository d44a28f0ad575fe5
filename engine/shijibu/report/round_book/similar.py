"""Texts that say nearly the same, side by side with both places, for a person to judge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shijibu.report.material import Material
from shijibu.report.page import Column, ReportBook
from shijibu.scheme.model import Similar
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Roster

_MOST_NAMED = 20
_PLACE = [Column("期次", middle=True, most=14), Column("单位", most=16), Column("干部", middle=True, most=12), Column("位置", most=16)]


def similar_sheet(book: ReportBook, material: Material, rule: Similar) -> None:
    """One row a pair, the earlier place on the left, the most alike first."""
    pairs = [p for p in material.results["similar"] if p["id"] == rule.id]
    left_out = material.results["similar_left_out"].get(rule.id, 0)
    text = Column("文字", most=40)
    columns = [Column("相似度", "number"), *(_named(c, "甲：") for c in (*_PLACE, text)), *(_named(c, "乙：") for c in (*_PLACE, text)),
               Column("规则", middle=True)]
    rows = [[p["similarity"], *_place(material, p["first"]), *_place(material, p["second"]), p["rule"]] for p in pairs]
    told = [f"共 {len(pairs) + left_out} 对", "文字相似不等于违规，由人核查认定，不自动扣分"]
    if left_out:
        told.insert(1, f"只列最相似的 {len(pairs)} 对，另有 {left_out} 对未列")
    told += not_compared(material, rule)
    book.list(rule.title, f"{material.period.label}{rule.title}", columns, rows, note="；".join(told), frozen=1)


def not_compared(material: Material, rule: Similar) -> list[str]:
    """That texts were too long and too many to be compared, and whose they are; nothing where all were."""
    unread = material.results["similar_not_compared"].get(rule.id)
    if not unread:
        return []
    names = [material.unit_name(code) or code for code in unread["units"]]
    whose = "、".join(names[:_MOST_NAMED]) + (f" 等 {len(names)} 个单位" if len(names) > _MOST_NAMED else "")
    return [f"有 {unread['texts']} 段文字太长太多，没有与其他文字逐一比较，请人工核对：{whose}"]


def place_of(place: Mapping[str, Any]) -> str:
    """Where a text stands in its workbook."""
    return f"{place['sheet'] or place['table']}!{place['cell'] or '第' + str(place['row']) + '行'}"


def whose(roster: Roster, place: Mapping[str, Any]) -> str:
    """The official's name, or the id of one who is in the roster no more; empty where the table does not say."""
    official = roster.official(place["official"] or "")
    return official.name if official else place["official"] or ""


def _place(material: Material, place: Mapping[str, Any]) -> list[str]:
    period = Period.parse(place["period"], material.scheme.cadence).label
    unit = material.unit_name(place["unit"]) or place["unit"]
    return [period, unit, whose(material.roster, place), place_of(place), place["text"]]


def _named(column: Column, side: str) -> Column:
    return Column(side + column.label, column.kind, column.most, column.colours, column.middle)
