"""A sheet whose rows are as office programs write them, read without a call for each of its tags: see `plain_rows`."""

from __future__ import annotations

import re
from sys import getsizeof
from typing import NamedTuple
from xml.parsers import expat

from shijibu.problems.refused import Refused
from shijibu.returns.cell_text import cell_of, position_of, shown
from shijibu.returns.grid import Cell
from shijibu.returns.package import SPACES, Package, safe_parser
from shijibu.returns.plain_rows import OPENED, PlainCell, PlainRows, parts_of, plain_rows, text_of
from shijibu.returns.sheet_reader import SheetReader, Texts
from shijibu.returns.unseen import Looks

_ATTRIBUTES = re.compile(rb' ([a-z]+)="([^"]*)"')
_LONGEST = 8_192
"""Bytes of a cell that is kept for the next workbook."""
_ENTRY = 500  # bytes of what is kept, besides what is written
_MOST_STYLES = 4
"""Workbooks of a round differ little in their styles: by the kind of unit."""


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
    parser.StartElementHandler, parser.EndElementHandler = lambda _, attributes: reader.open_row(attributes), None  # there are no others
    parser.Parse(plain.tags, False)
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    _lay(reader, plain.cells)
    parser.Parse(plain.after, True)
    return True


def _lay(reader: SheetReader, cells: list[PlainCell]) -> None:
    """Gives the reader its cells. Raises ValueError or Refused where one is not what it seems, or where they are too many."""
    left, kept, styles, unseen = reader.left, reader.sheet.cells, reader.styles, reader.sheet.unseen
    if len(cells) > left.cells:
        raise ValueError(len(cells))
    before, characters, spread = len(kept), 0, list[tuple[str, Cell]]()
    alike = _Alike(reader)
    known = alike.known
    for reference, written in cells:
        cell, style, hidden, length, fills = known.get(written) or alike.said(written)
        place = position_of(reference.decode())
        if place is None or place in kept:  # which of two contents is meant nobody can tell
            raise ValueError(reference)
        characters += length
        if cell is None:
            continue
        kept[place] = cell
        styles[place] = style
        if hidden:
            unseen.add(place)
        if fills:
            spread.append((fills, cell))
    for fills, cell in spread:
        reader.spread(fills, cell)
    left.cells -= len(kept) - before
    left.take(characters)


class _Said(NamedTuple):
    """What cells come to that have the same written in them: the cell, None for one without content; its style; whether its format shows
    nothing; how many characters it has; which cells its array formula fills."""

    cell: Cell | None
    style: str | None
    hidden: bool
    characters: int
    fills: str


class _Alike:
    """The cells of a sheet by what is written in them."""

    def __init__(self, reader: SheetReader) -> None:
        self.known: dict[bytes, _Said] = {}
        self._reader = reader
        self._shared = _Shared()
        self._of_round = _ROUND.of(reader.texts)

    def said(self, written: bytes) -> _Said:
        """What a cell comes to of which the sheet had none so far. Raises ValueError for what no program writes."""
        said = self._of_round.get(written)
        if said is None:
            said, again = self._made(written, *parts_of(written))
            if not again:
                return said
        self.known[written] = said
        return said

    def _made(
        self, written: bytes, number: bytes, type: bytes, tag: bytes, formula: bytes, value: bytes, no_value: bytes, inline: bytes
    ) -> tuple[_Said, bool]:
        """A cell, and whether another may have the same written in it."""
        reader, style, content = self._reader, number.decode() or None, value or (b"" if no_value else None)
        if not tag:
            return _constant(reader, style, type, content, inline), True
        if inline:  # a text beside a formula is the parser's: no program writes one
            raise ValueError(written)
        is_shared = b't="shared"' in tag
        text = self._shared.formula(tag, formula) if is_shared else text_of(formula)
        look, hidden = reader.format_of(style)
        cell, length = _with_formula(type, text, content, look, reader.texts.date1904)
        fills = dict(_ATTRIBUTES.findall(tag)).get(b"ref", b"").decode() if b't="array"' in tag else ""
        said = _Said(cell, style, hidden, length + (len(text) if formula else 0), fills)
        if not is_shared:
            _ROUND.keep(self._of_round, written, said)
        return said, not (is_shared and formula)


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
        self._by_tag[tag] = self._by_share.setdefault(share, text_of(formula))
        return self._by_tag[tag]


class _Round:
    """What the workbooks of a round have alike: most of their formulas come to the same cells, where they have the same styles. What people write
    is another in each, and is not kept. All is forgotten when it takes too much room."""

    def __init__(self, room: int) -> None:
        """room: in bytes."""
        self._room = self._left = room
        self._by_styles: dict[tuple[int, bool], tuple[Looks, dict[bytes, _Said]]] = {}

    def of(self, texts: Texts) -> dict[bytes, _Said]:
        """The computed cells of workbooks with those styles, by what is written in them, without those whose formula stands elsewhere."""
        key = id(texts.looks), texts.date1904
        if key not in self._by_styles:
            if len(self._by_styles) >= _MOST_STYLES:
                self._forget()
            self._by_styles[key] = texts.looks, {}  # the styles are held with it, so that no others are taken for them
        return self._by_styles[key][1]

    def keep(self, known: dict[bytes, _Said], written: bytes, said: _Said) -> None:
        if len(written) > _LONGEST:
            return
        cell = said.cell
        self._left -= getsizeof(written) + _ENTRY + (getsizeof(cell.formula) + getsizeof(cell.value) if cell is not None else 0)
        if self._left < 0:
            self._forget()
        known[written] = said

    def _forget(self) -> None:
        self._by_styles.clear()
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


def _constant(reader: SheetReader, style: str | None, type: bytes, value: bytes | None, inline: bytes) -> _Said:
    """A cell without a formula."""
    told, text, written = type.decode() or None, None if value is None else text_of(value), text_of(inline)
    length = len(text or "") + len(written)
    cell = None
    if text is not None or told == "inlineStr":
        cell = cell_of(told, None, text, written, reader.texts.strings, reader.texts.date1904)
    if cell is None:
        return _Said(None, style, False, length, "")
    return _Said(*_seen(reader, cell, told, style, text), length, "")


def _seen(reader: SheetReader, cell: Cell, type: str | None, style: str | None, value: str | None) -> tuple[Cell, str | None, bool]:
    shown_as, hidden = reader.seen(cell, type, style, None, value)
    return shown_as, style, hidden
