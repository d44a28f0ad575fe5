"""A scheme workbook as it was read: what it says, where each part stands, and what is not understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from shijibu.returns.grid import Cell, SheetGrid
from shijibu.scheme_book.draw import BASIC
from shijibu.scheme_book.parts import Loc
from shijibu.spreadsheet.address import address
from shijibu.spreadsheet.names import near_words

Piece = tuple[dict[str, Any], Loc]
"""A piece's fields, and its place among the values."""


@dataclass(frozen=True, slots=True, order=True)
class At:
    """A cell of the workbook; `number` is the sheet's place among them."""

    number: int
    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        return f"{self.sheet}!{address(self.row, self.column)}"


@dataclass(slots=True)
class SchemeBook:
    """values: what it says, as scheme.yaml would. faults: what is not understood. cells: where each part of the values stands."""

    values: dict[str, Any] = field(default_factory=dict)
    faults: list[tuple[At, str]] = field(default_factory=list)
    cells: dict[Loc, At] = field(default_factory=dict)
    headers: dict[str, tuple[int, SheetGrid, int, dict[str, int]]] = field(default_factory=dict)
    """Of each sheet of the workbook: its number and cells, the row of its headings, and the column of each."""

    def fault(self, at: At, what: str) -> None:
        self.faults.append((at, what))

    def place(self, loc: Loc) -> At:
        """The cell of the deepest part on the way to `loc` that the workbook has."""
        for length in range(len(loc), 0, -1):
            if loc[:length] in self.cells:
                return self.cells[loc[:length]]
        return At(0, BASIC, 1, 1)


def text_in(cell: Cell | None) -> str:
    """A cell's content as a text."""
    if cell is None or cell.value is None:
        return ""
    if isinstance(cell.value, float) and cell.value.is_integer():
        return cell.padded or str(int(cell.value))
    return str(cell.value)


def filled(cell: Cell | None) -> bool:
    """Whether anything stands in a cell."""
    return cell is not None and (not isinstance(cell.value, str) or bool(cell.value.strip())) and (cell.value is not None or cell.kind != "text")


def meant(told: str, known: Sequence[str]) -> str:
    near = near_words(told, known, most=1, least=0.5)
    return f"，是不是“{near[0]}”？" if near else ""
