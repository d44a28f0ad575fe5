"""A sheet whose rows are as office programs write them, read without a call for each of its tags: see `plain_rows`."""

from __future__ import annotations

from xml.parsers import expat

from shijibu.problems.refused import Refused
from shijibu.returns.alike import STYLES, Known
from shijibu.returns.grid import Cell, SheetGrid
from shijibu.returns.package import SPACES, Package, safe_parser
from shijibu.returns.plain_rows import OPENED, ROW_ENDS, PlainSheet, plain_sheet
from shijibu.returns.row_cells import CellStyles, RowReader
from shijibu.returns.sheet_reader import Beside, SheetReader

_BEHIND = Known[Beside](1 << 20)


def read_plain(reader: SheetReader, package: Package, part: str) -> bool:
    """Whether the reader has read the sheet so. Where not, only the parser can say what the part says, and a new reader has to begin anew."""
    kept = package.kept(part)
    plain = plain_sheet(kept) if kept is not None else None
    if plain is None:
        return False
    try:
        return _read(reader, plain, safe_parser(part))
    except (Refused, LookupError, ValueError, OverflowError, expat.ExpatError):  # LookupError: an encoding that nobody knows
        return False


def _read(reader: SheetReader, plain: PlainSheet, parser: expat.XMLParserType) -> bool:
    opened: list[str] = []
    begins: list[int] = []
    encodings = ["utf-8"]

    def start(tag: str, attributes: dict[str, str]) -> None:
        opened.append(tag)
        begins.append(parser.CurrentByteIndex)
        reader.start(tag, attributes)

    def end(tag: str) -> None:
        opened.pop()
        reader.end(tag)

    def declared(version: str, encoding: str | None, standalone: int) -> None:
        encodings.append((encoding or "utf-8").lower())

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, reader.text
    parser.XmlDeclHandler = declared
    parser.Parse(plain.before, False)
    # These very bytes are a tag, in none but the sheet's and in no text. It is a spreadsheet's own, without a prefix: so are the cells in it.
    if [tag.rpartition(" ")[2] for tag in opened] != ["worksheet", "sheetData"] or begins[-1] != len(plain.before) - len(OPENED):
        return False
    if {*encodings} != {"utf-8"}:
        return False
    if opened[1].removesuffix("sheetData") not in SPACES:
        return False
    reader.runs = []
    parser.StartElementHandler = parser.EndElementHandler = None  # what they say is told of each row
    tags, styles = _lay(reader, plain.rows)
    parser.Parse(tags, False)
    _read_behind(reader, plain.before[begins[0]:begins[1]], plain.after, parser)
    if reader.veils.laid:
        for of_row in styles:
            reader.styles |= of_row
    return True


def _read_behind(reader: SheetReader, opened: bytes, written: bytes, parser: expat.XMLParserType) -> None:
    """Gives the reader what stands behind the rows, in all workbooks of a round the same. opened: the sheet's tag, which says what names mean there.

    Raises ValueError where something stands there that belongs before them.
    """
    above, key = STYLES.above(reader.texts, reader.low), opened + written
    behind = _BEHIND.get(above, key)
    if behind is None:
        if b"sheetFormatPr" in written:
            raise ValueError(written)
        alone = SheetReader(SheetGrid(reader.sheet.title, reader.sheet.state), reader.texts, reader.left)
        characters = reader.left.characters
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = alone.start, alone.end, alone.text
        parser.Parse(written, True)
        behind = alone.beside(characters - reader.left.characters)
        _BEHIND.keep(above, key, behind, 3 * len(written))
    else:
        parser.CharacterDataHandler = None
        parser.Parse(written, True)
        reader.left.take(behind.characters)
    reader.add(behind)


def _lay(reader: SheetReader, written: list[bytes]) -> tuple[bytes, list[CellStyles]]:
    """Gives the reader its rows, and returns their tags, and the styles of their cells.

    Raises ValueError or Refused where one is not what it seems, or where they are too many.
    """
    left, sheet, rows = reader.left, reader.sheet, RowReader(reader)
    before, many, characters = len(sheet.cells), 0, 0
    tags, styles, fills = list[bytes](), list[CellStyles](), list[tuple[str, Cell]]()
    for one in written:
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
