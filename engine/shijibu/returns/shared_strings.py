"""The shared string table: texts that cells name by their number."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from xml.parsers import expat

from shijibu.problems.files import SheetTooLarge
from shijibu.problems.refused import Refused
from shijibu.returns.cell_text import unescaped
from shijibu.returns.left import Left
from shijibu.returns.named_strings import NamedStrings, SharedString
from shijibu.returns.package import SPACES, Package, parse, safe_parser
from shijibu.returns.plain_rows import has_only_text, meant_by
from shijibu.returns.sheet_reader import TAGS
from shijibu.returns.unseen import Look, paint

_CLOSED = b"</sst>"
_LONGEST = 1_024
"""Bytes of a string that is kept for the next workbook: those of a round have the same headings and names."""
_TEXT = re.compile(rb'<t(?: xml:space="preserve")?>([^<]*+)</t>')
_TOLD = rb'(?: (?!xmlns=)[a-z]{1,20}+="[^"<>&]*+")*'
_OF_RUN = re.compile(b"<r>(?:<rPr>(?:<(?!(?:si|t|rPh|rPr)[ />])[A-Za-z]{1,20}+" + _TOLD + b" ?/>)*</rPr>)?")
_OPENS, _ENDS, _RUN_OPENS, _RUN_ENDS, _TEXT_OPENS, _APART = b"<si>", b"</si>", b"<r>", b"</r>", b"<t", b"\0"
_LOOK, _ATTRIBUTE = re.compile(b"<([A-Za-z]++)(" + _TOLD + b") ?/>"), re.compile(r' ([a-z]+)="([^"]*)"')


class Strings(NamedTuple):
    """texts: rich ones joined, phonetic guides dropped. runs: the looks of the runs of rich texts. named: see `Texts.named`."""

    texts: list[str]
    runs: dict[int, list[Look]]
    named: NamedStrings | None = None


def read_strings(package: Package, part: str, left: Left, theme: tuple[str, ...]) -> Strings:
    """Those of a workbook. Raises Refused."""
    characters, kept = left.characters, package.kept(part)
    try:
        plain = _plain(kept, left, theme, safe_parser(part)) if kept is not None else None
    except (Refused, LookupError, ValueError, OverflowError, expat.ExpatError):
        plain = None
    if plain is not None:
        return plain
    left.characters = characters
    return _parsed(package, part, left, theme)


def _parsed(package: Package, part: str, left: Left, theme: tuple[str, ...]) -> Strings:
    out: list[str] = []
    runs: dict[int, list[Look]] = {}
    current: list[str] = []
    in_text, phonetic = False, 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal in_text, phonetic
        bare = TAGS.get(tag)
        if bare == "t":
            in_text = not phonetic
        elif bare == "si":
            current.clear()
        elif bare == "rPh":
            phonetic += 1
        elif bare == "rPr":
            runs.setdefault(len(out), []).append(Look())
        elif bare in ("color", "sz") and len(out) in runs:
            paint(runs[len(out)][-1], bare, attributes, theme)

    def end(tag: str) -> None:
        nonlocal in_text, phonetic
        bare = TAGS.get(tag)
        if bare == "t":
            in_text = False
        elif bare == "si":
            if len(out) >= left.limits.shared_strings:
                raise Refused(SheetTooLarge(limit=left.limits.shared_strings))
            out.append(unescaped("".join(current)))
        elif bare == "rPh":
            phonetic -= 1

    def text(data: str) -> None:
        if in_text:
            left.take(len(data))
            current.append(data)

    parser = safe_parser(part)
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parse(parser, package.chunks(part), part)
    return Strings(out, runs)


def _plain(data: bytes, left: Left, theme: tuple[str, ...], parser: expat.XMLParserType) -> Strings | None:
    """The same of a table that is as office programs write it, from the first byte to the last; None where it is not. Raises what the parser does."""
    start, end = data.find(b">", data.find(b"<sst")) + 1, data.rfind(_CLOSED)
    body = data[start:end]
    if end < start or not start or not has_only_text(body) or data[end + len(_CLOSED):].strip(b" \t\r\n"):
        return None
    opened: list[str] = []
    encodings = ["utf-8"]
    parser.StartElementHandler = lambda tag, attributes: opened.append(tag)
    parser.XmlDeclHandler = lambda version, encoding, standalone: encodings.append((encoding or "utf-8").lower())
    parser.Parse(data[:start] + _CLOSED, True)
    if len(opened) != 1 or opened[0].removesuffix("sst") not in SPACES or {*encodings} != {"utf-8"}:
        return None
    *found, rest = body.split(_ENDS)
    if rest or len(found) > left.limits.shared_strings:
        return None
    said = [_kept(written) if len(written) < _LONGEST else _string(written) for written in found]
    runs: dict[int, list[Look]] = {}
    known: dict[tuple[bytes, ...], list[Look]] = {}  # most rich texts have the same looks
    for number, string in enumerate(said):
        if looks := string.looks:
            if looks not in known:
                by_look = {look: _look(look, theme) for look in {*looks}}
                known[looks] = [by_look[look] for look in looks]
            runs[number] = known[looks]
    left.take(sum([string.characters for string in said]))
    return Strings([string.text for string in said], runs, NamedStrings(said))


def _string(written: bytes) -> SharedString:
    """One as it is written, up to its end: a text in one, or the runs of one that LibreOffice has parted where Chinese begins and ends.

    Raises ValueError where no program writes one so.
    """
    if not written.startswith(_OPENS):
        raise ValueError(written)
    said, looks = written[len(_OPENS):], list[bytes]()
    if said.startswith(_TEXT_OPENS):
        text = meant_by(_text(said))
    else:
        *runs, rest = said.split(_RUN_ENDS)
        heads = [run[:run.find(_TEXT_OPENS)] for run in runs]
        if rest or not runs or not all(map(_OF_RUN.fullmatch, {*heads})):
            raise ValueError(written)
        looks = [head[len(_RUN_OPENS):] for head in heads if head != _RUN_OPENS]
        # Apart, lest what is written of a character in one run is completed by the next.
        text = meant_by(_APART.join([_text(run[len(head):]) for run, head in zip(runs, heads, strict=True)])).replace(_APART.decode(), "")
    return SharedString.of(unescaped(text), len(text), (*looks,))


_kept = lru_cache(maxsize=4_096)(_string)


def _text(written: bytes) -> bytes:
    """What stands in a text's tags. Raises ValueError where it is no text."""
    match = _TEXT.fullmatch(written)
    if match is None:
        raise ValueError(written)
    return match[1]


def _look(written: bytes, theme: tuple[str, ...]) -> Look:
    """Raises ValueError where an attribute is told twice."""
    look = Look()
    for tag, told in _LOOK.findall(written):
        attributes = _ATTRIBUTE.findall(told.decode())
        if len(dict(attributes)) < len(attributes):
            raise ValueError(told)
        if tag in (b"color", b"sz"):
            paint(look, tag.decode(), dict(attributes), theme)
    return look
