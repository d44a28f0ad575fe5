"""下发清单: which workbook goes to which unit, with a column to tick off what was sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from shijibu.ledger import Issue
from shijibu.report.listed import Column, Outside
from shijibu.report.office_lists.book import list_book
from shijibu.report.page import Listing
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Roster
from shijibu.spreadsheet.wording import day_said

ISSUED = "下发清单"
_COLUMNS = [
    Column("序号", "integer"), Column("单位编码", middle=True), Column("单位", most=24), Column("类别", middle=True), Column("工作簿", most=60),
    Column("编号", "integer"), Column("已发", middle=True),
]


def issued_list(
    scheme: Scheme, period: Period, roster: Roster, issued: Iterable[Issue], deadline: date | None, made: datetime, folder: Path | None = None,
) -> bytes:  # fmt: skip
    """The workbooks that went out, as .xlsx. folder: where they lie, for links to them."""
    kinds = {kind.id: kind.label for kind in scheme.roster.kinds}
    rows = []
    for number, issue in enumerate(sorted(issued, key=lambda i: i.unit), 1):
        unit, own = roster.unit(issue.unit), scheme.workbook_for(issue.unit)
        code, name = (unit.code, unit.name) if unit else ("", own.unit_name or own.title)
        file = Outside.to(issue.file, folder / issue.file if folder else None)
        rows.append([number, code, name, kinds.get(unit.kind, "") if unit else "", file, issue.number, ""])
    due = f"，截止日 {day_said(deadline)}" if deadline else ""
    note = f"共 {len(rows)} 本{due}" + (f"；存放在 {folder}" if folder else "")
    title = f"{period.label}{ISSUED}"
    return list_book([Listing(ISSUED, title, _COLUMNS, rows, note=note, frozen=3)], title, scheme.name, made)
