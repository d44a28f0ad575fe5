"""What the office's template says and how large its cells are, without how they look: all that reading a return asks of it.

openpyxl takes longer to load and to open a template than a return takes to be checked, and each reading process would wait for it. So a template in
which all is as office programs commonly save it is read here; `plain_forms` gives None for any other, and then openpyxl is asked, which `form_of`
puts into the same words.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree
from zipfile import ZipFile

from shijibu.errors import ShijibuError
from shijibu.spreadsheet.address import address, row_and_column

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MOST_ROWS, MOST_COLUMNS = 2_000, 200
"""As far as a form may go."""
_WIDTH, _MARGINS, _HEIGHT = 13.0, (0.75, 0.75, 1.0, 1.0), 15.0  # what openpyxl takes where a file says nothing
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_PLAIN_NUMBERS = {"0", "1", "2", "3", "4", "9", "10", "11", "49"}
"""Number formats under which a number is no date."""
_BESIDE = {"printerSettings", "hyperlink", "comments", "vmlDrawing"}
"""Kinds of what a sheet may be related to, though not to a drawing: its pictures are taken over."""
_PRONOUNCED = {f"{_MAIN}phoneticPr", f"{_MAIN}rPh"}
_RANGE = re.compile(r"([A-Z]{1,3}[1-9]\d{0,6}):([A-Z]{1,3}[1-9]\d{0,6})")
Span = tuple[int, int, int, int]


class _Otherwise(ShijibuError):
    """It is not saved in the common way."""


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in a cell. A formula begins with =; of one that fills several cells that is all."""

    text: str
    is_text: bool
    is_formula: bool = False


@dataclass(frozen=True, slots=True)
class SheetForm:
    """A sheet. cells: what stands in each, rows and columns from 1; spans: merged ranges (top, left, bottom, right) by their first cell; seen:
    other empty cells with lines or a ground, or open to be written in; columns: first, last, width in characters with a cell's edges; heights: of
    rows, in points; margins in inches: left, right, top, bottom. width, height: of what says nothing of its own. asides: notes, heads and feet of
    the page (the empty text where there are none), and where links lead; None where openpyxl must be asked.
    """

    title: str
    cells: Mapping[tuple[int, int], Words]
    spans: Mapping[tuple[int, int], Span]
    seen: frozenset[tuple[int, int]]
    columns: tuple[tuple[int, int, float], ...]
    width: float | None
    heights: Mapping[int, float]
    height: float
    margins: tuple[float, float, float, float]
    landscape: bool
    asides: frozenset[str] | None


def plain_forms(package: ZipFile) -> list[SheetForm] | None:
    """The sheets of a workbook in their order; None where anything in it is not as is common, such as a picture, a date or a torn part."""
    try:
        return list(_forms(_Parts(package)))
    except Exception:  # whatever it is, openpyxl reads it, or says why it cannot
        return None


def form_of(ws: Worksheet) -> SheetForm:
    """The same as openpyxl has it."""
    spans = {(r.min_row, r.min_col): (r.min_row, r.min_col, r.max_row, r.max_col) for r in ws.merged_cells.ranges}
    cells, seen, within, margins = {}, set(), within_spans(spans), ws.page_margins
    for row in rows_of(ws):
        for cell in row:
            place = cell.row, cell.column
            if cell.value is not None:
                cells[place] = _words(cell)
            elif place not in within and cell.has_style and _is_seen(cell):
                seen.add(place)
    columns = tuple((d.min, d.max or d.min, float(d.width)) for d in ws.column_dimensions.values() if d.width and d.min)
    heights = {at: float(d.height) for at, d in ws.row_dimensions.items() if d.height}
    width, height = ws.sheet_format.defaultColWidth, ws.sheet_format.defaultRowHeight
    return SheetForm(ws.title, cells, spans, frozenset(seen), columns, float(width) if width else None, heights, float(height or 0),
                     (margins.left, margins.right, margins.top, margins.bottom), ws.page_setup.orientation == "landscape", asides_of(ws))


def within_spans(spans: Mapping[tuple[int, int], Span]) -> dict[tuple[int, int], tuple[int, int]]:
    """The first cell of the merged range that each cell lies in."""
    return {(r, c): first for first, (top, left, bottom, right) in spans.items()
            for r in range(top, min(bottom, MOST_ROWS) + 1) for c in range(left, min(right, MOST_COLUMNS) + 1)}


