"""A workbook read twice: as it is read in use, and with its rows and its shared strings left to the parser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from shijibu.problems.refused import Refused
from shijibu.returns import plain_cells, plain_rows, shared_strings, sheet
from shijibu.returns.grid import Grid
from shijibu.returns.reader import read
from shijibu.spreadsheet.limits import Limits


@dataclass(frozen=True, slots=True)
class BothWays:
    """What the two give, and how many sheets were read without the parser, and by it."""

    plain: Grid | str
    parsed: Grid | str
    without: int
    by_parser: int


def both_ways(data: bytes, limits: Limits = Limits()) -> BothWays:
    """A refusal as the code of its problem. However small a sheet is, it is tried without the parser."""
    with _counting() as counted:
        plain = _read(data, limits)
    with _by_the_parser():
        return BothWays(plain, _read(data, limits), counted.count(True), counted.count(False))


def _read(data: bytes, limits: Limits) -> Grid | str:
    try:
        return read(data, limits)
    except Refused as refused:
        return refused.code


@contextmanager
def _counting() -> Iterator[list[bool]]:
    smallest, counted = plain_rows.SMALLEST, list[bool]()

    def counting(*told) -> bool:
        counted.append(plain_cells.read_plain(*told))
        return counted[-1]

    plain_rows.SMALLEST, sheet.read_plain = 0, counting
    try:
        yield counted
    finally:
        plain_rows.SMALLEST, sheet.read_plain = smallest, plain_cells.read_plain


@contextmanager
def _by_the_parser() -> Iterator[None]:
    plain = shared_strings._plain
    sheet.read_plain, shared_strings._plain = lambda *told: False, lambda *told: None
    try:
        yield
    finally:
        sheet.read_plain, shared_strings._plain = plain_cells.read_plain, plain
