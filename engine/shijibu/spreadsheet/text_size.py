"""How much room a text takes in a cell: a Chinese character is two narrow ones wide."""

from __future__ import annotations

import unicodedata
from math import ceil
from typing import Any


def wide(text: Any) -> int:
    """How many narrow characters the longest line of a text takes."""
    return max((sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line) for line in str(text).split("\n")), default=0)


def lines(text: str, width: float) -> int:
    """How many lines a text takes when it wraps within `width` narrow characters."""
    return sum(max(1, ceil(wide(line) / width)) for line in text.split("\n"))
