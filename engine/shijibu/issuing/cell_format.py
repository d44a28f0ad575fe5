"""How the cells of a table look: by their column's type, and by who fills them in."""

from __future__ import annotations

from xlsxwriter.format import Format

from shijibu.scheme.sheets import Column
from shijibu.spreadsheet.style import GIVEN, INPUT, LIVE, Styles

# A number's format would show 10 as "10." if it had optional decimals.
_NUMBERS = {"percent": "0%", "date": "yyyy-mm-dd", "integer": "0", "number": "General"}
_NARROW = 13  # wider texts stand on the left


def cell_format(styles: Styles, column: Column, *, given: bool = False) -> Format:
    """A table's cell: to fill in, given by the county, or live."""
    number = _NUMBERS.get(column.type, "@")
    if column.live and column.type != "date":
        decimal = ("0." + "0" * column.decimals).rstrip(".")
        number = {"number": decimal, "percent": f"{decimal}%", "integer": "0"}.get(column.type, "General")
    fill = LIVE if column.live else GIVEN if given or column.prefill else INPUT
    wide = column.type == "text" and not column.live and column.width > _NARROW
    # Of a text longer than its row the beginning shows.
    place = {"align": "left", "valign": "top"} if wide else {"align": "center"}
    return styles.boxed(bg_color=fill, num_format=number, text_wrap=True, locked=bool(column.live or column.prefill or given), **place)