def rows_of(ws: Worksheet) -> Iterator[tuple[Any, ...]]:
    """The rows of a sheet with its cells, as far as a form may go."""
    yield from ws.iter_rows(max_row=min(ws.max_row, MOST_ROWS), max_col=min(ws.max_column, MOST_COLUMNS))


def asides_of(ws: Worksheet) -> frozenset[str]:
    """What is written in notes and at the heads and feet of pages, and where links lead."""
    out: set[str] = set()
    for item in (ws.oddHeader, ws.oddFooter):
        out.add(" ".join(str(part.text) for part in (item.left, item.center, item.right) if part.text))
    for row in rows_of(ws):
        out |= {cell.comment.text or "" for cell in row if cell.comment is not None}
        out |= {cell.hyperlink.target for cell in row if cell.hyperlink is not None and cell.hyperlink.target}
    return frozenset(text.strip() for text in out)


def _words(cell: Any) -> Words:
    from openpyxl.cell.rich_text import CellRichText

    is_text, is_formula = isinstance(cell.value, str | CellRichText), cell.data_type == "f"
    return Words("=" if is_formula and not is_text else str(cell.value), is_text, is_formula)  # a formula of several cells is an object


def _is_seen(cell: Any) -> bool:
    """Whether a cell without content has lines or a ground, or is open to be written in."""
    border, fill = cell.border, cell.fill
    sides = (border.left, border.right, border.top, border.bottom)
    return bool(fill.fill_type) or not cell.protection.locked or any(side is not None and side.style for side in sides)


class _Parts:
    """The parts of a package, parsed."""

    def __init__(self, package: ZipFile) -> None:
        self.package, self.names = package, set(package.namelist())

    def tree(self, name: str, root: str) -> ElementTree.Element:
        plain = self.package.read(name)
        if b"<!DOCTYPE" in plain or b"x005F_" in plain:  # the latter is an escape, with rules of its own
            raise _Otherwise
        tree = ElementTree.fromstring(plain)
        if tree.tag != root:
            raise _Otherwise
        return tree

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Kind and part of what a part is related to, by id."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", name + ".rels")
        if rels not in self.names:
            return {}
        out = {}
        for one in self.tree(rels, f"{_RELATIONS}Relationships").iterfind(f"{_RELATIONS}Relationship"):
            target = one.get("Target", "")
            target = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            out[one.get("Id", "")] = (one.get("Type", "").rpartition("/")[2], target)
        return out


def _forms(parts: _Parts) -> Iterator[SheetForm]:
    office = next(target for kind, target in parts.related("").values() if kind == "officeDocument")
    related = parts.related(office)
    by_kind = dict(related.values())
    strings = []
    if "sharedStrings" in by_kind:
        strings = [_string(one) for one in parts.tree(by_kind["sharedStrings"], f"{_MAIN}sst").iterfind(f"{_MAIN}si")]
    looks = _Looks(parts.tree(by_kind["styles"], f"{_MAIN}styleSheet"))
    for sheet in parts.tree(office, f"{_MAIN}workbook").iterfind(f"{_MAIN}sheets/{_MAIN}sheet"):
        kind, target = related[sheet.attrib[_ID]]
        beside = {kind for kind, _ in parts.related(target).values()}
        if kind != "worksheet" or beside - _BESIDE:
            raise _Otherwise
        yield _form(sheet.attrib["name"], parts.tree(target, f"{_MAIN}worksheet"), strings, looks, has_notes="comments" in beside)


def _string(one: ElementTree.Element) -> str:
    """A string, whole or in runs that look differently. How it is pronounced, of which Excel in Chinese tells with nearly each, is no part of it."""
    parts = [part for part in one if part.tag not in _PRONOUNCED]
    if [part.tag for part in parts] == [f"{_MAIN}t"]:
        return parts[0].text or ""
    texts = [part.findtext(f"{_MAIN}t") for part in parts if part.tag == f"{_MAIN}r"]
    if len(texts) != len(parts) or not all(texts):
        raise _Otherwise
    return "".join(map(str, texts))


