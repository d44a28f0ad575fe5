"""One input cell, read by the type that the scheme gives its column.

People write 45%, ４５％, "0.45", 九成, 2026年3月5日. What can only mean one thing is taken, with a notice; what would be a guess is
refused, with the value that it seems to mean.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from shijibu.problems.kind import Kind
from shijibu.problems.values import (
    BecameNumber,
    DigitsLost,
    ErrorCell,
    InputFormula,
    NotAChoice,
    NotADate,
    NotANumber,
    NotWhole,
    OfficialAmbiguous,
    OfficialUnknown,
    Overlong,
    PercentAboveOne,
    ReachesOutside,
    TextDate,
    TextNumber,
    TooLong,
    Uncached,
    UnitsAmbiguous,
    UnitsTooMany,
    UnitsUnknown,
    UnitsWrongKind,
    ValueOutOfRange,
)
from shijibu.returns.grid import Cell
from shijibu.returns.outside import reaches_outside
from shijibu.returns.seen import lost_digits, seen
from shijibu.rules.values import ends_a_day
from shijibu.scheme.sheets import Column
from shijibu.spreadsheet.days import Days, day_of_serial
from shijibu.spreadsheet.limits import Limits
from shijibu.spreadsheet.names import Directory, near, parts, same
from shijibu.spreadsheet.number import EXACT
from shijibu.spreadsheet.numerals import DATE, FIRST_DAY, LAST_DAY, NUMBER, SUGGEST, day_of, same_digits, seems_day, seems_number
from shijibu.spreadsheet.text import UNSEEN, folded, squeezed
from shijibu.workbook.names import span

_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_SPACED = re.compile(r"[+-]?\d{1,3}( \d{3})+(\.\d+)?")
_SERIAL = re.compile(r"[34567]\d{4}(\.\d+)?", re.ASCII)
"""A day's number, as a date shows in a cell without a date format: 46086 is 2026-03-05."""
COMPACT = 19_000_000
"""From here on a number in a date's cell is no day's number but a date in eight digits."""
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63](?=\\s*\\d)")
"""Between the digits of a date."""
_SURELY_PASTED = 2
"""From here on a number in a cell of percentages was pasted as 45 where 45% was meant: nobody is at 200%."""
_NOISE = 1e-9
"""What a formula's own arithmetic may leave beside a whole number: 1.1*30 is 33, and 100% is not exceeded by that."""
_ERRORS = re.compile(r"#(N/A|DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)")
"""Error cells that were pasted as text."""
_APOSTROPHE = re.compile(r"^\s*['\u2018\u2019\uff07](?=.)")
"""The mark for text, which some programs keep in a cell that is text already."""
_LONG = re.compile(r"[+-]?\d(\.\d+)?E\+\d+")
_SHOWS = re.compile("[!-~\u4e00-\u9fff]")
"""What nearly every text begins with, and what is certain to show."""
_PLUS = re.compile("[+\u207a\u208a\ufb29\ufe62\uff0b]")
"""What becomes a + when a text is folded."""
_MOST_PARTS = 10
"""Unknown units that are named in one cell."""
_MINUS = str.maketrans({"\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\ufe63": "-", "。": "."})


@dataclass(slots=True)
class People:
    """Who a unit's cells may name: its officials, the units of the county, and of which kind each unit is."""

    officials: Directory
    units: Directory
    kinds: Mapping[str, str]

    @classmethod
    def of(cls, officials: Iterable[Mapping[str, Any]], units: Mapping[str, tuple[str, str]]) -> People:
        """officials: `id` and `name` of each; units: name and kind by code."""
        return cls(
            Directory((o["id"], o["name"]) for o in officials), Directory((code, name) for code, (name, _) in units.items()),
            {code: kind for code, (_, kind) in units.items()},
        )


@dataclass(slots=True)
class Entry:
    """A cell's value by its type (None for a blank, ISO text for a date, 0..1 for a percent), and what is to be said of it."""

    value: Any = None
    problems: list[Kind] = field(default_factory=list)

    def say(self, problem: Kind) -> Entry:
        self.problems.append(problem)
        return self


