"""A scheme workbook read back into plain data, with the cell of every part; what cannot be understood is a fault at its cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, get_args

from shijibu.returns.entry import People, read_entry
from shijibu.returns.grid import Cell, Grid, SheetGrid
from shijibu.scheme.period import Cadence, Period
from shijibu.scheme.sheets import Column
from shijibu.scheme_book.book import At, Piece, SchemeBook, filled, meant, text_in
from shijibu.scheme_book.contents import columns
from shijibu.scheme_book.draw import BASIC, BASIC_HEADER, CARRIED, QUOTED
from shijibu.scheme_book.forms import CHOICE, STRUCTURE, TEXT, VALUES, value_of
from shijibu.scheme_book.headings import WORDS
from shijibu.scheme_book.labels import Labels
from shijibu.scheme_book.parts import PARTS, Loc, Part, Place, basics
from shijibu.scheme_book.read_given import GivenBlocks
from shijibu.scheme_book.rows import put
from shijibu.spreadsheet.names import near_words
from shijibu.spreadsheet.names import same as same_name

_HEADER_WITHIN = 10
MOST_ROWS = 20_000
_DATE = Column(id="day", label="日期", type="date")
_UNREADABLE = {"error": "是错误值", "uncached": "是公式，还没有算出值", "picture": "是图片"}


def scheme_book(grid: Grid) -> SchemeBook:
    """What a workbook says of a scheme, whatever program saved it."""
    return _Reading(grid).read()


def is_scheme_book(grid: Grid) -> bool:
    """Whether the workbook has the sheets of one, most of them at least."""
    titles = {same_name(s.title) for s in grid.sheets}
    return sum(same_name(t) in titles for t in (BASIC, *(p.title for p in PARTS))) > len(PARTS) / 2


class _Reading:
    def __init__(self, grid: Grid) -> None:
        self.book, self.date1904 = SchemeBook(), grid.date1904
        self.sheets = {same_name(s.title): (number, s) for number, s in reversed(list(enumerate(grid.sheets)))}
        self.pieces: dict[tuple[str, tuple[str, ...]], Piece] = {}

    def read(self) -> SchemeBook:
        self._basic()
        earlier = not any(same_name(p.title) in self.sheets for p in PARTS if p.gained)
        for part in PARTS:
            if not part.of:
                put(self.book.values, part.into, {} if part.keyed else [])
            if not (part.gained and earlier):  # a workbook that was exported before there were such sheets
                self._part(part)
        if (carried := self.sheets.get(same_name(CARRIED))) is not None:
            self.book.values["template"] = "".join(text_in(cell) for (_, column), cell in sorted(carried[1].cells.items()) if column == 1)
        labels = Labels(self.book.values)
        self.book.values["examples"] = [labels.meant(example) for example in self.book.values["examples"]]
        self.book.faults.sort(key=lambda f: f[0])
        return self.book

    def _fault(self, at: At, what: str) -> None:
        self.book.fault(at, what)

    def _sheet(self, title: str) -> tuple[int, SheetGrid] | None:
        found = self.sheets.get(same_name(title))
        if found is None:
            near = near_words(title, [s.title for _, s in self.sheets.values()], most=1, least=0.5)
            self._fault(At(0, title, 1, 1), f"没有工作表“{title}”{f'，是不是改名为“{near[0]}”了' if near else ''}；请恢复这个名称，没有内容也要留着")
        return found

    def _basic(self) -> None:
        found = self._sheet(BASIC)
        if found is None:
            return
        number, sheet = found
        self.book.headers[BASIC] = number, sheet, 0, {}
        lines = {same_name(p.label): p for p in basics()}
        for row in sorted({r for r, _ in sheet.cells}):
            label = text_in(sheet.cells.get((row, 1)))
            place = lines.get(same_name(label))
            if place is not None:
                self._field(sheet, At(number, sheet.title, row, 2), place, (), self.book.values)
            elif (row, 2) in sheet.cells and label != BASIC_HEADER[0]:
                self._fault(At(number, sheet.title, row, 1), f"不认识项目“{label}”{meant(label, [p.label for p in basics()])}")
        for place in basics():
            self.book.cells.setdefault(place.path, At(number, sheet.title, 1, 1))

    def _part(self, part: Part) -> None:
        found = self._sheet(part.title)
        if found is None:
            return
        number, sheet = found
        wanted = columns(part)
        header, by_label = _header(sheet, [p.label for p in wanted])
        if header is not None:
            self.book.headers[part.title] = number, sheet, header, by_label
        if header is None:
            self._fault(At(number, sheet.title, 1, 1), f"没有标题行：前 {_HEADER_WITHIN} 行里应有{'、'.join(p.label for p in wanted[:5])}等标题")
            return
        for column, label in sorted((c, t) for (r, c), cell in sheet.cells.items() if r == header and (t := text_in(cell))):
            if column not in by_label.values() and same_name(label) != same_name(QUOTED):
                self._fault(At(number, sheet.title, header, column), f"不认识标题“{label}”{meant(label, [p.label for p in wanted])}，这一列没有读")
        missing = [p.label for p in wanted if p.label not in by_label]
        if missing:
            self._fault(At(number, sheet.title, header, 1), f"缺少标题{'、'.join(f'“{m}”' for m in missing)}；请恢复，没有内容的列也要留着")
            if any(p.label in missing for p in wanted[: len(part.above) + len(part.keyed)]):
                return
        last = max((r for r, _ in sheet.cells), default=0)
        if part.blocks:
            places = [by_label.get(p.label, 0) for p in wanted]
            blocks = GivenBlocks(self.book, self.pieces, At(number, sheet.title, header, 1), places, date1904=self.date1904)
            blocks.read(sheet, min(last, MOST_ROWS))
            return
        for row in range(header + 1, min(last, MOST_ROWS) + 1):
            if any(filled(sheet.cells.get((row, c))) for c in by_label.values()):
                self._row(part, sheet, number, row, wanted, by_label)

    def _row(self, part: Part, sheet: SheetGrid, number: int, row: int, wanted: Sequence[Place], by_label: dict[str, int]) -> None:
        def at(place: Place) -> At:
            return At(number, sheet.title, row, by_label.get(place.label, 1))

        named = len(part.above)
        owners = tuple(text_in(sheet.cells.get((row, by_label[p.label]))).strip() for p in wanted[:named])
        keys = tuple(text_in(sheet.cells.get((row, by_label[p.label]))).strip() for p in wanted[named : named + len(part.keyed)])
        for place, name in zip(wanted, (*owners, *keys), strict=False):
            if not name:
                self._fault(at(place), f"没有填“{place.label}”")
        if not all((*owners, *keys)):
            return
        home: dict[str, Any] = self.book.values
        base: Loc = ()
        if part.of:
            owner = self.pieces.get((part.of, owners if len(part.above) > 1 else owners[-1:]))
            if owner is None:
                known = [names[-1] for title, names in self.pieces if title == part.of]
                self._fault(at(wanted[named - 1]), f"“{part.of}”里没有“{'、'.join(owners)}”{meant(owners[-1], known)}")
                return
            home, base = owner
        piece, loc = self._piece(part, home, base, keys, at(wanted[named] if keys else wanted[0]))
        for depth in range(len(base) + 1, len(loc) + 1):
            self.book.cells.setdefault(loc[:depth], at(wanted[0] if not part.alone else wanted[-1]))
        if part.alone:
            self._field(sheet, at(part.alone), replace(part.alone, path=(keys[-1],)), loc[:-1], piece)
            return
        for place in part.places:
            if place.label in by_label:
                self._field(sheet, at(place), place, loc, piece)
        if part.known_by in piece:
            names = (*(owners if len(part.above) == 1 and part.known_by == "title" else ()), str(piece[part.known_by]))
            self.pieces.setdefault((part.title, names), (piece, loc))

    def _piece(self, part: Part, home: dict[str, Any], base: Loc, keys: tuple[str, ...], at: At) -> tuple[dict[str, Any], Loc]:
        """The new piece, in its place; of a value kept by name, what holds it."""
        for step in part.into[:-1]:
            home = home.setdefault(str(step), {})
        if not keys:
            listed = home.setdefault(str(part.into[-1]), [])
            listed.append({})
            return listed[-1], (*base, *part.into, len(listed) - 1)
        home = home.setdefault(str(part.into[-1]), {})
        for key in keys[:-1]:
            home = home.setdefault(key, {})
        loc = (*base, *part.into, *keys)
        if keys[-1] in home:
            self._fault(at, f"“{'.'.join(keys)}”写了两次，前面在 {self.book.cells.get(loc, at)}；只留一个")
        if part.alone:
            return home, loc
        home[keys[-1]] = {}
        return home[keys[-1]], loc

    def _field(self, sheet: SheetGrid, at: At, place: Place, base: Loc, piece: dict[str, Any]) -> None:
        self.book.cells[*base, *place.path] = at
        for length in range(len(base) + 1, len(base) + len(place.path)):
            self.book.cells.setdefault((*base, *place.path[: length - len(base)]), at)
        cell = sheet.cells.get((at.row, at.column))
        if not filled(cell) or cell is None:
            return
        if cell.kind in ("error", "uncached", "picture") or cell.value is None:
            self._fault(at, f"“{place.label}”{_UNREADABLE.get(cell.kind, '没有内容')}；请填内容")
            return
        told = self._day(place, cell) or cell.value
        if isinstance(told, str):
            told = told.replace("\r\n", "\n").replace("\r", "\n")
            told = told if place.form == TEXT and not place.names else told.strip()
        put(piece, place.path, _said(value_of(told, place.form), place))


    def _day(self, place: Place, cell: Cell) -> str | None:
        """What a program made of 2026-03 or 2026-03-05: the period of a day, or the day; None where neither is meant."""
        if cell.shown is None or not (place.names == "period" or place.form == VALUES):
            return None
        found: str | None = read_entry(_DATE, cell, People.of([], {}), date1904=self.date1904).value
        cadence: Any = self.book.values.get("cadence")
        if found is None or place.form == VALUES:
            return found
        return str(Period.on(date.fromisoformat(found), cadence)) if cadence in get_args(Cadence) else None


def _said(value: Any, place: Place) -> Any:
    """Chinese words of fixed lists as the scheme has them."""
    if not place.words:
        return value
    own = {label: word for word in place.words if (label := WORDS.get(word))}
    if place.form == STRUCTURE and isinstance(value, dict):
        return {k: own.get(v, v) if isinstance(v, str) else v for k, v in value.items()}
    return own.get(value, value) if place.form == CHOICE and isinstance(value, str) else value


def _header(sheet: SheetGrid, labels: Sequence[str]) -> tuple[int | None, dict[str, int]]:
    """The row of the headings, and the column of each."""
    best: tuple[int | None, dict[str, int]] = None, {}
    plain = {same_name(label): label for label in labels}
    for row in range(1, _HEADER_WITHIN + 1):
        found: dict[str, int] = {}
        for column in sorted(c for r, c in sheet.cells if r == row):
            label = plain.get(same_name(text_in(sheet.cells[row, column])))
            if label:
                found.setdefault(label, column)
        if len(found) > len(best[1]):
            best = row, found
    return best
