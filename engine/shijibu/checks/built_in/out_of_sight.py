"""Entries that whoever checked the sheet by eye has not seen."""

from __future__ import annotations

from collections.abc import Iterator

from shijibu.problems.finding import Finding
from shijibu.problems.sheets import CellUnseen, ColumnHidden, RowHidden, SheetHidden
from shijibu.returns.entry import is_empty
from shijibu.returns.grid import SheetGrid
from shijibu.returns.places import Returned
from shijibu.spreadsheet.address import address, runs


def out_of_sight(returned: Returned, sheet: SheetGrid) -> Iterator[Finding]:
    """Entries in hidden rows, hidden columns or a hidden sheet, which whoever checked the sheet by eye has not seen."""
    places = [p for p in returned.places.values() if p.sheet.title == sheet.title]
    read = {p.header + row.index for p in places for row in returned.book.tables[p.table.id]}
    if sheet.state != "visible" and read:
        yield Finding(SheetHidden(rows=len(read)), sheet.title)
    hidden = sorted(read & sheet.hidden_rows)
    left = min((c for p in places for c in p.columns.values()), default=1)
    for start, end in runs(hidden):
        rows = str(start) if start == end else f"{start}～{end}"
        yield Finding(RowHidden(row=rows), sheet.title, address(start, left))
    for place in places:
        inputs = [c for column in place.table.columns if column.is_input and (c := place.columns.get(column.id)) is not None]
        for row in returned.book.tables[place.table.id] if sheet.unseen else ():
            for at in sorted(c for c in inputs if (place.header + row.index, c) in sheet.unseen):
                cell = sheet.cells[place.header + row.index, at]
                if not is_empty(cell):
                    yield Finding(CellUnseen(value=cell.told), sheet.title, address(place.header + row.index, at), value=cell.told)
        for column in place.table.columns:
            own = place.columns.get(column.id)
            shut = own is not None and any(first <= own <= last for first, last in sheet.hidden_columns)
            if shut and column.is_input and any(row.values.get(column.id) is not None for row in returned.book.tables[place.table.id]):
                where, field = place.address(place.header, column.id), f"{place.table.id}.{column.id}"
                yield Finding(ColumnHidden(label=column.label), sheet.title, where, field)
