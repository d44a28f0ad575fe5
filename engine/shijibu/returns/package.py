"""A returned file as a package of parts, opened without trusting it: kind by content, caps while inflating, no DTDs."""

from __future__ import annotations

import codecs
import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any
from xml.parsers import expat

from shijibu.problems.files import (
    Damaged,
    DocumentType,
    Encrypted,
    FileEmpty,
    FileTooLarge,
    InflatesTooLarge,
    LegacyFormat,
    NotAWorkbook,
    Ratio,
    Scrambled,
    TooManyParts,
    TooManyTags,
)
from shijibu.problems.refused import Refused
from shijibu.returns.foreign import is_scrambled, refused_compound, seems
from shijibu.returns.inflating import inflated
from shijibu.spreadsheet.limits import Limits

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BARE_XLS = (b"\x09\x08\x10\x00", b"\x09\x08\x08\x00")
"""The first record of an .xls workbook that lies outside a compound file, as some programs write it."""
_NO_MEMORY = expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]
_KEPT = 1 << 22  # smaller parts stay in memory once they were inflated,
_KEEPING = 1 << 24  # as long as there is room for them
_FEW = 1 << 13
"""Bytes of relationships that are kept for the next workbook."""
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = "META-INF/manifest.xml"
_MACROS = ("xl/macrosheets/", "xl/dialogsheets/", "customui/", "usercustomization/")
_LINKS = ("xl/externallinks/", "xl/connections", "xl/querytables/", "xl/volatiledependencies")
_EMBEDDED = ("xl/embeddings/", "xl/activex/", "xl/ctrlprops/", "xl/webextensions/", "xl/model/")
_PIVOTS, _PIVOT_HEAD = "xl/pivotcache/pivotcachedefinition", 16_384
_EXTERNAL = re.compile(rb"""cacheSource[^>]*type\s*=\s*["'](external|consolidation)""")
_PICTURES = "xl/media/"
_CHARTS = re.compile(r"xl/(charts/chart[^/]*|charts/chartex[^/]*|chartsheets/[^/]*)\.xml")
# The same by what a relationship says that its target is: a part may have any name.
_KIND_MACROS = {"vbaProject", "xlMacrosheet", "xlIntlMacrosheet", "dialogsheet", "attachedToolbars", "extensibility"}
_KIND_LINKS = {"externalLink", "connections", "queryTable"}
_KIND_EMBEDDED = {"oleObject", "package", "control", "activeXControlBinary", "ctrlProp", "webextension", "powerPivotData"}
_WEB = re.compile(r"(https?|mailto):|#", re.I)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
SPACES = ("http://schemas.openxmlformats.org/spreadsheetml/2006/main ", "http://purl.oclc.org/ooxml/spreadsheetml/main ", "")
"""Before the name of an element that is a spreadsheet's own, in transitional and strict files, or in none: a drawing's row is not the sheet's."""
# In none of them is any byte of a longer character one of "<", ">" or "!", so that what marks a tag or a DTD can be looked for in the bytes.
_CHINESE = dict.fromkeys((b"gb18030", b"gbk", b"gb2312", b"cp936", b"x-gbk"), "gb18030") | {b"big5": "big5hkscs"}
_LONGEST_MARK = 4 * len("<!DOCTYPE")
_ROOT = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml [^<>?]*+\?>)?[ \t\r\n]*+<[A-Za-z]")
"""Up to the first element, behind which no DTD can stand."""
_SHORTEST_TAG = len("<a>")
_BLANK = b"\xef\xbb\xbf\xff\xfe\0 \r\n\t"
Relation = tuple[str, str, str]
"""A relationship: id, its type's last word, target part."""
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


