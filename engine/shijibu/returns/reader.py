"""A workbook in the format of Excel read into cells; one in OpenDocument is handed on to the reader of its own.

One reader, sparse and bounded: an expat pass over each sheet, so that a stray cell in the last row costs one entry and a rectangle is never
allocated. Rows that are as office programs write them are taken out of it and give the same cells (`plain_rows`), of all workbooks of a round but the
first ones in a fifth to a third of the time. Calamine reads values alone, without formulas, error cells or uncached ones, and allocates up to the
farthest cell; behind a guard that prevents that, with the formulas laid over, it took half of what expat takes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache

from shijibu.problems.files import Damaged, LegacyFormat, NotAWorkbook, ReaderKilled, Unreadable
from shijibu.problems.refused import Refused
from shijibu.returns.drawn import read_drawn
from shijibu.returns.formats import formats_of
from shijibu.returns.grid import Grid, SheetGrid
from shijibu.returns.left import Left
from shijibu.returns.named_strings import NamedStrings
from shijibu.returns.open_flat import flat_as_package
from shijibu.returns.outside import reaches_outside
from shijibu.returns.package import Package, walk
from shijibu.returns.pictures import picture_values
from shijibu.returns.shared_strings import Strings, read_strings
from shijibu.returns.sheet import read_sheet
from shijibu.returns.sheet_reader import Texts
from shijibu.returns.unseen import Looks, looks_of
from shijibu.spreadsheet.limits import Limits

_KEPT: dict[tuple[bytes, bytes, int], tuple[list[str], Looks]] = {}
"""Nobody may change what stands in it."""
_MOST_KEPT, _LARGEST_KEPT = 4, 1 << 17
_Workbook = tuple[list[tuple[str, str, str]], dict[str, str], list[tuple[int, str, str]], bool]
"""Sheets (title, state, relation id), global names, local names (sheet index, name, text), and the date system."""


def read(data: bytes, limits: Limits = Limits()) -> Grid:
    """The workbook in `data`. Raises Refused, and nothing else, for whatever is wrong with it."""
    try:
        return _read(data, limits)
    except Refused:
        raise
    except MemoryError:
        raise Refused(ReaderKilled()) from None
    except Exception as error:
        raise Refused(Unreadable(error=type(error).__name__)) from None


def _read(data: bytes, limits: Limits) -> Grid:
    flat = flat_as_package(data)
    package = Package(flat or data, limits)
    if package.open_document:
        from shijibu.returns.open_document import read_open_document  # few returns are saved so, as in `admission`

        return read_open_document(package, hashlib.sha256(data).hexdigest(), "fods" if flat else "ods")
    office = next((t for _, kind, t in package.relations("") if kind == "officeDocument"), None)
    if office is None or office not in package:
        raise Refused(NotAWorkbook(kind="压缩包"))
    if office.lower().endswith(".bin"):
        raise Refused(LegacyFormat(kind="xlsb"))
    listed, names, local, date1904 = _workbook(package, office)
    if not listed:
        raise Refused(NotAWorkbook(kind="Office 文档"))
    relations = {id: (kind, target) for id, kind, target in package.relations(office)}
    left = Left(limits.cells, limits.characters, limits)
    strings_part = next((t for kind, t in relations.values() if kind == "sharedStrings"), None)
    styles_part = next((t for kind, t in relations.values() if kind == "styles"), None)
    looks, seen_as, kept = _styles(package, styles_part, next((t for kind, t in relations.values() if kind == "theme"), None), limits)
    strings = read_strings(package, strings_part, left, seen_as.theme) if strings_part else Strings([], {}, NamedStrings(()))
    pictures = picture_values(package, relations.values(), limits)
    texts = Texts(strings.texts, looks, date1904, seen_as, strings.runs, pictures, strings.named if kept else None)
    sheets: dict[str, SheetGrid] = {}
    seen = set()
    for title, state, id in listed:
        kind, target = relations.get(id, ("", ""))
        if not kind or target.lower() in seen:  # a thousand sheets may not be made of one part
            raise Refused(Damaged(part=title))
        seen.add(target.lower())
        if kind == "worksheet":
            sheets[target] = read_sheet(package, target, title, state, texts, left)
    calls = read_drawn(package, sheets, limits)
    local_names = {(listed[i][0], name): text for i, name, text in local if 0 <= i < len(listed)}
    core = next((t for _, kind, t in package.relations("") if kind == "core-properties"), None)
    modified = _modified(package, core) if core and core in package else None
    facts = package.facts()
    facts["macros"] |= calls
    return Grid([*sheets.values()], {**names}, local_names, modified, date1904, hashlib.sha256(data).hexdigest(), facts)


def _styles(package: Package, part: str | None, theme: str | None, limits: Limits) -> tuple[list[str], Looks, bool]:
    """What cell formats make of numbers, how they look, and whether they are kept, as those of some workbooks are: in a round's they are the same,
    byte for byte."""
    said, drawn = (package.part(name) if name is not None and name in package else b"" for name in (part, theme))
    key = said, drawn, limits.formats
    if key in _KEPT:
        return *_KEPT[key], True
    styles = formats_of(package, part, limits) if part else [], looks_of(package, part, theme, limits)
    small = len(said) + len(drawn) <= _LARGEST_KEPT
    if small:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        _KEPT[key] = styles
    return *styles, small


def _workbook(package: Package, part: str) -> _Workbook:
    """What the workbook's own part says."""
    kept = package.kept(part)
    return _workbook_kept(kept, part) if kept is not None and len(kept) <= _LARGEST_KEPT else _workbook_of(package.chunks(part), part)


def _workbook_of(chunks: Iterable[bytes], part: str) -> _Workbook:
    sheets: list[tuple[str, str, str]] = []
    names: dict[str, str] = {}
    local: list[tuple[int, str, str]] = []
    name: dict[str, str] | None = None
    texts: list[str] = []
    date1904 = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal name, date1904
        match tag:
            case "sheet":
                sheets.append((attributes.get("name", ""), attributes.get("state", "visible"), attributes.get("id", "")))
            case "definedName":
                name = attributes
                texts.clear()
            case "workbookPr":
                date1904 = attributes.get("date1904") in ("1", "true")

    def end(tag: str) -> None:
        nonlocal name
        if tag == "definedName" and name is not None:
            if "localSheetId" in name:
                if (index := name["localSheetId"]).isascii() and index.isdigit() and len(index) <= 4:
                    local.append((int(index), name.get("name", ""), "".join(texts)))
            elif not reaches_outside(names.get(told := name.get("name", ""), "")):  # of two alike nobody can tell which counts: the worse is kept
                names[told] = "".join(texts)
            name = None

    walk(chunks, part, start, end, lambda text: texts.append(text) if name is not None else None)
    return sheets, names, local, date1904


@lru_cache(maxsize=16)
def _workbook_kept(written: bytes, part: str) -> _Workbook:
    """The same of one that came lately: in a round's workbooks of one size it is the same. Nobody may change it."""
    return _workbook_of([written], part)


def _modified(package: Package, part: str) -> datetime | None:
    """dcterms:modified in UTC; None where the file does not say, or not in a way that can be read."""
    texts: list[str] = []
    inside = False

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal inside
        inside = tag == "modified"

    def end(_: str) -> None:
        nonlocal inside
        inside = False

    try:
        walk(package.chunks(part), part, start, end, lambda text: texts.append(text) if inside else None)
        told = datetime.fromisoformat("".join(texts).strip())
        return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)
    except (Refused, ValueError, OverflowError):
        return None
