"""Cells that somebody cut or dragged away: what the row says follows the cell, and of what lay where it went it knows nothing any more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from shijibu.figures.owed import counted
from shijibu.problems.finding import Finding
from shijibu.problems.rows import RowMoved
from shijibu.returns.places import Returned
from shijibu.spreadsheet.field import Field
from shijibu.spreadsheet.limits import Limits
from shijibu.workbook.names import HINT

_OWN = "\0"
"""Stands for a row's own number, so that what the rows of a column say alike is looked at once."""
_TEXT = re.compile(r'"[^"]*"')
_BESIDE = re.compile(rf"(?<![\w{_OWN}$!'.:])\$?[A-Z]{{1,3}}([\d{_OWN}]+)(?![\w{_OWN}(:])")
"""A cell of the same sheet by its row; one that is pinned, or part of a range, is none."""
_GONE = "#REF!"
_LONGEST = Limits().formula_characters  # what is longer is nobody's that means well, and is not kept


def moved(returned: Returned) -> Iterator[Finding]:
    """Filled rows whose hint speaks of cells in several rows, or of one that is gone. A program that inserts rows and leaves formulas as they
    were makes all of a hint speak of one other row, which is no such thing."""
    for id, place in returned.places.items():
        if HINT not in place.columns:
            continue
        first, cells, at = counted(place.table).id, place.sheet.cells, place.columns[HINT]
        for row in returned.book.tables[id]:
            number = place.header + row.index
            hint = cells.get((number, at))
            formula = hint.formula if hint else None
            if not formula:
                continue
            speaks_of_several = _speaks_of_several if len(formula) <= _LONGEST else _speaks_of_several.__wrapped__
            if speaks_of_several(formula.replace(str(number), _OWN)):
                yield Finding(RowMoved(), place.sheet.title, place.address(number, first), str(Field(id, row.index, first)))


@lru_cache(maxsize=256)
def _speaks_of_several(formula: str) -> bool:
    bare = _TEXT.sub("", formula)
    return _GONE in bare or len(set(_BESIDE.findall(bare))) > 1
