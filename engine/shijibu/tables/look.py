"""How a column of a table looks in a sheet, whoever writes it: its number format, where its values stand, how wide it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from shijibu.outside_text import clean
from shijibu.spreadsheet.number_format import DATE, TEXT, typed_format
from shijibu.spreadsheet.text_size import wide
from shijibu.spreadsheet.wording import NO, YES, figure_said, said
from shijibu.tables.heading import Kind

_LEAST, _MOST, _HEAD, _ARROW, _EDGE = 6, 44, 20, 3, 2.5  # characters; the button of a filter beside a heading; a cell's edges
_FORMATS: dict[Kind, str] = {"number": typed_format("number"), "percent": typed_format("percent"), "integer": typed_format("integer"), "date": DATE}
WORDS_OF_TRUTH = {True: YES, False: NO}
"""How a truth reads in a sheet and in CSV."""


@dataclass(frozen=True, slots=True)
class Look:
    """number_format: as a cell has it; align: left, center or right; width: in characters. wraps: a text that takes several lines."""

    number_format: str
    align: str
    width: float
    wraps: bool = False


def look_of(kind: Kind, heading: str, values: Iterable[Any]) -> Look:
    """The look of a column under its heading, so wide that its values can be read, and no wider than a long text needs."""
    longest = max((wide(_shown(kind, v)) for v in values if v is not None), default=0)
    width = max(_LEAST, min(ceil(wide(heading) / 4) * 2 + _ARROW, _HEAD), min(longest + _EDGE, _MOST))  # a heading stands on two lines
    align = "right" if kind in ("number", "percent", "integer") else "center" if kind in ("date", "truth", "category") else "left"
    return Look(_FORMATS.get(kind, TEXT), align, width, wraps=longest + _EDGE > _MOST)


def _shown(kind: Kind, value: Any) -> str:
    if kind in ("number", "percent") and isinstance(value, (int, float)):
        return figure_said(value, "typed" if kind == "number" else kind)
    if isinstance(value, bool):
        return WORDS_OF_TRUTH[value]
    return value.isoformat()[:10] if isinstance(value, date) else clean(value) if isinstance(value, str) else said(value)