class Package:
    """The parts of a workbook. Raises Refused for what is no workbook, or costs too much."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.limits, self.left, self.tags = limits, limits.inflated_bytes, limits.tags
        _kind(data, limits)
        data = _without_padding(data)
        # A directory of a million entries takes seconds to list. Those of an embedded workbook look alike: some grace.
        if (entries := data.count(b"PK\1\2")) > 8 * limits.parts:
            raise Refused(TooManyParts(count=entries, limit=limits.parts))
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            raise Refused(Damaged(part=type(error).__name__)) from None
        members = self._zip.infolist()
        if len(members) > limits.parts:
            raise Refused(TooManyParts(count=len(members), limit=limits.parts))
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            name = member.filename.replace("\\", "/").lstrip("/").lower()
            if name in self._members:
                raise Refused(Damaged(part=member.filename))
            self._members[name] = member
        self._cache: dict[str, bytes] = {}
        self._relations: dict[str, tuple[list[Relation], list[Relation]]] = {}  # asked for again and again: each is parsed once
        self._room = _KEEPING
        # No part says more than its size here, so that in smaller ones there is no room for so many.
        self._counts_tags = sum(member.file_size for member in members) > _SHORTEST_TAG * limits.tags
        for name in self._members:
            if not name.endswith("/"):
                self._examine(name)
        told = self.part("mimetype") if "mimetype" in self._members else b""
        manifest = self.part(_MANIFEST) if _MANIFEST in self else b""
        self.open_document = OPEN_DOCUMENT in told or (OPEN_DOCUMENT in manifest and "content.xml" in self)
        """Whether it is an .ods: some programs leave out the member that says so first."""
        if self.open_document and b"encryption-data" in manifest:
            raise Refused(Encrypted())
        if told.startswith(b"application/vnd.oasis.opendocument") and not self.open_document:
            raise Refused(NotAWorkbook(kind="OpenDocument 文档"))
        if "[content_types].xml" not in self._members and not self.open_document:
            raise Refused(NotAWorkbook(kind="压缩包"))

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._members

    @property
    def names(self) -> list[str]:
        """Every part's name, in lower case."""
        return list(self._members)

    def part(self, name: str) -> bytes:
        """An inflated part. Raises Refused where it is missing or damaged."""
        return b"".join(self.chunks(name))

    def kept(self, name: str) -> bytes | None:
        """An inflated part that is in memory; None where it is larger than those, or missing."""
        return self._cache.get(name.lower())

    def chunks(self, name: str) -> Iterator[bytes]:
        """An inflated part, piece by piece. Raises Refused where it is missing or damaged."""
        kept = self._cache.get(name.lower())
        if kept is not None:
            yield kept
        else:
            yield from self._inflated(name)

    def _inflated(self, name: str) -> Iterator[bytes]:
        """A part's bytes, counted as they come. Raises Refused where it is missing, damaged, or inflates beyond the caps."""
        member = self._members.get(name.lower())
        if member is None:
            raise Refused(Damaged(part=name))
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused(Damaged(part=name))  # no workbook has them, and zipfile inflates others without a bound
        size = 0
        allowed = max(self.limits.ratio_floor, max(member.compress_size, 1) * self.limits.part_ratio)
        try:
            if member.flag_bits & 1:
                raise Refused(Encrypted())
            for chunk in inflated(self._zip, member):
                size += len(chunk)
                if size > allowed:
                    raise Refused(Ratio(part=name))
                yield chunk
        except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
            raise Refused(Damaged(part=name)) from None

    def relations(self, part: str, *, outside: bool = False) -> list[Relation]:
        """Those of a part; or, instead, those of it that lead outside, with their address."""
        if part not in self._relations:
            self._relations[part] = self._read_relations(part)
        return self._relations[part][outside]

    def _read_relations(self, part: str) -> tuple[list[Relation], list[Relation]]:
        """Those inside and those that lead outside."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", name + ".rels")
        if rels not in self:
            return [], []
        kept = self.kept(rels)
        if kept is not None and len(kept) <= _FEW:
            return _relations_kept(kept, rels, self.limits.parts)
        return _relations(self.chunks(rels), rels, self.limits.parts)

    def facts(self) -> dict[str, Any]:
        """What else the package carries: macros, links to other files and to programs, embedded objects, pictures, charts."""
        names = self.names
        inside = [(kind, target.lower()) for own in self._related() for _, kind, target in self.relations(own)]
        links = {n for n in names if n.startswith(_LINKS) and n.endswith(".xml")} | {t for kind, t in inside if kind in _KIND_LINKS}
        links |= {n for n in names if n.startswith(_PIVOTS) and n.endswith(".xml") and _EXTERNAL.search(self.part(n)[:_PIVOT_HEAD])}
        links |= {n for n in names if n.startswith("customxml/") and n.endswith(".xml") and b"DataMashup" in self.part(n)}
        elsewhere = [(kind, target) for own in self._related() if own.lower() not in links for _, kind, target in self.relations(own, outside=True)]
        embedded = {n for n in names if n.startswith(_EMBEDDED) and not n.endswith(".rels")} | {t for kind, t in inside if kind in _KIND_EMBEDDED}
        return {
            "macros": any(n.endswith("vbaproject.bin") or n.startswith(_MACROS) for n in names) or any(kind in _KIND_MACROS for kind, _ in inside),
            "external_links": len(links) + sum(kind != "hyperlink" for kind, _ in elsewhere),
            "local_links": sum(kind == "hyperlink" and not _WEB.match(target) for kind, target in elsewhere),
            "dde": sum(n in self and b"<ddeLink" in self.part(n) for n in links),
            "embedded": len(embedded),
            "pictures": sum(n.startswith(_PICTURES) and not n.endswith("/") for n in names),
            "charts": sum(_CHARTS.fullmatch(n) is not None for n in names),
        }

    def _related(self) -> list[str]:
        """The parts that have relationships; "" is the package itself."""
        rels = (name.removesuffix(".rels").rpartition("_rels/") for name in self.names if name.endswith(".rels"))
        return [folder + own for folder, _, own in rels]

    def _examine(self, name: str) -> None:
        """Every part, read or not, counts towards the caps, and none may define a DTD: a workbook's own never do."""
        kept: list[bytes] = []
        size, told, tail, unclosed = 0, b"", b"", 0
        markup = suspect = has_root = False
        for chunk in self._inflated(name):
            self.left -= len(chunk)
            if self.left < 0:
                raise Refused(InflatesTooLarge(limit=self.limits.inflated_bytes))
            size += len(chunk)
            if size <= _KEPT:
                kept.append(chunk)
            if not told.strip(_BLANK):  # what stands first, after blanks, tells whether it is markup
                told = told[:4] + chunk
                markup, has_root = told.lstrip(_BLANK)[:1] == b"<", _ROOT.match(told) is not None
            if markup:
                if self._counts_tags:
                    self.tags -= chunk.count(b"<")
                    if self.tags < 0:
                        raise Refused(TooManyTags(limit=self.limits.tags))
                opened, closed = chunk.rfind(b"<"), chunk.rfind(b">")
                unclosed = len(chunk) - opened if opened > closed else 0 if closed >= 0 else unclosed and unclosed + len(chunk)
                if unclosed > self.limits.tag_bytes:
                    raise Refused(Damaged(part=name))
                if not has_root:
                    suspect = suspect or any(mark in chunk or mark in tail + chunk[:_LONGEST_MARK] for mark in _marks(told))
                    tail = (tail + chunk)[-_LONGEST_MARK:]
        if size <= min(_KEPT, self._room):
            self._cache[name] = b"".join(kept)
            self._room -= size
        if suspect and self._defines(name):
            raise Refused(DocumentType(part=name))

    def _defines(self, name: str) -> bool:
        """Whether there is a DTD. In a comment or a CDATA section the same letters are only text."""
        try:
            parse(safe_parser(name), self.chunks(name), name)
        except Refused:  # a DTD, or nothing that can be told from one
            return True
        return False


