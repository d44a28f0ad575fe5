"""Rules of a sheet that make of what stands in a cell something that nobody sees: a conditional format, a bar or an icon in its place.

Whether such a rule applies only the program knows that shows the sheet; that it is there is said of each cell that it may hide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from shijibu.returns.grid import SheetGrid
from shijibu.returns.unseen import Look, Looks, paint

_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main "
_XM = "http://schemas.microsoft.com/office/excel/2006/main "
_MOST_RANGES = 1_000
PARTS = {space + t: t for space in (_X14,) for t in ("conditionalFormatting", "cfRule", "dataBar", "iconSet", "dxf")} | {_XM + "sqref": "sqref"}
RULED = ("conditionalFormatting", "cfRule", "dataBar", "iconSet", "dxf")
Corners = tuple[tuple[int, int], tuple[int, int]]


class Veils:
    """The rules of one sheet, collected as they come."""

    def __init__(self, looks: Looks) -> None:
        self.looks = looks
        self.within = False
        """Whether the format of a rule is being read that is written in the rule itself."""
        self.ranges: list[str] = []
        self._held: list[Look] = []
        self.laid: list[tuple[str, list[Look]]] = []
        """Of the rules that may hide something where they lie, and how they look."""

    def start(self, bare: str, attributes: dict[str, str]) -> None:
        match bare:
            case "conditionalFormatting":
                self.ranges, self._held = [attributes.get("sqref", "")], []
            case "cfRule":
                number = attributes.get("dxfId", "")
                known = number.isascii() and number.isdigit() and len(number) <= 6 and int(number) < len(self.looks.rules)
                self._held.append(replace(self.looks.rules[int(number)]) if known else Look())  # what the rule adds is its own
            case "dataBar" | "iconSet" if attributes.get("showValue") in ("0", "false"):
                self._held.append(Look(blank=True))
            case "dxf":
                self.within = True

    def paint(self, bare: str, attributes: dict[str, str]) -> None:
        if self._held:
            paint(self._held[-1], bare, attributes, self.looks.theme, ruled=True)

    def end(self, bare: str) -> None:
        self.within = self.within and bare != "dxf"
        if bare == "conditionalFormatting" and (held := [look for look in self._held if _may_hide(look)]) and len(self.laid) < _MOST_RANGES:
            self.laid.append((" ".join(self.ranges), held))

    def add(self, others: Veils) -> None:
        """Those of a further part of the sheet."""
        self.laid += others.laid

    def lay(self, sheet: SheetGrid, styles: dict[tuple[int, int], str | None], corners: Callable[[str], Corners | None], most: int) -> None:
        """Adds to the sheet's unseen cells those that a rule may hide, as long as that takes no more than `most` looks."""
        for told, held in self.laid:
            for (top, left), (bottom, right) in _areas(told, corners):
                most -= len(sheet.cells)
                if most < 0:
                    return
                sheet.unseen |= {(r, c) for r, c in sheet.cells if top <= r <= bottom and left <= c <= right
                                 and self.looks.hides(styles.get((r, c)), *held)}


def _may_hide(look: Look) -> bool:
    """Not one that says nothing of colours, nor one whose own text stands out from its own ground."""
    return look.blank or ((look.text or look.ground) is not None and (None in (look.text, look.ground) or look.over(Look())))


def _areas(told: str, corners: Callable[[str], Corners | None]) -> Iterable[Corners]:
    for reference in told.replace("$", "").split()[:_MOST_RANGES]:
        if (area := corners(reference if ":" in reference else f"{reference}:{reference}")) is not None:
            yield area
