"""What comes in as a workbook is opened without trusting it: junk, bombs and definitions are refused, each by its own name."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
import zlib

import pytest

from shijibu.problems.files import NotAWorkbook
from shijibu.problems.refused import Refused
from shijibu.returns import inflating
from shijibu.returns.reader import read
from shijibu.spreadsheet.limits import Limits
from tests.returns.packed import in_a_worker, packed, parts, sheet, workbook

GOOD = workbook('<row r="1"><c r="A1"><v>1</v></c></row>')


def refusal(data: bytes, limits: Limits = Limits()) -> Refused:
    with pytest.raises(Refused) as caught:
        read(data, limits)
    return caught.value


def ole(content: bytes) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + content


def ods() -> bytes:
    return packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<office/>"})


@pytest.mark.parametrize(("data", "code"), [
    (b"", "file.empty"),
    (b"\0" * 4096, "file.empty"),
    (b" \r\n", "file.empty"),
    (ole("EncryptedPackage".encode("utf-16-le")), "file.encrypted"),
    (ole("Workbook".encode("utf-16-le")), "file.legacy-format"),
    (ods(), "file.ods"),
    (b"<html><table><tr><td>1</td></tr></table></html>", "file.not-a-workbook"),
    ("编号,姓名\n1,甲\n".encode("gb18030"), "file.not-a-workbook"),
    (b"\x89PNG\r\n\x1a\n\0\0", "file.not-a-workbook"),
    (packed({"报表.docx": "x"}), "file.not-a-workbook"),
    (b"PK", "file.damaged"),
    (GOOD[: len(GOOD) // 2], "file.damaged"),
    (GOOD[len(GOOD) // 2 :], "file.not-a-workbook"),
], ids=lambda v: v if isinstance(v, str) else "")
def test_what_is_no_workbook_is_refused_by_what_it_is(data, code):
    assert refusal(data).code == code


@pytest.mark.parametrize(("data", "kind"), [
    (b"\xef\xbb\xbf<html>", "网页或 XML"), (b"a,b\n1,2\n", "CSV 或文本"), (b"hello", "文本"), (b"\x89PNG\0", "图片"), (b"%PDF-1.7\n", "PDF"),
    ("编号\t姓名\n".encode("utf-16"), "CSV 或文本"), (b"\1\2\0\3", "未知内容"), (ole("WordDocument".encode("utf-16-le")), "Word 文档"),
])
def test_the_refusal_says_what_the_file_seems_to_be(data, kind):
    assert refusal(data).kind == NotAWorkbook(kind=kind)


def test_every_truncation_of_a_workbook_is_refused():
    for end in range(0, len(GOOD), 13):
        assert refusal(GOOD[:end]).code.startswith("file.")


def test_a_wrong_checksum_is_damage():
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        for name, content in parts(sheet('<row r="1"><c r="A1"><v>12345</v></c></row>')).items():
            archive.writestr(name, content)
    assert refusal(stored.getvalue().replace(b"<v>12345</v>", b"<v>92345</v>")).code == "file.damaged"


def test_a_part_that_asks_for_a_password_is_encrypted():
    data = bytearray(GOOD)
    at = data.find(b"PK\1\2")
    while at != -1:
        flags = struct.unpack_from("<H", data, at + 8)[0]
        struct.pack_into("<H", data, at + 8, flags | 1)
        at = data.find(b"PK\1\2", at + 4)
    assert refusal(bytes(data)).code == "file.encrypted"


XXE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
_LEVELS = "".join(f'<!ENTITY {b} "{f"&{a};" * 8}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
LAUGHS = f'<!DOCTYPE x [<!ENTITY a "haha">{_LEVELS}]>'


@pytest.mark.parametrize("definition", [XXE, LAUGHS, "<!DOCTYPE x>"], ids=["xxe", "laughs", "bare"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "docProps/core.xml", "customXml/item1.xml", "[Content_Types].xml"])
def test_a_part_with_a_dtd_is_refused_in_every_encoding(definition, encoding, part):
    text = definition + sheet('<row r="1"><c r="A1"><v>1</v></c></row>')
    assert refusal(packed(parts(sheet("")) | {part: text.encode(encoding)})).code == "file.dtd"


def test_a_dtd_in_a_part_with_an_innocent_ending_is_refused_when_it_is_read():
    members = parts(sheet(""))
    rels = str(members["xl/_rels/workbook.xml.rels"]).replace("sheet1.xml", "sheet1.bin")
    members |= {"xl/_rels/workbook.xml.rels": rels, "xl/worksheets/sheet1.bin": XXE + sheet('<row r="1"><c r="A1" t="str"><v>&amp;</v></c></row>')}
    assert refusal(packed(members)).code == "file.dtd"


@pytest.mark.parametrize("part", ["customXml/item1.xml", "xl/media/image1.png", "xl/printerSettings/a.bin", "notes"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-32-be"])
def test_a_part_that_nobody_reads_may_have_no_dtd_either(part, encoding):
    assert refusal(packed(parts(sheet("")) | {part: "\n <!DOCTYPE x><x/>".encode(encoding)})).code == "file.dtd"


@pytest.mark.parametrize("before", ["<!-- <a> -->", "<?a <a?>", '<?xml version="1.0"?><!-- <a -->', "\ufeff\n<?a?>"])
def test_a_dtd_behind_what_is_no_element_is_refused(before):
    assert refusal(packed(parts(sheet("")) | {"customXml/item1.xml": before + "<!DOCTYPE x><x/>"})).code == "file.dtd"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-32-be"])
@pytest.mark.parametrize("step", [5, 7, 40])
def test_a_dtd_is_refused_wherever_a_piece_ends(monkeypatch, encoding, step):
    monkeypatch.setattr(inflating, "STEP", step)
    assert refusal(packed(parts(sheet("")) | {"notes": "\n <!DOCTYPE x><x/>".encode(encoding)})).code == "file.dtd"


def test_tags_count_in_all_parts_together():
    more = {f"customXml/item{n}.xml": "<x>" + "<a/>" * 100 + "</x>" for n in range(10)}
    file = packed(parts(sheet(""), more=more))
    assert refusal(file, Limits(tags=1_000)).code == "file.too-many-tags"
    assert read(file, Limits(tags=1_100)).sheets[0].title == "表"


@pytest.mark.parametrize("text", ["<x><![CDATA[<!DOCTYPE html>]]></x>", "<x><!-- <!DOCTYPE html> --></x>", "see <!DOCTYPE html>"])
def test_the_letters_of_a_dtd_in_a_text_are_a_text(text):
    assert read(packed(parts(sheet("")) | {"customXml/item1.xml": text})).sheets[0].title == "表"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_that_workbooks_never_use_is_refused_before_it_inflates(method):
    """3 KB of bzip2 inflated to 4 GB in one step."""
    stream = io.BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/x.xml", b" " * 2**24, compress_type=method)
    tracemalloc.start()
    assert refusal(stream.getvalue()).code == "file.damaged"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**20


def test_a_picture_counts_towards_what_may_inflate():
    bomb = packed(parts(sheet("")) | {"xl/media/image1.png": b"\0" * 2**20})
    assert refusal(bomb, Limits(inflated_bytes=2**19)).code == "file.inflates-too-large"


@pytest.mark.parametrize(("office", "code"), [("word/document.xml", "file.not-a-workbook"), ("xl/workbook.bin", "file.legacy-format")])
def test_another_office_file_with_the_ending_of_a_workbook_is_told(office, code):
    rels = str(parts("")["_rels/.rels"]).replace("xl/workbook.xml", office)
    assert refusal(packed({"[Content_Types].xml": "<Types/>", "_rels/.rels": rels, office: "<document/>"})).code == code


def gigabyte() -> bytes:
    """A workbook with a part of 1 GB, packed to about 1 MB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    step = packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts(sheet("")).items():
            archive.writestr(name, content)
        archive.writestr("xl/x.xml", step * 1024 + zlib.compressobj(9, zlib.DEFLATED, -15).flush())
    data = bytearray(stream.getvalue())
    at = data.rfind(b"PK\1\2")
    struct.pack_into("<H", data, at + 10, zipfile.ZIP_DEFLATED)
    struct.pack_into("<I", data, at + 24, 2**30)
    return bytes(data)


