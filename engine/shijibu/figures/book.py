"""What accepted workbooks say, and what was decided in earlier rounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shijibu.language.evidence import Whose
from shijibu.language.values import Value
from shijibu.scheme.period import Period


@dataclass(slots=True)
class Row:
    """A row of a table that was started: the values of its input and prefilled cells, and where each stands.

    index: its number within the table's room, from 1. Owners are official ids; dates are ISO texts; percents are 0..1.
    """

    index: int
    values: dict[str, Any]
    cells: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Book:
    """What one accepted workbook says: its rows by table."""

    code: str
    tables: Mapping[str, list[Row]]


@dataclass(slots=True)
class PastRound:
    """What was decided in an earlier round: figures by unit and by official, and penalties by the unit that pays."""

    period: Period
    units: Mapping[str, Mapping[str, Any]]
    officials: Mapping[str, Mapping[str, Any]]
    penalties: Mapping[str, list[Mapping[str, Any]]]

    def figure(self, whose: Whose, one: str, id: str) -> Value:
        """A figure of a unit or an official as it was decided; None where there is none."""
        value: Value = (self.units if whose == "unit" else self.officials).get(one, {}).get(id)
        return value
