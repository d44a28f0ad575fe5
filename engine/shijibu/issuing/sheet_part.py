"""A sheet of a workbook, taken apart once: where its cells and rows stand, and in stretches that are packed once.

Of a sheet that goes to many units most is the same in all. Each stretch is packed so that it can stand behind any other, so that of the next
unit's sheet only those are packed in which a cell changes.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Any
from xml.sax.saxutils import escape

from shijibu.spreadsheet.address import column_number
from shijibu.spreadsheet.text_size import lines

_CELL = re.compile(rb'<c r="([A-Z]+)([0-9]+)"((?: [a-z]+="[^"]*")*)(?:/>|>(.*?)</c>)', re.S)
_ADDRESS = re.compile(r"[A-Z]+([0-9]+)")
_STYLE = re.compile(rb' s="\d+"')
_FORMULA = re.compile(rb"<f[ >/].*?(?:</f>|/>)", re.S)
_ILLEGAL = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ROW = re.compile(rb'<row r="(\d+)"([^>]*?)(/?)>')
_HEIGHT = re.compile(rb' ht="([0-9.]+)"')
_COLUMN = re.compile(rb'<col min="(\d+)" max="(\d+)" width="([0-9.]+)"')
_LINE, _ABOVE, _EDGES, _HIGHEST = 16, 4, 2.5, 409  # points of a line, of a cell's edges and most of a row; its edges and indent in characters
_STRETCHES = (2 << 10, 64 << 10)
"""The least bytes of the first stretch and of each further one: of many sheets only the heading is a unit's own, and a stretch costs 300 bytes."""
_END = b"\x03\x00"  # an empty last block, which ends what is packed
_FAST = 3  # what is packed for one unit alone, in a third of the time and a tenth more bytes


@dataclass(frozen=True, slots=True)
class Packed:
    """A part of a package as it stands in a zip."""

    crc: int
    size: int
    data: bytes

    @classmethod
    def of(cls, plain: bytes) -> Packed:
        return cls(zlib.crc32(plain), len(plain), _packed(plain) + _END)


@dataclass(frozen=True, slots=True)
class _Cell:
    """Where a cell stands. row and column: from 1. head: of what is written in its place; formula: what stays of it."""

    start: int
    end: int
    row: int
    column: int
    head: bytes
    formula: bytes

    @classmethod
    def of(cls, match: re.Match[bytes]) -> _Cell:
        letters, number, told, content = match.groups()
        style, formula = _STYLE.search(told), _FORMULA.search(content) if content else None
        head = b'<c r="' + letters + number + b'"' + (style[0] if style else b"")
        return cls(match.start(), match.end(), int(number), column_number(letters.decode()), head, formula[0] if formula else b"")

    def holding(self, value: Any) -> bytes:
        """The cell with another value; a formula stays and gets it as its cached result."""
        head, formula = self.head, self.formula
        if value is None and not formula:
            return head + b"/>"
        if value is None or (isinstance(value, str) and formula):
            return head + b' t="str">' + formula + b"<v>" + xml_text(value or "") + b"</v></c>"
        if isinstance(value, bool):
            return head + b' t="b">' + formula + b"<v>" + (b"1" if value else b"0") + b"</v></c>"
        if isinstance(value, (int, float)):
            plain = int.__repr__(value) if isinstance(value, int) else float.__repr__(value)  # numpy's own repr is no number
            return head + b">" + formula + b"<v>" + plain.encode() + b"</v></c>"
        return head + b' t="inlineStr"><is><t xml:space="preserve">' + xml_text(str(value)) + b"</t></is></c>"


