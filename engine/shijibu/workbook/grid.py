"""A workbook read into cells: values, formulas, error cells and uncached formulas told apart.

One reader, sparse and bounded: an expat pass over each sheet, so that a stray cell in the last row costs one entry and a
rectangle is never allocated. calamine is 3.5 times as quick on values alone, but says nothing of formulas, error cells or uncached
ones, and allocates up to the farthest cell. A pattern in place of expat, strict enough to give the same cells, gained a sixth.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import isfinite
from typing import Any, Literal

from shijibu.workbook.limits import Limits
from shijibu.workbook.package import Package, parse, safe_parser
from shijibu.workbook.refused import Refused

Kind = Literal["number", "text", "bool", "error", "uncached"]
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
MAX_ROW, MAX_COLUMN = 1_048_576, 16_384


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with content. `formula` is None for a constant; error cells have their name, such as #N/A, as value."""

    value: str | float | bool | None
    kind: Kind
    formula: str | None = None


@dataclass(slots=True)
class SheetGrid:
    """A sheet: cells by (row, column) from 1, merged ranges (top, left, bottom, right), hidden rows."""

    title: str
    state: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    protected: bool = False


@dataclass(slots=True)
class Grid:
    """A workbook: sheets in order, defined names (local ones by sheet title), dcterms:modified, and what else it carries."""

    sheets: list[SheetGrid]
    names: dict[str, str]
    local_names: dict[tuple[str, str], str]
    modified: datetime | None
    date1904: bool
    sha256: str
    facts: dict[str, Any]


def read(data: bytes, limits: Limits = Limits()) -> Grid:
    """The workbook in `data`. Raises Refused, and nothing else, for whatever is wrong with it."""
    try:
        return _read(data, limits)
    except Refused:
        raise
    except MemoryError:
        raise Refused("reader.killed") from None
    except Exception as error:
        raise Refused("file.unreadable", error=type(error).__name__) from None


def _read(data: bytes, limits: Limits) -> Grid:
    package = Package(data, limits)
    office = next((t for _, kind, t in package.relations("") if kind == "officeDocument"), None)
    if office is None or office not in package:
        raise Refused("file.not-a-workbook", kind="压缩包")
    listed, names, local, date1904 = _workbook(package, office)
    relations = {id: (kind, target) for id, kind, target in package.relations(office)}
    strings_part = next((t for kind, t in relations.values() if kind == "sharedStrings"), None)
    strings = _strings(package, strings_part, limits) if strings_part else []
    left = limits.cells
    sheets = []
    for title, state, id in listed:
        kind, target = relations.get(id, ("", ""))
        if kind == "worksheet":
            sheets.append(_sheet(package, target, SheetGrid(title, state), strings, left, limits.cells))
            left -= len(sheets[-1].cells)
        elif not kind:
            raise Refused("file.damaged", part=title)
    local_names = {(listed[i][0], name): text for i, name, text in local if i < len(listed)}
    core = next((t for _, kind, t in package.relations("") if kind == "core-properties"), None)
    modified = _modified(package, core) if core and core in package else None
    return Grid(sheets, names, local_names, modified, date1904, hashlib.sha256(data).hexdigest(), package.facts())


def _workbook(package: Package, part: str) -> tuple[list[tuple[str, str, str]], dict[str, str], list[tuple[int, str, str]], bool]:
    """Sheets (title, state, relation id), global names, local names (sheet index, name, text), and the date system."""
    sheets: list[tuple[str, str, str]] = []
    names: dict[str, str] = {}
    local: list[tuple[int, str, str]] = []
    state: dict[str, Any] = {"name": None, "text": [], "date1904": False}

    def start(tag: str, attributes: dict[str, str]) -> None:
        bare = {k.rpartition(" ")[2]: v for k, v in attributes.items()}
        match tag.rpartition(" ")[2]:
            case "sheet":
                sheets.append((bare.get("name", ""), bare.get("state", "visible"), bare.get("id", "")))
            case "definedName":
                state["name"], state["text"] = bare, []
            case "workbookPr":
                state["date1904"] = bare.get("date1904") in ("1", "true")

    def end(tag: str) -> None:
        if tag.rpartition(" ")[2] == "definedName" and state["name"] is not None:
            told, text = state["name"], "".join(state["text"])
            if "localSheetId" in told:
                local.append((int(told["localSheetId"]), told.get("name", ""), text))
            else:
                names[told.get("name", "")] = text
            state["name"] = None

    parser = safe_parser(part)
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = lambda text: state["text"].append(text) if state["name"] is not None else None
    parse(parser, package.part(part), part)
    return sheets, names, local, state["date1904"]


def _unescaped(text: str) -> str:
    """Text with _x000D_ and the like as characters: surrogate pairs joined; NUL and lone surrogates, which no program takes, replaced."""
    if "_x" not in text:
        return text
    told = _ESCAPE.sub(lambda m: chr(int(m[1], 16)), text).replace("\0", "\ufffd")
    return told.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _strings(package: Package, part: str, limits: Limits) -> list[str]:
    """The shared string table; rich text joined, phonetic guides dropped."""
    out: list[str] = []
    current: list[str] = []
    state = {"in_text": False, "phonetic": 0}

    def start(tag: str, attributes: dict[str, str]) -> None:
        bare = tag.rpartition(" ")[2]
        if bare == "si":
            current.clear()
        elif bare == "t":
            state["in_text"] = not state["phonetic"]
        elif bare == "rPh":
            state["phonetic"] += 1

    def end(tag: str) -> None:
        bare = tag.rpartition(" ")[2]
        if bare == "si":
            if len(out) >= limits.shared_strings:
                raise Refused("sheet.too-large", limit=limits.shared_strings)
            out.append(_unescaped("".join(current)))
        elif bare == "t":
            state["in_text"] = False
        elif bare == "rPh":
            state["phonetic"] -= 1

    parser = safe_parser(part)
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = lambda text: current.append(text) if state["in_text"] else None
    parse(parser, package.part(part), part)
    return out


