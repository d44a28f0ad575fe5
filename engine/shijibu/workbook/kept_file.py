"""A workbook that the office keeps itself, such as a roster or a list to draw from: it may be as spoilt as any that comes back."""

from __future__ import annotations

from pathlib import Path

from shijibu.workbook.admission import bytes_of, grid_of
from shijibu.workbook.grid import Grid
from shijibu.workbook.limits import Limits
from shijibu.workbook.refused import Refused
from shijibu.workbook.worker import run


def kept_grid(path: Path, limits: Limits = Limits()) -> Grid:
    """Its cells, read in a worker as every return is, whatever the format. Raises Refused."""
    ((_, outcome),) = run(_grid, [(path, (path, limits))], limits=limits)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def _grid(path: Path, limits: Limits) -> Grid:
    return grid_of(bytes_of(path, limits), limits)


def decoded(data: bytes) -> str | None:
    """The text of a CSV file as offices save it; None where it is in no encoding that they use."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
