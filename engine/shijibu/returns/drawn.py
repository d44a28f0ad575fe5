"""What is written on a sheet but in none of its cells: text boxes, shapes and diagrams, and comments with answers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shijibu.problems.refused import Refused
from shijibu.returns.grid import SheetGrid
from shijibu.returns.outside import reaches_outside
from shijibu.returns.package import Package, walk
from shijibu.spreadsheet.limits import Limits

_ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor", "relSizeAnchor", "absSizeAnchor", "pt")
_SHAPES = re.compile(r"<v:(?:shape|rect|oval|roundrect|line)\b.*?</v:(?:shape|rect|oval|roundrect|line)>", re.S | re.I)
_NOTE = re.compile(r"""ObjectType\s*=\s*["']Note["']""", re.I)
_MARKUP = re.compile(r"<x:ClientData.*?</x:ClientData>|<[^>]*>", re.S | re.I)
_OTHERS = re.compile(r"xl/(drawings/[^/]*|diagrams/data[^/]*)\.(xml|vml)")


def read_drawn(package: Package, sheets: dict[str, SheetGrid], limits: Limits) -> bool:
    """Adds the texts of drawings to their sheets, by the part of each; gives whether a shape calls a macro.

    A drawing of no sheet, such as that of a sheet that is one chart, is taken to the first.
    """
    seen: set[str] = set()
    macro = False
    for part, sheet in sheets.items():
        for _, kind, target in package.relations(part):
            if kind in ("drawing", "vmlDrawing") and target in package and target.lower() not in seen:
                seen.add(target.lower())
                macro |= _read(package, target, sheet, limits)
    first = next(iter(sheets.values()), None)
    for name in package.names:
        if first is not None and _OTHERS.fullmatch(name) and name not in seen:
            macro |= _read(package, name, first, limits)
    return macro


def _read(package: Package, part: str, sheet: SheetGrid, limits: Limits) -> bool:
    """A damaged drawing holds nobody's entries."""
    try:
        texts, macro = _vml(package, part) if part.lower().endswith(".vml") else _drawing(package, part)
    except Refused as refused:
        if refused.code != "file.damaged":
            raise
        return False
    for text in texts:
        if text.strip() and len(sheet.boxes) < limits.listed:
            sheet.boxes.append(text.strip()[: limits.cell_characters])
    return macro


def _drawing(package: Package, part: str) -> tuple[list[str], bool]:
    """The texts of a drawing, one a shape or group, and whether one of them calls a macro."""
    found: list[list[str]] = [[]]
    macro = inside = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal macro, inside
        if tag in _ANCHORS:
            found.append([])
        elif tag == "p" and found[-1]:
            found[-1].append("\n")
        macro = macro or bool(attributes.get("macro", "").strip())
        if tag == "cNvPr" and attributes.get("descr", "").strip():
            found[-1].append(attributes["descr"].strip() + "\n")
        if reaches_outside(attributes.get("textlink", "")):
            found[-1].append(attributes["textlink"])
        inside = tag == "t"

    def end(tag: str) -> None:
        nonlocal inside
        inside = False

    walk(package.chunks(part), part, start, end, lambda text: found[-1].append(text) if inside else None)
    return ["".join(texts) for texts in found], macro


def _vml(package: Package, part: str) -> tuple[Iterator[str], bool]:
    """The same of the older kind of drawing, whose markup is often no XML. Notes are read at their cells."""
    told = package.part(part).decode("utf-8", "replace")
    shapes = [s for s in _SHAPES.findall(told) if not _NOTE.search(s)]
    return (re.sub(r"\s+", " ", _MARKUP.sub(" ", s)) for s in shapes), "fmlamacro" in told.lower()
