"""How much room a text takes in a cell: a Chinese character is two narrow ones wide."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from math import ceil
from typing import Any

_USUAL, _LINE = 11.0, 1.3  # size of the letters by which columns are measured; a line over the size of its letters
_EDGES, _PADDING = 1.0, 3.0  # of a cell: narrow characters beside its text, points above and below it


def wide(text: Any) -> int:
    """How many narrow characters the longest line of a text takes."""
    return max(map(_wide, str(text).split("\n")))


@lru_cache(maxsize=16_384)  # names stand in many cells, and each is measured for its column and for its row
def _wide(line: str) -> int:
    return len(line) if line.isascii() else sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line)


def room(width: float, height: float, size: float) -> int:
    """How many Chinese characters of a size in points fit into a wrapped cell, `width` in narrow characters, `height` in points."""
    across = int((width - _EDGES) / 2 * _USUAL / size)
    return max(across, 1) * max(int((height - _PADDING) / (size * _LINE)), 1)


def lines(text: str, width: float) -> int:
    """How many lines a text takes when it wraps within `width` narrow characters."""
    return sum([max(1, ceil(_wide(line) / width)) for line in text.split("\n")])
