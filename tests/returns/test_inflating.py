"""What a zip's member says, inflated by ISA-L, by zlib, and by zipfile."""

from __future__ import annotations

import io
import zipfile
import zlib
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shijibu.returns import inflating
from shijibu.returns.inflating import STEP, inflated
from tests.fuzz.mutate import cut, flip_bytes

_REFUSED = (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
_NAME = "xl/worksheets/sheet1.xml"


def zipped(said: bytes, how: int = zipfile.ZIP_DEFLATED, level: int = 6) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how, compresslevel=level) as package:
        package.writestr(_NAME, said)
    return out.getvalue()


def pieces(data: bytes) -> list[bytes] | None:
    """None where it is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return [*inflated(package, package.infolist()[0])]
    except (*_REFUSED, IndexError):
        return None


def changed(data: bytes, **fields: int) -> list[bytes] | None:
    """The same where the zip's directory says something else of the member."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        member = package.infolist()[0]
        for name, value in fields.items():
            setattr(member, name, value)
        try:
            return [*inflated(package, member)]
        except _REFUSED:
            return None


@pytest.fixture(params=["isal", "zlib"], autouse=True)
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test by both: on the machines that tests know there is an ISA-L, and a machine without it has zlib."""
    assert inflating.library is not zlib
    if request.param == "zlib":
        monkeypatch.setattr(inflating, "library", zlib)


@pytest.mark.parametrize("how", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
@pytest.mark.parametrize("said", [b"", b"<a/>", b"<c/>" * STEP, Random(1).randbytes(3 * STEP + 1)])
def test_a_member_comes_whole_in_small_pieces(said, how):
    got = pieces(zipped(said, how))
    assert got is not None and b"".join(got) == said
    assert all(0 < len(piece) <= STEP for piece in got)


def test_what_inflates_a_thousandfold_comes_piece_by_piece():
    data = zipped(b"\0" * (64 * STEP), level=9)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        first = next(inflated(package, package.infolist()[0]))
    assert len(first) <= STEP


_SAID = b'<row r="1"><c r="A1" t="s"><v>0</v></c></row>' * 200


@pytest.mark.parametrize("wrong", [{"CRC": 1}, {"file_size": len(_SAID) - 1}, {"file_size": 0}, {"flag_bits": 1}, {"header_offset": 7}])
@pytest.mark.parametrize("how", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_a_member_that_is_not_what_the_directory_says_is_refused(how, wrong):
    assert changed(zipped(_SAID, how), **wrong) is None


def test_a_member_whose_own_head_has_another_name_is_refused():
    assert pieces(zipped(_SAID).replace(_NAME.encode(), b"xl/worksheets/sheet2.xml", 1)) is None


def test_a_stream_that_breaks_off_is_refused():
    assert changed(zipped(_SAID), compress_size=20) is None


@given(st.integers(0, 1 << 32), st.sampled_from([flip_bytes, cut]), st.sampled_from([1, 6, 9]),
       st.sampled_from([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED]))
def test_of_a_damaged_zip_comes_what_zipfile_reads_or_nothing(seed, damage, level, how):
    random = Random(seed)
    said = b"".join(b'<c r="A%d"><v>%d</v></c>' % (n, random.randrange(1 << 30)) for n in range(random.choice((1, 50, 2_000))))
    data = damage(zipped(said, how, level), random)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            plainly = package.read(package.infolist()[0])
    except (*_REFUSED, zlib.error, IndexError):
        plainly = None
    got = pieces(data)
    assert (None if got is None else b"".join(got)) == plainly
