"""Where the rows of a unit, of an official and of a unit's problems stand in the workbook, for names that lead there."""

from __future__ import annotations

from functools import cached_property

from shijibu.report.listed import Named
from shijibu.report.page import FIRST
from shijibu.report.reported_round import ReportedRound
from shijibu.scheme.roster import Official, Unit

UNITS, OFFICIALS, PROBLEMS = "单位", "干部", "问题"
_NAME = 1


class Links:
    """Names as links of one round's workbook; both lists stand in the roster's order."""

    def __init__(self, reported: ReportedRound) -> None:
        self.reported = reported
        self._names: dict[str, str] = {}

    @cached_property
    def _units(self) -> dict[str, int]:
        return {u.code: FIRST + n for n, u in enumerate(self.reported.roster.units)}

    @cached_property
    def _officials(self) -> dict[str, int]:
        return {o.id: FIRST + n for n, o in enumerate(self.reported.roster.officials)}

    @cached_property
    def _of_unit(self) -> dict[str, int]:
        """The row of each unit's first official."""
        return {o.unit: self._officials[o.id] for o in reversed(self.reported.roster.officials)}

    @cached_property
    def _problems(self) -> dict[str, int]:
        """The row of each unit's first problem."""
        first, row = dict[str, int](), FIRST
        for file in self.reported.files:
            if file.problems and file.unit:
                first.setdefault(file.unit, row)
            row += len(file.problems)
        return first

    def unit(self, code: str | None) -> str:
        """A unit's name, which leads to its figures. It stands beside each of the unit's officials."""
        if code is None or code not in self._units:
            return self.reported.unit_name(code)
        if (name := self._names.get(code)) is None:
            name = self._names[code] = Named.of(self.reported.unit_name(code), "unit", code, UNITS, self._units[code], _NAME)
        return name

    def people(self, unit: Unit) -> str:
        """A unit's name, which leads to its first official."""
        row = self._of_unit.get(unit.code)
        return unit.name if row is None else Named.of(unit.name, "unit", unit.code, OFFICIALS, row, _NAME)

    def official(self, official: Official) -> str:
        """An official's name, which leads to his or her figures."""
        return Named.of(official.name, "official", official.id, OFFICIALS, self._officials[official.id], _NAME)

    def problems(self, code: str) -> str:
        """A unit's name, which leads to its first problem, or where it has none to its figures."""
        row = self._problems.get(code)
        return self.unit(code) if row is None else Named.of(self.reported.unit_name(code), "unit", code, PROBLEMS, row, 2)

