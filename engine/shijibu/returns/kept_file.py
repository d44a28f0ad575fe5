"""A workbook that the office keeps itself, such as a roster or a list to draw from: it may be as spoilt as any that comes back."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path

from shijibu.errors import ShijibuError
from shijibu.problems.refused import Refused
from shijibu.returns.admission import bytes_of, grid_of
from shijibu.returns.grid import Cell, Grid, SheetGrid
from shijibu.returns.worker import run
from shijibu.spreadsheet.limits import Limits


def kept_grid(path: Path, limits: Limits = Limits()) -> Grid:
    """Its cells, read in a worker as every return is, whatever the format. Raises Refused."""
    ((_, outcome),) = run(_grid, [(path, (path, limits))], limits=limits)
    if isinstance(outcome, Refused):
        raise outcome
    grid: Grid = outcome
    return grid


def _grid(path: Path, limits: Limits) -> Grid:
    return grid_of(bytes_of(path, limits), limits)


def decoded(data: bytes) -> str | None:
    """The text of a CSV file as offices save it; None where it is in no encoding that they use."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))  # what Excel calls Unicode text
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


class NotCsv(ShijibuError):
    """The bytes are no CSV file; the text says why."""


_SAYS_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_AS_TEXT = re.compile(r'="([^"]*)"')
"""What keeps a spreadsheet program from making a number of a code: ="001"."""
_SEPARATORS = (",", ";", "\t", "，")
_LOOKED_AT = 20
"""Lines by which the separator is known."""


def csv_cells(data: bytes) -> dict[tuple[int, int], Cell]:
    """The cells of a CSV file by row and column from 1, whatever separates them. Raises NotCsv."""
    text = decoded(data)
    if text is None:
        raise NotCsv("文字编码不认识，请存为 UTF-8 或 GB18030（“CSV UTF-8”）")
    said = _SAYS_SEPARATOR.match(text)
    try:
        lines = list(csv.reader(io.StringIO(text[said.end():] if said else text, newline=""), delimiter=said[1] if said else _separator(text)))
    except csv.Error:
        raise NotCsv("不是 CSV 文件，或者引号没有成对") from None
    first = 2 if said else 1
    return {(r, c): Cell(_plain(v), "text") for r, line in enumerate(lines, first) for c, v in enumerate(line, 1) if v.strip()}


def _separator(text: str) -> str:
    """The one by which the greatest share of the first lines has equally many cells, the comma before others. A share, not a number: read by
    the wrong separator, a text with line breaks in quotation marks falls into more lines."""
    def regular(separator: str) -> float:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        widths = [len(line) for _, line in zip(range(_LOOKED_AT), lines, strict=False) if line]
        return max(Counter(w for w in widths if w > 1).values(), default=0) / max(len(widths), 1)

    return max(_SEPARATORS, key=regular)


def _plain(text: str) -> str:
    as_text = _AS_TEXT.fullmatch(text.strip())
    return as_text[1] if as_text else text.strip()


_MOST_SPREAD = 1_000_000
"""Cells under merged ranges that are looked at."""


class TooManyMerged(ShijibuError):
    """More cells lie under merged ranges than are looked at."""


def under_merged(sheet: SheetGrid, width: int) -> dict[tuple[int, int], tuple[int, int]]:
    """Each cell up to column `width` that lies under a merged range, with the range's first cell: on a screen that one stands for all of them.
    Raises TooManyMerged."""
    last = max((r for r, _ in sheet.cells), default=0)
    over: dict[tuple[int, int], tuple[int, int]] = {}
    looks = _MOST_SPREAD
    for top, left, bottom, right in sheet.merged:
        if (top, left) not in sheet.cells:
            continue
        rows, columns = range(top, min(bottom, last) + 1), range(left, min(right, width) + 1)
        looks -= len(rows) * len(columns)
        if looks < 0:
            raise TooManyMerged
        over |= {(r, c): (top, left) for r in rows for c in columns if (r, c) != (top, left)}
    return over
