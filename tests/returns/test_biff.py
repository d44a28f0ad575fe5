"""Old workbooks, record by record: those of Excel 97 and of Excel 5.0/95, inside a compound file and bare."""

from __future__ import annotations

import struct
from random import Random

import pytest

from shijibu.problems.refused import Refused
from shijibu.returns.admission import grid_of
from shijibu.returns.grid import Cell, Grid
from tests.returns.packed import compound


def record(code: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", code, len(body)) + body


def begin(version: int, kind: int) -> bytes:
    return record(0x0809, struct.pack("<HHHH", version, kind, 0, 0) + (b"\0" * 8 if version == 0x0600 else b""))


def text(row: int, column: int, content: bytes) -> bytes:
    return record(0x0204, struct.pack("<HHHH", row, column, 0, len(content)) + content)


SHEET = [
    record(0x0203, struct.pack("<HHHd", 1, 0, 0, 12.0)),
    record(0x0205, struct.pack("<HHHBB", 1, 1, 0, 0x2A, 1)),  # an error cell: #N/A
    record(0x0205, struct.pack("<HHHBB", 1, 2, 0, 1, 0)),
    record(0x0006, struct.pack("<HHHdHIH", 2, 0, 0, 0.5, 0, 0, 3) + b"\x1e\x01\0"),  # a formula
    record(0x0012, b"\1\0"),
]


def stream(*records: bytes, version: int = 0x0500, before: bytes = b"") -> bytes:
    """A workbook of one sheet."""
    title = "表".encode("gbk") if version == 0x0500 else b"\1" + "表".encode("utf-16-le")
    head = begin(version, 5) + record(0x0042, struct.pack("<H", 936 if version == 0x0500 else 1200)) + before
    sheet = record(0x0085, struct.pack("<IBBB", 0, 0, 0, len(title) if version == 0x0500 else 1) + title)
    at = len(head) + len(sheet) + 4
    sheet = record(0x0085, struct.pack("<IBBB", at, 0, 0, len(title) if version == 0x0500 else 1) + title)
    return head + sheet + record(0x000A) + begin(version, 16) + b"".join(records) + record(0x000A)


EXCEL95 = stream(text(0, 0, "任务".encode("gbk")), *SHEET)


@pytest.mark.parametrize("data", [compound({"Book": EXCEL95}), EXCEL95], ids=["in a compound file", "bare"])
def test_a_workbook_of_excel_95_is_read_in_its_own_letters(data):
    grid = grid_of(data)
    (sheet,) = grid.sheets
    assert sheet.title == "表" and sheet.protected and grid.facts["short_texts"]
    assert sheet.cells == {(1, 1): Cell("任务", "text"), (2, 1): Cell(12.0, "number"), (2, 2): Cell("#N/A", "error"), (2, 3): Cell(True, "bool"),
                           (3, 1): Cell(0.5, "number", "?")}


def test_merges_and_what_lies_under_them():
    merged = record(0x00E5, struct.pack("<HHHHH", 1, 1, 2, 0, 0))
    (sheet,) = grid_of(compound({"Workbook": stream(*SHEET, merged, version=0x0600)})).sheets
    assert sheet.merged == [(2, 1, 3, 1)] and set(sheet.covered) == {(3, 1)} and (3, 1) not in sheet.cells


def test_links_to_other_workbooks_are_counted_and_those_to_itself_are_not():
    own, other = record(0x01AE, b"\1\0\1\4"), record(0x01AE, b"\1\0\3\0\0abc")
    assert grid_of(compound({"Workbook": stream(*SHEET, version=0x0600, before=own + other)})).facts["external_links"] == 1


@pytest.mark.parametrize(("data", "code"), [
    (compound({"Workbook": stream(*SHEET, version=0x0600, before=record(0x002F, b"\1\0" + b"\0" * 52))}), "file.encrypted"),
    (compound({"Workbook": EXCEL95[:60]}), "file.legacy-format"),
    (compound({"Workbook": b"\1" * 5000}), "file.legacy-format"),
    (EXCEL95[:8], "file.legacy-format"),
])
def test_what_is_locked_or_torn_is_refused(data, code):
    with pytest.raises(Refused) as caught:
        grid_of(data)
    assert caught.value.code == code


@pytest.mark.parametrize("seed", range(4))
def test_a_mutated_workbook_gives_a_grid_or_a_code(seed):
    random, source = Random(seed), compound({"Book": EXCEL95})
    for _ in range(150):
        made = bytearray(source)
        for _ in range(random.randint(1, 6)):
            made[random.randrange(len(made))] = random.randrange(256)
            made[1024 + random.randrange(len(EXCEL95))] = random.randrange(256)
        try:
            assert isinstance(grid_of(bytes(made)), Grid)
        except Refused as refused:
            assert refused.code != "file.unreadable", refused.kind
