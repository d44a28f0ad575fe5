"""A sheet whose rows are as office programs write them, read without a call for each of its tags: see `plain_rows`."""

from __future__ import annotations

import re
from sys import getsizeof
from xml.parsers import expat

from shijibu.problems.refused import Refused
from shijibu.returns.cell_text import cell_of, position_of, shown
from shijibu.returns.grid import Cell
from shijibu.returns.package import SPACES, Package, safe_parser
from shijibu.returns.plain_rows import OPENED, PlainCell, PlainRows, plain_rows, text_of
from shijibu.returns.sheet_reader import SheetReader

_ATTRIBUTES = re.compile(rb' ([a-z]+)="([^"]*)"')
_LONGEST = 8_192
"""Bytes of a formula, or of a value, that is kept for the next workbook."""
_ENTRY = 500  # bytes of what is kept, besides formula and value


def read_plain(reader: SheetReader, package: Package, part: str) -> bool:
    """Whether the reader has read the sheet so. Where not, only the parser can say what the part says, and a new reader has to begin anew."""
    kept = package.kept(part)
    plain = plain_rows(kept) if kept is not None else None
    if plain is None:
        return False
    try:
        return _read(reader, plain, safe_parser(part))
    except (Refused, LookupError, ValueError, OverflowError, expat.ExpatError):  # LookupError: an encoding that nobody knows
        return False


def _read(reader: SheetReader, plain: PlainRows, parser: expat.XMLParserType) -> bool:
    opened: list[str] = []
    encodings = ["utf-8"]
    begun = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal begun
        opened.append(tag)
        begun = parser.CurrentByteIndex
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
    if [tag.rpartition(" ")[2] for tag in opened] != ["worksheet", "sheetData"] or begun != len(plain.before) - len(OPENED):
        return False
    if {*encodings} != {"utf-8"}:
        return False
    if opened[1].removesuffix("sheetData") not in SPACES:
        return False
    reader.runs = []
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.Parse(plain.tags, False)
    _lay(reader, plain.cells)
    parser.Parse(plain.after, True)
    return True


def _lay(reader: SheetReader, cells: list[PlainCell]) -> None:
    """Gives the reader its cells. Raises ValueError or Refused where one is not what it seems, or where they are too many."""
    left, kept, date1904 = reader.left, reader.sheet.cells, reader.texts.date1904
    if len(cells) > left.cells:
        raise ValueError(len(cells))
    before, characters = len(kept), 0
    styles: dict[bytes, tuple[str | None, str, bool]] = {}
    constants: dict[tuple[bytes, ...], tuple[Cell | None, bool, int]] = {}
    shared = _Shared()
    cell: Cell | None
    for reference, number, type, tag, formula, value, no_value, inline, _, _ in cells:
        if number not in styles:
            named = number.decode() or None
            styles[number] = named, *reader.format_of(named)
        style, look, hidden = styles[number]
        if tag:
            text = shared.formula(tag, formula) if b't="shared"' in tag else _ROUND.text(formula)
            cell, length = _ROUND.cell(type, text, value or (b"" if no_value else None), look, date1904)
            characters += length + (len(text) if formula else 0)
        else:
            alike = number, type, value, no_value, inline
            if alike not in constants:
                constants[alike] = _constant(reader, style, type, value or (b"" if no_value else None), inline)
            cell, hidden, length = constants[alike]
            characters += length
            if cell is None:
                continue
        if (place := position_of(reference.decode())) is None:
            raise ValueError(reference)
        reader.keep(place, cell, style, hidden)
    for reference, _, _, tag, *_ in (told for told in cells if b't="array"' in told[3]):
        place = position_of(reference.decode())
        if place is not None and kept[place].formula:
            reader.spread(dict(_ATTRIBUTES.findall(tag)).get(b"ref", b"").decode(), kept[place])
    left.cells -= len(kept) - before
    left.take(characters)


class _Shared:
    """The formulas of a sheet that stand once for many cells."""

    def __init__(self) -> None:
        self._by_share: dict[bytes, str] = {}
        self._by_tag: dict[bytes, str] = {}

    def formula(self, tag: bytes, formula: bytes) -> str:
        """The formula of a cell with such a tag. Raises ValueError where one that is shared has not come yet, or comes once more."""
        if not formula and tag in self._by_tag:
            return self._by_tag[tag]
        share = dict(_ATTRIBUTES.findall(tag))[b"si"].lstrip(b"0")  # 07 is 7
        if bool(formula) == (share in self._by_share):
            raise ValueError(tag)
        self._by_tag[tag] = self._by_share.setdefault(share, _ROUND.text(formula))
        return self._by_tag[tag]


class _Round:
    """What the workbooks of a round have alike: formulas, and cells that come to the same by them. All is forgotten when it takes too much room."""

    def __init__(self, room: int) -> None:
        """room: in bytes."""
        self._room = self._left = room
        self._texts: dict[bytes, str] = {}
        self._cells: dict[tuple[bytes, str, bytes | None, str, bool], tuple[Cell, int]] = {}

    def text(self, formula: bytes) -> str:
        """What a formula says. Raises ValueError as `text_of`."""
        if (text := self._texts.get(formula)) is None:
            text = text_of(formula)
            if len(formula) <= _LONGEST:
                self._take(getsizeof(formula) + getsizeof(text))
                self._texts[formula] = text
        return text

    def cell(self, type: bytes, formula: str, value: bytes | None, look: str, date1904: bool) -> tuple[Cell, int]:
        """A cell with a formula as its format shows it, and how many characters its value has. Raises ValueError for what no program writes."""
        key = type, formula, value, look, date1904
        if (made := self._cells.get(key)) is None:
            made = _with_formula(*key)
            if len(formula) <= _LONGEST and len(value or b"") <= _LONGEST:
                self._take(getsizeof(formula) + 5 * getsizeof(value))  # the formula again, for it may be another workbook's
                self._cells[key] = made
        return made

    def _take(self, bytes: int) -> None:
        self._left -= bytes + _ENTRY
        if self._left < 0:
            self._texts.clear()
            self._cells.clear()
            self._left = self._room


_ROUND = _Round(64 << 20)


def _with_formula(type: bytes, formula: str, value: bytes | None, look: str, date1904: bool) -> tuple[Cell, int]:
    if type in (b"s", b"inlineStr"):  # no program gives a result so
        raise ValueError(type)
    text = None if value is None else text_of(value)
    cell = cell_of(type.decode() or None, formula, text, "", [], date1904)
    if cell is None:
        raise ValueError(formula)
    return shown(cell, look, date1904), len(text or "")


def _constant(reader: SheetReader, style: str | None, type: bytes, value: bytes | None, inline: bytes) -> tuple[Cell | None, bool, int]:
    """A cell without a formula, None for one without content; whether its format shows nothing, and how many characters it has."""
    told, text, written = type.decode() or None, None if value is None else text_of(value), text_of(inline)
    length = len(text or "") + len(written)
    if text is None and told != "inlineStr":
        return None, False, length
    cell = cell_of(told, None, text, written, reader.texts.strings, reader.texts.date1904)
    return (None, False, length) if cell is None else (*reader.seen(cell, told, style, None, text), length)