class _Looks:
    """Of each format of cells whether an empty one is seen, and whether a number in one is a number."""

    def __init__(self, styles: ElementTree.Element) -> None:
        grounds = [self._is_ground(fill) for fill in styles.iterfind(f"{_MAIN}fills/{_MAIN}fill")]
        lines = [any(side.get("style", "none") != "none" for side in border if side.tag in _SIDES)
                 for border in styles.iterfind(f"{_MAIN}borders/{_MAIN}border")]
        if any((*grounds[:1], *lines[:1])):  # those of cells that have no format
            raise _Otherwise
        self.seen, self.plain = [], []
        for one in styles.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf"):
            locked = one.find(f"{_MAIN}protection")
            is_open = locked is not None and locked.get("locked", "1") in ("0", "false")
            self.seen.append(is_open or grounds[int(one.get("fillId", "0"))] or lines[int(one.get("borderId", "0"))])
            self.plain.append(one.get("numFmtId", "0") in _PLAIN_NUMBERS)

    @staticmethod
    def _is_ground(fill: ElementTree.Element) -> bool:
        if [part.tag for part in fill] != [f"{_MAIN}patternFill"]:
            raise _Otherwise
        return fill[0].get("patternType", "none") != "none"


_SIDES = {f"{_MAIN}{side}" for side in ("left", "right", "top", "bottom")}


def _form(title: str, sheet: ElementTree.Element, strings: list[str], looks: _Looks, *, has_notes: bool) -> SheetForm:
    cells: dict[tuple[int, int], Words] = {}
    seen: set[tuple[int, int]] = set()
    heights: dict[int, float] = {}
    for row in sheet.iterfind(f"{_MAIN}sheetData/{_MAIN}row"):
        at = int(row.attrib["r"])
        if height := float(row.get("ht", 0)):
            heights[at] = height
        for cell in row:
            place = row_and_column(cell.attrib["r"])
            if place[0] != at or cell.tag != f"{_MAIN}c" or address(*place) != cell.attrib["r"]:
                raise _Otherwise
            if place[0] > MOST_ROWS or place[1] > MOST_COLUMNS:
                continue
            style = int(cell.get("s", "0"))
            words = _said(cell, strings, plain=looks.plain[style])
            if words is not None:
                cells[place] = words
            elif looks.seen[style]:
                seen.add(place)
    spans = dict(map(_span, sheet.iterfind(f"{_MAIN}mergeCells/{_MAIN}mergeCell")))
    within = within_spans(spans)
    for place in [place for place in cells if within.get(place, place) != place]:  # nobody sees what lies under them
        del cells[place]
    columns = {int(one.attrib["min"]): (int(one.get("max", 0)), float(one.get("width", _WIDTH))) for one in sheet.iterfind(f"{_MAIN}cols/{_MAIN}col")}
    usual, page, margins = (sheet.find(f"{_MAIN}{name}") for name in ("sheetFormatPr", "pageSetup", "pageMargins"))
    told = {} if usual is None else usual.attrib
    width = float(told.get("defaultColWidth", 0)) or None
    around = {} if margins is None else margins.attrib
    left, right, top, bottom = (float(around.get(side, usually)) for side, usually in zip(("left", "right", "top", "bottom"), _MARGINS, strict=True))
    has_asides = has_notes or any(sheet.find(f"{_MAIN}{name}") is not None for name in ("hyperlinks", "headerFooter"))
    return SheetForm(
        title, cells, spans, frozenset(seen - within.keys()),
        tuple((first, last or first, wide) for first, (last, wide) in columns.items() if wide), width, heights,
        float(told.get("defaultRowHeight", _HEIGHT)), (left, right, top, bottom), page is not None and page.get("orientation") == "landscape",
        None if has_asides else frozenset({""}))


def _said(cell: ElementTree.Element, strings: list[str], *, plain: bool) -> Words | None:
    kind, value, formula = cell.get("t", "n"), cell.findtext(f"{_MAIN}v"), cell.find(f"{_MAIN}f")
    if formula is not None:
        if "t" in formula.attrib:
            raise _Otherwise
        return Words("=" + (formula.text or ""), is_text=True, is_formula=True)
    if kind == "inlineStr":
        own = cell.find(f"{_MAIN}is")
        return None if own is None else Words(_string(own), is_text=True)
    if not value:
        return None
    if kind == "s":
        return Words(strings[int(value)], is_text=True)
    if kind == "str":
        return Words(value, is_text=True)
    if kind != "n" or not plain:
        raise _Otherwise
    return Words(str(float(value) if set(value) & set(".eE") else int(value)), is_text=False)


def _span(merged: ElementTree.Element) -> tuple[tuple[int, int], Span]:
    corners = _RANGE.fullmatch(merged.attrib["ref"])
    if corners is None:
        raise _Otherwise
    (top, left), (bottom, right) = row_and_column(corners[1]), row_and_column(corners[2])
    return (top, left), (top, left, bottom, right)
