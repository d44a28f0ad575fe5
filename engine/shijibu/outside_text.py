"""Text from outside, made fit for a terminal, a page, a cell of a workbook, or a line of CSV: what is unsafe is decided here alone.

Units write cells, file names and sheet titles; a person reads them on a terminal, which obeys escapes, in a browser, and in spreadsheet
programs, which take a text for a formula. JSON keeps every character, as an escape where a terminal would obey it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from itertools import islice
from typing import Any

# Control characters but tab and newline, what turns the direction of writing, annotations between the lines, lone halves of a character,
# and what is no character at all. Characters of private use stay: rare characters of names stand there.
_OBEYED = "\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f\ufff9-\ufffb\ud800-\udfff\ufffe\uffff"
# Marks of direction show as nothing and come along with every date copied from a window of Windows.
_MARKS = "\u061c\u200e\u200f"
_UNSAFE = re.compile(f"[{_OBEYED}]")
_UNSEEN = re.compile(f"[{_MARKS}]")
_ESCAPED = re.compile(f"[{_OBEYED}{_MARKS}\u2028\u2029]")
_NEWLINES = re.compile("\r\n|[\r\u2028\u2029]")
_BREAKS = re.compile(r"\s*\n\s*|\t")
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?%?")
_AT_ONCE = 10_000


def clean(text: Any) -> str:
    """A text that any cell, page and terminal can hold. It may have several lines."""
    text = str(text)
    return text if text.isprintable() else _UNSAFE.sub("\ufffd", _UNSEEN.sub("", _NEWLINES.sub("\n", text)))


def one_line(text: Any) -> str:
    """The same on one line: what somebody wrote never begins a line that looks like one of ours."""
    return _BREAKS.sub(" ", clean(text))


def fit(value: Any) -> Any:
    """A value for a cell or a page: a text clean, anything else as it is."""
    return clean(value) if isinstance(value, str) else value


def begins_formula(text: str) -> bool:
    """Whether a spreadsheet program would compute the text if somebody typed it or opened it as CSV. A number is none."""
    if text[:1].isalnum():  # as nearly all do
        return False
    return _FORMULA.match(text) is not None and text.strip() not in ("+", "-", "－", "＋") and _NUMBER.fullmatch(text) is None


def csv_cell(value: Any) -> Any:
    """A value for a line of CSV: a text that would run as a formula gets an apostrophe."""
    if not isinstance(value, str):
        return value
    told = clean(value)
    return f"'{told}" if begins_formula(told) else told


def json_bytes(value: Any) -> bytes:
    """A JSON document in UTF-8 that loses nothing, in characters that no terminal obeys. Raises ValueError for a number that is none.

    It may be megabytes, and the pieces that it is made of many times that: some thousands are made at once.
    """
    out, pieces = BytesIO(), json.JSONEncoder(ensure_ascii=False, indent=2, allow_nan=False).iterencode(value)
    while told := "".join(islice(pieces, _AT_ONCE)):
        out.write(_ESCAPED.sub(lambda m: f"\\u{ord(m[0]):04x}", told).encode())
    out.write(b"\n")
    return out.getvalue()


def json_pieces(facts: Mapping[str, Any]) -> Iterator[bytes]:
    """The same piece by piece. An iterator among the facts is a list of which one thing at a time is at hand."""
    before = b"{"
    for name, value in facts.items():
        yield before + b"\n  " + _indented(name) + b": "
        if isinstance(value, Iterator):
            yield from _listed(value)
        else:
            yield _indented(value, b"  ")
        before = b","
    yield b"\n}\n" if facts else b"{}\n"


def _listed(those: Iterator[Any]) -> Iterator[bytes]:
    before = b"["
    for one in those:
        yield before + b"\n    " + _indented(one, b"    ")
        before = b","
    yield b"[]" if before == b"[" else b"\n  ]"


def _indented(value: Any, by: bytes = b"") -> bytes:
    """by: what its lines but the first begin with."""
    return json_bytes(value).rstrip(b"\n").replace(b"\n", b"\n" + by)
