"""What a workbook may still cost while it is read."""

from __future__ import annotations

from dataclasses import dataclass

from shijibu.problems.files import InflatesTooLarge, SheetTooLarge
from shijibu.problems.refused import Refused
from shijibu.spreadsheet.limits import Limits


@dataclass(slots=True)
class Left:
    """Counted down; what costs more is refused."""

    cells: int
    characters: int
    limits: Limits

    def take(self, characters: int) -> None:
        self.characters -= characters
        if self.characters < 0:
            raise Refused(InflatesTooLarge(limit=self.limits.characters))

    def take_cell(self, sheet: str) -> None:
        self.cells -= 1
        if self.cells < 0:
            raise Refused(SheetTooLarge(limit=self.limits.cells), sheet=sheet)
