"""What could not be computed because of an error, and not because something is blank: it is blank too, but never silently."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Uncomputed:
    """what: the figure, column or expression. unit: whose workbook it was asked of; official: of whom; row: of the table; all None for
    what is taken across the county. reason: what the rule says."""

    what: str
    reason: str
    unit: str | None = None
    official: str | None = None
    row: int | None = None
