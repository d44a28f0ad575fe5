"""What the attributes and paragraphs of an OpenDocument file say: formulas, areas, counts, texts, days and moments."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))
"""The file tells the time of its author's clock without a zone."""
_PREFIX = re.compile(r"^[a-z]+:(?==)|^(?==)")
_BRACKETED = re.compile(r"\[('[^']*'#)?\$?((?:'[^']*'|[^.\]'\[])*)\.([^\]]*)\]")
_RANGE = re.compile(r"\$?((?:'[^']*')+|[^.']+)\.(\$?[A-Z]{1,3}\$?\d{1,7})(?::(?:\$?(?:(?:'[^']*')+|[^.']+)?\.)?(\$?[A-Z]{1,3}\$?\d{1,7}))?")
_DURATION = re.compile(r"(-)?P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?", re.ASCII)
_SPACE = re.compile(r"[ \t\r\n]+")


def formula_of(told: str) -> str:
    """A formula as Excel writes it, as far as the references go: [.A1] is A1, ['file'#$Sheet.A1] is '[file]Sheet'!A1."""
    return _BRACKETED.sub(_reference, bare_formula(told))


def bare_formula(told: str) -> str:
    """A formula without the prefix that says which program's it is."""
    return _PREFIX.sub("", told, count=1).removeprefix("=")


def area_of(told: str) -> str | None:
    """The cells of a named range as Excel writes them: $表.$A$3:.$F$20 is '表'!$A$3:$F$20; None for what is none."""
    match = _RANGE.fullmatch(told)
    if match is None:
        return None
    title = match[1][1:-1] if match[1].startswith("'") else match[1].replace("'", "''")
    return f"'{title}'!{match[2]}" + (f":{match[3]}" if match[3] else "")


def _reference(match: re.Match[str]) -> str:
    file, sheet, cells = match[1], match[2], match[3].replace(":.", ":")
    if file:
        return f"'[{file[1:-2]}]{sheet.strip(chr(39))}'!{cells}"
    return f"{sheet}!{cells}" if sheet else cells


def spaced(data: str) -> str:
    """Spaces and line breaks of the file's own making are one space each."""
    return _SPACE.sub(" ", data)


def count_of(told: dict[str, str], what: str, prefix: str = "table:number-") -> int:
    value = told.get(prefix + what, "1")
    if not (value.isascii() and value.isdigit() and len(value) <= 8):
        raise ValueError(value)
    return max(1, int(value))


def joined_of(paragraphs: list[list[str]]) -> str:
    """A cell's text: a paragraph a line, the spaces that stand for themselves put back."""
    lines = (spaced("".join(pieces)).strip(" ") for pieces in paragraphs)
    return "\n".join(lines).replace("\ue000", " ").replace("\ue001", "\t").replace("\ue002", "\n")


def days_of(duration: str) -> float | None:
    """PT12H30M00S as a part of a day."""
    match = _DURATION.fullmatch(duration)
    if match is None or len(duration) > 40:
        return None
    days, hours, minutes, seconds = (float(part or 0) for part in match.groups()[1:])
    return (-1 if match[1] else 1) * (days + hours / 24 + minutes / 1440 + seconds / 86_400)


def moment_of(told: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(told.strip())
        return (when.replace(tzinfo=CHINA) if when.tzinfo is None else when).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
