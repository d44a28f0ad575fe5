"""What the styles of an OpenDocument file say that matters here: what a cell's format makes of a number, what is hidden or shows nothing,
what stands at the head of a printed page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from shijibu.returns.colours import BLACK, SMALLEST, WHITE, alike, hexadecimal
from shijibu.returns.formats import DATE, PERCENT, PLAIN, TIME, look_of
from shijibu.returns.outside import reaches_outside
from shijibu.spreadsheet.limits import Limits

_SPACES = {
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office", "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text", "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0": "number", "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext", "http://www.w3.org/1999/xlink": "xlink",
    "http://purl.org/dc/elements/1.1/": "dc", "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0": "fo",
}
_KINDS = {"number:percentage-style": PERCENT, "number:date-style": DATE, "number:time-style": TIME, "number:number-style": PLAIN,
          "number:text-style": PLAIN}
_LENGTH = re.compile(r"(\d*\.?\d+)(pt|cm|mm|in|pc|px)", re.ASCII)
_POINTS = {"pt": 1.0, "cm": 28.35, "mm": 2.835, "in": 72.0, "pc": 12.0, "px": 0.75}
_SLIM = 6.0  # points below which a row or a column is as good as hidden
_MOST_PARENTS = 20
_SHOWN = ("fo:color", "fo:background-color", "fo:font-size", "text:display")
_HEADS = ("style:header", "style:footer", "style:header-left", "style:footer-left", "style:header-first", "style:footer-first")


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
    colours: dict[str, dict[str, str]] = field(default_factory=dict)
    """By the name of a cell's or a run's style: the colours of its text and of its ground, its letters' size, whether it shows."""
    mapped: dict[str, list[str]] = field(default_factory=dict)
    """By the name of a cell's style: the styles that a condition puts in its place."""
    rules: list[str] = field(default_factory=list)
    """Conditions that reach out of the workbook."""
    empty: set[str] = field(default_factory=set)
    """Number formats that show nothing."""
    pages: dict[str, str] = field(default_factory=dict)
    """By the name of a sheet's style: its printed page."""
    heads: dict[str, list[str]] = field(default_factory=dict)
    """By the name of a printed page: what stands at its head and foot."""
    page: str | None = None
    head: list[str] | None = None
    data: str | None = None
    kind: str | None = None
    code: list[str] = field(default_factory=list)
    style: str | None = None
    words: bool = False

    def start(self, tag: str, told: dict[str, str]) -> None:
        if tag in _KINDS and len(self.looks) < self.limits.formats:
            self.data, self.kind, self.code = told.get("style:name"), tag, []
            self.empty.add(self.data or "")
        elif tag == "style:master-page":
            self.page = told.get("style:name")
        elif tag in _HEADS and self.page is not None and told.get("style:display") != "false" and len(self.heads) < self.limits.listed:
            self.head = self.heads.setdefault(self.page, [])
        elif tag == "number:number" and self.data is not None:
            digits = told.get("number:min-integer-digits", "1")
            plain = told.get("number:grouping") != "true" and told.get("number:decimal-places", "0") == "0"
            self.code.append("0" * int(digits) if plain and digits.isascii() and digits.isdigit() and len(digits) < 3 else "#.#")
        elif tag == "number:text" and self.data is not None:
            self.words = True
        elif tag == "style:style":
            self.style = told.get("style:name")
            if told.get("style:family") in ("table-cell", "text") and self.style is not None and len(self.cells) < self.limits.formats:
                self.cells[self.style] = told.get("style:data-style-name"), told.get("style:parent-style-name")
            elif self.style is not None and "style:master-page-name" in told and len(self.pages) < self.limits.formats:
                self.pages[self.style] = told["style:master-page-name"]
        elif self.style is not None and (told.get("table:display") == "false" or any(
                _is_slim(told[size]) for size in ("style:row-height", "style:column-width") if size in told)):
            self.hidden.add(self.style)
        elif self.style in self.cells and tag in ("style:text-properties", "style:table-cell-properties"):
            colours = self.colours.setdefault(self.style or "", {})
            colours |= {key: told[key] for key in _SHOWN if key in told}
        elif tag == "style:map" and self.style is not None and len(self.rules) + len(self.mapped) < self.limits.listed:
            self.mapped.setdefault(self.style, []).append(told.get("style:apply-style-name", ""))
            self.rules += [rule] if reaches_outside(rule := told.get("style:condition", "")) else []
        if self.data is not None and tag.startswith("number:") and tag not in _KINDS and tag != "number:text":
            self.empty.discard(self.data)

    def text(self, data: str) -> None:
        if self.head is not None and data.strip():
            self.head.append(data.strip())
        if self.words:
            if data.strip():
                self.empty.discard(self.data or "")
            self.code.append('"' + data.replace('"', "") + '"')

    def end(self, tag: str) -> None:
        if tag == "number:text":
            self.words = False
        elif tag == self.kind and self.data is not None and self.kind is not None:
            self.looks[self.data] = look_of("".join(self.code)) if _KINDS[self.kind] == PLAIN else _KINDS[self.kind]
            self.data = self.kind = None
        elif tag == "style:style":
            self.style = None
        elif tag in _HEADS:
            self.head = None

    def shows_nothing(self, style: str | None, laid_over: str | None = None) -> bool:
        """Whether nobody sees what stands in a cell of that style: a format of nothing, a text like its ground or too small. laid_over: the
        style of a run of the text; those that a condition may put in the style's place count as well."""
        below = self._shown(style)
        if laid_over is not None:
            return _unseen(below | self._shown(laid_over))
        return _unseen(below) or any(_unseen(below | self._shown(name)) for name in self.mapped.get(style or "", ()))

    def _shown(self, style: str | None) -> dict[str, str]:
        """What a style and those above it say of how a text looks."""
        shown: dict[str, str] = {}
        for _ in range(_MOST_PARENTS):
            data, parent = self.cells.get(style or "", (None, None))
            shown = ({"text:display": "none"} if data in self.empty else {}) | self.colours.get(style or "", {}) | shown
            style = parent
        return shown

    def look(self, style: str | None) -> str:
        """What a cell's style makes of a number."""
        for _ in range(_MOST_PARENTS):
            data, parent = self.cells.get(style or "", (None, None))
            if data is not None:
                return self.looks.get(data, PLAIN)
            style = parent
        return PLAIN


def _unseen(shown: dict[str, str]) -> bool:
    text, ground = hexadecimal(shown.get("fo:color", "")) or BLACK, hexadecimal(shown.get("fo:background-color", "")) or WHITE
    return shown.get("text:display") == "none" or _is_slim(shown.get("fo:font-size", ""), SMALLEST) or alike(text, ground)


def _is_slim(length: str, least: float = _SLIM) -> bool:
    match = _LENGTH.fullmatch(length)
    return match is not None and float(match[1]) * _POINTS[match[2]] < least
