"""A unit's workbook from a master: only the cells that differ are rewritten, every other part is copied still packed."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from xlsxwriter.utility import xl_cell_to_rowcol

from shijibu.spreadsheet.text_size import lines

_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"((?: [a-z]+="[^"]*")*)(?:/>|>(.*?)</c>)', re.S)
_STYLE = re.compile(rb' s="(\d+)"')
_FORMULA = re.compile(rb"<f[ >/].*?(?:</f>|/>)", re.S)
_ILLEGAL = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_STAMP = (0, 0x5A21)  # a fixed time in the zip: the same values give the same bytes
_ROW = re.compile(rb'<row r="(\d+)"([^>]*?)(/?)>')
_HEIGHT = re.compile(rb' ht="([0-9.]+)"')
_COLUMN = re.compile(rb'<col min="(\d+)" max="(\d+)" width="([0-9.]+)"')
_LINE, _ABOVE, _EDGES, _HIGHEST = 16, 4, 2.5, 409  # points of a line, of a cell's edges and most of a row; its edges and indent in characters
_CORE, _CUSTOM = "docProps/core.xml", "docProps/custom.xml"
_BOOK, _SHEET = "xl/workbook.xml", "xl/worksheets/sheet{}.xml"  # as XlsxWriter numbers the sheets


class Master:
    """A workbook of our own making, taken apart once. `data` is trusted: it is never a returned file."""

    def __init__(self, data: bytes) -> None:
        self._members = _members(data)
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            titles = re.findall(rb'<sheet name="([^"]*)"', package.read(_BOOK))
            self._parts = {_unquoted(title.decode()): _SHEET.format(number) for number, title in enumerate(titles, 1)}
            texts = [*self._parts.values(), *(p for p in (_CORE, _CUSTOM) if p in package.namelist())]
            self._plain = {part: package.read(part) for part in texts}
        self._index: dict[str, dict[str, re.Match[bytes]]] = {}

    @property
    def titles(self) -> list[str]:
        return list(self._parts)

    def cells(self, title: str) -> list[str]:
        """The addresses of a sheet's cells."""
        return [m[1].decode() for m in _CELL.finditer(self._plain[self._parts[title]])]

    def fill(
        self,
        changes: Mapping[str, Mapping[str, Any]],
        *,
        properties: Mapping[str, str] | None = None,
        modified: datetime | None = None,
    ) -> bytes:
        """The workbook with cells set: sheet title -> address -> text, number, truth or None (cleared).

        A cell keeps its style; a formula stays and gets the value as its cached result. `properties` are custom properties that
        the master has; `modified` without a time zone is UTC; when the workbook was created stays as the master says. Raises
        KeyError, naming sheet and cell, or the property, for what the master does not have, and ValueError for a number that is
        none.
        """
        patched: dict[str, bytes] = {}
        for title, cells in changes.items():
            if cells:
                patched[self._parts[title]] = self._sheet(title, cells)
        if modified is not None and _CORE in self._plain:
            utc = modified.replace(tzinfo=UTC) if modified.tzinfo is None else modified.astimezone(UTC)
            stamp = utc.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
            patched[_CORE] = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, self._plain[_CORE])
        if properties:
            patched[_CUSTOM] = _custom(self._plain.get(_CUSTOM, b""), properties)
        return _zipped(self._members, patched)

    def _sheet(self, title: str, cells: Mapping[str, Any]) -> bytes:
        part = self._parts[title]
        if part not in self._index:
            self._index[part] = {m[1].decode(): m for m in _CELL.finditer(self._plain[part])}
        index, plain = self._index[part], self._plain[part]
        places = []
        for address, value in cells.items():
            if address not in index:
                raise KeyError(f"{title}!{address}")
            if isinstance(value, float) and not isfinite(value):
                raise ValueError(f"{title}!{address}: {value}")
            places.append((index[address], value))
        out, last = [], 0
        for match, value in sorted(places, key=lambda p: p[0].start()):
            out += [plain[last : match.start()], _cell(match, value)]
            last = match.end()
        return _high_enough(b"".join([*out, plain[last:]]), cells)


