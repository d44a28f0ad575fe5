"""The quick way through a sheet as spreadsheet programs write it: one pattern that must account for every character of its rows.

Most sheets that come back are plain: rows and cells in order, each with its reference, no comments, no prefixes. Those are split with
one regular expression. Whatever it does not account for, down to a single space, goes to the expat reader, which reads everything;
so both give the same cells, and a sheet is refused by the one only where the other refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_LARGEST = 16 * 2**20  # a larger sheet is read piece by piece, not held as text
_TOKEN = re.compile(
    r'<c r="([A-Z]{1,2})([1-9][0-9]{0,5})"(?: s="[0-9]+")?(?: t="([a-zA-Z]+)")?'
    r'(?:(/)>|>(?:<f(?: aca="[a-z]+")?(?: t="[a-zA-Z]+")?(?: ref="[A-Z0-9:]+")?(?: si="[0-9]+")?(?:/>|>([^<]*)</f>()))?'
    r'(?:<v(?:/>()|>([^<]*)</v>))?(?:<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)'
    r'|<row((?: (?:x14ac:)?[a-zA-Z]+="[^"<&]*")*)(/?)>|(</row>)'
)
_ATTRIBUTE = re.compile(r' ([a-zA-Z0-9:]+)="([^"]*)"')
_ENTITY = re.compile(r"&(?:(lt|gt|amp|quot|apos)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_NOT_PLAIN = bytes(c for c in range(32) if c not in (9, 10))
