"""How what worked examples fill in stands on its sheet: a heading row with example, table and columns, and below it each row filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shijibu.scheme.worked import MOST_COLUMNS
from shijibu.scheme_book.forms import Content

Line = list[Content | None]
BEFORE = 3
"""Columns before the cells: the example, the table, whose workbook."""


def lines(examples: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    """The rows of the sheet, a blank one between two tables. examples: as the workbook says them (`labels`)."""
    blocks = [(example["title"], given) for example in examples for given in example.get("given", ())]
    for n, (title, given) in enumerate(blocks):
        if n:
            yield _wide([])
        yield _wide([title, given["table"], given.get("of"), *given["columns"]])
        yield from (_wide([None] * BEFORE + row) for row in given["rows"])


def is_heading(line: Line) -> bool:
    """Whether a row of the sheet names an example, a table and its columns."""
    return any(line[:BEFORE])


def _wide(line: Line) -> Line:
    return line + [None] * (BEFORE + MOST_COLUMNS - len(line))
