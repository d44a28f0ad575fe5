"""A sheet of a roster by its rows, and where its headings are: in one row, or in two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shijibu.returns.entry import plain_text
from shijibu.returns.grid import Cell, SheetGrid
from shijibu.returns.kept_file import under_merged
from shijibu.spreadsheet.names import same

_HEADING_ROWS = 10
_MOST_COLUMNS = 256


@dataclass(slots=True)
class SheetRows:
    """A sheet (or CSV file) by row and column from 1."""

    name: str
    rows: dict[int, dict[int, Cell]]


def by_rows(name: str, cells: Mapping[tuple[int, int], Cell]) -> SheetRows:
    rows: dict[int, dict[int, Cell]] = {}
    for (r, c), cell in cells.items():
        rows.setdefault(r, {})[c] = cell
    return SheetRows(name, rows)


def of_sheet(sheet: SheetGrid) -> SheetRows:
    """A workbook's sheet; a merged cell stands in each cell that it spans. Raises TooManyMerged."""
    return by_rows(sheet.title, sheet.cells | {place: sheet.cells[first] for place, first in under_merged(sheet, _MOST_COLUMNS).items()})


def heading_row(sheet: SheetRows, wanted: Mapping[str, str]) -> tuple[int, dict[str, int]] | None:
    """The last row of the headings, and the column of each that is there by id; one row before two, where two say no more.

    wanted: ids by what is `same` of a heading.
    """
    one = [(r, r) for r in range(1, _HEADING_ROWS + 1)]
    two = [(r, r + 1) for r in range(1, _HEADING_ROWS)]
    headed = [(last, _columns(wanted, sheet.rows.get(first, {}), sheet.rows.get(last, {}))) for first, last in one + two]
    best = max(headed, key=lambda h: len(h[1]))
    return best if best[1] else None


def _columns(wanted: Mapping[str, str], upper: Mapping[int, Cell], lower: Mapping[int, Cell]) -> dict[str, int]:
    """The leftmost column of each heading that stands in one of two rows or, part above part, in both."""
    columns: dict[str, int] = {}
    for c in sorted(upper.keys() | lower.keys()):
        above, below = (plain_text(row[c]) if c in row else "" for row in (upper, lower))
        if told := next((t for text in (above + below, below, above) if (t := same(text)) in wanted), None):
            columns.setdefault(wanted[told], c)
    return columns
