"""What is written in one cell of a sheet's part: its place, its value, its text."""

from __future__ import annotations

import re
from functools import lru_cache
from math import isfinite

from shijibu.returns.formats import DATE, serial_of
from shijibu.returns.grid import Cell
from shijibu.returns.pictures import without_picture
from shijibu.returns.seen import formatted
from shijibu.spreadsheet.address import MAX_COLUMN, MAX_ROW

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@lru_cache(maxsize=16_384)  # the sheets of a round's workbooks have the same cells
def position_of(reference: str) -> tuple[int, int] | None:
    """Row and column of A1; None for what is no cell."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for c in match[1]:
        column = column * 26 + ord(c) - 64
    row = int(match[2])
    return (row, column) if row <= MAX_ROW and column <= MAX_COLUMN else None


def corners_of(reference: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The first and the last cell of a range of more than one."""
    first, _, last = reference.partition(":")
    corners = position_of(first), position_of(last)
    return (corners[0], corners[1]) if corners[0] and corners[1] else None


def cell_of(type: str | None, formula: str | None, value: str | None, inline: str, strings: list[str], date1904: bool) -> Cell | None:
    """A cell from what is written in it; None for one without content. Raises ValueError where that cannot be."""
    if type == "inlineStr":
        return Cell(unescaped(inline or value or ""), "text", formula)
    if value is None:
        return None if formula is None else Cell(None, "uncached", formula)
    if type == "d" and (day := serial_of(value, date1904)) is not None:
        return formatted(Cell(day, "number", formula), DATE, date1904)
    if type in ("str", "d"):
        return Cell(unescaped(value), "text", formula)
    if type == "e":
        return Cell(value, "error", formula)
    if not value.strip():
        return None if formula is None else Cell(None, "uncached", formula)
    if type == "s":
        index = int(value)
        if not 0 <= index < len(strings):
            raise ValueError(value)
        return Cell(strings[index], "text", formula)
    if type == "b":
        return Cell(value.strip() in ("1", "true"), "bool", formula)
    if "_" in value or not value.isascii():
        raise ValueError(value)  # Python takes 1_000 and １２ for numbers; XML does not
    number = float(value)
    return Cell(number, "number", formula) if isfinite(number) else Cell("#NUM!", "error", formula)


def shown(cell: Cell, look: str, date1904: bool) -> Cell:
    """A cell as its format shows it, one of `formats.look_of`; a picture where WPS put one into it."""
    if look and cell.kind == "number" and cell.shown is None:
        cell = formatted(cell, look, date1904)
    return without_picture(cell)


def unescaped(text: str) -> str:
    """Text with _x000D_ and the like as characters: surrogate pairs joined, NUL and lone surrogates replaced."""
    if "_x" not in text:
        return text
    told = _ESCAPE.sub(lambda m: chr(int(m[1], 16)), text).replace("\0", "\ufffd")
    return told.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