def _relations(chunks: Iterable[bytes], rels: str, parts: int) -> tuple[list[Relation], list[Relation]]:
    """Those inside and those that lead outside of a part. parts: how many there may be."""
    inside, outside = list[Relation](), list[Relation]()
    folder = posixpath.dirname(posixpath.dirname(rels))

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag != "Relationship":
            return
        target = attributes.get("Target", "")
        external = attributes.get("TargetMode") == "External"
        found = outside if external else inside
        if len(found) > 2 * parts:
            raise Refused(Damaged(part=rels))
        if not external:
            target = target.replace("\\", "/")
            target = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            target = posixpath.normpath(target)
        found.append((attributes.get("Id", ""), attributes.get("Type", "").rsplit("/", 1)[-1], target))

    walk(chunks, rels, start)
    return inside, outside


@lru_cache(maxsize=64)
def _relations_kept(written: bytes, rels: str, parts: int) -> tuple[list[Relation], list[Relation]]:
    """The same of few, which are alike in all workbooks of a round. Nobody may change them."""
    return _relations([written], rels, parts)


def _marks(head: bytes) -> list[bytes]:
    """The letters that start a DTD, in the encodings that a part with such a beginning may have."""
    wide = head[:2] in (b"\xff\xfe", b"\xfe\xff") or 0 in head[:4]
    return ["<!DOCTYPE".encode(form) for form in (_WIDE if wide else ("ascii",))]


