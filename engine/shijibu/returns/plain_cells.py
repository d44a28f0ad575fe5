"""A sheet whose rows are as office programs write them, read without a call for each of its tags: see `plain_rows`."""

from __future__ import annotations

from hashlib import blake2b
from typing import NamedTuple
from xml.parsers import expat

from shijibu.problems.refused import Refused
from shijibu.returns.alike import ANY, STYLES, Known
from shijibu.returns.grid import Cell, SheetGrid
from shijibu.returns.package import SPACES, Package, safe_parser
from shijibu.returns.plain_rows import OPENED, ROW_ENDS, PlainSheet, plain_sheet
from shijibu.returns.row_cells import CellStyles, RowReader
from shijibu.returns.sheet_reader import Beside, SheetReader


class _Before(NamedTuple):
    """What stands before the rows of a sheet."""

    opened: bytes
    """The sheet's tag, which says what names mean there."""
    low: bool
    narrow: bool
    beside: Beside


_BEFORE, _BEHIND = Known[_Before](1 << 20), Known[Beside](1 << 20)
_WELL_FORMED = Known[bool](1 << 20)
"""Sheets without their cells, by the sum of their bytes."""


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
    tags, styles = _lay(reader, plain)
    _prove(plain.before + tags + plain.after, part)
    reader.add(_behind(reader, before.opened, plain.after, part))
    if reader.veils.laid:
        for of_row in styles:
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
    before = _Before(written[begins[0]:begins[1]], alone.low, alone.narrow, alone.beside(characters - reader.left.characters))
    _BEFORE.keep(above, written, before, 3 * len(written))
    return before


def _prove(written: bytes, part: str) -> None:
    """Lets the parser see a sheet without its cells. Raises what it does where that is not well formed, or defines a DTD."""
    key = blake2b(written).digest()
    if not _WELL_FORMED.get(ANY, key):
        safe_parser(part).Parse(written, True)
        _WELL_FORMED.keep(ANY, key, True, 0)


def _behind(reader: SheetReader, opened: bytes, written: bytes, part: str) -> Beside:
    """What stands behind the rows, in all workbooks of a round the same. opened: see `_Before`.

    Raises ValueError where something stands there that belongs before them.
    """
    above, key = STYLES.above(reader.texts, reader.low), opened + written
    behind = _BEHIND.get(above, key)
    if behind is not None:
        reader.left.take(behind.characters)
        return behind
    if b"sheetFormatPr" in written:
        raise ValueError(written)
    parser, alone, characters = safe_parser(part), _alone(reader), reader.left.characters
    parser.Parse(opened + OPENED, False)
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = alone.start, alone.end, alone.text
    parser.Parse(written, True)
    behind = alone.beside(characters - reader.left.characters)
    _BEHIND.keep(above, key, behind, 3 * len(written))
    return behind


def _alone(reader: SheetReader) -> SheetReader:
    """One that reads a piece of the same sheet."""
    return SheetReader(SheetGrid(reader.sheet.title, reader.sheet.state), reader.texts, reader.left)


def _lay(reader: SheetReader, plain: PlainSheet) -> tuple[bytes, list[CellStyles]]:
    """Gives the reader its rows, and returns their tags, and the styles of their cells.

    Raises ValueError or Refused where one is not what it seems, or where they are too many.
    """
    left, sheet, rows = reader.left, reader.sheet, RowReader(reader)
    before, many, characters = len(sheet.cells), 0, plain.characters
    tags, styles, fills = list[bytes](), list[CellStyles](), list[tuple[str, Cell]]()
    for one in plain.rows:
        row = rows.row(one)
        tags.append(row.tags)
        styles.append(row.styles)
        sheet.cells |= row.cells
        many += len(row.cells)
        characters += row.characters
        sheet.hidden_rows.update(row.hidden)
        sheet.unseen.update(row.unseen)
        fills += row.fills
    if len(sheet.cells) - before != many:  # which of two contents is meant nobody can tell
        raise ValueError(many)
    for reference, cell in fills:
        reader.spread(reference, cell)
    left.cells -= many
    if left.cells < 0:
        raise ValueError(many)
    left.take(characters)
    return ROW_ENDS.join(tags), styles
