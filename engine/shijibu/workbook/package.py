"""A returned file as a package of parts, opened without trusting it: kind by content, caps while inflating, no DTDs."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any
from xml.parsers import expat

from shijibu.workbook.limits import Limits
from shijibu.workbook.refused import Refused

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NO_MEMORY = expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]
_STEP = 1 << 16
_BLANK = b"\xef\xbb\xbf\xff\xfe\0 \r\n\t"
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


class Package:
    """The parts of a workbook. Raises Refused for what is no workbook, or costs too much."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.limits, self.left = limits, limits.inflated_bytes
        _kind(data, limits)
        # A directory of a million entries takes seconds to list. Those of an embedded workbook look alike: some grace.
        if (entries := data.count(b"PK\1\2")) > 8 * limits.parts:
            raise Refused("file.too-many-parts", count=entries, limit=limits.parts)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            raise Refused("file.damaged", part=type(error).__name__) from None
        members = self._zip.infolist()
        if len(members) > limits.parts:
            raise Refused("file.too-many-parts", count=len(members), limit=limits.parts)
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            name = member.filename.replace("\\", "/").lstrip("/").lower()
            if name in self._members:
                raise Refused("file.damaged", part=member.filename)
            self._members[name] = member
        self._cache: dict[str, bytes] = {}
        self._inflate_all()
        if "mimetype" in self._members and self.part("mimetype").startswith(b"application/vnd.oasis.opendocument"):
            raise Refused("file.ods")  # within the caps, so that another reader may try
        if "[content_types].xml" not in self._members:
            raise Refused("file.not-a-workbook", kind="压缩包")

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._members

    def part(self, name: str) -> bytes:
        """An inflated part; parts are inflated once. Raises Refused where it is missing or damaged."""
        if name.lower() not in self._cache:
            self._cache[name.lower()] = self.inflate(name)
        return self._cache[name.lower()]

    def inflate(self, name: str) -> bytes:
        """A part's bytes, counted as they come. Raises Refused where it is missing, damaged, or inflates beyond the caps."""
        member = self._members.get(name.lower())
        if member is None:
            raise Refused("file.damaged", part=name)
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("file.damaged", part=name)  # no workbook has them, and zipfile inflates others without a bound
        out, size = [], 0
        allowed = max(self.limits.ratio_floor, max(member.compress_size, 1) * self.limits.part_ratio)
        try:
            if member.flag_bits & 1:
                raise Refused("file.encrypted")
            with self._zip.open(member) as stream:
                while chunk := stream.read(_STEP):
                    size += len(chunk)
                    self.left -= len(chunk)
                    if self.left < 0:
                        raise Refused("file.inflates-too-large", limit=self.limits.inflated_bytes)
                    if size > allowed:
                        raise Refused("file.ratio", part=name, limit=self.limits.part_ratio)
                    out.append(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
            raise Refused("file.damaged", part=name) from None
        return b"".join(out)

    def relations(self, part: str) -> list[tuple[str, str, str]]:
        """(id, type's last word, target part or address) of a part's relationships."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", name + ".rels")
        found: list[tuple[str, str, str]] = []
        if rels in self:
            for tag, attributes in elements(self.part(rels), rels):
                if tag == "Relationship":
                    target = attributes.get("Target", "")
                    if attributes.get("TargetMode") != "External":
                        target = target.replace("\\", "/")
                        target = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                        target = posixpath.normpath(target)
                    found.append((attributes.get("Id", ""), attributes.get("Type", "").rsplit("/", 1)[-1], target))
        return found

    def facts(self) -> dict[str, Any]:
        """What else the package carries: macros, links to other files, embedded objects."""
        names = list(self._members)
        return {
            "macros": any(n.endswith("vbaproject.bin") or "/macrosheets/" in n for n in names),
            "external_links": sum(n.startswith("xl/externallinks/") and n.endswith(".xml") for n in names),
            "embedded": sum(n.startswith(("xl/embeddings/", "xl/activex/")) and not n.endswith(".rels") for n in names),
        }

    def _inflate_all(self) -> None:
        """Every part, read or not, counts towards the caps, and none may define a DTD: a workbook's own never do."""
        for name in self._members:
            if not name.endswith("/") and _defines(self.part(name), name):
                raise Refused("file.dtd", part=name)


def _defines(data: bytes, part: str) -> bool:
    """Whether there is a DTD in what may be markup. In a comment or a CDATA section the same letters are only text."""
    if data.lstrip(_BLANK)[:1] != b"<":
        return False
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff") or 0 in data[:4]
    if not any("<!DOCTYPE".encode(form) in data for form in (_WIDE if wide else ("ascii",))):
        return False
    try:
        parse(safe_parser(part), data, part)
    except Refused:  # a DTD, or nothing that can be told from one
        return True
    return False


def _kind(data: bytes, limits: Limits) -> None:
    """Refuses by content what is no zip. A wrong ending of the file's name does not matter."""
    if len(data) > limits.file_bytes:
        raise Refused("file.too-large", size=len(data), limit=limits.file_bytes)
    if not data.strip(b"\x00 \r\n\t"):
        raise Refused("file.empty")
    if data[:8] == _OLE:
        raise Refused("file.encrypted") if _ENCRYPTED in data else Refused("file.legacy-format", kind="xls")
    if data[:2] != b"PK":
        head = data[:2048].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
        if head.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml", b"<head", b"<meta")):
            raise Refused("file.not-a-workbook", kind="网页或 XML")
        if b"\x00" in data[:4096]:
            raise Refused("file.not-a-workbook", kind="未知内容")
        raise Refused("file.not-a-workbook", kind="CSV 或文本" if b"," in head or b"\t" in head else "文本")


def walk(
    data: bytes,
    part: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """One pass over a small part; names come without their namespaces. Raises Refused where it is damaged."""
    parser = safe_parser(part)
    parser.StartElementHandler = lambda tag, told: start(
        tag.rpartition(" ")[2], {k.rpartition(" ")[2]: v for k, v in told.items()}
    )
    if end is not None:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(" ")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    parse(parser, data, part)


def elements(data: bytes, part: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every element of a small part with its attributes."""
    found: list[tuple[str, dict[str, str]]] = []
    walk(data, part, lambda tag, attributes: found.append((tag, attributes)))
    return iter(found)


def safe_parser(part: str) -> Any:
    """An expat parser that refuses a DTD; names come as `namespace name`."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def refuse(*_: Any) -> None:
        raise Refused("file.dtd", part=part)

    parser.StartDoctypeDeclHandler = refuse
    return parser


def parse(parser: Any, data: bytes, part: str) -> None:
    """Runs the parser over a part. Raises Refused where it is not well formed, MemoryError where it takes more than there is."""
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        if error.code == _NO_MEMORY:
            raise MemoryError from None
        raise Refused("file.damaged", part=part) from None
