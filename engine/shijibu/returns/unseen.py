"""Cell formats with which nobody sees what stands in a cell: a number format of nothing, a text like its ground or too small to see."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from shijibu.problems.refused import Refused
from shijibu.returns.colours import BLACK, OFFICE, SMALLEST, WHITE, Colour, alike, colour_of
from shijibu.returns.package import Package, walk
from shijibu.spreadsheet.limits import Limits

# All of a format's sections are empty: ;;; hides texts as well.
_NOTHING = re.compile(r'(\s|"\s*"|\[[^\]]*\])*(;(\s|"\s*"|\[[^\]]*\])*){2,3}')
_LONGEST = 255
_SCHEME = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink", "folHlink")


@dataclass(slots=True)
class Look:
    """What a format, or a run of a text, says of how it looks; None where it says nothing."""

    text: Colour | None = None
    ground: Colour | None = None
    blank: bool = False
    """Its number format shows nothing, or its letters are too small."""

    def over(self, below: Look) -> bool:
        """Whether a text is unseen where this look is laid over another one."""
        text, ground = self.text or below.text or BLACK, self.ground or below.ground or WHITE
        return self.blank or below.blank or alike(text, ground)


@dataclass(slots=True)
class Looks:
    """The formats of a workbook's cells, and those that rules lay over them, by number."""

    cells: list[Look] = field(default_factory=list)
    rules: list[Look] = field(default_factory=list)
    theme: tuple[str, ...] = OFFICE
    known: dict[str | None, tuple[str, bool]] = field(default_factory=dict, compare=False)
    """Of each style that a cell had: what it makes of a number, and whether it shows nothing."""

    def of(self, style: str | None) -> Look:
        return _at(self.cells, style or "0")

    def hides(self, style: str | None, *laid_over: Look) -> bool:
        """Whether nobody sees a text in a cell of this format, or one of its runs, or by one of the rules."""
        below = self.of(style)
        return Look().over(below) or any(look.over(below) for look in laid_over)


def looks_of(package: Package, part: str | None, theme: str | None, limits: Limits) -> Looks:
    """What the styles say; nothing where the part cannot be read."""
    looks = Looks(theme=_theme(package, theme))
    codes: dict[str, str] = {}
    fonts: list[Look] = []
    fills: list[Look] = []
    groups: dict[str, list[Look]] = {"fonts": fonts, "fills": fills, "dxfs": looks.rules}
    group, within, solid = "", "", False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal group, within, solid
        if tag in ("font", "fill", "border"):
            within = tag
        if tag == "patternFill":
            solid = attributes.get("patternType") == "solid"
        if tag in ("fonts", "fills", "cellXfs", "dxfs"):
            group = tag
        elif tag == "numFmt" and group != "dxfs" and len(codes) < limits.formats:
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")[:_LONGEST]
        elif (tag, group) in (("font", "fonts"), ("fill", "fills"), ("dxf", "dxfs")) and len(groups[group]) < limits.formats:
            groups[group].append(Look())
        elif tag == "xf" and group == "cellXfs" and len(looks.cells) < limits.formats:
            font, fill = _at(fonts, attributes.get("fontId", "")), _at(fills, attributes.get("fillId", ""))
            blank = shows_nothing(codes.get(attributes.get("numFmtId", ""), "General"))
            looks.cells.append(Look(font.text, fill.ground, font.blank or blank))
        elif (tag, group) == ("fgColor", "fills") and not solid:  # of a pattern's lines, or of no fill at all
            return
        elif groups.get(group) and (tag != "color" or within == "font"):  # borders and gradients have colours too
            paint(groups[group][-1], tag, attributes, looks.theme, ruled=group == "dxfs")

    def end(tag: str) -> None:
        nonlocal group
        group = "" if tag == group else group

    return looks if _read(package, part, start, end) else Looks()


def paint(look: Look, tag: str, attributes: dict[str, str], theme: tuple[str, ...], *, ruled: bool = False) -> None:
    """Takes what one element says into a look. ruled: of a rule's format, in which a fill's one colour is that of its ground."""
    match tag:
        case "color":
            look.text = colour_of(attributes, theme)
        case "sz":
            look.blank = look.blank or _small(attributes.get("val", ""))
        case "numFmt":
            look.blank = look.blank or shows_nothing(attributes.get("formatCode", "")[:_LONGEST])
        case "fgColor":
            look.ground = colour_of(attributes, theme)
        case "bgColor" if ruled:
            look.ground = colour_of(attributes, theme)


def shows_nothing(code: str) -> bool:
    return _NOTHING.fullmatch(code) is not None


def _small(size: str) -> bool:
    try:
        return float(size) < SMALLEST
    except ValueError:
        return False


def _theme(package: Package, part: str | None) -> tuple[str, ...]:
    """The theme's colours in the order in which cells count them."""
    named: dict[str, str] = {}
    slot = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal slot
        if tag in _SCHEME:
            slot = tag
        elif tag in ("srgbClr", "sysClr") and slot and slot not in named:
            named[slot] = attributes.get("lastClr", attributes.get("val", ""))[:8]

    def end(tag: str) -> None:
        nonlocal slot
        slot = "" if tag == slot else slot

    if not _read(package, part, start, end):
        return OFFICE
    return tuple(named.get(name, usual) for name, usual in zip(_SCHEME, OFFICE, strict=True))


def _read(package: Package, part: str | None, start: Callable[[str, dict[str, str]], None], end: Callable[[str], None]) -> bool:
    """Whether nothing in the part stood against reading it; one that is not there says nothing."""
    try:
        if part is not None and part in package:
            walk(package.chunks(part), part, start, end)
    except Refused:
        return False
    return True


def _at(looks: list[Look], number: str) -> Look:
    return looks[int(number)] if number.isascii() and number.isdigit() and len(number) <= 6 and int(number) < len(looks) else Look()
