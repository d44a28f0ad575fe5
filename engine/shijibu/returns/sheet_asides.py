"""What people wrote beside the cells of a sheet: in notes, and in the links at cells."""

from __future__ import annotations

import re

from shijibu.problems.files import Damaged
from shijibu.problems.refused import Refused
from shijibu.returns.cell_text import position_of, unescaped
from shijibu.returns.grid import SheetGrid
from shijibu.returns.left import Left
from shijibu.returns.package import Package, walk

_TO_A_SHEET = re.compile("转到“[^”]{1,31}”")
"""What our cover's links to its sheets show."""


def read_links(package: Package, part: str, sheet: SheetGrid, links: list[tuple[str, str, str]]) -> None:
    """Where links lead that do not say so in their cell, and what they show beside it. Where a click leads has no part in what is read."""
    addresses = {id: target for id, _, target in package.relations(part, outside=True)} if links else {}
    for cell, id, tooltip in links:
        place = position_of(cell.partition(":")[0])
        text = str(sheet.cells[place].value).strip() if place in sheet.cells else ""
        target = addresses.get(id, "").strip()
        if target.removeprefix("mailto:").rstrip("/") not in ("", text.rstrip("/")):
            sheet.boxes.append(f"{cell} 的链接 {target}")
        if tooltip.strip() not in ("", text, target) and not (_TO_A_SHEET.fullmatch(tooltip) and not target):
            sheet.boxes.append(f"{cell} 的链接提示 {tooltip.strip()}")


def notes_of(package: Package, part: str, left: Left) -> dict[tuple[int, int], str]:
    """The notes of a sheet by their cells; nothing where the part is damaged, as nobody's entries stand there."""
    notes: dict[tuple[int, int], list[str]] = {}
    texts: list[str] | None = None
    inside = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal texts, inside
        if tag in ("comment", "threadedComment"):
            place = position_of(attributes.get("ref", ""))
            texts = notes.setdefault(place, []) if place and len(notes) < left.limits.listed else None
        inside = tag in ("t", "text")
        if tag == "text" and texts:
            texts.append("\n")  # an answer

    def end(tag: str) -> None:
        nonlocal inside
        inside = False

    def text(data: str) -> None:
        if inside and texts is not None:
            left.take(len(data))
            texts.append(data)

    try:
        walk(package.chunks(part), part, start, end, text)
    except Refused as refused:
        if not isinstance(refused.kind, Damaged):
            raise
    return {place: told for place, found in notes.items() if (told := unescaped("".join(found)).strip())}
