"""The quick way through a sheet as spreadsheet programs write it: one pattern that must account for every character of its rows.

Nearly every sheet that comes back is plain: rows and cells one after the other, each with its reference, no comments, no prefixes.
Whatever the pattern does not account for, down to a single space, is left to the expat reader, which reads everything. So both give
the same cells, and what is damaged for the one is damaged for the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_LARGEST = 16 * 2**20  # a larger sheet is read as a stream, not held as text
_HEAD = r'<c r="{letters}[A-Z]{{1,2}}){row}[1-9][0-9]{{0,5}})"(?: s="[0-9]+")?(?: t="{type}[a-zA-Z]+)")?'
_EMPTY, _FULL = _HEAD.format(letters="(?:", row="(?:", type="(?:"), _HEAD.format(letters="(", row="(", type="(")
# A cell with something in it, or the end of a row, after any number of empty cells; or the start of a row.
_TOKEN = re.compile(
    rf"(?:{_EMPTY}/>)*+(?:{_FULL}>"
    r'(?:(<f)(?: aca="[a-z]+")?(?: t="[a-zA-Z]+")?(?: ref="[A-Z0-9:]+")?(?: si="[0-9]+")?(?:/>|>([^<]*)</f>))?'
    r'(?:(<v)(?:/>|>([^<]*)</v>))?(?:<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>|(</row>))'
    r'|<row r="([1-9][0-9]{0,5})"((?: (?:x14ac:)?[a-zA-Z]+="[^"<&]*")*)(/?)>'
)
_ATTRIBUTE = re.compile(r' ([a-zA-Z0-9:]+)="([^"]*)"')
_ENTITY = re.compile(r"&(?:(lt|gt|amp|quot|apos)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));")
_NAMED = {"lt": "<", "gt": ">", "quot": '"', "apos": "'", "amp": "&"}  # & last
_CONTROLS = bytes(c for c in range(32) if c not in (9, 10))
_ENCODING = re.compile(rb"""encoding=["'](?!utf-8["'])""", re.I)


RawCell = tuple[int, int, str | None, str | None, str | None, str]
"""Row, column, type, formula ("" for one that is shared, None where there is none), value, inline text."""


@dataclass(slots=True)
class PlainSheet:
    """The rows of a plain sheet, and `rest`: the sheet without them."""

    rest: bytes
    cells: list[RawCell] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)


class _NotPlain(Exception):
    """Something is there that the pattern does not account for."""


def plain_sheet(data: bytes) -> PlainSheet | None:
    """The sheet in `data`, or None where it is not plain (it may be damaged, or only unusual)."""
    start, end = data.find(b"<sheetData>"), data.rfind(b"</sheetData>")
    if len(data) > _LARGEST or not 0 <= start < end or data.count(b"sheetData") != 2:
        return None
    # Comments, CDATA and instructions could hide or feign a cell; other encodings could spell one differently.
    if b"<!" in data or data.find(b"<?", 1) != -1 or _ENCODING.search(data[: data.find(b">") + 1]):
        return None
    body = data[start + len(b"<sheetData>") : end]
    sheet = PlainSheet(data[:start] + b"<sheetData/>" + data[end + len(b"</sheetData>") :])
    if len(body.translate(None, _CONTROLS)) != len(body) or b"]]>" in body:
        return None
    try:
        text = body.decode()
        if "\ufffe" in text or "\uffff" in text:
            return None
        _split(text, sheet, b"xmlns:x14ac=" in data[:start])
    except (UnicodeDecodeError, _NotPlain):
        return None
    return sheet


def _split(text: str, sheet: PlainSheet, prefix_known: bool) -> None:
    end, inside = 0, False
    columns: dict[str, int] = {}
    hidden: dict[str, bool] = {}
    for match in iter(_TOKEN.scanner(text).match, None):  # each token where the one before ended
        letters, row, type, has_formula, formula, has_value, value, inline, row_end, row_start, attributes, closed = match.groups()
        if (row_start is None) is not inside:
            raise _NotPlain
        if letters is not None:
            column = columns.get(letters) or columns.setdefault(letters, _number(letters))
            sheet.cells.append((int(row), column, type, _said(formula) if has_formula else None, _said(value) if has_value else None, _said(inline)))
        elif row_end is not None:
            inside, end = False, match.end()
        else:
            inside, end = not closed, match.end()
            if attributes not in hidden:
                hidden[attributes] = _is_hidden(attributes, prefix_known)
            if hidden[attributes]:
                sheet.hidden_rows.add(int(row_start))
    if end != len(text) or inside:
        raise _NotPlain


def _is_hidden(attributes: str, prefix_known: bool) -> bool:
    """What a row's attributes, other than its number, say."""
    listed = _ATTRIBUTE.findall(attributes)
    told = dict(listed)
    if len(told) != len(listed) or "r" in told or ("x14ac:" in attributes and not prefix_known):
        raise _NotPlain
    return told.get("hidden") in ("1", "true")


def _number(letters: str) -> int:
    number = 0
    for c in letters:
        number = number * 26 + ord(c) - 64
    return number


def _said(text: str | None) -> str:
    if text is None or "&" not in text:
        return text or ""
    if "&#" in text:
        out, count = _ENTITY.subn(_character, text)
    else:
        out, count = text, 0
        for name, character in _NAMED.items():
            count += text.count(f"&{name};")
            out = out.replace(f"&{name};", character)
    if count != text.count("&"):
        raise _NotPlain
    return out


def _character(match: re.Match[str]) -> str:
    if match[1]:
        return _NAMED[match[1]]
    n = int(match[2]) if match[2] else int(match[3], 16)
    if n in (9, 10, 13) or 32 <= n < 0xD800 or 0xE000 <= n < 0xFFFE or 0x10000 <= n < 0x110000:
        return chr(n)
    raise _NotPlain