@dataclass(slots=True)
class _Read:
    """A cell to read: its column, what it may name, how its workbook counts days, and how it stands there, for what is said of it."""

    column: Column
    cell: Cell
    people: People
    days: Days
    told: Any


def is_empty(cell: Cell | None) -> bool:
    """Whether nobody entered anything that can be read: no cell, a text of spaces, a picture (an error cell or an uncached formula is not
    nothing)."""
    if cell is None or cell.kind != "text":
        return cell is None or cell.kind == "picture"
    text = str(cell.value)
    return not _SHOWS.match(text) and not UNSEEN.sub("", text).strip()


def read_entry(
    column: Column, cell: Cell | None, people: People, *, date1904: bool = False, year: int | None = None, limits: Limits = Limits()
) -> Entry:
    """The entry in `cell`; a blank cell gives Entry(None). `year` is suggested for a date without one."""
    if cell is None or is_empty(cell):
        return Entry()
    # Most cells are numbers that somebody typed: of them nothing of this is to be said.
    if (cell.kind != "number" or cell.formula is not None) and (unreadable := _unreadable(column, cell, limits)) is not None:
        return Entry().say(unreadable)
    told = cell.told
    if cell.kind == "text" and column.type != "text" and (bare := _APOSTROPHE.sub("", str(cell.value))) != cell.value:
        cell = replace(cell, value=bare)
    entry = _READERS[column.type](_Read(column, cell, people, _days(date1904, year), told))
    if cell.formula is not None and entry.value is not None:
        serial = column.type == "date" and cell.kind == "number" and cell.shown is None and float(cell.value or 0) < COMPACT
        entry.say(InputFormula(label=column.label, value=entry.value if serial else told))  # 46086 means nothing to anybody
    return entry


_days = lru_cache(maxsize=16)(Days)


def _unreadable(column: Column, cell: Cell, limits: Limits) -> Kind | None:
    """Why a cell is not read at all, whatever its type: it is too long, reaches out of the workbook, is an error, or was never computed."""
    for text, limit in ((cell.formula, limits.formula_characters), (cell.value if cell.kind == "text" else None, limits.cell_characters)):
        if text is not None and len(str(text)) > limit:
            return Overlong(label=column.label, length=len(str(text)), limit=limit)
    if cell.formula and reaches_outside(cell.formula):
        return ReachesOutside(label=column.label, formula=cell.formula[:60])
    if is_error(cell):
        return ErrorCell(label=column.label, error=cell.value)
    return Uncached(label=column.label) if cell.kind == "uncached" else None


def _text(read: _Read) -> Entry:
    column, entry = read.column, Entry(plain_text(read.cell))
    if len(entry.value) > column.longest:
        return Entry().say(Overlong(label=column.label, length=len(entry.value), limit=column.longest))
    if digits_lost(read.cell):
        entry.say(DigitsLost(shown=_scientific(read.cell), digits=EXACT))
    if column.max_length and len(entry.value) > column.max_length:
        entry.say(TooLong(label=column.label, length=len(entry.value), limit=column.max_length))
    return entry


def plain_text(cell: Cell) -> str:
    """The cell as a person sees it, a yes or no in words."""
    return ("是" if cell.value else "否") if cell.kind == "bool" else seen(cell)


def is_error(cell: Cell) -> bool:
    """Whether it is an error cell, or was one before it was pasted as text or saved as CSV."""
    if cell.kind != "text":
        return cell.kind == "error"
    text = str(cell.value)
    return "#" in text and _ERRORS.fullmatch(text.strip()) is not None


def digits_lost(cell: Cell) -> bool:
    """Whether a long row of digits became a number, in the file or in the text that was copied from its cell."""
    text = str(cell.value) if cell.kind == "text" else ""
    return lost_digits(cell) or (_PLUS.search(text) is not None and _LONG.fullmatch(folded(text).upper()) is not None)


def _scientific(cell: Cell) -> str:
    return f"{cell.value:.2E}" if isinstance(cell.value, (int, float)) else str(cell.value).strip()