def _kind(data: bytes, limits: Limits) -> None:
    """Refuses by content what is no zip. A wrong ending of the file's name does not matter."""
    if len(data) > limits.file_bytes:
        raise Refused(FileTooLarge(size=len(data), limit=limits.file_bytes))
    if not data.strip(b"\x00 \r\n\t"):
        raise Refused(FileEmpty())
    if data[:8] == _OLE:
        raise refused_compound(data)
    if data[:4] in _BARE_XLS:
        raise Refused(LegacyFormat(kind="xls"))
    if data[:2] != b"PK":
        raise Refused(Scrambled()) if is_scrambled(data) else Refused(NotAWorkbook(kind=seems(data)))


def _without_padding(data: bytes) -> bytes:
    """The zip without empty bytes behind its end, which a disk or a mail gateway has added."""
    end = data.rfind(b"PK\5\6")
    stop = end + 22 + int.from_bytes(data[end + 20 : end + 22], "little")
    return data[:stop] if end >= 0 and len(data) > stop and not data[stop:].strip(b"\0") else data


def walk(
    chunks: Iterable[bytes],
    part: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """One pass over a part; names come without their namespaces. Raises Refused where it is damaged."""
    parser = safe_parser(part)
    parser.StartElementHandler = lambda tag, told: start(
        tag.rpartition(" ")[2], {k.rpartition(" ")[2]: v for k, v in told.items()}
    )
    if end is not None:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(" ")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    parse(parser, chunks, part)


def safe_parser(part: str) -> Any:
    """An expat parser that refuses a DTD; names come as `namespace name`."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def refuse(*_: Any) -> None:
        raise Refused(DocumentType(part=part))

    parser.StartDoctypeDeclHandler = refuse
    return parser


def parse(parser: Any, chunks: Iterable[bytes], part: str) -> None:
    """Runs the parser over a part. Raises Refused where it is not well formed, MemoryError where it takes more than there is."""
    decoder: codecs.IncrementalDecoder | None = None
    begun = False
    try:
        for chunk in chunks:
            if not begun:
                begun, decoder = True, _decoder(chunk)
            parser.Parse(decoder.decode(chunk) if decoder else chunk, False)
        parser.Parse(decoder.decode(b"", True) if decoder else b"", True)
    except UnicodeDecodeError:
        raise Refused(Damaged(part=part)) from None
    except expat.ExpatError as error:
        if error.code == _NO_MEMORY:
            raise MemoryError from None
        raise Refused(Damaged(part=part)) from None
    except LookupError as error:
        if "unknown encoding" in str(error):
            raise Refused(Damaged(part=part)) from None
        raise
    except ValueError as error:
        if "multi-byte encodings" in str(error):
            raise Refused(Damaged(part=part)) from None
        raise


def _decoder(head: bytes) -> codecs.IncrementalDecoder | None:
    """For a part in a Chinese encoding, which expat does not know."""
    match = _DECLARED.match(head)
    name = _CHINESE.get(match[1].lower()) if match else None
    return codecs.getincrementaldecoder(name)("strict") if name else None
