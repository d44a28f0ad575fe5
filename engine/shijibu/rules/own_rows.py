"""Rules that look at some rows of a column alone: one group's, or one official's. What is wrong in another's row is not theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OwnRows:
    """column: the parameter that says whose each row is. keys: those that say whose rows count. trimmed: spaces around a name do not matter."""

    column: str
    keys: tuple[str, ...]
    trimmed: bool = False

    def among(self, rows: Sequence[str | None], keys: Sequence[str | None]) -> list[bool]:
        """Which of the rows count."""
        wanted = {key or "" for key in keys}
        return [(trimmed(row or "") if self.trimmed else row or "") in wanted for row in rows]


def trimmed(value: str) -> str:
    """As TRIM in a sheet: no spaces at the ends, single ones inside."""
    return " ".join(part for part in value.split(" ") if part) if "  " in value else value.strip(" ")


OFFICIALS = OwnRows("owners", ("id", "name"), trimmed=True)
