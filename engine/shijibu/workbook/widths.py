"""How wide a sheet's columns are on the screen, where its hints stand, and what stays in view when somebody scrolls right.

On a screen 1366 pixels wide a clerk sees all of a row with its hint. Where a little is missing, columns of texts give way; where that does not
help, or where another table stands beside, the hint stands before the row, and what tells the row stays in view with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shijibu.scheme.sheets import Column, Table

SCREEN = 1300
"""Pixels of cells that such a screen shows, beside row numbers and the scroll bar."""
TELLING = 450
"""Pixels of what tells a row that stay in view at most: with a hint beside them as much room is left for what is filled in."""
HINT_WIDTH, GAP_WIDTH = 30.0, 2.0
_LEAST = 6.0
_NUMBER = 12  # characters of a column that has room for a number or a name, and no more
_YIELDING = 15  # characters of a text that is so long that it may as well take one line more
_MOST = 0.25  # of its width
_PIXELS, _EDGES = 7, 5  # of a character, of a cell's edges


def pixels(widths: Iterable[float]) -> int:
    """What columns of these widths (in characters) take on the screen."""
    return sum(int(w * _PIXELS + _EDGES) for w in widths)


def hint_first(tables: Sequence[Table]) -> bool:
    """Whether hints stand before the rows of a sheet's tables: behind them they would be out of sight, or between two tables, and on paper."""
    hinted = [t for t in tables if t.hint and not t.beside]
    if hinted and any(t.beside for t in tables):
        return True
    return any(_share([*(wide(c) for c in t.columns), HINT_WIDTH], [*map(_yields, t.columns), True]) > _MOST for t in hinted)


def wide(column: Column) -> float:
    """A column's width in characters, as the scheme wishes it."""
    return max(column.width, _LEAST)


def narrowed(widths: Sequence[float], yielding: Sequence[bool]) -> list[float]:
    """The widths up to the last hint, so that it can be seen where that is possible."""
    share = _share(widths, yielding)
    if not 0 < share <= _MOST:
        return list(widths)
    return [int(w * (1 - share) * 10) / 10 if gives else w for w, gives in zip(widths, yielding, strict=True)]


def _share(widths: Sequence[float], yielding: Sequence[bool]) -> float:
    """By how much the columns that give way would have to become narrower; 0 or less where all can be seen."""
    room = sum(w for w, gives in zip(widths, yielding, strict=True) if gives)
    return (pixels(widths) - SCREEN) / (room * _PIXELS) if room else 0.0


def _yields(column: Column) -> bool:
    return column.type in ("text", "units") and column.width >= _YIELDING


def yielding(columns: Iterable[Column]) -> bool:
    """Whether a column of the sheet, which tables one below the other share, may become narrower."""
    return all(_yields(c) for c in columns)


def telling(table: Table) -> list[Column]:
    """The first columns of a table, by which a row is known: what goes out filled in; in a free table as far as its first text, with the name
    beside it, or with what stands beside a mere number.
    """
    columns = table.columns
    if table.is_fixed:
        return columns[:next((i for i, c in enumerate(columns) if not c.prefill), len(columns))]
    if table.begun:
        return columns[:next((i for i, c in enumerate(columns) if c.id not in table.begun), len(columns))]
    first = next((i for i, c in enumerate(columns) if c.type == "text" and not c.live), 0)
    beside = columns[first + 1:first + 2]
    goes_on = any(c.is_input and (c.type == "official" or columns[first].width <= _NUMBER) for c in beside)
    return columns[:first + 1 + goes_on]


def frozen(table: Table, before: int, widths: Sequence[float]) -> int:
    """How many columns of a sheet stay in view: what stands before its first table's, and of those that tell a row as many as leave room.

    before: how many columns stand before them; widths: of the table's columns.
    """
    told = len(telling(table))
    while told > 1 and pixels(widths[:told]) > TELLING:
        told -= 1
    return before + (told if pixels(widths[:told]) <= TELLING else 0)
