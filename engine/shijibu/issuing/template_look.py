"""How a cell of the template looks, as properties of a format that is written."""

from __future__ import annotations

import colorsys
import re
from functools import lru_cache
from typing import Any

_BORDERS = {name: number for number, name in enumerate(
    ("thin", "medium", "dashed", "dotted", "thick", "double", "hair", "mediumDashed", "dashDot", "mediumDashDot", "dashDotDot", "mediumDashDotDot",
     "slantDashDot"), 1)}
_PATTERNS = {name: number for number, name in enumerate(
    ("solid", "mediumGray", "darkGray", "lightGray", "darkHorizontal", "darkVertical", "darkDown", "darkUp", "darkGrid", "darkTrellis",
     "lightHorizontal", "lightVertical", "lightDown", "lightUp", "lightGrid", "lightTrellis", "gray125", "gray0625"), 1)}
_HORIZONTAL = {"centerContinuous": "center_across"}
_VERTICAL = {"center": "vcenter", "justify": "vjustify", "distributed": "vdistributed"}
_BUILT_IN = 50  # number formats below this number every program knows
_UNDERLINES = {"single": 1, "double": 2, "singleAccounting": 33, "doubleAccounting": 34}
_THEME = re.compile(rb'<a:(dk1|lt1|dk2|lt2|accent[1-6]|hlink|folHlink)>\s*<a:(?:srgbClr val|sysClr [^>]*?lastClr)="([0-9A-Fa-f]{6})"')
_ORDER = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink", "folHlink")
_OFFICE = dict(zip(_ORDER, ("FFFFFF", "000000", "EEECE1", "1F497D", "4F81BD", "C0504D", "9BBB59", "8064A2", "4BACC6", "F79646", "0000FF", "800080"),
                   strict=True))


@lru_cache(maxsize=8)
def theme_colours(theme: bytes | None) -> tuple[str, ...]:
    """The colours of a workbook's theme in the order in which cells count them."""
    told = {m[0].decode(): m[1].decode().upper() for m in _THEME.findall(theme or b"")}
    return tuple(told.get(name, _OFFICE[name]) for name in _ORDER)


