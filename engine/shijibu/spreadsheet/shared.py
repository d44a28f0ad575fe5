"""Formulas of a column that differ in their rows alone: a program writes them once, and the cells below only share them.

What may be shared is what Excel can hold so (MS-XLSB 2.5.98.98, SharedParsedFormula): no cell of another sheet, no list of constants, no range
that is computed, no union or intersection, no function but the program's own. Excel takes a file that shares more for damaged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

_TEXT = re.compile(r'"[^"]*"')
_CELL = r"\$?[A-Z]{1,3}\$?[1-9][0-9]{0,6}"
_AREA = re.compile(rf"(?<![\w.$]){_CELL}:{_CELL}(?![\w(.])|(?<![\w.$])\$?[A-Z]{{1,3}}:\$?[A-Z]{{1,3}}(?![\w(.])")
# A text, or a cell whose row moves with the formula: no name and no function looks like one.
_MOVES = re.compile(r'"[^"]*"|(?<![\w.$])(\$?[A-Z]{1,3})([1-9][0-9]{0,6})(?![\w(.])')
# The same beside the titles of sheets, which may look like anything.
_SHIFTS = re.compile(r'''"[^"]*"|'(?:[^']|'')*'|(?<![\w.$])(\$?[A-Z]{1,3})([1-9][0-9]{0,6})(?![\w(.!])''')
_NEVER = re.compile(r"[!#{}\[\]@' \n\t]|[._]\w*\(")
_PARTS = re.compile(r"(\w*)\(|([),])")
_SHORTEST = 24  # what says that a formula is shared is about as long


@dataclass(frozen=True, slots=True)
class Shared:
    """A cell that shares a formula. over: the rows of all that do so, in the first of them, which tells it."""

    number: int
    over: tuple[int, int] | None


def sharing(
    columns: Iterable[Iterable[tuple[int, int, str | None]]],
) -> tuple[dict[tuple[int, int], Shared], dict[tuple[int, int], str]]:
    """The cells of a sheet that may share a formula, by row and column; and the formulas of those without a text that may not.

    columns: of each the cells with a formula, from above, which count from 1. Where a text is None the formula is that of the cell right above,
    moved along.
    """
    out: dict[tuple[int, int], Shared] = {}
    told: dict[tuple[int, int], str] = {}
    number = 0
    for column in columns:
        for cells in _alike(column, told):
            if len(cells) > 1:
                rows = [row for row, _ in cells]
                out |= {cell: Shared(number, (rows[0], rows[-1]) if cell == cells[0] else None) for cell in cells}
                number += 1
    return out, told


class _Run:
    """Cells below one another whose formulas are one, beginning with one that has a text."""

    def __init__(self, row: int, at: int, formula: str) -> None:
        self.row, self.formula, self.cells = row, formula, [(row, at)]

    @cached_property
    def shares(self) -> bool:
        return len(self.formula) >= _SHORTEST and may_be_shared(self.formula)

    @cached_property
    def moving(self) -> Moving:
        return Moving(self.formula)

    @cached_property
    def _relative(self) -> str:
        return relative(self.formula, self.row)

    def takes(self, row: int, formula: str) -> bool:
        """Whether a cell with this formula goes on with it."""
        follows = row == self.cells[-1][0] + 1 and len(formula) >= _SHORTEST
        return follows and self.shares and relative(formula, row) == self._relative


def _alike(column: Iterable[tuple[int, int, str | None]], told: dict[tuple[int, int], str]) -> Iterator[list[tuple[int, int]]]:
    """Cells below one another whose formulas are one. What a cell that shares none goes on with is put into `told`."""
    run: _Run | None = None
    for row, at, formula in column:
        if formula is None:
            assert run is not None
            if run.shares:
                run.cells.append((row, at))
            else:
                told[row, at] = run.moving.by(row - run.row)
        elif run is not None and run.takes(row, formula):
            run.cells.append((row, at))
        else:
            if run is not None:
                yield run.cells
            run = _Run(row, at, formula)
    if run is not None:
        yield run.cells


def relative(formula: str, row: int) -> str:
    """A formula with the distance of each row that moves with it, in a form that is no formula."""
    return _MOVES.sub(lambda m: f"{m[1]}[{int(m[2]) - row}]" if m[1] else m[0], formula)


class Moving:
    """A formula that says the same in other rows."""

    def __init__(self, formula: str) -> None:
        self._between, self._rows, last = list[str](), list[int](), 0
        for match in _SHIFTS.finditer(formula):
            if match[1]:
                self._between.append(formula[last:match.end(1)])
                self._rows.append(int(match[2]))
                last = match.end()
        self._end = formula[last:]

    def by(self, rows: int) -> str:
        """The formula so many rows below."""
        return "".join([f"{text}{row + rows}" for text, row in zip(self._between, self._rows, strict=True)]) + self._end


def may_be_shared(formula: str) -> bool:
    """Whether Excel can hold it as a shared one."""
    bare = _TEXT.sub('""', formula)
    if _NEVER.search(bare) or (":" in bare and ":" in _AREA.sub("A1", bare)):
        return False
    calls: list[bool] = []
    for part in _PARTS.finditer(bare):
        if part[2] is None:
            calls.append(bool(part[1]))
        elif part[2] == ")":
            if not calls:
                return False
            calls.pop()
        elif not calls or not calls[-1]:
            return False  # a comma between two ranges joins them
    return not calls
