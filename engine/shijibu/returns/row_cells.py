"""A row that is as office programs write it, as the cells of its sheet."""

from __future__ import annotations

import re
from functools import lru_cache
from sys import getsizeof
from typing import NamedTuple

from shijibu.returns.alike import STYLES, Above, Formulas, Known
from shijibu.returns.cell_text import cell_of, position_of, shown
from shijibu.returns.grid import Cell
from shijibu.returns.plain_rows import formula_of, is_in_order, is_look, parts_of, plain_row, rows_of, text_of
from shijibu.returns.sheet_reader import SheetReader, is_hidden

Place = tuple[int, int]
CellStyles = dict[Place, str | None]
_ATTRIBUTES = re.compile(rb' ([a-z]+)="([^"]*)"')
_CELL = 250
"""Bytes that a cell takes besides what it says."""
_LOOK = 150
"""Bytes that a run of a string takes."""
_LONGEST_TAGS = 512
_LONGEST_NUMBER = 10


class RowCells(NamedTuple):
    """What a row comes to."""

    tags: bytes | None
    """The row without its cells, where only the parser can tell whether that is in order."""
    cells: dict[Place, Cell]
    styles: CellStyles
    """Of its cells."""
    characters: int
    """How many its cells have."""
    below: Above
    """What stands above the next row."""
    hidden: tuple[int, ...]
    """Itself, where nobody sees it."""
    unseen: tuple[Place, ...]
    """Cells whose format shows nothing."""
    fills: tuple[tuple[str, Cell], ...]
    """Its array formulas, with the cells that they fill."""
    formulas: Formulas
    is_marked: bool
    """Whether there is anything of its tags, of what nobody sees, or of what fills other cells."""


_Said = tuple[Cell | None, str | None, int, int, tuple[bool, str] | None]
"""What cells come to that have the same written in them, as a plain tuple, which is taken apart for each cell: the cell, None for one without
content; its style; how many characters it has; how many bytes it takes; and, of the few of which that is to be said, whether its format shows
nothing, and which cells its array formula fills."""


_NOTHING: _Said = None, None, 0, 0, None
_ROWS, _CELLS = Known[RowCells](24 << 20), Known[_Said](16 << 20)
"""Rows that are known whole, and cells of which all that they come to stands in them."""


