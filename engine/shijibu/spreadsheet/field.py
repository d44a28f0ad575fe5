"""An entry by the table, the row and the column in which it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FIELD = re.compile(r"(\w+)\[([1-9]\d{0,6})\]\.(\w+)")


@dataclass(frozen=True, slots=True, order=True)
class Field:
    """A cell of a table, said `tasks[3].actual`; rows count from 1."""

    table: str
    row: int
    column: str

    def __str__(self) -> str:
        return f"{self.table}[{self.row}].{self.column}"

    @classmethod
    def parse(cls, text: str) -> Field | None:
        """None for what is none, such as a unit's figure `unit.card`."""
        match = _FIELD.fullmatch(text)
        return cls(match[1], int(match[2]), match[3]) if match else None
