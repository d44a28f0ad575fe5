"""Paper on which a sheet that is one page wide can be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

A3, A4 = 8, 9  # as workbooks number papers
_MM, _PIXELS, _POINTS = 25.4, 96, 72  # of an inch
_SIDES = {A4: (210, 297), A3: (297, 420)}  # millimetres across, upright and on the side
_SMALLEST = 0.7  # of its size; print that would be smaller takes the larger paper
_UPRIGHT = 0.95  # a sheet stands upright where it hardly becomes smaller


def scale(widths: Iterable[float], margins: float, paper: int, *, landscape: bool) -> float:
    """How large columns of these widths come out where they fill the paper; `margins` of both sides together, in inches."""
    across = sum(int(w * 7 + 5) for w in widths) / _PIXELS
    return (_SIDES[paper][landscape] / _MM - margins) / across if across else 1.0


def paper_for(widths: Iterable[float], margins: float, *, landscape: bool) -> int:
    """A4, but A3 for what is too wide to be read on it."""
    return A4 if scale(widths, margins, A4, landscape=landscape) >= _SMALLEST else A3


def upright(widths: Iterable[float], margins: float) -> bool:
    """Whether A4 standing upright is wide enough."""
    return scale(widths, margins, A4, landscape=False) >= _UPRIGHT


def page_height(widths: Sequence[float], across: float, along: float, *, landscape: bool) -> float:
    """The points of rows that a page holds where columns of these widths fill it; margins in inches, of both sides, and of head and foot."""
    paper = paper_for(widths, across, landscape=landscape)
    return (_SIDES[paper][not landscape] / _MM - along) * _POINTS / min(scale(widths, across, paper, landscape=landscape), 1)
