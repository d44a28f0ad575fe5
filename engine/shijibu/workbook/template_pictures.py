"""Pictures that stand over the cells of a template, such as a county's emblem: where, how large, and their bytes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zipfile import ZipFile

from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.packaging.relationship import get_dependents, get_rels_path
from openpyxl.xml.functions import fromstring

from shijibu.workbook.template_kinds import PICTURES

_EMU = 9525  # of a pixel
_SHEETS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class Picture:
    """row, column from 1, with the pixels by which it lies right of and below that cell's corner; width and height in pixels; None: its own.

    moves: it moves and grows with the cells (1), moves alone (2), or neither (3).
    """

    row: int
    column: int
    right: float
    below: float
    width: float | None
    height: float | None
    data: bytes
    moves: int


def pictures(package: ZipFile) -> dict[str, list[Picture]]:
    """Those of each sheet, by its title. Raises KeyError, ValueError, TypeError for a package that is torn."""
    book = next(rel.target for rel in get_dependents(package, "_rels/.rels") if rel.Type.endswith("/officeDocument")).lstrip("/")
    parts = {rel.Id: rel.target.lstrip("/") for rel in get_dependents(package, get_rels_path(book))}
    out: dict[str, list[Picture]] = {}
    for sheet in fromstring(package.read(book)).iter(_SHEETS):
        part = parts.get(sheet.get(_ID) or "")
        rels = get_rels_path(part) if part else ""
        if rels in package.namelist():
            drawings = [rel.target.lstrip("/") for rel in get_dependents(package, rels) if rel.Type.endswith("/drawing")]
            out[sheet.get("name") or ""] = [p for drawing in drawings for p in _of_drawing(package, drawing)]
    return out


def _of_drawing(package: ZipFile, part: str) -> Iterator[Picture]:
    rels = get_rels_path(part)
    if part not in package.namelist() or rels not in package.namelist():
        return
    targets = {rel.Id: rel.target.lstrip("/") for rel in get_dependents(package, rels)}
    drawing = SpreadsheetDrawing.from_tree(fromstring(package.read(part)))
    for anchor in (*drawing.oneCellAnchor, *drawing.twoCellAnchor):
        blip = anchor.pic.blipFill.blip if anchor.pic is not None and anchor.pic.blipFill is not None else None
        media = targets.get(blip.embed or "") if blip is not None else None
        if media is not None and posixpath.splitext(media)[1].lower() in PICTURES and media in package.namelist():
            width, height = _size(anchor)
            at = anchor._from
            moves = {"twoCell": 1, "oneCell": 2, "absolute": 3}.get(getattr(anchor, "editAs", None) or "twoCell", 1)
            yield Picture(at.row + 1, at.col + 1, at.colOff / _EMU, at.rowOff / _EMU, width, height, package.read(media),
                          2 if anchor.tagname == "oneCellAnchor" else moves)


def _size(anchor: Any) -> tuple[float | None, float | None]:
    """As its frame says, or as it is anchored."""
    frame = anchor.pic.spPr.xfrm.ext if anchor.pic.spPr is not None and anchor.pic.spPr.xfrm is not None else None
    if frame is not None and frame.cx and frame.cy:
        return frame.cx / _EMU, frame.cy / _EMU
    told = getattr(anchor, "ext", None)
    return (told.width / _EMU, told.height / _EMU) if told is not None and told.width and told.height else (None, None)
