"""Shared strings under names that say the same in every workbook.

Cells name a shared string by its number, and numbers are given as texts come: one text that somebody writes moves all behind it. With a mark in
the number's place, which is one text's alone, the same row of two workbooks is the same bytes.
"""

from __future__ import annotations

import os
import re
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
_NAMES = re.compile(_OPENS + b"([0-9]{1,9})" + _CLOSES)
_numbers = [b"%d" % number for number in range(1 << 12)]


class SharedString(NamedTuple):
    """A string of the shared table. characters: how many it is written with; looks: what its runs say of theirs, where they do."""

    text: str
    characters: int
    looks: tuple[bytes, ...]
    mark: bytes

    @classmethod
    def of(cls, text: str, characters: int, looks: tuple[bytes, ...]) -> SharedString:
        """Two have the same mark where text and looks are the same."""
        if characters > _LONGEST or len(looks) > _LONGEST:
            return cls(text, characters, looks, _mark(os.urandom(_DIGEST)))
        said = b"\0".join((text.encode(), *looks))  # of NULs there is none in either
        return cls(text, characters, looks, _mark(blake2b(said, digest_size=_DIGEST, key=_KEY).digest()))


class NamedStrings:
    """Those of one workbook."""

    def __init__(self, strings: Sequence[SharedString]) -> None:
        self._marks = [string.mark for string in strings]

    @cached_property
    def _written(self) -> dict[bytes, bytes]:
        """How cells name a string, by its number."""
        numbers = [*_numbers[:len(self._marks)], *(b"%d" % number for number in range(len(_numbers), len(self._marks)))]
        return dict(zip(numbers, [_OPENS + mark + _CLOSES for mark in self._marks], strict=True))

    @cached_property
    def _by_mark(self) -> dict[bytes, int]:
        return {mark: number for number, mark in enumerate(self._marks)}

    def marked(self, rows: bytes) -> tuple[bytes, int]:
        """Rows with marks in the place of numbers, and how many characters the numbers had. Raises KeyError for a number that no string has."""
        pieces = _NAMES.split(rows)
        numbers = pieces[1::2]
        pieces[1::2] = [self._written[number] for number in numbers]
        return b"".join(pieces), sum(map(len, numbers))

    def number(self, mark: bytes) -> int:
        """Raises KeyError for what is no mark."""
        return self._by_mark[mark]


def _mark(digest: bytes) -> bytes:
    return urlsafe_b64encode(digest)
