"""Problems of one kind on one sheet taken together, so that a blank workbook is a few lines and not hundreds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shijibu.problems.problem import Problem
from shijibu.spreadsheet.address import address, row_and_column, runs

FEW = 5
"""So many of a kind are said one by one."""
_AREAS = 3


@dataclass(frozen=True, slots=True)
class Group:
    """Problems of one kind on one sheet, in order; or one alone."""

    problems: tuple[Problem, ...]

    @property
    def first(self) -> Problem:
        return self.problems[0]

    @property
    def said(self) -> str:
        """In one line: where, what and how to mend it; of several where they all are, how many, and the first of them."""
        one = self.first
        what = f"{one.message}{'；' + one.fix if one.fix else ''}"
        if len(self.problems) == 1:
            return " ".join(t for t in (one.place, what) if t)
        cells = areas(p.cell for p in self.problems if p.cell is not None)
        return f"{one.sheet}!{cells} 共 {sum(p.count for p in self.problems)} 处，如 {one.cell} {what}"


def grouped(problems: Iterable[Problem]) -> list[Group]:
    """The problems of one file, each where the first of its group stood."""
    kinds: dict[tuple[object, ...], list[Problem]] = {}
    for number, problem in enumerate(problems):
        key = (problem.severity, problem.code, problem.sheet) if problem.sheet and problem.cell else (number,)
        kinds.setdefault(key, []).append(problem)
    groups = []
    for several in kinds.values():
        groups += [Group(tuple(several))] if len(several) > FEW else [Group((one,)) for one in several]
    return groups


def areas(cells: Iterable[str]) -> str:
    """Cells as the areas that they fill: D6:I11、K7; of more than a few the first ones."""
    rows: dict[int, list[int]] = {}
    for row, column in sorted({row_and_column(cell) for cell in cells}):
        rows.setdefault(row, []).append(column)
    open_: dict[tuple[int, int], tuple[int, int]] = {}  # columns of an area -> its first and last row so far
    done: list[tuple[int, int, int, int]] = []
    for row, columns in rows.items():
        for left, right in runs(columns):
            top, bottom = open_.get((left, right), (row, row - 1))
            if bottom != row - 1:
                done.append((top, left, bottom, right))
                top = row
            open_[left, right] = top, row
    done += [(top, left, bottom, right) for (left, right), (top, bottom) in open_.items()]
    texts = [_area(*area) for area in sorted(done)]
    return "、".join(texts[:_AREAS]) + (" 等" if len(texts) > _AREAS else "")


def _area(top: int, left: int, bottom: int, right: int) -> str:
    first, last = address(top, left), address(bottom, right)
    return first if first == last else f"{first}:{last}"
