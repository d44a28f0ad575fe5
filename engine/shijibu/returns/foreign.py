"""What a file is that is no workbook in a zip: told by its content, in words that help whoever sent it."""

from __future__ import annotations

import io
from collections import Counter
from math import log2

from shijibu.problems.files import Encrypted, LegacyFormat, NotAWorkbook
from shijibu.problems.refused import Refused

_STARTS = (
    (b"%PDF", "PDF"), (b"\x89PNG", "图片"), (b"\xff\xd8\xff", "图片"), (b"GIF8", "图片"), (b"BM", "图片"), (b"{\\rtf", "RTF 文档"), (b"MZ", "程序"),
    (b"Rar!", "压缩包"), (b"7z\xbc\xaf", "压缩包"), (b"\x1f\x8b", "压缩包"),
    (b"\xfd7zXZ", "压缩包"), (b"BZh", "压缩包"), (b"(\xb5/\xfd", "压缩包"), (b"II*\0", "图片"), (b"MM\0*", "图片"), (b"RIFF", "图片或影音"),
    (b"\0\0\0\x18ftyp", "图片或影音"), (b"\0\0\0\x1cftyp", "图片或影音"), (b"\0\0\0\x20ftyp", "图片或影音"), (b"ID3", "图片或影音"),
)
_XLS = ("Workbook", "Book")
_STREAMS = {"WordDocument": "Word 文档", "PowerPoint Document": "演示文稿", "__properties_version1.0": "邮件"}
_LOCKED = ("EncryptedPackage", "\tDRMContent")
_LOCKSMITHS = (b"E-SafeNet", b"TSD-Header", b"ChinaSec", b"CHINASEC", b"IP-guard", b"IPGUARD", b"DRMONE", b"SCDSA0", b"HTSOFT", b"LDTECH")
"""How files begin that the protection of an office's documents has scrambled (亿赛通, 绿盾 and others)."""
_LOOKED_AT = 1 << 16
_LEAST = 256  # bytes from which on disorder can be measured
_DISORDER = 0.9  # of what is possible; the densest Chinese text stays below 0.85


def refused_compound(data: bytes) -> Refused:
    """Why a compound file is no .xlsx: by the streams at its top. What lies in a cell, or in an embedded document, says nothing."""
    import olefile  # few files are compound ones

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            top = {path[0] for path in ole.listdir(streams=True, storages=True)}
    except Exception:  # torn: then the names anywhere in it must do
        top = {name for name in (*_LOCKED, *_XLS, *_STREAMS) if name.encode("utf-16-le") in data} or {_XLS[0]}
    if any(name in top for name in _LOCKED):
        return Refused(Encrypted())
    if any(name in top for name in _XLS):
        return Refused(LegacyFormat(kind="xls"))
    return Refused(NotAWorkbook(kind=next((kind for name, kind in _STREAMS.items() if name in top), "其他 Office 文件")))


def is_scrambled(data: bytes) -> bool:
    """Whether a file that begins like nothing known seems to have been scrambled by the office's own protection."""
    if any(mark in data[:512] for mark in _LOCKSMITHS):
        return True
    if any(data.startswith(start) for start, _ in _STARTS) or len(data) < _LEAST:
        return False
    body = data[len(data) // 8 :][:_LOOKED_AT]  # a header of its own may stand before
    disorder = sum(-n / len(body) * log2(n / len(body)) for n in Counter(body).values())
    return disorder > _DISORDER * log2(min(256, len(body)))


def seems(data: bytes) -> str:
    """What a file that is neither zip nor compound seems to be."""
    for start, kind in _STARTS:
        if data.startswith(start):
            return kind
    head = data[:4096]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "ignore").encode()
    head = head.lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml", b"<head", b"<meta", b"mime-version:")):
        return "网页或 XML"
    if b"\x00" in head:
        return "未知内容"
    return "CSV 或文本" if b"," in head or b"\t" in head else "文本"