def _cell(match: re.Match[bytes], value: Any) -> bytes:
    style = _STYLE.search(match[2] or b"")
    head = b'<c r="' + match[1] + b'"' + (style[0] if style else b"")
    formula = _FORMULA.search(match[3] or b"")
    kept = formula[0] if formula else b""
    if value is None and not formula:
        return head + b"/>"
    if value is None or (isinstance(value, str) and formula):
        return head + b' t="str">' + kept + b"<v>" + _text(value or "") + b"</v></c>"
    if isinstance(value, bool):
        return head + b' t="b">' + kept + b"<v>" + (b"1" if value else b"0") + b"</v></c>"
    if isinstance(value, (int, float)):
        plain = int.__repr__(value) if isinstance(value, int) else float.__repr__(value)  # numpy's own repr is no number
        return head + b">" + kept + b"<v>" + plain.encode() + b"</v></c>"
    return head + b' t="inlineStr"><is><t xml:space="preserve">' + _text(str(value)) + b"</t></is></c>"


def _high_enough(plain: bytes, cells: Mapping[str, Any]) -> bytes:
    """Rows as high as their texts need, where the master leaves the height open: not every program finds it by itself."""
    widths = {n: float(m[3]) for m in _COLUMN.finditer(plain) for n in range(int(m[1]), int(m[2]) + 1)}
    most: dict[bytes, int] = {}
    for address, value in cells.items():
        if isinstance(value, str):
            row, column = xl_cell_to_rowcol(address)
            if column + 1 in widths:
                key = b"%d" % (row + 1)
                most[key] = max(most.get(key, 1), lines(value, max(widths[column + 1] - _EDGES, 1)))

    def higher(match: re.Match[bytes]) -> bytes:
        lines_there, there = most.get(match[1], 1), _HEIGHT.search(match[2])
        height = min(_LINE * lines_there + _ABOVE, _HIGHEST)
        if lines_there == 1 or b"customHeight" in match[2] or (there and float(there[1]) >= height):
            return match[0]
        return b'<row r="%s"%s ht="%d"%s>' % (match[1], _HEIGHT.sub(b"", match[2]), height, match[3])

    return _ROW.sub(higher, plain) if any(n > 1 for n in most.values()) else plain


def _text(value: str) -> bytes:
    return escape(_ILLEGAL.sub(lambda m: f"_x{ord(m[0]):04X}_", value)).encode()


def _unquoted(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&apos;", "'").replace("&amp;", "&")


def _custom(plain: bytes, properties: Mapping[str, str]) -> bytes:
    """The part with text properties replaced. Raises KeyError for one that is not there."""
    for name, value in properties.items():
        pattern = re.compile(rb"(name=" + re.escape(quoteattr(name)).encode() + rb"[^>]*>\s*<vt:lpwstr>)[^<]*")
        new = _text(value)
        plain, found = pattern.subn(lambda m, new=new: m[1] + new, plain)  # type: ignore[misc]
        if not found:
            raise KeyError(name)
    return plain


def _members(data: bytes) -> list[tuple[bytes, int, int, int, int, bytes]]:
    """(name, method, crc, packed size, size, packed bytes) of each member, in order."""
    end = data.rfind(b"PK\x05\x06")
    count, _, at = struct.unpack("<HII", data[end + 10 : end + 20])
    out = []
    for _ in range(count):
        (method,) = struct.unpack("<H", data[at + 10 : at + 12])
        crc, packed, size, name_length, extra, comment = struct.unpack("<IIIHHH", data[at + 16 : at + 34])
        (local,) = struct.unpack("<I", data[at + 42 : at + 46])
        name = data[at + 46 : at + 46 + name_length]
        local_name, local_extra = struct.unpack("<HH", data[local + 26 : local + 30])
        start = local + 30 + local_name + local_extra
        out.append((name, method, crc, packed, size, data[start : start + packed]))
        at += 46 + name_length + extra + comment
    return out


def _zipped(members: list[tuple[bytes, int, int, int, int, bytes]], patched: Mapping[str, bytes]) -> bytes:
    body: list[bytes] = []
    directory: list[bytes] = []
    at = 0
    for name, method, crc, packed, size, raw in members:
        plain = patched.get(name.decode())
        if plain is not None:
            packer = zlib.compressobj(6, zlib.DEFLATED, -15)
            raw = packer.compress(plain) + packer.flush()
            method, crc, packed, size = 8, zlib.crc32(plain), len(raw), len(plain)
        sizes = struct.pack("<HHIII", *_STAMP, crc, packed, size)
        body += [struct.pack("<4sHHH", b"PK\3\4", 20, 0x800, method) + sizes + struct.pack("<HH", len(name), 0) + name, raw]
        head = struct.pack("<4sHHHH", b"PK\1\2", 20, 20, 0x800, method)
        directory.append(head + sizes + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, at) + name)
        at += 30 + len(name) + len(raw)
    listed = b"".join(directory)
    count = len(directory)
    return b"".join(body) + listed + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(listed), at, 0)
