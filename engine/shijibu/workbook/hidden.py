"""What stands in the hidden sheet beside identity, facts and names: what each official owes, and what is said of people and of the unit.

A row is an official's, in the order of the names; what is the unit's stands in the first row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shijibu.language.expression import Name, names
from shijibu.language.formula import Formula, Template
from shijibu.scheme.known import is_known
from shijibu.scheme.model import Scheme
from shijibu.scheme.outcomes import Check
from shijibu.scheme.sheets import Table, Workbook
from shijibu.spreadsheet.address import pinned
from shijibu.workbook.names import HIDDEN_SHEET

NAMES_COLUMN, IDS_COLUMN = 3, 4
TEAM = "team"  # of what is known of an official: whether a member of the team
IN_TEAM = "是"
UNTOUCHED_ROW = 4
_FIRST = 60  # right of the dropdowns' lists


@dataclass(frozen=True, slots=True)
class OwedColumns:
    """Of a table that expects something: what is owed, what is there, what is said of somebody who owes more, and of nothing at all."""

    due: int
    held: int
    said: int
    nothing: int


@dataclass(frozen=True, slots=True)
class HiddenLayout:
    """owed: by table. known: columns of what is known of each official, by its name in formulas. checks: those of people and of the unit.

    totals: the column in which all that stands in the way, all reminders, and all that somebody entered are counted, one below the other, and
    which then says of a workbook that nobody filled in that it is so.
    """

    people: int
    totals: int
    owed: dict[str, OwedColumns]
    known: dict[str, int]
    checks: list[tuple[Check, int]]

    def cell(self, row: int, column: int) -> str:
        return f"{HIDDEN_SHEET}!{pinned(row, column)}"

    @property
    def errors(self) -> str:
        return self.cell(1, self.totals)

    @property
    def reminders(self) -> str:
        return self.cell(2, self.totals)

    @property
    def entered(self) -> str:
        return self.cell(3, self.totals)

    @property
    def untouched(self) -> str:
        return self.cell(UNTOUCHED_ROW, self.totals)

    def range(self, column: int) -> str:
        return f"{HIDDEN_SHEET}!{pinned(1, column)}:{pinned(self.people, column)}"


def hidden_layout(scheme: Scheme, workbook: Workbook, round_: int, staff_size: int) -> HiddenLayout:
    """The geometry for a workbook that knows so many officials."""
    at = iter(range(_FIRST, 16_000))
    tables = workbook.tables_of(round_)
    owed = {t.id: OwedColumns(next(at), next(at), next(at), next(at)) for t in tables if t.expects}
    listed = [] if workbook.county else [c for c in shown_checks(scheme, round_) if c.each in ("unit", "member")]
    wanted = [*([TEAM] if any(c.each == "member" for c in listed) else []), *_known(scheme, tables, round_)]
    known = {id: next(at) for id in dict.fromkeys(wanted)}
    checks = [(c, next(at)) for c in listed]
    return HiddenLayout(max(staff_size, 1), next(at), owed, known, checks)


def shown_checks(scheme: Scheme, round_: int) -> list[Check]:
    """The checks of a round that the sheet itself may say."""
    return [c for c in scheme.checks if c.shown is not False and (c.rounds is None or round_ in c.rounds)]


def checks_of(scheme: Scheme, table: Table, round_: int) -> list[Check]:
    """Those of a table's rows."""
    return [c for c in shown_checks(scheme, round_) if c.each == table.id]


def _known(scheme: Scheme, tables: list[Table], round_: int) -> Iterator[str]:
    """What checks ask of a row's owner, or of a member, that is known when the workbook goes out."""
    ids = {t.id for t in tables}
    for check in shown_checks(scheme, round_):
        formulas = [check.when, *Template(check.message).formulas] if check.each in ids or check.each == "member" else []
        for name in (n for f in formulas if not f.fault for n in names(f.tree)):
            asked = _asked(name, check)
            if asked and is_known(scheme, Formula(asked), "official"):
                yield asked


def _asked(name: Name, check: Check) -> str | None:
    if check.each == "member":
        return name.path[0] if len(name.path) == 1 else None
    return name.path[1] if len(name.path) == 2 and name.path[0] == "owner" else None
