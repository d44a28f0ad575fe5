"""How the cells of a table look: by their column's type, and by who fills them in."""

from __future__ import annotations

from xlsxwriter.format import Format

from shijibu.scheme.sheets import Column
from shijibu.spreadsheet.number_format import computed_format, typed_format
from shijibu.spreadsheet.style import GIVEN, INPUT, LIVE, Styles

_NARROW = 13  # wider texts stand on the left


def cell_format(styles: Styles, column: Column, *, given: bool = False, lined: bool = True, locked: bool = True) -> Format:
    """A table's cell: to fill in, given by the county or another's to fill in, or live; with a line around it, unless that comes of a condition.

    locked: whether a given one is.
    """
    given = given or column.filled_by is not None or column.last is not None
    number = shown_as(column)
    fill = GIVEN if given or column.prefill else LIVE if column.live else INPUT
    wide = column.type == "text" and not column.live and column.width > _NARROW
    place = {"align": "left", "indent": 1} if wide else {"align": "center"}
    boxed = styles.boxed if lined else styles.get
    fits = {"shrink": True} if _shrinks(column) else {"text_wrap": True}
    return boxed(bg_color=fill, num_format=number, **fits, locked=not column.is_input or (given and locked), **place)


def shown_as(column: Column) -> str:
    """The number format of a column's cells, and of what is shown of them elsewhere."""
    return computed_format(column.type, column.decimals) if column.live else typed_format(column.type)


def _shrinks(column: Column) -> bool:
    """Whether what is wider than the column shrinks: of a number that were wrapped nothing would be seen but ###."""
    if column.type == "choice":
        return all(2 * len(choice) <= column.width for choice in column.choices or [])
    return column.type in ("number", "integer", "percent", "date", "official")
