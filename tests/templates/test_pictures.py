"""A county's emblem on its form: drawn again where it stood, as large, and no finding of a return."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from zipfile import ZipFile

import xlsxwriter

from shijibu.checks.built_in import look_over
from shijibu.returns.reader import read
from shijibu.returns.returned import read_back
from shijibu.scheme_book.template import judged_template
from shijibu.workbook.template_pictures import pictures
from tests.county import County
from tests.templates.forms import county_in


def png(width: int, height: int) -> bytes:
    """A red one."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\xc0\0\0" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def with_emblem() -> bytes:
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("首页")
    sheet.write("B2", "{{ unit.name }}")
    sheet.insert_image("C4", "emblem.png", {"image_data": BytesIO(png(40, 20)), "x_offset": 3, "y_offset": 5, "x_scale": 2, "y_scale": 3,
                                            "object_position": 3})
    book.close()
    return out.getvalue()


def test_a_picture_is_drawn_again_and_is_no_finding(tmp_path, monkeypatch):
    data = with_emblem()
    monkeypatch.setenv("SHIJIBU_TEMPLATES", str(county_in(tmp_path / "schemes", template=data)))
    county = County.made(tmp_path / "county", "monthly", units=2)
    assert judged_template(county.scheme) == []
    county.issue("2026-01")
    file = county.blank("2026-01", county.smallest)
    with ZipFile(BytesIO(data)) as of_template, ZipFile(file) as out:
        (before,), (after,) = pictures(of_template)["首页"], pictures(out)["首页"]
    assert (after.row, after.column, after.data, after.moves) == (before.row, before.column, before.data, before.moves) == (4, 3, png(40, 20), 3)
    assert (round(after.right), round(after.below), after.width, after.height) == (3, 5, 80, 60)
    back = read_back(read(county.returned("2026-01", county.smallest).read_bytes()))
    look_over(back)
    assert back.findings == []
