"""Why a file could not be read or written, in the person's language."""

from __future__ import annotations

import errno

_REASONS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限，或正被别的程序打开",
    errno.EPERM: "没有权限，或正被别的程序打开",
    errno.EBUSY: "正被别的程序使用",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOTDIR: "路径中有一段是文件，不是文件夹",
    errno.EEXIST: "已有同名的文件",
    errno.ENOTEMPTY: "文件夹里还有别的文件",
    errno.ENOSPC: "磁盘满了，没有写成",
    errno.EDQUOT: "磁盘配额用完了，没有写成",
    errno.EFBIG: "超出系统允许的文件大小，没有写成",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "名字太长",
    errno.ELOOP: "是链接，不往链接里写，请写到普通的文件",
    errno.ENODEV: "不是普通的文件，不能写到这里",
    errno.EIO: "磁盘读写出错",
    errno.EMFILE: "打开的文件太多",
}
_BY_CLASS = {FileNotFoundError: errno.ENOENT, PermissionError: errno.EACCES, IsADirectoryError: errno.EISDIR, NotADirectoryError: errno.ENOTDIR}


def reason(error: OSError) -> str:
    """One sentence: which file, and why."""
    number = error.errno if error.errno is not None else _BY_CLASS.get(type(error), 0)
    why = _REASONS.get(number) or f"读写不成（{error.strerror or error}）"
    name = error.filename if error.filename is not None else error if number and error.errno is None else ""
    return f"{why}：{name}" if str(name) else why
