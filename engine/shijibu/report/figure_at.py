"""Which figure a cell of a report shows, by what the report itself says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shijibu.errors import ShijibuError
from shijibu.report.figure_names import ColumnSaid, ReportSaid, whose_kind
from shijibu.returns.grid import Grid
from shijibu.spreadsheet.address import Area
from shijibu.spreadsheet.wording import NOTHING

_WHAT = "请选一个单位或干部的数，例如“{sheets}”表里的一格"


class NoFigure(ShijibuError, LookupError):
    """The cell shows no figure; the text says what can be selected."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The figure in a cell. whose: the code or id beside it; shown: what the cell shows; period: of the round that it is of."""

    column: ColumnSaid
    whose: str
    shown: str | float | bool | None
    period: str


def figure_at(grid: Grid, report: ReportSaid, title: str, row: int, column: int) -> Asked:
    """The figure in a cell of a report, by sheet, row and column from 1. Raises NoFigure."""
    sheet = next((s for s in grid.sheets if s.title == title), None)
    shows, whose = None, None
    for name, area in _areas(grid, title):
        if area.top <= row <= area.bottom:
            shows = ColumnSaid.parse(name) if area.left == column and shows is None else shows
            whose = area.left if whose_kind(name) else whose
    code = sheet.cells.get((row, whose)) if sheet is not None and whose is not None else None
    if sheet is None or shows is None or code is None or str(code.value).strip() in ("", NOTHING):
        titles = list(dict.fromkeys(title for title, name in grid.local_names if ColumnSaid.parse(name)))
        raise NoFigure(f"选中的格里不是可以说明的数。{_WHAT.format(sheets='”“'.join(titles))}" if titles else
                       "这份报告是以前的版本写的，没有标明各列是什么数，请重新汇总后再试")
    cell = sheet.cells.get((row, column))
    return Asked(shows, str(code.value).strip(), cell.value if cell is not None else None, shows.period or report.period)


def _areas(grid: Grid, title: str) -> Iterator[tuple[str, Area]]:
    """Our names of a sheet's columns, with where these are now."""
    for (scope, name), text in grid.local_names.items():
        area = Area.parse(text.removeprefix("=")) if scope == title else None
        if area is not None and area.title == title and (ColumnSaid.parse(name) or whose_kind(name)):
            yield name, area
