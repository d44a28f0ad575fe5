"""A sheet whose rows are as office programs write them, read without a call for each of its tags: see `plain_rows`."""

from __future__ import annotations

from hashlib import blake2b
from typing import NamedTuple
from xml.parsers import expat

from shijibu.problems.refused import Refused
from shijibu.returns.alike import STYLES, Above, Known, Lately
from shijibu.returns.grid import Cell, SheetGrid
from shijibu.returns.package import SPACES, Package, safe_parser
from shijibu.returns.plain_rows import LATER, OPENED, ROW_ENDS, PlainSheet, plain_sheet
from shijibu.returns.row_cells import CellStyles, Place, RowReader, size_of
from shijibu.returns.sheet_reader import Beside, SheetReader


class _Before(NamedTuple):
    """What stands before the rows of a sheet."""

    opened: bytes
    """The sheet's tag, which says what names mean there."""
    low: bool
    narrow: bool
    beside: Beside
    below: Above
    """What stands above what stands behind the rows."""


class _Rows(NamedTuple):
    """What a sheet's rows come to. Nobody may change what stands in it."""

    tags: bytes
    """The rows without their cells, those of which only the parser can tell whether they are in order."""
    cells: dict[Place, Cell]
    styles: list[CellStyles]
    characters: int
    """How many the cells have."""
    hidden: list[int]
    unseen: list[Place]
    fills: list[tuple[str, Cell]]
    """Array formulas, with the cells that they fill."""


_BEFORE, _BEHIND = Known[_Before](1 << 20), Known[Beside](1 << 20)
_SHEETS, _LATELY = Known[_Rows](8 << 20, longest=1 << 20), Lately()
"""The rows of sheets that nobody has touched: lists, and what checks itself."""
_PLACE = 250
"""Bytes that a cell takes with its place and its style."""


def read_plain(reader: SheetReader, package: Package, part: str) -> bool:
    """Whether the reader has read the sheet so. Where not, only the parser can say what the part says, and a new reader has to begin anew."""
    kept = package.kept(part)
    if kept is None:
        return False
    try:
        plain = plain_sheet(kept, reader.texts.named)
        return plain is not None and _read(reader, plain, part)
    except (Refused, LookupError, ValueError, OverflowError, expat.ExpatError):  # LookupError: an encoding that nobody knows
        return False


def _read(reader: SheetReader, plain: PlainSheet, part: str) -> bool:
    before = _before(reader, plain.before, part)
    if before is None:
        return False
    reader.low, reader.narrow = before.low, before.narrow
    reader.add(before.beside)
    rows = _rows(reader, plain.rows)
    _lay(reader, rows, plain.characters)
    reader.add(_behind(reader, before, plain, rows.tags, part))
    if reader.veils.laid:
        for of_row in rows.styles:
            reader.styles |= of_row
    return True


def _before(reader: SheetReader, written: bytes, part: str) -> _Before | None:
    """What stands before the rows; None where what seems to open them is something else. In most workbooks of a round it is the same."""
    above = STYLES.above(reader.texts, low=False)
    before = _BEFORE.get(above, written)
    if before is not None:
        reader.left.take(before.beside.characters)
        return before
    parser, alone, characters = safe_parser(part), _alone(reader), reader.left.characters
    opened: list[str] = []
    begins: list[int] = []
    encodings = {"utf-8"}

    def start(tag: str, attributes: dict[str, str]) -> None:
        opened.append(tag)
        begins.append(parser.CurrentByteIndex)
        alone.start(tag, attributes)

    def end(tag: str) -> None:
        opened.pop()
        alone.end(tag)

    def declared(version: str, encoding: str | None, standalone: int) -> None:
        encodings.add((encoding or "utf-8").lower())

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, alone.text
    parser.XmlDeclHandler = declared
    parser.Parse(written, False)
    # These very bytes are a tag, in none but the sheet's and in no text. It is a spreadsheet's own, without a prefix: so are the cells in it.
    if [tag.rpartition(" ")[2] for tag in opened] != ["worksheet", "sheetData"] or begins[-1] != len(written) - len(OPENED):
        return None
    if encodings != {"utf-8"} or opened[1].removesuffix("sheetData") not in SPACES or alone.sheet.cells or alone.sheet.hidden_rows:
        return None
    beside = alone.beside(characters - reader.left.characters)
    before = _Before(written[begins[0]:begins[1]], alone.low, alone.narrow, beside, Above(kept=above.kept))
    _BEFORE.keep(above, written, before, 3 * len(written))
    return before


