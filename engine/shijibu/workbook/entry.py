"""One input cell, read by the type that the scheme gives its column.

People write 45%, ４５％, "0.45", 九成, 2026年3月5日. What can only mean one thing is taken, with a notice; what would be a guess is
refused, with the value that it seems to mean.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Any

from shijibu.scheme.model import Column
from shijibu.workbook.grid import Cell

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?:\s*日)?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
# Other workbooks, the web, other programs (DDE, RTD): [1]Sheet!A1, WEBSERVICE(…), cmd|'/c calc'!A1.
_OUTSIDE = re.compile(r"\[[^\[\]]+\][^\[\]]*!|\b(WEBSERVICE|FILTERXML|RTD|DDE|HYPERLINK|IMAGE|CALL|REGISTER\.ID)\s*\(|\w\|.*!|file:|https?:", re.I)
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_FIRST_DAY, _LAST_DAY = date(1990, 1, 1), date(2100, 1, 1)


@dataclass(slots=True)
class People:
    """Who a unit's cells may name: its officials by id and by name, and the units of the county."""

    ids: dict[str, str]
    names: dict[str, list[str]]
    units: Mapping[str, tuple[str, str]]

    @classmethod
    def of(cls, officials: Iterable[Mapping[str, Any]], units: Mapping[str, tuple[str, str]]) -> People:
        names: dict[str, list[str]] = {}
        for o in officials:
            names.setdefault(_squeezed(o["name"]), []).append(o["id"])
        return cls({folded(o["id"]).upper(): o["id"] for o in officials}, names, units)


@dataclass(slots=True)
class Entry:
    """A cell's value by its type (None for a blank, ISO text for a date, 0..1 for a percent), and what is to be said of it."""

    value: Any = None
    findings: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def say(self, code: str, /, **facts: Any) -> Entry:
        self.findings.append((code, facts))
        return self


def folded(text: str) -> str:
    """Full width to half width, no spaces around and no invisible ones within."""
    return re.sub(r"[\u200b\ufeff\u00ad]", "", unicodedata.normalize("NFKC", text)).strip()


def _squeezed(text: str) -> str:
    """A name without the spaces that people pad it with: 张　三."""
    return re.sub(r"\s+", "", folded(text))


def is_empty(cell: Cell | None) -> bool:
    """Whether nobody entered anything: no cell, or a text of spaces (an error cell or an uncached formula is not nothing)."""
    return cell is None or (cell.kind == "text" and not folded(str(cell.value)))


def read_entry(column: Column, cell: Cell | None, people: People, *, date1904: bool = False) -> Entry:
    """The entry in `cell`; a blank cell gives Entry(None)."""
    if cell is None or is_empty(cell):
        return Entry()
    if cell.formula and _OUTSIDE.search(cell.formula):
        return Entry().say("value.reaches-outside", formula=cell.formula[:60])
    if cell.kind == "error":
        return Entry().say("value.error-cell", error=cell.value)
    if cell.kind == "uncached":
        return Entry().say("value.uncached")
    entry = _READERS[column.type](column, cell, people, date1904)
    if cell.formula is not None and entry.value is not None:
        entry.say("value.formula")
    return entry


def _text(column: Column, cell: Cell, people: People, date1904: bool) -> Entry:
    entry = Entry(plain_text(cell))
    if column.max_length and len(entry.value) > column.max_length:
        entry.say("value.too-long", length=len(entry.value), limit=column.max_length)
    return entry


def plain_text(cell: Cell) -> str:
    if cell.kind == "number" and isinstance(cell.value, (int, float)):
        return str(int(cell.value)) if float(cell.value).is_integer() and abs(cell.value) < 1e15 else repr(cell.value)
    if cell.kind == "bool":
        return "是" if cell.value else "否"
    return str(cell.value).strip()


def _number(column: Column, cell: Cell, people: People, date1904: bool) -> Entry:
    entry = _as_number(cell, percent=False)
    return _within(column, entry) if entry.value is not None else entry


def _integer(column: Column, cell: Cell, people: People, date1904: bool) -> Entry:
    entry = _as_number(cell, percent=False)
    if entry.value is None:
        return entry
    if entry.value != int(entry.value):
        return Entry().say("value.not-whole", number=entry.value)
    entry.value = int(entry.value)
    return _within(column, entry)


def _percent(column: Column, cell: Cell, people: People, date1904: bool) -> Entry:
    entry = _as_number(cell, percent=True)
    if entry.value is None:
        return entry
    if entry.value > 1:
        signed = cell.kind == "text" and "%" in folded(str(cell.value))
        if signed or entry.value > 100:
            return Entry().say("value.out-of-range", span="0%～100%")
        return Entry().say("percent.above-one", number=entry.value, suggestion=f"{entry.value:g}%")
    if entry.value < 0:
        return Entry().say("value.out-of-range", span="0%～100%")
    return entry


def _within(column: Column, entry: Entry) -> Entry:
    v = entry.value
    low_ok = (column.min is None or v >= column.min) and (column.above is None or v > column.above)
    if low_ok and (column.max is None or v <= column.max):
        return entry
    return Entry().say("value.out-of-range", span=span(column))


def span(column: Column) -> str:
    """The allowed range of a number column as people say it."""
    if column.above is not None:
        return f"大于 {column.above:g}" + (f"，不超过 {column.max:g}" if column.max is not None else "")
    if column.max is None:
        return f"不小于 {column.min:g}"
    return f"{column.min:g}～{column.max:g}" if column.min is not None else f"不超过 {column.max:g}"


