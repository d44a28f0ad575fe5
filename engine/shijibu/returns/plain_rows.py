"""A sheet's rows taken apart without a parser, where they are as office programs write them.

Excel, WPS, LibreOffice, openpyxl and XlsxWriter write nothing into a row but cells, each in one of a few ways. A sheet is divided at the rows'
ends, a row where its cells begin; what stands before the first cell is one pattern's, what is written in a cell another's, of which only what
differs has to be shown to it. Together they cover all, from the first byte to the last, or say where they do not: then the sheet is the parser's,
to which each tag and each text is a call. Nothing is guessed here, and nothing refused.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from shijibu.returns.named_strings import NamedStrings
from shijibu.spreadsheet.address import MAX_ROW

OPENED, ROW_ENDS, CLOSED = b"<sheetData>", b"</row>", b"</sheetData>"
SMALLEST = 1 << 11
"""Bytes of a part for which this is worth its while."""


_LONGEST = 2_048
"""Bytes of a formula that is kept for the next workbook."""

# Only characters are repeated without giving back any (*+): in Python 3.11 before 3.11.5 a group that is repeated so may take what it should not.
_STYLE = rb'(?: s="([0-9]{1,6}+)")?'
_TYPE = rb'(?: t="(n|s|str|b|e|inlineStr)")?'
_FORMULA = (
    rb'(?:(<f(?: aca="(?:false|true|0|1)")?(?: t="(?:shared|array)")?(?: ref="[A-Z0-9:]{1,40}+")?(?: ca="1")?(?: si="[0-9]{1,9}+")?)'
    rb"(?: ?/>|>([^<]*+)</f>))?"
)
_VALUE = rb"(?:<v>([^<]++)</v>|(<v ?/>|<v></v>))?"
_INLINE = rb'(?:<is><t(?: xml:space="preserve")?>([^<]*+)</t></is>)?'
_TAG = rb'<row r="[1-9][0-9]{0,6}+"(?: (?!xmlns=)[A-Za-z0-9:]{1,40}+="[^"<>&]*+")* ?/?>'
_ROW, _ROWS, _ATTRIBUTE = re.compile(_TAG), re.compile(b"(?:" + _TAG + b")*"), re.compile(rb' ([A-Za-z0-9:]+)="([^"]*)"')
_OPENS = b'<c r="'
_BLANK = re.compile(_STYLE + rb" ?/>")
_PARTS = re.compile(_STYLE + _TYPE + b">" + _FORMULA + _VALUE + _INLINE + b"</c>")
LATER = re.compile(rb"<(?:[^\s<>/:]++:)?(?:c|row|sheetFormatPr)[\s/>]")
"""A row behind the rows, or a cell, which may stand where the one before it stands; or what belongs before them."""
_CONTROLS = bytes({*range(32)} - set(b"\t\n"))
_FFFE, _FFFF = "\ufffe".encode(), "\uffff".encode()
_WRITTEN = {b"&quot;": b'"', b"&lt;": b"<", b"&gt;": b">", b"&apos;": b"'"}
_REFERENCES = re.compile(rb"&(?:#[0-9]{1,7}|quot|lt|gt|apos|amp);")
_NUMBERED = re.compile(rb"&#([0-9]{1,7});")


class PlainSheet(NamedTuple):
    """A sheet's part divided where its rows begin and end. before ends with the tag that opens them. characters: how many stood where marks stand
    now."""

    before: bytes
    rows: bytes
    after: bytes
    characters: int


def plain_sheet(data: bytes, named: NamedStrings | None) -> PlainSheet | None:
    """A sheet's part, where its rows can be found, with the names of shared strings where they have any. What only the parser can tell is left to it:
    whether the part is in UTF-8, whether what opens the rows is a tag at all, whether the tags of the rows are in order.

    Raises KeyError where a cell is a string that the table has not.
    """
    start = data.find(OPENED) + len(OPENED)
    end = data.rfind(CLOSED, start)  # one that stands before it is in a row, which then is none that a program writes
    if start < len(OPENED) or end < 0 or len(data) < SMALLEST:
        return None
    rows, characters = named.marked(data[start:end]) if named else (data[start:end], 0)
    return PlainSheet(data[:start], rows, data[end:], characters)


def plain_row(written: bytes) -> list[bytes]:
    """A row up to its end: what stands before its cells, and each of them behind what it begins with, `A7" s="27"><v>1</v></c>`. That they are as
    programs write them is to be told of each: see `rows_of`, `cell_text.position_of` and `parts_of`.
    """
    return written.split(_OPENS)


def rows_of(tags: bytes) -> list[tuple[int, dict[str, str]]]:
    """The rows that tags open: a row's number and what its tag says, and so of rows without an end of their own before it. Of what is said twice
    the parser is to be asked.

    Raises ValueError for what are no tags of rows, or a row that no sheet has.
    """
    if _ROWS.fullmatch(tags) is None or not has_only_text(tags):
        raise ValueError(tags)
    rows = [{name.decode(): value.decode() for name, value in _ATTRIBUTE.findall(tag)} for tag in _ROW.findall(tags)]
    numbers = [int(attributes["r"]) for attributes in rows]
    if any(number > MAX_ROW for number in numbers):
        raise ValueError(tags)
    return [*zip(numbers, rows, strict=True)]


def is_in_order(tags: bytes) -> bool:
    """Whether tags of rows, as `rows_of` takes them, open one row, with no others before it but such as are empty, and have nothing twice and no
    prefixes: so that they are well formed wherever they stand."""
    *empty, last = _ROW.findall(tags) or [b"/>"]
    if last.endswith(b"/>") or not all(tag.endswith(b"/>") for tag in empty):
        return False
    names = [[name for name, _ in _ATTRIBUTE.findall(tag)] for tag in (*empty, last)]
    return all(len({*of_tag}) == len(of_tag) and b":" not in b"".join(of_tag) for of_tag in names)


def is_look(written: bytes) -> bool:
    """Whether a cell has nothing but a style, or not even that."""
    return written.endswith(b"/>") and _BLANK.fullmatch(written) is not None


def parts_of(written: bytes) -> tuple[bytes, ...]:
    """What a cell has behind its reference taken apart, nothing where nothing is: the number of its style, its type, the tag of its formula
    without its end (`<f t="shared" si="0"`), the formula's text, the value, the tag of a value that is empty, the text written in it.

    Raises ValueError where it is anything else.
    """
    match = _PARTS.fullmatch(written)
    if match is None:
        raise ValueError(written)
    return match.groups(b"")


def has_only_text(body: bytes) -> bool:
    """Whether no character is in it that XML forbids, or turns into another one."""
    return len(body.translate(None, _CONTROLS)) == len(body) and b"]]>" not in body and _FFFE not in body and _FFFF not in body


def text_of(written: bytes) -> str:
    """What bytes say that stand between two tags.

    Raises ValueError where XML forbids them, where they are not in UTF-8, or mean a character in a way of their own.
    """
    if written.isalnum():
        return written.decode()
    if not has_only_text(written):
        raise ValueError(written)
    return meant_by(written)


def meant_by(written: bytes) -> str:
    """The same of bytes in which no character is that XML forbids."""
    if b"&" not in written:
        return written.decode()
    if b"&#" in written:  # openpyxl writes all of Chinese so, LibreOffice a line's end
        if len(_REFERENCES.findall(written)) != written.count(b"&"):  # for what a number means may not complete another one
            raise ValueError(written)
        written = _NUMBERED.sub(_numbered, written)
    for mark, meant in _WRITTEN.items():
        written = written.replace(mark, meant)
    if written.count(b"&") != written.count(b"&amp;"):
        raise ValueError(written)
    return written.replace(b"&amp;", b"&").decode()


def formula_of(written: bytes) -> str:
    """The same of a formula. Workbooks of a round have the same ones, and hold one text for each."""
    return _formula_of(written) if len(written) <= _LONGEST else text_of(written)


_formula_of = lru_cache(maxsize=8_192)(text_of)


def _numbered(match: re.Match[bytes]) -> bytes:
    """Raises ValueError for what is no character of XML, and for the one with which others are written."""
    number = int(match[1])
    if number in (ord("&"), 0xFFFE, 0xFFFF) or (number < ord(" ") and chr(number) not in "\t\n\r"):
        raise ValueError(number)
    return chr(number).encode()