def _by_digits(told: str, ids: Iterable[str]) -> str | None:
    """The one id that became the number `told`."""
    if not told or not told[-1].isdigit():
        return None
    found = [id for id in ids if same_digits(told, id)]
    return found[0] if len(found) == 1 else None


def _number(read: _Read) -> Entry:
    entry = _as_number(read.cell, read.told, percent=False)
    return _within(read, entry) if entry.value is not None else entry


def _integer(read: _Read) -> Entry:
    entry = _as_number(read.cell, read.told, percent=False)
    if entry.value is None:
        return entry
    if entry.value != int(entry.value):
        return Entry().say(NotWhole(label=read.column.label, number=entry.value))
    entry.value = int(entry.value)
    return _within(read, entry)


def _percent(read: _Read) -> Entry:
    cell, entry = read.cell, _as_number(read.cell, read.told, percent=True)
    if entry.value is None:
        return entry
    if entry.value > 1:
        signed = "%" in folded(cell.shown or str(cell.value))  # a cell that shows 120% is meant so; one that shows 4500% was pasted as 45
        if (signed and (cell.kind == "text" or entry.value < _SURELY_PASTED)) or entry.value > 100:
            return _no_share(read)
        return Entry().say(PercentAboveOne(number=entry.value, suggestion=f"{entry.value:g}%"))
    return _no_share(read) if entry.value < 0 else entry


def _no_share(read: _Read) -> Entry:
    return Entry().say(ValueOutOfRange(label=read.column.label, span="0%～100%", value=read.told))


def _within(read: _Read, entry: Entry) -> Entry:
    column, v = read.column, entry.value
    if column.beyond(v):
        limit = f"{'不超过 ' if v > 0 else '不小于 -'}{column.limit:,.0f}"
        return Entry().say(ValueOutOfRange(label=column.label, span=limit, value=read.told))
    low_ok = (column.min is None or v >= column.min) and (column.above is None or v > column.above)
    if low_ok and (column.max is None or v <= column.max):
        return entry
    return Entry().say(ValueOutOfRange(label=column.label, span=span(column), value=read.told))


def _as_number(cell: Cell, as_told: Any, *, percent: bool) -> Entry:
    if cell.shown is not None and not (percent and cell.shown.endswith("%")):
        # Somebody typed 3-5 or 45%, and the program made a day or a share of it; or the cell was pasted with its format.
        meant = seems_number(cell.shown, percent)
        return Entry().say(NotANumber(value=cell.shown, meant=meant, format="百分比" if percent else "常规"))
    if cell.kind == "number" and isinstance(cell.value, (int, float)):
        if not math.isfinite(cell.value):
            return _unclear(as_told)
        number, whole = float(cell.value), round(cell.value)
        return Entry(float(whole) if abs(number - whole) <= _NOISE else number)
    if cell.kind == "bool":
        return _unclear(as_told)
    if any(c.isnumeric() and not c.isdecimal() and folded(c).isascii() for c in str(cell.value)):
        return _unclear(as_told)  # 10² is not 102, ① not 1
    told = re.sub(r"\s+", " ", folded(str(cell.value)).translate(_MINUS)).replace("，", ",")
    bare, signed = (told[:-1].strip(), True) if told.endswith("%") else (told, False)
    if not (signed and not percent) and any(form.fullmatch(bare) for form in (NUMBER, _THOUSANDS, _SPACED)):
        bare = bare.replace(",", "").replace(" ", "")
        number = float(bare)
        if abs(number) < 1e15:
            share = f"（即 {number * 100:.12g}%）" if percent and not signed else ""
            entry = Entry(float(Decimal(bare).scaleb(-2)) if signed else number)
            return entry.say(TextNumber(value=as_told, number=bare + ("%" if signed else share)))
    return Entry().say(NotANumber(value=as_told, meant=seems_number(told, percent)))


def _unclear(as_told: Any) -> Entry:
    return Entry().say(NotANumber(value=as_told, meant=None))


