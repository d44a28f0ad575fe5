"""Pictures that stand in a cell, as its content: what Excel and WPS make of them in a file."""

from __future__ import annotations

import re
from collections.abc import Iterable

from shijibu.problems.refused import Refused
from shijibu.returns.grid import Cell
from shijibu.returns.package import Package, walk
from shijibu.spreadsheet.limits import Limits

PICTURE = Cell(None, "picture")
_DISPIMG = re.compile(r"\s*=?\s*@?(?:[\w.]{1,40}\()?[\w.]{0,40}DISPIMG\s*\(", re.I)
"""The function that WPS writes for a picture, as the cell's formula, and as its text where another program saved the file."""
_KINDS = ("_localImage", "_webimage")


def without_picture(cell: Cell) -> Cell:
    """The cell; where WPS put a picture into it PICTURE, without the text or the error that stands for it."""
    told = cell.value if cell.kind == "text" else None
    if (cell.formula and _DISPIMG.match(cell.formula)) or (isinstance(told, str) and told.lstrip()[:1] == "=" and _DISPIMG.match(told)):
        return PICTURE
    return cell


def picture_values(package: Package, relations: Iterable[tuple[str, str]], limits: Limits) -> frozenset[str]:
    """The numbers by which cells of a workbook (attribute vm) say that Excel has put a picture into them, over an error that older programs
    show. `relations` are the workbook's, by kind and target. Nothing where the parts cannot be read.
    """
    parts = dict(relations)
    metadata, values, structures = (parts.get(kind) for kind in ("sheetMetadata", "rdRichValue", "rdRichValueStructure"))
    if not (metadata and values and structures):
        return frozenset()
    kinds: list[str] = []
    of_value: list[str] = []
    rich: list[str] = []
    of_cell: list[str] = []
    block = ""

    def structure(tag: str, told: dict[str, str]) -> None:
        if tag == "s" and len(kinds) < limits.formats:
            kinds.append(told.get("t", ""))

    def value(tag: str, told: dict[str, str]) -> None:
        if tag == "rv" and len(of_value) < limits.shared_strings:
            of_value.append(told.get("s", ""))

    def meta(tag: str, told: dict[str, str]) -> None:
        nonlocal block
        if tag in ("futureMetadata", "valueMetadata", "cellMetadata", "metadataTypes"):
            block = told.get("name", tag)
        elif tag == "rvb" and block == "XLRICHVALUE" and len(rich) < limits.shared_strings:
            rich.append(told.get("i", ""))
        elif tag == "rc" and block == "valueMetadata" and len(of_cell) < limits.shared_strings:
            of_cell.append(told.get("v", ""))

    try:
        for part, start in ((structures, structure), (values, value), (metadata, meta)):
            walk(package.chunks(part), part, start)
    except Refused:
        return frozenset()
    return frozenset(str(n) for n, v in enumerate(of_cell, 1) if _at(kinds, _at(of_value, _at(rich, v))) in _KINDS)


def _at(listed: list[str], index: str) -> str:
    return listed[int(index)] if index.isascii() and index.isdigit() and len(index) <= 6 and int(index) < len(listed) else ""
