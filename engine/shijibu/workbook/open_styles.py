"""What the styles of an OpenDocument file say that matters here: what a cell's format makes of a number, and what is hidden."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from shijibu.workbook.formats import DATE, PERCENT, PLAIN, TIME, look_of
from shijibu.workbook.limits import Limits

_SPACES = {
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office", "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text", "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0": "number", "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext", "http://www.w3.org/1999/xlink": "xlink",
    "http://purl.org/dc/elements/1.1/": "dc",
}
_KINDS = {"number:percentage-style": PERCENT, "number:date-style": DATE, "number:time-style": TIME, "number:number-style": PLAIN}
_LENGTH = re.compile(r"(\d*\.?\d+)(pt|cm|mm|in|pc|px)", re.ASCII)
_POINTS = {"pt": 1.0, "cm": 28.35, "mm": 2.835, "in": 72.0, "pc": 12.0, "px": 0.75}
_SLIM = 1.0  # points below which a row or a column is as good as hidden
_MOST_PARENTS = 20


def short(name: str) -> str:
    """`table:table-cell` for a name with its namespace, whatever prefix the file uses."""
    space, _, bare = name.rpartition(" ")
    return f"{_SPACES.get(space, '?')}:{bare}"


@dataclass(slots=True)
class Styles:
    """Collected while a part is read; `start` and `end` are given what stands within styles."""

    limits: Limits
    looks: dict[str, str] = field(default_factory=dict)
    """By the name of a number format."""
    cells: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    """By the name of a cell's style: its number format's name, its parent's name."""
    hidden: set[str] = field(default_factory=set)
    """Names of styles of sheets, rows and columns that are not to be seen."""
    data: str | None = None
    kind: str | None = None
    code: list[str] = field(default_factory=list)
    style: str | None = None
    words: bool = False

    def start(self, tag: str, told: dict[str, str]) -> None:
        if tag in _KINDS and len(self.looks) < self.limits.formats:
            self.data, self.kind, self.code = told.get("style:name"), tag, []
        elif tag == "number:number" and self.data is not None:
            digits = told.get("number:min-integer-digits", "1")
            plain = told.get("number:grouping") != "true" and told.get("number:decimal-places", "0") == "0"
            self.code.append("0" * int(digits) if plain and digits.isascii() and digits.isdigit() and len(digits) < 3 else "#.#")
        elif tag == "number:text" and self.data is not None:
            self.words = True
        elif tag == "style:style":
            self.style = told.get("style:name")
            if told.get("style:family") == "table-cell" and self.style is not None and len(self.cells) < self.limits.formats:
                self.cells[self.style] = told.get("style:data-style-name"), told.get("style:parent-style-name")
        elif self.style is not None and (told.get("table:display") == "false" or any(
                _is_slim(told[size]) for size in ("style:row-height", "style:column-width") if size in told)):
            self.hidden.add(self.style)

    def text(self, data: str) -> None:
        if self.words:
            self.code.append('"' + data.replace('"', "") + '"')

    def end(self, tag: str) -> None:
        if tag == "number:text":
            self.words = False
        elif tag == self.kind and self.data is not None and self.kind is not None:
            self.looks[self.data] = look_of("".join(self.code)) if _KINDS[self.kind] == PLAIN else _KINDS[self.kind]
            self.data = self.kind = None
        elif tag == "style:style":
            self.style = None

    def look(self, style: str | None) -> str:
        """What a cell's style makes of a number."""
        for _ in range(_MOST_PARENTS):
            data, parent = self.cells.get(style or "", (None, None))
            if data is not None:
                return self.looks.get(data, PLAIN)
            style = parent
        return PLAIN


def _is_slim(length: str) -> bool:
    match = _LENGTH.fullmatch(length)
    return match is not None and float(match[1]) * _POINTS[match[2]] < _SLIM
