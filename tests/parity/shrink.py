"""From a case on which the faces differ to the smallest one that still does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from shijibu.rules import Rule
from tests.parity.cells import BLANK, LEFT_OUT, Case, Made


def smallest(rule: Rule, case: Case, differ: Callable[[list[Case]], list[bool]], rounds: int = 40) -> Case:
    """Simplify `case` step by step while the faces differ on it; all steps of a round are tried in one batch."""
    for _ in range(rounds):
        simpler = list(_simpler(rule, case))
        still = [c for c, differs in zip(simpler, differ(simpler), strict=True) if differs] if simpler else []
        if not still:
            break
        case = min(still, key=_size)
    return case


def _simpler(rule: Rule, case: Case) -> Iterator[Case]:
    shared = {len(a) for a in case.arguments if isinstance(a, tuple)}
    if len(shared) == 1:
        for gone in range(min(shared) if min(shared) > 1 else 0):
            yield replace(case, arguments=tuple(a[:gone] + a[gone + 1 :] if isinstance(a, tuple) else a for a in case.arguments))
    for i, (p, a) in enumerate(zip(rule.parameters, case.arguments, strict=True)):
        options: list[Any] = []
        if isinstance(a, tuple):
            options = [(*a[:j], s, *a[j + 1 :]) for j, cell in enumerate(a) for s in _simpler_cells(cell)]
        elif p.is_input and a is not LEFT_OUT:
            options = list(_simpler_cells(a))
        for option in options:
            yield replace(case, arguments=(*case.arguments[:i], option, *case.arguments[i + 1 :]))


def _simpler_cells(cell: Any) -> list[Any]:
    ladder = [BLANK, 1.0, 0.0, "甲"]
    if isinstance(cell, float):
        ladder += [float(round(cell, n)) for n in (0, 1, 2, 4)]
    return [s for s in ladder if _weight(s) < _weight(cell)]


def _weight(cell: Any) -> int:
    if isinstance(cell, Made):
        return 30
    return 0 if cell is BLANK else len(repr(cell)) + 1


def _size(case: Case) -> int:
    return sum(sum(10 + _weight(c) for c in a) if isinstance(a, tuple) else _weight(a) for a in case.arguments)
