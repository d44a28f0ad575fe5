"""Shared strings under names that say the same in every workbook.

Cells name a shared string by its number, and numbers are given as texts come: one text that somebody writes moves all behind it. With a mark in
the number's place, which is one text's alone, the same row of two workbooks is the same bytes.
"""

from __future__ import annotations

import os
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from functools import cached_property
from hashlib import blake2b
from typing import NamedTuple

_KEY = os.urandom(32)
"""Nobody who writes a workbook may find two texts with one mark, or write a mark himself."""
_DIGEST = 12
_LONGEST = 4_096
"""Characters of a text that may come again in another workbook: the mark of a longer one is its own."""
_OPENS, _CLOSES = b' t="s"><v>', b"</v>"
_DIGITS = [b"%d" % number for number in range(1 << 12)]


class SharedString(NamedTuple):
    """A string of the shared table. characters: how many it is written with; looks: what its runs say of theirs, where they do; name: what stands in
    a cell that is this string, with its mark in the place of its number."""

    text: str
    characters: int
    looks: tuple[bytes, ...]
    name: bytes

    @classmethod
    def of(cls, text: str, characters: int, looks: tuple[bytes, ...]) -> SharedString:
        """Two have the same name where text and looks are the same."""
        if characters > _LONGEST or len(looks) > _LONGEST:
            return cls(text, characters, looks, _name(os.urandom(_DIGEST)))
        said = b"\0".join((text.encode(), *looks))  # of NULs there is none in either
        return cls(text, characters, looks, _name(blake2b(said, digest_size=_DIGEST, key=_KEY).digest()))


class NamedStrings:
    """Those of one workbook."""

    def __init__(self, strings: Sequence[SharedString]) -> None:
        self._names = [string.name for string in strings]

    @cached_property
    def _by_number(self) -> dict[bytes, bytes]:
        numbers = [*_DIGITS[:len(self._names)], *(b"%d" % number for number in range(len(_DIGITS), len(self._names)))]
        return dict(zip(numbers, self._names, strict=True))

    @cached_property
    def _numbers(self) -> dict[bytes, int]:
        return dict(zip(self._names, range(len(self._names)), strict=True))

    def marked(self, rows: bytes) -> tuple[bytes, int]:
        """Rows with marks in the place of numbers, and how many characters the numbers had. Raises KeyError for what is no string's number."""
        names, characters = self._by_number, 0
        first, *others = rows.split(_OPENS)
        pieces = [first]
        for piece in others:
            number, _, rest = piece.partition(_CLOSES)
            characters += len(number)
            pieces += names[number], rest
        return b"".join(pieces), characters

    def number(self, mark: bytes) -> int:
        """Raises KeyError for what is no mark."""
        return self._numbers[_OPENS + mark + _CLOSES]


def _name(digest: bytes) -> bytes:
    return _OPENS + urlsafe_b64encode(digest) + _CLOSES
