"""Cells by the letters and numbers that people read; rows and columns count from 1.

XlsxWriter and openpyxl have the same: every command and each process that reads a return would load them for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)")
_AREA = re.compile(r"^'?((?:[^']|'')+?)'?!\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?$")


@dataclass(frozen=True, slots=True)
class Area:
    """Cells of one sheet, by its title and their corners."""

    title: str
    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def parse(cls, text: str) -> Area | None:
        """Of a name's text, such as '王''s 表'!$A$3:$F$20; None for what is no such place."""
        match = _AREA.match(text)
        if match is None:
            return None
        title, left, top = match[1].replace("''", "'"), match[2], match[3]
        return cls(title, int(top), column_number(left), int(match[5] or top), column_number(match[4] or left))


def address(row: int, column: int) -> str:
    """C6"""
    return f"{column_letters(column)}{row}"


def row_and_column(cell: str) -> tuple[int, int]:
    """6, 3 of C6; 1, 1 of what names no cell."""
    match = _CELL.match(cell)
    return (int(match[2]), column_number(match[1])) if match is not None else (1, 1)


def pinned(row: int, column: int) -> str:
    """$C$6"""
    return f"${column_letters(column)}${row}"


@lru_cache(MAX_COLUMN)
def column_letters(number: int) -> str:
    """C of 3; nothing of 0."""
    before, last = divmod(number - 1, 26)
    return column_letters(before) + chr(ord("A") + last) if number > 0 else ""


def column_number(letters: str) -> int:
    """3 of C"""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def quoted(title: str) -> str:
    """A sheet's title as it stands in a formula: '王''s 表'"""
    return "'" + title.replace("'", "''") + "'"


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """First and last of each run of consecutive numbers, which are in order."""
    found: list[tuple[int, int]] = []
    for n in numbers:
        if found and found[-1][1] == n - 1:
            found[-1] = found[-1][0], n
        else:
            found.append((n, n))
    return found
