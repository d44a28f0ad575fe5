"""催报名单: which units still owe their return of a round, until when, whom to turn to there, and a text to send them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shijibu.report.listed import Column
from shijibu.report.office_lists.book import list_book
from shijibu.report.page import Listing
from shijibu.report.reported_round import REJECTED, WITHDRAWN
from shijibu.report.status import Status, UnitStatus
from shijibu.report.status_said import STATES, counts_said, due_said, left_said, marks_said
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Roster
from shijibu.spreadsheet.wording import MISSING

OWING, EVERYBODY = "催报名单", "各单位"
_TURNED_TO = ("联系人", "联络", "电话", "手机", "邮箱")
"""Words in the heading of a roster's column that says how to reach a unit."""
_COLOURS = {REJECTED: "red", MISSING: "yellow", WITHDRAWN: "yellow"}
_UNIT = [Column("单位编码", middle=True), Column("单位", most=24), Column("类别", middle=True), Column("情况", middle=True, colours=_COLOURS)]


def owing_list(status: Status, scheme: Scheme, period: Period, roster: Roster, made: datetime) -> bytes:
    """Who owes a return, and how all units stand, as .xlsx."""
    title, note = f"{period.label}{OWING}", owing_said(status)
    reached = [c for c in scheme.roster.columns if c.of == "units" and any(word in c.heading for word in _TURNED_TO)]
    columns = [*_UNIT, Column("截止日", middle=True), Column("期限", middle=True), Column(scheme.roster.head, middle=True, most=20),
               *(Column(c.heading, most=24) for c in reached), Column("须改正", "integer"), Column("催报（整格复制）", most=70)]
    rows: list[list[Any]] = []
    for unit in status.units:
        if unit.reminder is None:
            continue
        known = roster.unit(unit.code)
        heads = "、".join(o.name for o in roster.staff(unit.code) if o.post == scheme.roster.head)
        extra = known.extra if known else {}
        rows.append([*_whose(unit, scheme), status.deadline or "", left_said(status), heads, *(extra.get(c.id, "") for c in reached),
                     unit.errors or None, unit.reminder])
    everybody = [*_UNIT, Column("首次收到", middle=True), Column("错误", "integer"), Column("警告", "integer"), Column("说明", most=40)]
    all_rows = [[*_whose(u, scheme), u.seen or "", u.errors or None, u.warnings or None, "、".join(marks_said(u))] for u in status.units]
    listed = [Listing(OWING, title, columns, rows, note=note, frozen=2),
              Listing(EVERYBODY, f"{period.label}各单位报送情况", everybody, all_rows, note=note, frozen=2)]
    return list_book(listed, title, scheme.name, made)


def owing_said(status: Status) -> str:
    """How the round stands, in one line."""
    waiting = f"；已收到、还没有汇总 {len(status.waiting)}" if status.waiting else ""
    return f"{counts_said(status)}{waiting}；{due_said(status)}"


def _whose(unit: UnitStatus, scheme: Scheme) -> list[str]:
    """Code, name, kind and state; the office's own workbook is known by its name."""
    own, kind = unit.kind == "county", scheme.kind(unit.kind)
    state = WITHDRAWN if unit.withdrawn else STATES[unit.state]
    return ["" if own else unit.code, unit.name, "" if kind is None else kind.label, state]
