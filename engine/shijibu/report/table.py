"""A list as a table of texts, for pages: each cell as people read it, how it stands, and whom it names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shijibu.outside_text import clean
from shijibu.report.listed import Column, Named, Whose, kind_of
from shijibu.report.page import Listing
from shijibu.spreadsheet.wording import figure_said, moved

_SHORT = 10  # characters that stay on one line, such as a date
_MOVES = {"rise": 2, "places": 0}  # decimals of a change against the last time


@dataclass(frozen=True, slots=True)
class Cell:
    """align: classes of a style sheet: number, text or long, and short. colour: of a card or state. number: the value, where it is one.
    kind, id: unit or official that it names, else empty."""

    text: str
    align: str = "text"
    colour: str = ""
    number: float | None = None
    kind: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """title: short; heading: what the whole is; strong: rows, counted from 0, that sum others up."""

    title: str
    heading: str
    note: str
    labels: list[str]
    rows: list[list[Cell]]
    strong: frozenset[int] = frozenset()
    figures: tuple[str, ...] = ()
    """The figure of the round that each column shows, empty where it shows none."""


def table_of(listing: Listing) -> Table:
    """A list with every value as a text."""
    rows = [[cell_of(c, v) for c, v in zip(listing.columns, row, strict=True)] for row in listing.rows]
    return Table(listing.title, listing.heading, listing.note, [c.label for c in listing.columns], rows, listing.strong,
                 tuple(c.figure if _is_own(c) else "" for c in listing.columns))


def _is_own(column: Column) -> bool:
    """Whether the column shows a figure of this very round, as it stands."""
    return not column.period and column.kind not in _MOVES and "." not in column.figure


def cell_of(column: Column, value: Any) -> Cell:
    """A value as its column shows it."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    text = _text(column, value)
    align = "number" if number and column.kind in ("number", "typed") else "text" if number or column.middle or not text else "long"
    whom = (value.kind, value.id) if isinstance(value, (Named, Whose)) else ("", "")
    return Cell(text, f"{align} short" if len(text) <= _SHORT else align, column.colours.get(str(value), ""), value if number else None, *whom)


def _text(column: Column, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        kind = kind_of(column, value)
        return moved(value, _MOVES[kind]) if kind in _MOVES else figure_said(value, kind)
    return clean(value)
