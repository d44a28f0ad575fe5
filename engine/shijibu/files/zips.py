"""A zip that somebody dropped: its files, as if they had been dropped one by one."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from shijibu.errors import ShijibuError

MOST_FILES = 2000
LARGEST_FILE, LARGEST_TOGETHER = 64 * 1024 * 1024, 1024**3
_PIECE = 1024 * 1024
_UTF8 = 0x800


class ZipRefused(ShijibuError):
    """The zip is not taken; the text says why."""


def is_package(file: Path) -> bool:
    """Whether a file is a zip of files, and no workbook, which is one inside as well."""
    if not zipfile.is_zipfile(file):
        return False
    with zipfile.ZipFile(file) as opened:
        names = set(opened.namelist())
    return not names & {"[Content_Types].xml", "mimetype"}


@dataclass(slots=True)
class Unpacked:
    """What came out of the zips that belong together, such as those of one request: their bounds hold for all of them."""

    files: int = 0
    size: int = 0


def members(file: Path, before: Unpacked | None = None) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Name and content of each file in a zip, whichever folder it lies in. What is counted is what comes out, not what the zip says of itself.

    before: what came out of other zips, to which this one's is added. Raises ZipRefused, also while a content is read.
    """
    all_of_them = before or Unpacked()
    with _refusing(), zipfile.ZipFile(file) as opened:
        listed = [info for info in opened.infolist() if not info.is_dir()]
        if len(listed) > MOST_FILES:
            raise ZipRefused(f"压缩包里有 {len(listed)} 个文件，一次至多 {MOST_FILES} 个；请分几次")
        all_of_them.files += len(listed)
        if all_of_them.files > MOST_FILES:
            raise ZipRefused(f"几个压缩包里一共有 {all_of_them.files} 个以上的文件，一次至多 {MOST_FILES} 个；请分几次")
        for info in listed:
            if info.flag_bits & 1:
                raise ZipRefused("压缩包加了密码，请解开以后再交")

            def content(info: zipfile.ZipInfo = info) -> Iterator[bytes]:
                size = 0
                with _refusing(), opened.open(info) as member:
                    while piece := member.read(_PIECE):
                        size, all_of_them.size = size + len(piece), all_of_them.size + len(piece)
                        if size > LARGEST_FILE or all_of_them.size > LARGEST_TOGETHER:
                            raise ZipRefused("压缩包解开太大，请分几次交，或直接交工作簿")
                        yield piece

            yield PurePosixPath(_name(info)).name, content()


@contextmanager
def _refusing() -> Iterator[None]:
    """Whatever is wrong with the bytes is ZipRefused."""
    try:
        yield
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError, zlib.error) as error:
        raise ZipRefused(f"压缩包读不出来（{type(error).__name__}），请重新打包") from None


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name: Windows of China writes GB 18030, and says nothing of it."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename
