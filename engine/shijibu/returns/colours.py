"""Whether a text can be told from its ground: colours as a file names them, and how far two are apart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

Colour = tuple[int, int, int]
BLACK, WHITE = (0, 0, 0), (255, 255, 255)
SMALLEST = 4.0
"""Points of a font: smaller texts nobody sees, or takes for a speck."""
# Both have to hold: of two dark colours the contrast is small already where an eye still tells them apart.
_CONTRAST, _APART = 1.2, 48
_HEX = re.compile(r"(?:[0-9A-F]{2})?([0-9A-F]{6})", re.I)
# The colours that a file names by number: Excel's first eight, which stand there twice, and its others.
_FIRST = "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF"
_PALETTE = (
    f"{_FIRST} {_FIRST} 800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF "
    "000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99 3366FF 33CCCC 99CC00 "
    "FFCC00 FF9900 FF6600 666699 969696 003366 339966 003300 333300 993300 993366 333399 333333"
).split()
_INDEXED = dict(enumerate(_PALETTE)) | {64: "000000", 65: "FFFFFF"}
OFFICE = ("FFFFFF", "000000", "EEECE1", "1F497D", "4F81BD", "C0504D", "9BBB59", "8064A2", "4BACC6", "F79646", "0000FF", "800080")
"""The theme that a file without one has, in the order in which cells count: light, dark, light, dark, accents, links."""


def hexadecimal(text: str) -> Colour | None:
    match = _HEX.fullmatch(text.strip().lstrip("#"))
    return None if match is None else (int(match[1][:2], 16), int(match[1][2:4], 16), int(match[1][4:], 16))


def colour_of(told: Mapping[str, str], theme: Sequence[str] = OFFICE) -> Colour | None:
    """A colour as a spreadsheet's styles name it; None for the program's own, and for one that cannot be read."""
    if "rgb" in told:
        named = hexadecimal(told["rgb"])
    elif (number := told.get("theme", told.get("indexed", ""))).isascii() and number.isdigit() and len(number) < 4:
        known = dict(enumerate(theme)) if "theme" in told else _INDEXED
        named = hexadecimal(known.get(int(number), ""))
    else:
        return None
    try:
        tint = max(-1.0, min(1.0, float(told.get("tint", "0"))))
    except ValueError:
        tint = 0.0
    if named is None or not tint:
        return named
    red, green, blue = (round(c * (1 + tint) if tint < 0 else c + (255 - c) * tint) for c in named)
    return red, green, blue


@lru_cache(maxsize=1024)
def alike(text: Colour, ground: Colour) -> bool:
    """Whether hardly anybody tells one from the other."""
    apart = max(abs(a - b) for a, b in zip(text, ground, strict=True))
    dark, light = sorted((_light(text), _light(ground)))
    return apart <= _APART and (light + 0.05) / (dark + 0.05) < _CONTRAST


def _light(colour: Colour) -> float:
    """WCAG's relative luminance."""
    parts = (c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))
