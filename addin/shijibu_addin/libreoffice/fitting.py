"""Rows as high as what they show at the moment of printing: what a formula shows stretches no row by itself, and merged cells never do."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from shijibu.spreadsheet.text_size import lines

_POINT = 2540 / 72  # hundredths of a millimetre
_LINE, _PADDING = 1.36, 6.0  # a line over the size of its letters; points above and below all lines together
_LOWEST = 18.0  # points of a row that gives of its height to others
_BROKEN = 5  # lines after which one more is needed
_SHORT = 4  # characters that always fit on one line


def fit_rows(sheet: Any) -> None:
    """Rows that may grow are fitted by LibreOffice; those of a form take what they need from the blank rows of the same page."""
    (area, *_) = sheet.getPrintAreas()
    shown = sheet.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.EndRow).getDataArray()
    rows = [sheet.Rows.getByIndex(area.StartRow + n) for n in range(len(shown))]
    for row in rows:
        if row.OptimalHeight:
            row.OptimalHeight = True
    for first, end in _pages(rows):
        blank = [rows[n] for n in range(first, end) if not rows[n].OptimalHeight and not any(value != "" for value in shown[n])]
        for n in range(first, end):
            need = max((_height(sheet, area.StartColumn + c, area.StartRow + n) for c, value in enumerate(shown[n]) if _is_long(value)), default=0)
            if not rows[n].OptimalHeight and need > rows[n].Height:
                _take(blank, need - rows[n].Height)
                rows[n].Height = need


def _pages(rows: list[Any]) -> Iterator[tuple[int, int]]:
    """From which row to which (not included) each copy of a form goes."""
    yield from pairwise([0, *(n for n, row in enumerate(rows) if n and row.IsManualPageBreak), len(rows)])


def _is_long(value: Any) -> bool:
    return isinstance(value, str) and len(value) > _SHORT


def _height(sheet: Any, column: int, row: int) -> int:
    """What a cell needs, in hundredths of a millimetre; 0 where its text does not wrap."""
    cell = sheet.getCellByPosition(column, row)
    if not cell.IsTextWrapped:
        return 0
    whole = sheet.createCursorByRange(cell)
    whole.collapseToMergedArea()
    size = cell.CharHeightAsian
    across = max(int((whole.Size.Width / _POINT - 2 * _PADDING) / size), 1)  # Chinese characters of a line
    several = lines(cell.String, 2 * across)
    several += several // _BROKEN  # a line does not begin with a comma, and gives a character to the next
    return int((several * size * _LINE + _PADDING) * _POINT)


def _take(rows: list[Any], wanted: int) -> None:
    """So much of the height of these rows: of what is left over at the foot first, then of each the same share of what it can give."""
    if len(rows) > 1:
        foot = min(wanted, max(rows[-1].Height - int(_LOWEST * _POINT), 0))
        rows[-1].Height -= foot
        wanted, rows = wanted - foot, rows[:-1]
    spare = [max(row.Height - int(_LOWEST * _POINT), 0) for row in rows]
    share = min(wanted / sum(spare), 1) if sum(spare) else 0
    for row, give in zip(rows, spare, strict=True):
        if give:
            row.Height -= int(give * share)
