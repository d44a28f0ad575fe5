"""What a PDF shows: its pages as text, and where a text is cut off by the edge of its cell.

A program that draws a cell's text draws the whole of it and clips it at the cell's edge: who only reads the text finds nothing amiss.
"""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream

Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1, 0, 0, 1, 0, 0)
_SLACK = 1.5  # points that a clip may cut: the space around a letter
_ABOVE, _BELOW = 0.7, 0.1  # of a letter's size, over and under its baseline
_FOOT = 50.0  # points of a page's foot, with its number


class Cut(NamedTuple):
    """A text that is cut: on which page, where it begins in points from the lower left, and by how much."""

    page: int
    left: float
    bottom: float
    by: float


def texts(pdf: bytes) -> list[str]:
    """Each page's texts as they are drawn, without blanks: of one cell together, over however many lines."""
    raw = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return [without_blanks(page) for page in raw.split("\f")[:-1]]


def without_blanks(text: str) -> str:
    return re.sub(r"\s+", "", text)


def cuts(pdf: bytes) -> list[Cut]:
    """Every text that is not seen whole."""
    return looked_at(pdf)[0]


def looked_at(pdf: bytes) -> tuple[list[Cut], list[float]]:
    """Every text that is not seen whole; and of each page how many points of boxes lie under its last text, the page's foot aside."""
    drawings = [_Drawing(number, page) for number, page in enumerate(PdfReader(io.BytesIO(pdf)).pages, 1)]
    return [cut for drawing in drawings for cut in drawing.cuts()], [drawing.empty_below() for drawing in drawings]


@dataclass
class _Drawing:
    """A page's own drawing, followed as far as texts and clips go."""

    number: int
    page: PageObject
    matrix: Matrix = _SAME
    clip: tuple[float, float, float, float] | None = None
    kept: list[tuple[Matrix, tuple[float, float, float, float] | None]] = field(default_factory=list)
    text: Matrix = _SAME
    box: tuple[float, float, float, float] | None = None
    clipping: bool = False
    written: list[float] = field(default_factory=list)
    painted: list[float] = field(default_factory=list)

    def empty_below(self) -> float:
        """After `cuts`."""
        written = [y for y in self.written if y > _FOOT]
        return max(min(written) - min(self.painted), 0) if written and self.painted else 0

    def cuts(self) -> Iterator[Cut]:
        fonts = {name: _widths(font.get_object()) for name, font in self.page["/Resources"].get_object().get("/Font", {}).items()}
        size, font = 0.0, None
        for given, operator in ContentStream(self.page.get_contents(), self.page.pdf).operations:
            match operator:
                case b"q":
                    self.kept.append((self.matrix, self.clip))
                case b"Q":
                    self.matrix, self.clip = self.kept.pop()
                case b"cm":
                    self.matrix = _then(tuple(map(float, given)), self.matrix)
                case b"re":
                    self.box = self._corners(*map(float, given))
                case b"W" | b"W*":
                    self.clipping = True
                case b"n" | b"f" | b"f*" | b"S" | b"B":
                    if operator in (b"f", b"f*") and self.box is not None:
                        self.painted.append(self.box[1])
                    self._clip()
                case b"BT":
                    self.text = _SAME
                case b"Tf":
                    font, size = fonts[given[0]], float(given[1])
                case b"Tm":
                    self.text = tuple(map(float, given))
                case b"Td":
                    self.text = _then((1, 0, 0, 1, *map(float, given)), self.text)
                case b"Tj" | b"TJ":
                    length = _length(given[0] if operator == b"TJ" else given, font, size)
                    self.written.append(_then(self.text, self.matrix)[5])
                    yield from self._cut(length, size)
                    self.text = _then((1, 0, 0, 1, length, 0), self.text)

    def _corners(self, x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
        m = self.matrix
        points = [(a * m[0] + b * m[2] + m[4], a * m[1] + b * m[3] + m[5]) for a, b in ((x, y), (x + width, y + height))]
        (a, b), (c, d) = points
        return min(a, c), min(b, d), max(a, c), max(b, d)

    def _clip(self) -> None:
        if self.clipping and self.box is not None:
            old = self.clip or self.box
            self.clip = max(old[0], self.box[0]), max(old[1], self.box[1]), min(old[2], self.box[2]), min(old[3], self.box[3])
        self.clipping, self.box = False, None

    def _cut(self, length: float, size: float) -> Iterator[Cut]:
        if self.clip is None:
            return
        m = _then(self.text, self.matrix)
        left, bottom, high = m[4], m[5], size * abs(m[3])
        west, south, east, north = self.clip
        by = max(west - left, left + length * m[0] - east, south - bottom + _BELOW * high, bottom + _ABOVE * high - north)
        if by > _SLACK:
            yield Cut(self.number, round(left), round(bottom), round(by, 1))


def _then(a: Any, b: Any) -> Any:
    """Matrix a, and then b."""
    return (a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2], a[2] * b[1] + a[3] * b[3],
            a[4] * b[0] + a[5] * b[2] + b[4], a[4] * b[1] + a[5] * b[3] + b[5])


def _widths(font: Any) -> tuple[int, dict[int, float], float]:
    """Bytes of a letter, the letters' widths, and that of any other, in thousandths of the size."""
    if "/DescendantFonts" not in font:
        first = int(font.get("/FirstChar", 0))
        return 1, {first + i: float(w) for i, w in enumerate(font["/Widths"])}, 0.0
    inner = font["/DescendantFonts"][0].get_object()
    told, widths, i = [w.get_object() for w in inner.get("/W", [])], dict[int, float](), 0
    while i < len(told):
        if isinstance(told[i + 1], list):
            widths |= {int(told[i]) + n: float(w) for n, w in enumerate(told[i + 1])}
            i += 2
        else:
            widths |= dict.fromkeys(range(int(told[i]), int(told[i + 1]) + 1), float(told[i + 2]))
            i += 3
    return 2, widths, float(inner.get("/DW", 1000))


def _length(parts: Any, font: Any, size: float) -> float:
    """How far a text reaches, before any matrix."""
    letters, widths, other = font
    length = 0.0
    for part in parts:
        if isinstance(part, (int, float)):
            length -= float(part) / 1000 * size
            continue
        data = part.original_bytes if hasattr(part, "original_bytes") else bytes(part)
        length += sum(widths.get(int.from_bytes(data[i:i + letters], "big"), other) for i in range(0, len(data), letters)) / 1000 * size
    return length
