"""A unit's workbook from a master: only the cells that differ are rewritten, every other part is copied still packed."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import quoteattr

from shijibu.issuing.sheet_part import Packed, SheetPart, xml_text

_STAMP = (0, 0x5A21)  # a fixed time in the zip: the same values give the same bytes
_CORE, _CUSTOM = "docProps/core.xml", "docProps/custom.xml"
_BOOK, _SHEET = "xl/workbook.xml", "xl/worksheets/sheet{}.xml"  # as XlsxWriter numbers the sheets


class Master:
    """A workbook of our own making, taken apart once. `data` is trusted: it is never a returned file."""

    def __init__(self, data: bytes, like: Master | None = None) -> None:
        """like: another one; sheets that are the same in both are taken apart, and packed, once."""
        self._members = _members(data)
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            titles = re.findall(rb'<sheet name="([^"]*)"', package.read(_BOOK))
            named = {_unquoted(title.decode()): _SHEET.format(number) for number, title in enumerate(titles, 1)}
            self._sheets = {title: (name, _part_of(title, package.read(name), like)) for title, name in named.items()}
            self._plain = {name: package.read(name) for name in (_CORE, _CUSTOM) if name in package.namelist()}

    def part(self, title: str) -> bytes | None:
        """What stands of a sheet in the package; None where it has parts of its own beside, such as a picture."""
        name, sheet = self._sheets[title]
        beside = name.replace("worksheets/", "worksheets/_rels/") + ".rels"
        return None if any(member[0].decode() == beside for member in self._members) else sheet.plain

    @property
    def titles(self) -> list[str]:
        return list(self._sheets)

    def cells(self, title: str) -> list[str]:
        """The addresses of a sheet's cells."""
        return self._sheets[title][1].addresses

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
        patched: dict[str, Packed] = {}
        for title, cells in changes.items():
            if cells:
                name, sheet = self._sheets[title]
                patched[name] = sheet.packed_with(cells)
        if modified is not None and _CORE in self._plain:
            utc = modified.replace(tzinfo=UTC) if modified.tzinfo is None else modified.astimezone(UTC)
            stamp = utc.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
            patched[_CORE] = Packed.of(re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, self._plain[_CORE]))
        if properties:
            patched[_CUSTOM] = Packed.of(_custom(self._plain.get(_CUSTOM, b""), properties))
        return _zipped(self._members, patched)


def _part_of(title: str, plain: bytes, like: Master | None) -> SheetPart:
    other = like._sheets.get(title) if like is not None else None
    return other[1] if other is not None and other[1].plain == plain else SheetPart(title, plain)


def _unquoted(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&apos;", "'").replace("&amp;", "&")


def _custom(plain: bytes, properties: Mapping[str, str]) -> bytes:
    """The part with text properties replaced. Raises KeyError for one that is not there."""
    for name, value in properties.items():
        pattern = re.compile(rb"(name=" + re.escape(quoteattr(name)).encode() + rb"[^>]*>\s*<vt:lpwstr>)[^<]*")
        new = xml_text(value)
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


def _zipped(members: list[tuple[bytes, int, int, int, int, bytes]], patched: Mapping[str, Packed]) -> bytes:
    body: list[bytes] = []
    directory: list[bytes] = []
    at = 0
    for name, method, crc, packed, size, raw in members:
        if (part := patched.get(name.decode())) is not None:
            method, crc, packed, size, raw = 8, part.crc, len(part.data), part.size, part.data
        sizes = struct.pack("<HHIII", *_STAMP, crc, packed, size)
        body += [struct.pack("<4sHHH", b"PK\3\4", 20, 0x800, method) + sizes + struct.pack("<HH", len(name), 0) + name, raw]
        head = struct.pack("<4sHHHH", b"PK\1\2", 20, 20, 0x800, method)
        directory.append(head + sizes + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, at) + name)
        at += 30 + len(name) + len(raw)
    listed = b"".join(directory)
    count = len(directory)
    return b"".join(body) + listed + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(listed), at, 0)
