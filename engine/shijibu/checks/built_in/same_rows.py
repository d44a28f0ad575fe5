"""Rows of a unit's table that say the same: one was copied, and what it tells would count twice."""

from __future__ import annotations

from collections.abc import Iterator

from shijibu.problems.finding import Finding
from shijibu.problems.rows import RowSame
from shijibu.returns.places import Place, Returned
from shijibu.returns.rows import key_of
from shijibu.spreadsheet.field import Field

_LEAST, _SHORTEST = 3, 6
"""Entries of a row, and characters of one of its texts, from which on two rows that share them all are hardly two matters."""


def same_rows(returned: Returned) -> Iterator[Finding]:
    """Of rows with the same entries, each after the first. Rows that the county filled in are told by their keys; the county's own workbook
    records what happens, and the same may happen twice.
    """
    for place in returned.places.values() if not returned.workbook.county else ():
        if not place.table.is_fixed:
            yield from _of_table(returned, place)


def _of_table(returned: Returned, place: Place) -> Iterator[Finding]:
    inputs = [c for c in place.table.columns if c.is_input]
    texts = [c.id for c in inputs if c.type == "text"]
    first: dict[tuple[str, ...], int] = {}
    for row in returned.book.tables[place.table.id]:
        said = tuple(key_of(row.values.get(c.id)) for c in inputs)
        if sum(map(bool, said)) < _LEAST or not any(len(str(row.values.get(id) or "")) >= _SHORTEST for id in texts):
            continue
        number = place.header + row.index
        if (before := first.setdefault(said, number)) != number:
            column = next(c.id for c in inputs if row.values.get(c.id) is not None)
            field = str(Field(place.table.id, row.index, column))
            yield Finding(RowSame(row=number, before=before), place.sheet.title, place.address(number, column), field, row.values[column])
