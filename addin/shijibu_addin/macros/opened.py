"""The workbook in front of the person, read back by the engine."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from shijibu.checks.built_in import look_over
from shijibu.checks.check import own_evaluation
from shijibu.checks.declared import declared_problems
from shijibu.checks.live import live_findings
from shijibu.figures.evaluation import Evaluation
from shijibu.issuing.shown import Shown
from shijibu.problems.problem import Problem, problem_of
from shijibu.returns.entry import is_empty
from shijibu.returns.returned import Place, Returned, read_back
from shijibu.spreadsheet.address import address
from shijibu.spreadsheet.style import GIVEN, INPUT, LIVE
from shijibu_addin.macros.book_grid import grid_of
from shijibu_addin.macros.hosts import Colour, recalculated, rgb
from shijibu_addin.macros.journal import Change

if TYPE_CHECKING:
    import xlwings as xw

_ORDER = ("error", "warning", "notice")


@dataclass
class Opened:
    """What an open workbook says, and its figures by the engine."""

    returned: Returned

    @cached_property
    def evaluation(self) -> Evaluation:
        return own_evaluation(self.returned)

    @cached_property
    def problems(self) -> list[Problem]:
        """All that a check of the saved file says, the heavy ones first; the signature is the county's to verify."""
        severities = self.returned.scheme.severities
        found = [problem_of(f, severities) for f in self.returned.findings]
        found += declared_problems(self.returned, self.evaluation)
        found += [problem_of(f, severities) for f in live_findings(self.returned, self.evaluation)]
        return sorted(found, key=lambda p: _ORDER.index(p.severity))

    @property
    def errors(self) -> list[Problem]:
        return [p for p in self.problems if p.severity == "error"]

    @cached_property
    def shown(self) -> Shown:
        """What a cell shows for each id and code."""
        return Shown.of(self.returned.facts)

    def entry(self, place: Place, number: int, column: str, value: Any) -> Change | None:
        """The change that enters a value into a blank input cell of a table's row (from 1); None where the cell is no such cell."""
        told, row = place.table.column(column), place.header + number
        if told is None or not told.is_input or column not in place.columns:
            return None
        cell = place.cell(row, column)
        if not is_empty(cell) or (cell is not None and cell.formula is not None):
            return None
        return Change("content", place.sheet.title, address(row, place.columns[column]), None, self.shown.in_cell(told.type, value))

    def fill_of(self, title: str, cell: str) -> Colour:
        """The fill that a cell of a table was issued with."""
        for id, place in self.returned.places.items():
            issued = self.returned.facts.prefilled.get(id, [])
            for column in place.table.columns if place.sheet.title == title else ():
                for number in range(1, max(place.last - place.header, 0) + 1):
                    if place.address(place.header + number, column.id) == cell:
                        committed = number <= len(issued) and issued[number - 1].get(column.id) is not None
                        return rgb(LIVE if column.live else GIVEN if not column.is_input or committed else INPUT)
        return None


def opened(book: xw.Book, skip: Collection[str] = ()) -> Opened:
    """Read the open workbook, computed afresh. Raises Refused for one that is not ours."""
    recalculated(book)
    returned = read_back(grid_of(book, skip))
    look_over(returned)
    return Opened(returned)
