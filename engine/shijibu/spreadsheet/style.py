"""The look of the workbooks: one palette, cell formats by what a cell is for."""

from __future__ import annotations

from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

HEADING_FONT, TEXT_FONT = "微软雅黑", "宋体"
NAVY, GREY, LINE, LINK, SECTION = "#1F3864", "#595959", "#BFBFBF", "#0563C1", "#F2F2F2"
INPUT, GIVEN, LIVE, HEADER = "#FFF9DB", "#EDEDED", "#E4EEF8", "#D6E4F2"
ORANGE = ("#C55A11", "#FCE4D6")
_LETTER = 1.28  # height of a line of letters of size 1
COLOURS = {"red": ("#9C0006", "#FFC7CE"), "yellow": ("#7F6000", "#FFE699"), "blue": ("#1F4E79", "#9DC3E6"), "green": ("#375623", "#C6E0B4")}


Look = tuple[tuple[str, Any], ...]
"""The properties of a format, in order."""


class Styles:
    """Formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[Look, Format] = {}
        self._looks: dict[Format, Look] = {}

    def get(self, **properties: Any) -> Format:
        """A format in the text font, unless `properties` say otherwise."""
        return self._format({"font_name": TEXT_FONT, "font_size": 11, "valign": "vcenter", **properties})

    def plain(self, properties: dict[str, Any]) -> Format:
        """A format of these properties alone."""
        return self._format(properties)

    def boxed(self, **properties: Any) -> Format:
        """The same with a thin line around it."""
        return self.get(border=1, border_color=LINE, **properties)

    def look(self, format: Format) -> Look | None:
        """The properties of one of these formats; None of another."""
        return self._looks.get(format)

    def of(self, look: Look) -> Format:
        """The format of these properties."""
        return self._format(dict(look))

    def heading(self, **properties: Any) -> Format:
        """A format in the heading font."""
        return self.get(**{"font_name": HEADING_FONT, "bold": True, "font_color": NAVY, **properties})

    def _format(self, properties: dict[str, Any]) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = made = self._book.add_format(properties)
            self._looks[made] = key
        return self._made[key]

    @property
    def header(self) -> Format:
        return self.boxed(font_name=HEADING_FONT, font_size=10, bold=True, bg_color=HEADER, align="center", text_wrap=True)

    @property
    def hint(self) -> Format:
        """Small enough for two lines in a row as high as those that go out."""
        return self.boxed(font_size=9, font_color=ORANGE[0], text_wrap=True, bg_color=LIVE)

    @property
    def lined(self) -> Format:
        """A conditional format that draws the line around a cell."""
        return self._format({"border": 1, "border_color": LINE})

    def holding_open(self, height: float) -> Format:
        """Of an empty cell whose letters would be so high that a row fitted to its texts becomes no lower than `height`."""
        return self.get(font_size=round(height / _LETTER, 1))

    def colour(self, name: str, **properties: Any) -> Format:
        """What a conditional format lays over a cell."""
        font, fill = ORANGE if name == "orange" else COLOURS[name]
        return self._format({"font_color": font, "bg_color": fill, **properties})

    @property
    def waiting(self) -> Format:
        """What a conditional format lays over a live cell that waits for an input to be mended, and over what says so."""
        return self._format({"font_color": GREY, "bg_color": GIVEN, "italic": True, "bold": False})

    def said_of_nothing(self, word: str) -> Format:
        """A conditional format that shows a word in place of an empty text; the cell stays empty."""
        return self._format({"num_format": f';;;"{word}"', "font_color": GREY})

    @property
    def no_day(self) -> Format:
        """A conditional format for a number that is no day, in a column of dates."""
        return self._format({"num_format": "0"})