def number_in(cell: Cell) -> float | None:
    """The number that a cell's text can only mean: 0.9, 1,234, 90%."""
    number: float | None = _as_number(cell, cell.told, percent=True).value
    return number


def day_in(cell: Cell) -> str | None:
    """The day that a cell's text can only mean, as 2026-03-05."""
    match = DATE.fullmatch(folded(str(cell.value)))
    day = day_of(*match.groups()) if match else None
    return day.isoformat() if day else None


def _date(read: _Read) -> Entry:
    cell, days, entry, told = read.cell, read.days, Entry(), None
    if cell.kind == "number" and isinstance(cell.value, (int, float)):
        day = _compact(str(int(cell.value))) if COMPACT <= cell.value < 1e9 else day_of_serial(float(cell.value), days.date1904)
        if day is not None and cell.value >= COMPACT:
            entry.say(TextDate(value=read.told, date=day.isoformat()))
    else:
        told = _DASHES.sub("-", folded(str(cell.value)).replace("。", "."))
        match = DATE.match(told)
        day = day_of(*match.groups()) if match and ends_a_day(told[match.end():]) else _compact(told)
        if day is not None:  # also one in its best form: no formula of the sheet takes a text for a day
            entry.say(TextDate(value=read.told, date=day.isoformat()))
    if day is None or not FIRST_DAY <= day < LAST_DAY:
        if told is None:
            told = plain_text(replace(cell, shown=None, padded=None))
        serial = day_of_serial(float(told), days.date1904) if _SERIAL.fullmatch(told) else None
        known = serial.isoformat() if serial and FIRST_DAY <= serial < LAST_DAY else None
        return Entry().say(NotADate(value=read.told, meant=known or seems_day(told[:SUGGEST], days.year)))
    entry.value = day.isoformat()
    return entry


def _compact(told: str) -> date | None:
    match = _COMPACT_DATE.fullmatch(told)
    return day_of(*match.groups()) if match else None


def _choice(read: _Read) -> Entry:
    told, choices = plain_text(read.cell), read.column.choices or []
    for c in choices:
        if same(c) == same(told):
            return Entry(c)
    return Entry().say(NotAChoice(value=read.told, choices="、".join(choices), near=near(told, choices)))


def _official(read: _Read) -> Entry:
    told, officials = plain_text(read.cell), read.people.officials
    meant = officials.meant(told)
    if len(meant) == 1:
        return Entry(meant[0])
    if meant:
        return Entry().say(OfficialAmbiguous(value=read.told, officials="、".join(map(officials.shown, meant))))
    if (id := _by_digits(squeezed(told), officials.codes)) is not None:
        return Entry(id).say(BecameNumber(value=read.told, id=id))
    return Entry().say(OfficialUnknown(value=read.told, near=officials.near(told)))


def _units(read: _Read) -> Entry:
    column, people = read.column, read.people
    entry, codes, unknown = Entry(), [], 0
    for part in parts(UNSEEN.sub("", plain_text(read.cell)), people.units):
        meant = people.units.meant(part)
        if len(meant) > 1:
            entry.say(UnitsAmbiguous(part=part, units="、".join(map(people.units.shown, meant))))
        elif not meant and (code := _by_digits(folded(part), people.units.codes)) is not None:
            entry.say(BecameNumber(value=read.told, id=code))
            codes.append(code)
        elif not meant:
            unknown += 1
            if unknown <= _MOST_PARTS:
                entry.say(UnitsUnknown(part=part, near=people.units.near(part)))
        elif column.unit_kind and people.kinds[meant[0]] != column.unit_kind:
            entry.say(UnitsWrongKind(part=part, label=column.label))
        else:
            codes.append(meant[0])
    entry.value = ";".join(dict.fromkeys(codes)) or None
    if column.single and len(set(codes)) > 1:
        return Entry().say(UnitsTooMany(label=column.label, units=people.units.listed(entry.value)))
    return entry


_READERS: dict[str, Callable[[_Read], Entry]] = {
    "text": _text, "number": _number, "integer": _integer, "percent": _percent, "date": _date,
    "choice": _choice, "official": _official, "units": _units,
}