def _behind(reader: SheetReader, before: _Before, plain: PlainSheet, tags: bytes, part: str) -> Beside:
    """What stands behind the rows, of a sheet that is well formed with these tags of its rows. In workbooks of a round it is the same.

    Raises ValueError where something stands there that belongs among or before them, and what the parser does.
    """
    key = blake2b(tags + plain.after).digest()
    behind = _BEHIND.get(before.below, key)
    if behind is not None:
        reader.left.take(behind.characters)
        return behind
    if LATER.search(plain.after):
        raise ValueError(part)
    safe_parser(part).Parse(plain.before + tags + plain.after, True)
    parser, alone, characters = safe_parser(part), _alone(reader), reader.left.characters
    parser.Parse(before.opened + OPENED, False)
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = alone.start, alone.end, alone.text
    parser.Parse(plain.after, True)
    behind = alone.beside(characters - reader.left.characters)
    _BEHIND.keep(before.below, key, behind, 3 * len(plain.after))
    return behind


def _alone(reader: SheetReader) -> SheetReader:
    """One that reads a piece of the same sheet."""
    return SheetReader(SheetGrid(reader.sheet.title, reader.sheet.state), reader.texts, reader.left)


def _rows(reader: SheetReader, written: bytes) -> _Rows:
    """A sheet's rows. Raises ValueError or Refused where one is not what it seems."""
    comes_again = _LATELY.has_come(written)
    above = STYLES.above(reader.texts, reader.low)
    rows = _SHEETS.get(above, written) if comes_again else None
    if rows is None:
        rows = _taken_apart(reader, written)
        if comes_again:
            _SHEETS.keep(above, written, rows, sum(map(size_of, rows.cells.values())) + _PLACE * len(rows.cells) + len(rows.tags))
    return rows


def _taken_apart(reader: SheetReader, written: bytes) -> _Rows:
    """Raises ValueError or Refused."""
    rows, many, characters = RowReader(reader), 0, 0
    tags, styles, cells = list[bytes](), list[CellStyles](), dict[Place, Cell]()
    hidden, unseen, fills = list[int](), list[Place](), list[tuple[str, Cell]]()
    for one in written.split(ROW_ENDS):
        row = rows.row(one)
        styles.append(row.styles)
        cells |= row.cells
        many += len(row.cells)
        characters += row.characters
        if row.is_marked:
            if row.tags is not None:
                tags.append(row.tags)
            hidden += row.hidden
            unseen += row.unseen
            fills += row.fills
    if len(cells) != many or row.tags is None:  # which of two contents is meant nobody can tell; behind the last row's end none may open
        raise ValueError(many)
    return _Rows(ROW_ENDS.join(tags), cells, styles, characters, hidden, unseen, fills)


def _lay(reader: SheetReader, rows: _Rows, characters: int) -> None:
    """Gives the reader what its rows come to. characters: how many they have besides. Raises ValueError or Refused where they are too many."""
    left, sheet = reader.left, reader.sheet
    sheet.cells |= rows.cells
    sheet.hidden_rows.update(rows.hidden)
    sheet.unseen.update(rows.unseen)
    for reference, cell in rows.fills:
        reader.spread(reference, cell)
    left.cells -= len(rows.cells)
    if left.cells < 0:
        raise ValueError(len(rows.cells))
    left.take(characters + rows.characters)