class _SheetReader:
    """Handlers of one pass over a sheet."""

    def __init__(self, sheet: SheetGrid, strings: list[str], left: int, limit: int) -> None:
        self.sheet, self.strings, self.left, self.limit = sheet, strings, left, limit
        self.row = self.column = 0
        self.type: str | None = None
        self.value: list[str] | None = None
        self.formula: list[str] | None = None
        self.inline: list[str] = []
        self.sink: list[str] | None = None
        self.phonetic = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(" ")[2]
        if tag == "c":
            self._open_cell(attributes)
        elif tag == "v":
            self.value = self.sink = []
        elif tag == "f":
            self.formula = self.sink = []
        elif tag == "row":
            told = attributes.get("r")
            self.row = int(told) if told else self.row + 1
            if not 1 <= self.row <= MAX_ROW:
                raise Refused("file.damaged", part=self.sheet.title)
            self.column = 0
            if attributes.get("hidden") in ("1", "true"):
                self.sheet.hidden_rows.add(self.row)
        elif tag == "t":
            self.sink = None if self.phonetic else self.inline
        elif tag == "rPh":
            self.phonetic += 1
        elif tag == "mergeCell":
            corners = [_position(part) for part in attributes.get("ref", "").split(":")]
            if len(corners) == 2 and all(corners):
                self.sheet.merged.append((*corners[0], *corners[1]))  # type: ignore[misc]
        elif tag == "sheetProtection":
            self.sheet.protected = attributes.get("sheet") in ("1", "true")

    def _open_cell(self, attributes: dict[str, str]) -> None:
        told = attributes.get("r")
        if told:
            place = _position(told)
            if place is None:
                raise Refused("file.damaged", part=self.sheet.title)
            self.row, self.column = place
        else:
            self.column += 1
            self.row = max(self.row, 1)
        self.type = attributes.get("t")
        self.value = self.formula = self.sink = None
        self.inline = []

    def end(self, tag: str) -> None:
        tag = tag.rpartition(" ")[2]
        if tag == "c":
            if self.value is None and self.formula is None and self.type != "inlineStr":
                return  # only a style, as most cells are
            formula = None if self.formula is None else "".join(self.formula)
            value = None if self.value is None else "".join(self.value)
            cell = _cell(self.type, formula, value, "".join(self.inline), self.strings)
            if cell is not None:
                self.left -= 1
                if self.left < 0:
                    raise Refused("sheet.too-large", sheet=self.sheet.title, limit=self.limit)
                self.sheet.cells[self.row, self.column] = cell
        elif tag in ("v", "f", "t"):
            self.sink = None
        elif tag == "rPh":
            self.phonetic -= 1

    def text(self, data: str) -> None:
        if self.sink is not None:
            self.sink.append(data)


def _cell(type: str | None, formula: str | None, value: str | None, inline: str, strings: list[str]) -> Cell | None:
    """A cell from what is written in it; None for one without content. Raises ValueError where that cannot be."""
    if type == "inlineStr":
        return Cell(_unescaped(inline), "text", formula)
    if value is None:
        return None if formula is None else Cell(None, "uncached", formula)
    if type in ("str", "d"):
        return Cell(_unescaped(value), "text", formula)
    if type == "e":
        return Cell(value, "error", formula)
    if not value.strip():
        return None if formula is None else Cell(None, "uncached", formula)
    if type == "s":
        index = int(value)
        if not 0 <= index < len(strings):
            raise ValueError(value)
        return Cell(strings[index], "text", formula)
    if type == "b":
        return Cell(value.strip() in ("1", "true"), "bool", formula)
    number = float(value)
    return Cell(number, "number", formula) if isfinite(number) else Cell("#NUM!", "error", formula)


def _position(reference: str) -> tuple[int, int] | None:
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for c in match[1]:
        column = column * 26 + ord(c) - 64
    row = int(match[2])
    return (row, column) if row <= MAX_ROW and column <= MAX_COLUMN else None


def _sheet(package: Package, part: str, sheet: SheetGrid, strings: list[str], left: int, limit: int) -> SheetGrid:
    """The sheet with its cells, of which there may be `left`."""
    reader = _SheetReader(sheet, strings, left, limit)
    parser = safe_parser(part)
    handlers: tuple[Callable, Callable, Callable] = (reader.start, reader.end, reader.text)
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = handlers
    try:
        parse(parser, package.part(part), part)
    except (ValueError, OverflowError):
        raise Refused("file.damaged", part=part) from None
    return sheet


def _modified(package: Package, part: str) -> datetime | None:
    """dcterms:modified in UTC; None where the file does not say, or not in a way that can be read."""
    texts: list[str] = []
    state = {"inside": False}
    parser = safe_parser(part)

    def start(tag: str, _: dict[str, str]) -> None:
        state["inside"] = tag.rpartition(" ")[2] == "modified"

    def end(_: str) -> None:
        state["inside"] = False

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = lambda text: texts.append(text) if state["inside"] else None
    try:
        parse(parser, package.part(part), part)
        told = datetime.fromisoformat("".join(texts).strip())
        return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)
    except (Refused, ValueError, OverflowError):
        return None
