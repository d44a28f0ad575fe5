"""What a cell's format makes of its number: a date, a time of day, a percentage, a code of so many digits. A spreadsheet program turns
what somebody types into such a number by itself (3-5, 45%), so that the number alone does not say what stands in the cell.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from shijibu.problems.refused import Refused
from shijibu.returns.package import Package, walk
from shijibu.spreadsheet.days import moment_zero, serial_of_moment
from shijibu.spreadsheet.limits import Limits

DATE, TIME, PERCENT, PLAIN = "date", "time", "percent", ""
# Formats that have a number and no text, those of Chinese programs among them.
_KNOWN = dict.fromkeys(map(str, (*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58)), DATE)
_KNOWN |= dict.fromkeys(map(str, (*range(18, 22), *range(32, 36), *range(45, 48), 55, 56)), TIME) | {"9": PERCENT, "10": PERCENT}
_LITERAL = re.compile(r'"[^"]*"?|\\.|[_*].')
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.I)
_BRACKETS = re.compile(r"\[[^\]]*\]")
_PADDED = re.compile(r'((?:"[^"]*"|\\.)*)(0+)((?:"[^"]*"|\\.)*)', re.S)
"""A format of zeros with words around: 0000, "T"00, 0"分"."""
_LONGEST = 255
_LAST_DAY = 2_958_466
_EXACT = 1e15


def formats_of(package: Package, part: str, limits: Limits) -> list[str]:
    """By the number of a cell format its look (see `look_of`). Nothing where the part cannot be read."""
    codes: dict[str, str] = {}
    formats: list[str] = []
    inside: str | None = None

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if tag in ("numFmts", "cellXfs"):
            inside = tag
        elif tag == "numFmt" and inside == "numFmts":  # those of conditional formats have numbers of their own, which may be the same
            if len(codes) < limits.formats:
                codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "xf" and inside == "cellXfs" and len(formats) < limits.formats:
            formats.append(attributes.get("numFmtId", "0"))

    def end(tag: str) -> None:
        nonlocal inside
        inside = None if tag == inside else inside

    try:
        if part in package:
            walk(package.chunks(part), part, start, end)
    except Refused:
        return []
    known = {id: look_of(codes[id]) if id in codes else _KNOWN.get(id, PLAIN) for id in set(formats)}
    return [known[id] for id in formats]


def look_of(code: str) -> str:
    """DATE, TIME, PERCENT or PLAIN; or the format itself where it makes a code of a number: 0000, "T"00."""
    kind = kind_of(code)
    match = _PADDED.fullmatch(code) if kind == PLAIN and len(code) <= _LONGEST else None
    return code if match and (len(match[2]) > 1 or match[1] or match[3]) else kind


def padded(number: float, look: str) -> str | None:
    """The text of a whole number in a cell of such a format: 0012 of 12; None where it is no whole number."""
    match = _PADDED.fullmatch(look)
    if match is None or number < 0 or not float(number).is_integer() or number >= _EXACT:
        return None
    before, zeros, after = match.groups()
    return _words(before) + str(int(number)).zfill(len(zeros)) + _words(after)


def _words(literal: str) -> str:
    return re.sub(r'"([^"]*)"|\\(.)', lambda m: m[1] if m[1] is not None else m[2], literal)


def kind_of(code: str) -> str:
    """What a format such as yyyy"年"m"月" makes of a number."""
    bare = _LITERAL.sub("", code[:_LONGEST]).partition(";")[0].lower()
    if _ELAPSED.search(bare):
        return TIME
    bare = _BRACKETS.sub("", bare).replace("general", "")
    if "%" in bare:
        return PERCENT
    if "y" in bare or "d" in bare or ("m" in bare and "h" not in bare and "s" not in bare):
        return DATE
    return TIME if "h" in bare or "s" in bare else PLAIN


def serial_of(told: str, date1904: bool) -> float | None:
    """The number of a day, with its time, that a file writes as 2026-03-05T09:30:00; None where it is no day."""
    try:
        return serial_of_moment(datetime.fromisoformat(told.strip()), date1904)
    except (ValueError, OverflowError):
        return None


def shown_as(number: float, kind: str, date1904: bool) -> str | None:
    """The text of a number in a cell of that kind; None where the number shows as it is."""
    if kind == PERCENT:
        return f"{number * 100:.12g}%"
    if kind not in (DATE, TIME) or not 0 <= number < _LAST_DAY:
        return None
    try:
        when = moment_zero(date1904) + timedelta(seconds=round(number * 86_400))
    except OverflowError:
        return None
    day, clock = when.date().isoformat(), when.strftime("%H:%M:%S" if when.second else "%H:%M")
    if kind == TIME and number < 1:
        return clock
    return day if clock == "00:00" else f"{day} {clock}"
