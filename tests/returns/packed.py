"""Workbooks written part by part, for tests of what no spreadsheet program would write."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

from shijibu.problems.refused import Refused
from shijibu.returns.admission import grid_of
from shijibu.returns.grid import Grid
from shijibu.returns.worker import run
from shijibu.spreadsheet.limits import Limits

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STRICT_MAIN, STRICT_OFFICE = "http://purl.oclc.org/ooxml/spreadsheetml/main", "http://purl.oclc.org/ooxml/officeDocument/relationships"
_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def sheet(rows: str, *, main: str = MAIN, after: str = "") -> str:
    return f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def parts(one_sheet: str | bytes, strings: str | None = None, *, main: str = MAIN, office: str = _OFFICE, names: str = "", book: str = "",
          more: Mapping[str, str | bytes] | None = None) -> dict[str, str | bytes]:
    """The parts of a workbook of one sheet, 表; `strings` is the inside of the shared string table."""
    out: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/>'
                       f'<Relationship Id="rId2" Type="{_PACKAGE}/metadata/core-properties" Target="docProps/core.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">{book}<sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets>'
                           f"<definedNames>{names}</definedNames></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">'
                                      f'<Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
                                      f'<Relationship Id="rId2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{strings or ""}</sst>',
        "xl/worksheets/sheet1.xml": one_sheet,
    }
    return out | dict(more or {})


def packed(members: Mapping[str, str | bytes], level: int = 6) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def workbook(rows: str, strings: str | None = None, **options) -> bytes:
    return packed(parts(sheet(rows), strings, **options))


def in_a_worker(data: bytes, limits: Limits = Limits()) -> Grid | Refused:
    """The grid or the refusal, within the time and memory that a worker has."""
    ((_, told),) = run(grid_of, [(0, (data, limits))], limits=limits)
    return told


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file (OLE) with these streams at its top: one sector table, each stream of 4096 bytes or more."""
    size, free, end, table = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    padded = {name: content.ljust(4096, b"\0") for name, content in streams.items()}
    entries = [("Root Entry", 5, end, 0, 1 if padded else free)]
    fat, body, at = [table, end], b"", 2
    for number, (name, content) in enumerate(padded.items(), 1):
        sectors = -(-len(content) // size)
        entries.append((name, 2, at, len(content), number + 1 if number < len(padded) else free))
        fat += [*range(at + 1, at + sectors), end]
        body, at = body + content.ljust(sectors * size, b"\0"), at + sectors
    assert len(entries) <= 4 and len(fat) <= size // 4

    def entry(name: str, kind: int, start: int, length: int, link: int) -> bytes:
        told = (name + "\0").encode("utf-16-le")
        right, child = (free, link) if kind == 5 else (link, free)
        return struct.pack("<64sHBBIII36xIII", told, len(told), kind, 1, free, right, child, start, length, 0)

    header = struct.pack("<8s16xHHHHH6xIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0, 0)
    header += struct.pack("<108I", *[free] * 108)
    return header + struct.pack("<128I", *fat, *[free] * (128 - len(fat))) + b"".join(entry(*e) for e in entries).ljust(size, b"\0") + body
