"""What is no workbook in a zip is told by what it is, not by letters that stand somewhere in it."""

from __future__ import annotations

from random import Random

import pytest

from shijibu.problems.files import LegacyFormat, NotAWorkbook
from shijibu.problems.refused import Refused
from shijibu.returns.foreign import is_scrambled
from shijibu.returns.reader import read
from shijibu.roster.roster_file import RosterFault, read_roster
from shijibu.scheme.load import load
from tests.returns.packed import compound

CHINESE = "德清县交通局修建乡村道路三十公里，整治河道三处，完成率百分之九十五；" * 200


def refusal(data: bytes) -> tuple[str, str | None]:
    with pytest.raises(Refused) as caught:
        read(data)
    kind = caught.value.kind
    return kind.code, kind.kind if isinstance(kind, (NotAWorkbook, LegacyFormat)) else None


@pytest.mark.parametrize(("streams", "code", "kind"), [
    ({"Workbook": "WordDocument EncryptedPackage".encode("utf-16-le")}, "file.legacy-format", "xls"),
    ({"Book": b""}, "file.legacy-format", "xls"),
    ({"WordDocument": "Workbook".encode("utf-16-le")}, "file.not-a-workbook", "Word 文档"),
    ({"PowerPoint Document": b""}, "file.not-a-workbook", "演示文稿"),
    ({"EncryptedPackage": b"", "EncryptionInfo": b""}, "file.encrypted", None),
    ({"Contents": b""}, "file.not-a-workbook", "其他 Office 文件"),
])
def test_a_compound_file_is_told_by_its_directory(streams, code, kind):
    assert refusal(compound(streams)) == (code, kind)


@pytest.mark.parametrize("length", [400, 1000, 5000, 100_000])
@pytest.mark.parametrize("head", [b"", b"\x77\x00LOCK" + b"\0" * 40])
def test_what_was_scrambled_is_told(length, head):
    assert refusal(head + Random(length).randbytes(length)) == ("file.scrambled", None)


@pytest.mark.parametrize("mark", [b"\x62\x14\x23\x65E-SafeNet   LOCK", b"%TSD-Header-###%"])
def test_a_known_lock_is_told_whatever_stands_behind_it(mark):
    assert is_scrambled(mark + b"\0" * 5000)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("length", [150, 2000, 7000])
def test_no_text_is_taken_for_scrambled(encoding, length):
    assert not is_scrambled(CHINESE[:length].encode(encoding))


def test_an_archive_or_a_picture_is_what_it_is():
    noise = Random(1).randbytes(4000)
    assert [refusal(start + noise)[1] for start in (b"Rar!", b"\x89PNG", b"%PDF", b"\xff\xd8\xff")] == ["压缩包", "图片", "PDF", "图片"]


def test_a_roster_that_was_scrambled_is_told_too(tmp_path):
    (tmp_path / "roster.xlsx").write_bytes(Random(1).randbytes(9000))
    with pytest.raises(RosterFault, match="加密软件"):
        read_roster(tmp_path / "roster.xlsx", load("deqing"))
