"""Cell formats with which nobody sees what stands in a cell: a number format of nothing, white on white."""

from __future__ import annotations

import re

from shijibu.workbook.limits import Limits
from shijibu.workbook.package import Package, walk
from shijibu.workbook.refused import Refused

# All of a format's sections are empty: ;;; hides texts as well.
_NOTHING = re.compile(r'(\s|"\s*"|\[[^\]]*\])*(;(\s|"\s*"|\[[^\]]*\])*){2,3}')
_LONGEST = 255


def unseen_formats(package: Package, part: str, limits: Limits) -> frozenset[int]:
    """The numbers of those cell formats; none where the part cannot be read."""
    codes: dict[str, str] = {}
    white: dict[str, list[bool]] = {"fonts": [], "fills": []}
    found: list[int] = []
    group, formats = "", 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal group, formats
        if tag in ("fonts", "fills", "cellXfs"):
            group = tag
        elif tag == "numFmt" and len(codes) < limits.formats:
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")[:_LONGEST]
        elif tag == "font" and group == "fonts":
            white["fonts"].append(False)
        elif tag == "fill" and group == "fills":
            white["fills"].append(True)
        elif tag == "color" and group == "fonts" and white["fonts"]:
            white["fonts"][-1] = _is_white(attributes)
        elif tag == "fgColor" and group == "fills" and white["fills"]:
            white["fills"][-1] = _is_white(attributes)
        elif tag == "xf" and group == "cellXfs" and formats < limits.formats:
            blank = _NOTHING.fullmatch(codes.get(attributes.get("numFmtId", ""), "General")) is not None
            if blank or (_at(white["fonts"], attributes.get("fontId")) and _at(white["fills"], attributes.get("fillId"))):
                found.append(formats)
            formats += 1

    def end(tag: str) -> None:
        nonlocal group
        group = "" if tag == group else group

    try:
        if part in package:
            walk(package.chunks(part), part, start, end)
    except Refused:
        return frozenset()
    return frozenset(found)


def _is_white(colour: dict[str, str]) -> bool:
    if "theme" in colour:
        return colour["theme"] == "0" and not colour.get("tint", "").strip("0.")
    return colour.get("rgb", "").upper()[-6:] == "FFFFFF" or colour.get("indexed") in ("1", "9")


def _at(flags: list[bool], number: str | None) -> bool:
    return number is not None and number.isascii() and number.isdigit() and int(number) < len(flags) and flags[int(number)]
