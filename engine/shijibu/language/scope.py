"""Where an expression stands, in a scheme and in a round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Level = Literal["row", "unit", "official"]


class Scope(NamedTuple):
    """Of whom an expression is asked in a round: of a unit, an official, or a row of a unit's workbook. One is made for every value."""

    unit: str
    official: str | None = None
    table: str | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an expression stands in a scheme: in a table's row, at a unit, at an official.

    given: what a prefilled cell is made of, where a name is a fact that is known of whoever the row is of.
    """

    level: Level
    table: str | None = None
    given: bool = False