class Looks:
    """Formats of one template; theme: its part of colours."""

    def __init__(self, theme: bytes | None) -> None:
        self._theme = theme_colours(theme)
        self._made: dict[tuple[object, ...], dict[str, Any]] = {}

    def of(self, cell: Any) -> dict[str, Any]:
        """A cell's look; cells of one style have one."""
        key = (id(cell.parent.parent), *cell._style)
        if key not in self._made:
            self._made[key] = self._look(cell)
        return self._made[key]

    def _look(self, cell: Any) -> dict[str, Any]:
        align, told = cell.alignment, self.font(cell.font)
        own = cell._style.numFmtId
        told["num_format"] = own if own < _BUILT_IN else cell.number_format
        if align.horizontal and align.horizontal != "general":
            told["align"] = _HORIZONTAL.get(align.horizontal, align.horizontal)
        told["valign"] = _VERTICAL.get(align.vertical or "bottom", align.vertical or "bottom")
        if align.textRotation:
            turned = int(align.textRotation)
            told["rotation"] = 270 if turned == 255 else turned if turned <= 90 else 90 - turned
        told |= {name: value for name, value in (
            ("indent", int(align.indent or 0)), ("text_wrap", bool(align.wrap_text)), ("shrink", bool(align.shrink_to_fit)),
            ("reading_order", int(align.readingOrder or 0))) if value}
        told["locked"] = bool(cell.protection.locked)
        if cell.protection.hidden:
            told["hidden"] = True
        return told | self.border(cell.border) | self.fill(cell.fill)

    def font(self, font: Any) -> dict[str, Any]:
        """What a font says; nothing of None."""
        if font is None:
            return {}
        told: dict[str, Any] = {"font_name": font.name or "宋体", "font_size": float(font.sz or 11)}
        told |= {name: True for name, on in (("bold", font.b), ("italic", font.i), ("font_strikeout", font.strike), ("font_outline", font.outline),
                                             ("font_shadow", font.shadow)) if on}
        if font.u:
            told["underline"] = _UNDERLINES.get(font.u, 1)
        if font.vertAlign in ("superscript", "subscript"):
            told["font_script"] = 1 if font.vertAlign == "superscript" else 2
        if font.charset:
            told["font_charset"] = int(font.charset)
        if font.family:
            told["font_family"] = int(font.family)
        colour = self.colour(font.color)
        return told | ({"font_color": colour} if colour else {})

    def border(self, border: Any) -> dict[str, Any]:
        told: dict[str, Any] = {}
        for name in ("left", "right", "top", "bottom"):
            side = getattr(border, name, None)
            if side is not None and side.style in _BORDERS:
                told[name] = _BORDERS[side.style]
                told[f"{name}_color"] = self.colour(side.color) or "#000000"
        side = border.diagonal if border is not None else None
        turns = (1 if border.diagonalUp else 0) + (2 if border.diagonalDown else 0) if border is not None else 0
        if side is not None and side.style in _BORDERS and turns:
            told |= {"diag_type": turns, "diag_border": _BORDERS[side.style], "diag_color": self.colour(side.color) or "#000000"}
        return told

    def fill(self, fill: Any) -> dict[str, Any]:
        """Of a pattern; a gradient is none that is written."""
        pattern = _PATTERNS.get(getattr(fill, "patternType", None) or "")
        if pattern is None:
            return {}
        front, back = self.colour(fill.fgColor), self.colour(fill.bgColor)
        if pattern == 1:
            return {"pattern": 1, "bg_color": front} if front else {}
        return {"pattern": pattern} | ({"fg_color": front} if front else {}) | ({"bg_color": back} if back else {})

    def laid_over(self, style: Any) -> dict[str, Any]:
        """What a conditional format lays over a cell."""
        told: dict[str, Any] = {}
        if style is None:
            return told
        font = style.font
        if font is not None:
            told |= {name: bool(on) for name, on in (("bold", font.b), ("italic", font.i), ("font_strikeout", font.strike)) if on is not None}
            if font.u:
                told["underline"] = _UNDERLINES.get(font.u, 1)
            if colour := self.colour(font.color):
                told["font_color"] = colour
        if style.fill is not None and (colour := self.colour(style.fill.bgColor) or self.colour(style.fill.fgColor)):
            told["bg_color"] = colour
        if style.numFmt is not None:
            told["num_format"] = style.numFmt.formatCode
        return told | (self.border(style.border) if style.border is not None else {})

    def colour(self, colour: Any) -> str | None:
        """#RRGGBB; None where the program chooses."""
        if colour is None:
            return None
        if colour.type == "theme" and isinstance(colour.theme, int) and 0 <= colour.theme < len(self._theme):
            return _tinted(self._theme[colour.theme], float(colour.tint or 0))
        if colour.type == "indexed" and isinstance(colour.indexed, int):
            from openpyxl.styles.colors import COLOR_INDEX  # it is loaded where a template was opened, and nobody else waits for it

            return f"#{COLOR_INDEX[colour.indexed][-6:]}" if 0 <= colour.indexed < len(COLOR_INDEX) else None
        if colour.type == "rgb" and isinstance(colour.rgb, str) and re.fullmatch(r"[0-9A-Fa-f]{8}", colour.rgb):
            return _tinted(colour.rgb[-6:].upper(), float(colour.tint or 0))
        return None


def _tinted(colour: str, tint: float) -> str:
    """Lighter or darker, as Excel reckons it."""
    if not tint:
        return f"#{colour}"
    red, green, blue = (int(colour[i:i + 2], 16) / 255 for i in (0, 2, 4))
    hue, light, strong = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return "#" + "".join(f"{round(max(0.0, min(1.0, part)) * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, strong))
