"""Number formats of one document: by code in Excel's spelling, and which cells hold dates or truth values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_DATE, _TEXT, _LOGICAL = 2, 256, 1024  # com.sun.star.util.NumberFormat
_DATE_OR_TIME = 6
_STANDARD = 10_000  # keys of a locale start at a multiple of this, and the first is its standard format
_LITERAL = re.compile(r'("[^"]*"|\\.|\[[^\]]*\]|AM/PM|A/P|General)')
GENERAL, TEXT, DATE, LOGICAL, OTHER = "general", "text", "date", "logical", "other"

Area = tuple[int, int, int, int]


def _kind(shown: int) -> str:
    return LOGICAL if shown & _LOGICAL else DATE if shown & _DATE else TEXT if shown & _TEXT else OTHER


class NumberFormats:
    """The formats of a document, each looked up once."""

    def __init__(self, uno: Any, document: Any) -> None:
        self._formats = document.NumberFormats
        self._english = uno.createUnoStruct("com.sun.star.lang.Locale", "en", "US", "")
        self._keys: dict[str, int] = {}
        self._kinds: dict[int, str] = {}

    def key(self, code: str) -> int:
        """LibreOffice's key of a code as Excel spells it."""
        code = code.replace("G/通用格式", "General")  # Excel's own word for it in Chinese
        if code not in self._keys:
            if code in ("", "General"):
                return 0
            known = self._formats.queryKey(code, self._english, False)
            self._keys[code] = known if known != -1 else self._formats.addNew(code, self._english)
        return self._keys[code]

    def code(self, key: int) -> str:
        """The code in Excel's spelling: date letters small, colours as names."""
        if self.kind(key) in (GENERAL, LOGICAL):
            return "General"
        told = self._formats.getByKey(key)
        moments = told.Type & _DATE_OR_TIME

        def spelled(index: int, part: str) -> str:
            if index % 2 == 0:
                return part.lower() if moments else part
            if part.startswith("["):
                return part.lower() if moments and re.fullmatch(r"\[[HMS]+\]", part) else part.title() if part[1:-1].isalpha() else part
            return part

        return "".join(spelled(i, part) for i, part in enumerate(_LITERAL.split(told.FormatString)))

    def kind(self, key: int) -> str:
        """What a number means under this format. A time of day or a duration alone stays a number, as in Excel."""
        if key not in self._kinds:
            shown = self._formats.getByKey(key).Type
            self._kinds[key] = GENERAL if key % _STANDARD == 0 else _kind(shown)
        return self._kinds[key]

    def kinds(self, cells: Any) -> tuple[str | None, list[tuple[Area, str]]]:
        """The one kind of all cells, or None and each area (first row, first column, last row, last column, from 1) with its kind."""
        if cells.getPropertyState("NumberFormat").value != "AMBIGUOUS_VALUE":
            return self.kind(cells.NumberFormat), []
        return None, list(self._areas(cells))

    def _areas(self, cells: Any) -> Iterator[tuple[Area, str]]:
        groups = cells.UniqueCellFormatRanges
        for i in range(groups.Count):
            group = groups.getByIndex(i)
            kind = self.kind(group.NumberFormat)
            for a in group.RangeAddresses:
                yield (a.StartRow + 1, a.StartColumn + 1, a.EndRow + 1, a.EndColumn + 1), kind