@pytest.mark.parametrize("limits", [Limits(part_ratio=100), Limits()], ids=["by its ratio", "by its size"])
def test_a_gigabyte_in_a_megabyte_is_refused_at_once(limits):
    data = gigabyte()
    assert len(data) < 1_200_000
    assert in_a_worker(data, limits).code == ("file.ratio" if limits.part_ratio == 100 else "file.inflates-too-large")


def test_many_parts_that_inflate_too_large_together_are_refused():
    rows = "<row/>" * 1000
    bomb = packed(parts(sheet("")) | {f"xl/worksheets/s{i}.xml": rows for i in range(40)})
    assert refusal(bomb, Limits(inflated_bytes=100_000)).code == "file.inflates-too-large"


def test_a_size_stated_small_is_not_believed():
    data = bytearray(packed(parts(sheet("")) | {"xl/big.xml": b" " * 20 * 2**20}))
    at = data.rfind(b"PK\1\2")
    struct.pack_into("<I", data, at + 24, 10)
    assert refusal(bytes(data)).code in ("file.damaged", "file.ratio")


def test_more_than_two_thousand_parts_are_refused_and_two_thousand_are_not():
    base = parts(sheet(""))
    fill = {f"xl/x{i}.png": "" for i in range(2000 - len(base))}
    assert read(packed(base | fill)).sheets[0].title == "表"
    assert refusal(packed(base | fill | {"xl/one-more.png": ""})).code == "file.too-many-parts"


def test_fifty_thousand_parts_are_refused_quickly():
    many = packed({f"{i}": "" for i in range(50_000)})
    assert in_a_worker(many).code == "file.too-many-parts"


def test_a_directory_of_a_million_entries_is_not_listed():
    one = packed({"a": ""})
    at, end = one.index(b"PK\1\2"), one.index(b"PK\5\6")
    entries = one[at:end] * 10**6
    data = one[:at] + entries + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 65535, 65535, len(entries), at, 0)
    assert in_a_worker(data).code == "file.too-many-parts"


def test_two_parts_of_one_name_are_refused_because_programs_would_differ():
    stream = io.BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("XL/Worksheets/sheet1.xml", sheet('<row r="1"><c r="A1"><v>2</v></c></row>'))
    assert refusal(stream.getvalue()).code == "file.damaged"


def test_a_file_larger_than_the_cap_is_not_opened():
    assert refusal(GOOD, Limits(file_bytes=100)).code == "file.too-large"


def test_two_far_corners_cost_no_memory():
    corners = workbook('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>')
    tracemalloc.start()
    grid = read(corners)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert {place: cell.value for place, cell in grid.sheets[0].cells.items()} == {(1, 1): 1, (1_048_576, 16_384): 2}
    assert peak < 2 * 2**20


def test_macros_links_and_embedded_files_are_reported():
    more = {"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": "<x/>", "xl/embeddings/a.bin": b"x"}
    facts = {fact: told for fact, told in read(packed(parts(sheet(""), more=more))).facts.items() if told}
    assert facts == {"macros": True, "external_links": 1, "embedded": 1}
