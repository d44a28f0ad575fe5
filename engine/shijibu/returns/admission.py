"""A file let in: its bytes, taken once and within the caps, and its cells, whatever the format."""

from __future__ import annotations

import errno
import stat
from pathlib import Path

from shijibu.problems.files import FileTooLarge, LegacyFormat, Unreadable
from shijibu.problems.refused import Refused
from shijibu.returns.grid import Grid
from shijibu.returns.reader import read
from shijibu.spreadsheet.limits import Limits

_NOT_READ = {errno.ENOENT: "文件不在了，或链接已失效", errno.EACCES: "没有读取权限", errno.EPERM: "没有读取权限", errno.ELOOP: "链接绕成了圈",
             errno.EIO: "磁盘读取出错", errno.ENAMETOOLONG: "文件夹套得太深，路径太长"}


def bytes_of(path: Path, limits: Limits) -> bytes:
    """The file, read once. Raises Refused for what is no file, is too large, or cannot be read."""
    try:
        told = path.stat()
        if stat.S_ISDIR(told.st_mode):
            raise Refused(Unreadable(error="指向别处文件夹的链接，没有打开" if path.is_symlink() else "文件夹打不开"))
        if not stat.S_ISREG(told.st_mode):
            raise Refused(Unreadable(error="不是普通文件"))
        if told.st_size > limits.file_bytes:
            raise Refused(FileTooLarge(size=told.st_size, limit=limits.file_bytes))
        with path.open("rb") as file:
            data = file.read(limits.file_bytes + 1)
    except OSError as error:
        raise Refused(Unreadable(error=_NOT_READ.get(error.errno or 0, f"系统错误 {error.errno}"))) from None
    if len(data) > limits.file_bytes:  # it grew meanwhile
        raise Refused(FileTooLarge(size=len(data), limit=limits.file_bytes))
    return data


def grid_of(data: bytes, limits: Limits = Limits()) -> Grid:
    """The file's cells, whatever its format: .xlsx, .ods, .fods, .xls, .et, .xlsb. Raises Refused."""
    try:
        return read(data, limits)
    except Refused as refused:
        if not isinstance(refused.kind, LegacyFormat):
            raise
        from shijibu.returns.biff import read_biff  # few returns are saved so, and each process that reads any would wait for xlrd
        from shijibu.returns.legacy import read_xlsb

        try:
            return read_xlsb(data, limits) if refused.kind.kind == "xlsb" else read_biff(data, limits)
        except Refused as other:
            raise (refused if other.code == "file.damaged" else other) from None