def _as_number(cell: Cell, *, percent: bool) -> Entry:
    if cell.kind == "number" and isinstance(cell.value, (int, float)):
        return Entry(float(cell.value))
    if cell.kind == "bool":
        return Entry().say("value.not-a-number", meant=None)
    told = re.sub(r"\s+", "", folded(str(cell.value))).replace("，", ",")
    bare, signed = (told[:-1], True) if told.endswith("%") else (told, False)
    if not (signed and not percent) and (_NUMBER.fullmatch(bare) or _THOUSANDS.fullmatch(bare)):
        number = float(bare.replace(",", ""))
        if abs(number) < 1e15:
            return Entry(float(repr(number / 100)) if signed else number).say("value.text-number", number=told)
    return Entry().say("value.not-a-number", meant=_seems(told, percent))


def _seems(told: str, percent: bool) -> str | None:
    """The number that words seem to mean, as the clerk should write it; None where nothing comes to mind."""
    if match := re.fullmatch(r"([零一二两三四五六七八九十])成([一二三四五六七八九半])?", told):
        tens = 10 if match[1] == "十" else _DIGITS[match[1]]
        return f"{tens * 10 + (5 if match[2] == '半' else _DIGITS.get(match[2] or '零', 0))}{'%' if percent else ''}"
    number = chinese_number(told.removeprefix("百分之"))
    if number is not None:
        return f"{number}%" if percent else str(number)
    if found := re.search(r"\d+(\.\d+)?", told):
        return found[0] + ("%" if percent else "")
    return None


def chinese_number(told: str) -> int | None:
    """四十五 as 45, up to 9999; None for what is no such numeral."""
    if not told or re.fullmatch(r"[零〇一二两三四五六七八九十百千]+", told) is None:
        return None
    total, digit = 0, 0
    for c in told:
        if c in _DIGITS:
            digit = _DIGITS[c]
        else:
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[c]
            digit = 0
    return total + digit


def _date(column: Column, cell: Cell, people: People, date1904: bool) -> Entry:
    entry = Entry()
    if cell.kind == "number" and isinstance(cell.value, (int, float)):
        day = _compact(str(int(cell.value))) if cell.value >= 19_000_000 else _from_serial(float(cell.value), date1904)
        if day is not None and cell.value >= 19_000_000:
            entry.say("value.text-date", date=day.isoformat())
    else:
        told = folded(str(cell.value))
        match = _DATE.match(told)
        day = _made(*match.groups()) if match and re.fullmatch(r"([T\s]\s*[\d:.]+)?", told[match.end():]) else _compact(told)
        if day is not None and told != day.isoformat():
            entry.say("value.text-date", date=day.isoformat())
    if day is None or not _FIRST_DAY <= day < _LAST_DAY:
        return Entry().say("value.not-a-date")
    entry.value = day.isoformat()
    return entry


def _from_serial(serial: float, date1904: bool) -> date | None:
    if not 1 <= serial < 80_000:
        return None
    return (date(1904, 1, 1) if date1904 else date(1899, 12, 30)) + timedelta(days=int(serial))


def _made(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _compact(told: str) -> date | None:
    match = _COMPACT_DATE.fullmatch(told)
    return _made(*match.groups()) if match else None


def _choice(column: Column, cell: Cell, people: People, date1904: bool) -> Entry:
    told = plain_text(cell)
    choices = column.choices or []
    for c in choices:
        if folded(c) == folded(told):
            return Entry(c)
    return Entry().say("value.not-a-choice", choices="、".join(choices), near=_near(told, choices))


def _official(column: Column, cell: Cell, people: People, date1904: bool) -> Entry:
    bare = _squeezed(plain_text(cell))
    if bare.upper() in people.ids:
        return Entry(people.ids[bare.upper()])
    named = people.names.get(bare, [])
    if len(named) == 1:
        return Entry(named[0])
    if named:
        return Entry().say("official.ambiguous", ids="、".join(named))
    return Entry().say("official.unknown", near=_near(bare, [*people.names, *people.ids.values()]))


def _units(column: Column, cell: Cell, people: People, date1904: bool) -> Entry:
    entry, codes = Entry(), []
    by_code = {c.upper(): c for c in people.units}
    by_name = {folded(n): c for c, (n, _) in people.units.items()}
    for part in re.split(r"[;,、\s]+", folded(plain_text(cell)).replace("；", ";").replace("，", ",")):
        if not part:
            continue
        code = by_code.get(part.upper()) or by_name.get(part)
        if code is None:
            entry.say("units.unknown", part=part, near=_near(part, [*by_code.values(), *by_name]))
        elif column.unit_kind and people.units[code][1] != column.unit_kind:
            entry.say("units.wrong-kind", part=part)
        else:
            if part.upper() not in by_code:
                entry.say("units.by-name", part=part, code=code)
            codes.append(code)
    entry.value = ";".join(dict.fromkeys(codes)) or None
    return entry


def _near(told: str, known: list[str]) -> str | None:
    return next(iter(get_close_matches(told, known, n=1, cutoff=0.6)), None)


_READERS: dict[str, Callable[[Column, Cell, People, bool], Entry]] = {
    "text": _text, "number": _number, "integer": _integer, "percent": _percent, "date": _date,
    "choice": _choice, "official": _official, "units": _units,
}