class RowReader:
    """Reads the rows of one sheet, from the first on."""

    def __init__(self, reader: SheetReader) -> None:
        self._reader, self._named = reader, reader.texts.named
        self._first = self._above = STYLES.above(reader.texts, reader.low)
        self._formulas: dict[bytes, str] = {}
        """Those that have stood once for many cells, by number."""
        self._new: list[tuple[bytes, str]] = []
        """Those of the row that is being read."""
        self._by_tag: dict[bytes, str] = {}
        self._known: dict[bytes, _Said] = {}
        """By what is written in them."""

    def row(self, written: bytes) -> RowCells:
        """The next row. Raises ValueError or Refused where no program writes one so, or where two contents are of one cell."""
        row = _ROWS.get(self._above, written)
        if row is None:
            row, size = self._read(written)
            _ROWS.keep(self._above, written, row, size)
        elif row.formulas:
            self._formulas.update(row.formulas)
        self._above = row.below
        return row

    def _read(self, written: bytes) -> tuple[RowCells, int]:
        """A row, and how many bytes it takes."""
        tags, *there = plain_row(written)
        self._new.clear()
        known, cells, styles = self._known, dict[Place, Cell](), CellStyles()
        unseen, fills, many, characters, size = list[Place](), list[tuple[str, Cell]](), 0, 0, 0
        for one in there:
            reference, _, said = one.partition(b'"')
            cell, style, length, takes, more = known.get(said) or self._said(said)
            place = position_of(reference.decode())
            if place is None:
                raise ValueError(reference)
            characters += length
            if cell is None:
                continue
            cells[place], styles[place] = cell, style
            many += 1
            size += takes
            if more is not None:
                veiled, filled = more
                if veiled:
                    unseen.append(place)
                if filled:
                    fills.append((filled, cell))
        if len(cells) != many:  # which of two contents is meant nobody can tell
            raise ValueError(written)
        hidden, doubtful = (_looked_at if len(tags) <= _LONGEST_TAGS else looked_at)(tags, low=self._reader.low)
        formulas = (*self._new,)
        below, is_marked = self._above.after(formulas), bool(doubtful is not None or hidden or unseen or fills)
        return RowCells(doubtful, cells, styles, characters, below, hidden, (*unseen,), (*fills,), formulas, is_marked), size

    def _said(self, written: bytes) -> _Said:
        """What a cell comes to of which the sheet had none so far. Raises ValueError for what no program writes."""
        said = _CELLS.get(self._first, written)
        if said is None:
            said, again = (_NOTHING, True) if is_look(written) else self._made(written, *parts_of(written))
            if not again:
                return said
        self._known[written] = said
        return said

    def _made(
        self, written: bytes, number: bytes, type: bytes, tag: bytes, formula: bytes, value: bytes, no_value: bytes, inline: bytes
    ) -> tuple[_Said, bool]:
        """A cell, and whether another may have the same written in it."""
        style, content = number.decode() or None, value or (b"" if no_value else None)
        if not tag:
            said = self._shared_string(style, content, inline) if type == b"s" and content else self._constant(style, type, content, inline)
            _CELLS.keep(self._first, written, said, said[3])
            return said, True
        if inline:  # a text beside a formula is the parser's: no program writes one
            raise ValueError(written)
        is_shared = b't="shared"' in tag
        text = self._shared(tag, formula) if is_shared else formula_of(formula)
        cell, length = self._with_formula(style, type, text, content)
        fills = dict(_ATTRIBUTES.findall(tag)).get(b"ref", b"").decode() if b't="array"' in tag else ""
        veiled, size = self._reader.format_of(style)[1], size_of(cell)
        said = cell, style, length + (len(text) if formula else 0), size, (veiled, fills) if veiled or fills else None
        if not is_shared:
            _CELLS.keep(self._first, written, said, size)
        return said, not (is_shared and formula)

    def _shared(self, tag: bytes, formula: bytes) -> str:
        """The formula of a cell with such a tag. Raises ValueError where one that is shared has not come yet, or comes once more."""
        if not formula and tag in self._by_tag:
            return self._by_tag[tag]
        share = dict(_ATTRIBUTES.findall(tag))[b"si"].lstrip(b"0")  # 07 is 7
        if bool(formula) == (share in self._formulas):
            raise ValueError(tag)
        if formula:
            self._formulas[share] = formula_of(formula)
            self._new.append((share, self._formulas[share]))
        self._by_tag[tag] = self._formulas[share]
        return self._by_tag[tag]

    def _with_formula(self, style: str | None, type: bytes, formula: str, value: bytes | None) -> tuple[Cell, int]:
        if type in (b"s", b"inlineStr"):  # no program gives a result so
            raise ValueError(type)
        text, date1904 = None if value is None else text_of(value), self._reader.texts.date1904
        cell = cell_of(type.decode() or None, formula, text, "", [], date1904)
        if cell is None:
            raise ValueError(formula)
        return shown(cell, self._reader.format_of(style)[0], date1904), len(text or "")

    def _constant(self, style: str | None, type: bytes, value: bytes | None, inline: bytes) -> _Said:
        """A cell without a formula."""
        told, text, written = type.decode() or None, None if value is None else text_of(value), text_of(inline) if inline else ""
        length, texts = len(text or "") + len(written), self._reader.texts
        cell = None
        if text is not None or told == "inlineStr":
            cell = cell_of(told, None, text, written, texts.strings, texts.date1904)
        if cell is None:
            return None, style, length, 0, None
        cell, veiled = self._reader.seen(cell, style, None, [])
        return cell, style, length, size_of(cell), (True, "") if veiled else None

    def _shared_string(self, style: str | None, written: bytes, inline: bytes) -> _Said:
        """A cell that is one of the shared strings: named by its mark, the characters of whose number the sheet has counted, or by its number.

        Raises ValueError or LookupError for what names none.
        """
        texts, named = self._reader.texts, self._named
        if inline or (named is None and not (written.isdigit() and len(written) < _LONGEST_NUMBER)):
            raise ValueError(written)
        number = int(written) if named is None else named.number(written)
        runs = texts.runs.get(number, [])
        cell, veiled = self._reader.seen(Cell(texts.strings[number], "text"), style, None, runs)
        return cell, style, len(written) if named is None else 0, size_of(cell) + _LOOK * len(runs), (True, "") if veiled else None


def looked_at(tags: bytes, *, low: bool) -> tuple[tuple[int, ...], bytes | None]:
    """Of the rows that tags open those that nobody sees; and the tags, where only the parser can tell whether they are in order.

    low: as `sheet_reader.is_hidden`. Raises ValueError for what no program writes.
    """
    hidden = tuple([number for number, attributes in rows_of(tags) if is_hidden(attributes, low=low)])
    return hidden, None if is_in_order(tags) else tags


_looked_at = lru_cache(maxsize=4_096)(looked_at)
"""Workbooks of a round have the same tags."""


def size_of(cell: Cell) -> int:
    """Bytes that it takes, about."""
    return _CELL + getsizeof(cell.value) + getsizeof(cell.formula)
