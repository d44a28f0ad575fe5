"""What settings of one rule owe to each other: lines that rise, weights that make up a whole.

A rule names its own settings; a scheme, in `relations`, names parameters. Both are held when a scheme is loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

RelationKind = Literal["rising", "not_falling", "whole", "equal", "among"]


@dataclass(frozen=True, slots=True)
class Relation:
    """rising: each is greater than the one before; not_falling: none is less; whole: they sum to 1; equal: all are the same; among: each
    number of the first is one of the last.
    """

    kind: RelationKind
    names: tuple[str, ...]

    @property
    def is_order(self) -> bool:
        return self.kind in ("rising", "not_falling")


def rising(*names: str) -> Relation:
    return Relation("rising", names)


def not_falling(*names: str) -> Relation:
    return Relation("not_falling", names)


def whole(*names: str) -> Relation:
    return Relation("whole", names)


def out_of_order(kind: RelationKind, values: Sequence[float]) -> list[int]:
    """The places i at which values[i] and values[i + 1] stand wrongly."""
    wrong = {"rising": lambda a, b: a >= b, "not_falling": lambda a, b: a > b, "equal": lambda a, b: a != b}[kind]
    return [i for i, (a, b) in enumerate(pairwise(values)) if wrong(a, b)]


def exact_sum(values: Sequence[float]) -> float:
    """The sum of numbers as they are written: 0.1 is a tenth, not the double next to it."""
    return float(sum((Fraction(repr(v)) for v in values), Fraction()))
