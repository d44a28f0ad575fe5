"""Where the rows of a unit, of an official and of a unit's problems stand in the workbook, for names that lead there."""

from __future__ import annotations

from shijibu.report.page import FIRST, Named
from shijibu.report.reported_round import ReportedRound
from shijibu.scheme.roster import Official, Unit

UNITS, OFFICIALS, PROBLEMS = "单位", "干部", "问题"
_NAME = 1


class Links:
    """Names as links of one round's workbook; both lists stand in the roster's order."""

    def __init__(self, reported: ReportedRound) -> None:
        self.reported = reported
        self._units = {u.code: FIRST + n for n, u in enumerate(reported.roster.units)}
        self._officials = {o.id: FIRST + n for n, o in enumerate(reported.roster.officials)}
        self._of_unit: dict[str, int] = {}
        for official in reported.roster.officials:
            self._of_unit.setdefault(official.unit, self._officials[official.id])
        self._problems: dict[str, int] = {}
        row = FIRST
        for file in reported.files:
            if file.problems and file.unit:
                self._problems.setdefault(file.unit, row)
            row += len(file.problems)

    def unit(self, code: str | None) -> str:
        """A unit's name, which leads to its figures."""
        name = self.reported.unit_name(code)
        return Named.of(name, "unit", code, UNITS, self._units[code], _NAME) if code in self._units else name

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

