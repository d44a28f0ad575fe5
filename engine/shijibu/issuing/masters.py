"""The masters of one round.

From a round's second issue on nearly each unit has commitments of its own. What does not go by them, most sheets, is kept from the first master
that is like it but for these.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from shijibu.figures.live_formula import Live
from shijibu.issuing.kept_sheet import Kept
from shijibu.issuing.master import draw_master
from shijibu.issuing.master_writer import MasterWriter, Shape
from shijibu.issuing.patch import Master
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.sheets import Workbook
from shijibu.workbook.layout import Layout, rooms

_FIRSTS = 32  # as many as are kept from at once, 1 MB each; units of one size have one


class Masters:
    """The masters of one round, each made once. units: name and kind of the county's units by code."""

    def __init__(self, scheme: Scheme, period: Period, deadline: date, live: Live, units: Mapping[str, tuple[str, str]]) -> None:
        self._scheme, self._period, self._deadline, self._live, self._units = scheme, period, deadline, live, units
        self._made: dict[tuple[object, ...], tuple[Master, Layout]] = {}
        self._first: dict[tuple[object, ...], _First] = {}

    def of(self, workbook: Workbook, shape: Shape) -> tuple[Master, Layout]:
        """The master of a workbook for units of that shape, and its geometry."""
        key = (workbook.id, *shape.key)
        if key not in self._made:
            self._made[key] = self._new(workbook, shape)
        return self._made[key]

    def _new(self, workbook: Workbook, shape: Shape) -> tuple[Master, Layout]:
        room = rooms(workbook, self._period.round, team_size=shape.team_size, staff_size=shape.staff_size, subject_rows=shape.subject_rows,
                     committed_rows=shape.committed_rows)
        alike = (workbook.id, *shape.frame, *room.items())
        first = self._first.get(alike)
        kept = first.kept_for(shape) if first is not None else {}
        data, writer = draw_master(
            self._scheme, workbook, self._period, shape, deadline=self._deadline, live=self._live, units=self._units, kept=kept)
        if first is not None:
            return Master(data, like=first.master), writer.layout
        if len(self._first) == _FIRSTS:
            del self._first[next(iter(self._first))]
        first = self._first[alike] = _First(Master(data), writer, shape)
        return first.master, writer.layout


class _First:
    """The first master of those that differ in what was committed alone."""

    def __init__(self, master: Master, writer: MasterWriter, shape: Shape) -> None:
        self.master, self._shape = master, shape
        self._writer: MasterWriter | None = writer
        self._kept: dict[str, Kept] = {}

    def kept_for(self, shape: Shape) -> dict[str, Kept]:
        """The sheets that are the same in a master of another shape, by their titles."""
        if self._writer is not None:  # with the second of them: most masters of a first issue are the only one of their kind
            self._keep(self._writer)
            self._writer = None
        before, now = self._shape.committed, shape.committed
        other = {table for table in {*before, *now} if before.get(table) != now.get(table)}
        return {title: kept for title, kept in self._kept.items() if not kept.goes_by & other}

    def _keep(self, writer: MasterWriter) -> None:
        for title in writer.asked:
            part, sheet = self.master.part(title), writer.book.get_worksheet_by_name(title)
            if part is not None and (kept := Kept.of(sheet, part.decode(), writer)) is not None:
                self._kept[title] = kept
