"""A cell as a person sees it: the one way from a value and its number format to the text in the cell, for every reader and every message."""

from __future__ import annotations

from dataclasses import replace

from shijibu.returns.formats import DATE, PERCENT, TIME, padded, shown_as
from shijibu.returns.grid import Cell
from shijibu.spreadsheet.number import EXACT, number_text


def seen(cell: Cell | None) -> str:
    """The text that stands in the cell: 2026-03-05, 45%, 12:30, 0012, 0.3, TRUE, #N/A; nothing for a blank, a picture, or a formula without
    a result. Of a fraction those 15 digits that a spreadsheet program keeps.
    """
    if cell is None or cell.kind in ("uncached", "picture"):
        return ""
    if (told := cell.shown or cell.padded) is not None:
        return told
    if isinstance(cell.value, bool):
        return "TRUE" if cell.value else "FALSE"
    return number_text(cell.value) if isinstance(cell.value, (int, float)) else str(cell.value).strip()


def lost_digits(cell: Cell) -> bool:
    """Whether the cell holds a number so long that a spreadsheet program has dropped its last digits: an id, a file number."""
    return cell.kind == "number" and cell.shown is None and isinstance(cell.value, (int, float)) and abs(cell.value) >= 10**EXACT


def formatted(cell: Cell, look: str, date1904: bool) -> Cell:
    """A number's cell with what its format, one of `formats.look_of`, makes of it."""
    if not look or cell.kind != "number" or not isinstance(cell.value, (int, float)):
        return cell
    if look in (DATE, TIME, PERCENT):
        return replace(cell, shown=shown_as(cell.value, look, date1904))
    return replace(cell, padded=padded(cell.value, look))
