"""A workbook as cells: values, formulas, error cells and uncached formulas told apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from shijibu.problems.files import SheetTooLarge
from shijibu.problems.refused import Refused

Kind = Literal["number", "text", "bool", "error", "uncached", "picture"]
FORMULA_UNKNOWN = "?"
"""Of a formula of which the file tells only that one stands there (.xls)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with content. `formula` is None for a constant; error cells have their name, such as #N/A, as value.

    `shown` is the text of a number that the cell's format shows as a date, a time or a percentage, `padded` of one that it shows as a code
    of so many digits. A picture in a cell has no value. What a person sees, as text, tells `seen.seen`.
    """

    value: str | float | bool | None
    kind: Kind
    formula: str | None = None
    shown: str | None = None
    padded: str | None = None

    @property
    def told(self) -> str | float | bool | None:
        """What a person sees in the cell, a plain number as a number."""
        return self.shown or self.padded or self.value


@dataclass(slots=True)
class SheetGrid:
    """A sheet: cells by (row, column) from 1, merged ranges (top, left, bottom, right), hidden rows, hidden columns (first, last).

    `protected` is None where nothing is known of it.
    """

    title: str
    state: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    protected: bool | None = None
    notes: dict[tuple[int, int], str] = field(default_factory=dict)
    """What people wrote in notes at cells (批注)."""
    boxes: list[str] = field(default_factory=list)
    """Texts of text boxes and shapes."""
    heads: list[str] = field(default_factory=list)
    """Heads and feet of the printed page, with their codes."""
    rules: list[str] = field(default_factory=list)
    """Formulas of conditional formats and of checks on entries that reach out of the workbook."""
    unseen: set[tuple[int, int]] = field(default_factory=set)
    """Cells whose format shows nothing."""
    covered: dict[tuple[int, int], Cell] = field(default_factory=dict)
    """What lies under merged ranges, where nobody sees it: it is in no way among `cells`."""

    def cover(self, most: int) -> None:
        """Takes what merged ranges hide out of `cells`. Raises Refused where that takes more than `most` looks."""
        looks = most
        for top, left, bottom, right in self.merged:
            area = (bottom - top + 1) * (right - left + 1)
            looks -= min(area, len(self.cells))
            if looks < 0:
                raise Refused(SheetTooLarge(limit=most), sheet=self.title)
            if area > len(self.cells):
                under = [(r, c) for r, c in self.cells if top <= r <= bottom and left <= c <= right]
            else:
                under = [(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)]
            for place in under:
                if place != (top, left) and (cell := self.cells.pop(place, None)) is not None:
                    self.covered[place] = cell


@dataclass(slots=True)
class Grid:
    """A workbook: sheets in order, defined names (local ones by sheet title), dcterms:modified, and what else it carries."""

    sheets: list[SheetGrid]
    names: dict[str, str]
    local_names: dict[tuple[str, str], str]
    modified: datetime | None
    date1904: bool
    sha256: str
    facts: dict[str, Any]
