"""The look of the workbooks: one palette, cell formats by what a cell is for."""

from __future__ import annotations

from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from shijibu.scheme.model import Column

HEADING_FONT, TEXT_FONT = "微软雅黑", "宋体"
NAVY, LINE = "#1F3864", "#A6A6A6"
INPUT, GIVEN, LIVE, HEADER, BOX = "#FFF9DB", "#EDEDED", "#E4EEF8", "#D6E4F2", "#FFFFFF"
COLOURS = {"red": ("#9C0006", "#FFC7CE"), "yellow": ("#7F6000", "#FFE699"), "blue": ("#1F4E79", "#9DC3E6"), "green": ("#375623", "#C6E0B4")}
_NUMBERS = {"percent": "0.##%", "date": "yyyy-mm-dd", "integer": "0", "number": "0.##"}


class Styles:
    """Formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple, Format] = {}

    def get(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"font_name": TEXT_FONT, "font_size": 11, "valign": "vcenter", **properties})
        return self._made[key]

    def cell(self, column: Column, *, given: bool = False) -> Format:
        """A table's cell: to fill in, given by the county, or live."""
        number = _NUMBERS.get(column.type, "@")
        if column.live:
            number = ("0." + "0" * column.decimals) if column.type == "number" else "0" if column.type == "integer" else "General"
        elif column.prefill and column.type == "number":
            number = "0.##"
        fill = LIVE if column.live else GIVEN if given or column.prefill else INPUT
        wide = column.type == "text" and not column.live and column.width > 12
        return self.get(bg_color=fill, border=1, border_color=LINE, num_format=number, text_wrap=True, align="left" if wide else "center",
                        locked=bool(column.live or column.prefill or given))

    @property
    def header(self) -> Format:
        return self.get(font_name=HEADING_FONT, font_size=10, bold=True, bg_color=HEADER, border=1, border_color=LINE, align="center", text_wrap=True)

    @property
    def hint(self) -> Format:
        return self.get(font_size=10, font_color="#C55A11", border=1, border_color=LINE, text_wrap=True, bg_color=LIVE)

    def colour(self, name: str, *, bold: bool = True) -> Format:
        font, fill = COLOURS[name]
        return self._book.add_format({"font_color": font, "bg_color": fill, "bold": bold})