class SheetPart:
    """A sheet's part of a package."""

    def __init__(self, title: str, plain: bytes) -> None:
        self.title, self.plain = title, plain
        self._cells: dict[str, _Cell] = {}
        self._still: dict[int, bytes] = {}

    @property
    def addresses(self) -> list[str]:
        """Those of its cells, in order."""
        return [(m[1] + m[2]).decode() for m in _CELL.finditer(self.plain)]

    def packed_with(self, values: Mapping[str, Any]) -> Packed:
        """The part with cells set (address -> value).

        Raises KeyError for a cell that is not there, and ValueError for a number that is none, both with sheet and cell.
        """
        out, crc, size, change = [], 0, 0, 0
        changes = self._changes(values)
        for number, (start, end) in enumerate(self._stretches):
            first = change
            while change < len(changes) and changes[change][0] < end:
                change += 1
            if change == first:
                plain = self.plain[start:end]
                if number not in self._still:
                    self._still[number] = _packed(plain)
                out.append(self._still[number])
            else:
                plain = _replaced(self.plain, start, end, changes[first:change])
                out.append(_packed(plain, _FAST))
            crc, size = zlib.crc32(plain, crc), size + len(plain)
        return Packed(crc, size, b"".join([*out, _END]))

    def _changes(self, values: Mapping[str, Any]) -> list[tuple[int, int, bytes]]:
        """(start, end, what stands there instead), from the first to the last."""
        out, highest = [], dict[int, int]()
        for address, value in values.items():
            cell = self._cell(address)
            if isinstance(value, str):
                if (width := self._widths.get(cell.column)) is not None and (n := lines(value, max(width - _EDGES, 1))) > 1:
                    highest[cell.row] = max(highest.get(cell.row, 1), n)
            elif isinstance(value, float) and not isfinite(value):
                raise ValueError(f"{self.title}!{address}: {value}")
            out.append((cell.start, cell.end, cell.holding(value)))
        out += [change for row, n in highest.items() if (change := self._higher(row, n))]
        return sorted(out)

    def _cell(self, address: str) -> _Cell:
        if (cell := self._cells.get(address)) is None:
            match = self._match(address)
            if match is None:
                raise KeyError(f"{self.title}!{address}")
            cell = self._cells[address] = _Cell.of(match)
        return cell

    def _match(self, address: str) -> re.Match[bytes] | None:
        """Where a cell stands, sought in its row alone: a unit fills in a few of thousands."""
        place = _ADDRESS.fullmatch(address)
        row = self._rows.get(int(place[1])) if place is not None else None
        if row is None:
            return None
        at = self.plain.find(b'<c r="%s"' % address.encode(), row.end(), self.plain.find(b"</row>", row.end()))
        return _CELL.match(self.plain, at) if at >= 0 else None

    def _higher(self, row: int, n: int) -> tuple[int, int, bytes] | None:
        """A row as high as n lines need, where it leaves its height open: not every program finds it by itself."""
        match = self._rows[row]
        there, height = _HEIGHT.search(match[2]), min(_LINE * n + _ABOVE, _HIGHEST)
        if b"customHeight" in match[2] or (there and float(there[1]) >= height):
            return None
        return match.start(), match.end(), b'<row r="%d"%s ht="%d"%s>' % (row, _HEIGHT.sub(b"", match[2]), height, match[3])

    @cached_property
    def _widths(self) -> dict[int, float]:
        """The width of each column that has one, in narrow characters."""
        return {n: float(m[3]) for m in _COLUMN.finditer(self.plain) for n in range(int(m[1]), int(m[2]) + 1)}

    @cached_property
    def _rows(self) -> dict[int, re.Match[bytes]]:
        return {int(m[1]): m for m in _ROW.finditer(self.plain)}

    @cached_property
    def _stretches(self) -> list[tuple[int, int]]:
        """From where to where each goes. They begin with a row."""
        starts, bounds = [m.start() for m in self._rows.values()], [0]
        while True:
            least = _STRETCHES[min(len(bounds), len(_STRETCHES)) - 1]
            at = bisect_left(starts, bounds[-1] + least)
            if at == len(starts):
                break
            bounds.append(starts[at])
        return list(zip(bounds, [*bounds[1:], len(self.plain)], strict=True))


def xml_text(value: str) -> bytes:
    """A text as it stands in a part; what XML cannot hold is written as Excel writes it."""
    return escape(_ILLEGAL.sub(lambda m: f"_x{ord(m[0]):04X}_", value)).encode()


def _replaced(plain: bytes, start: int, end: int, changes: list[tuple[int, int, bytes]]) -> bytes:
    out, last = [], start
    for at, until, new in changes:
        out += [plain[last:at], new]
        last = until
    return b"".join([*out, plain[last:end]])


def _packed(plain: bytes, level: int = 6) -> bytes:
    """Deflated, to the end of a byte and without an end: another stretch may follow."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    return packer.compress(plain) + packer.flush(zlib.Z_SYNC_FLUSH)
