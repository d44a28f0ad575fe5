"""What a test puts into a cell, and what both faces are told about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shijibu.rules import CellError
from shijibu.rules.values import WAITING


@dataclass(frozen=True, slots=True)
class Made:
    """A cell that a formula made: a number with binary noise, an empty text, an error."""

    formula: str
    value: Any


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An optional parameter that is not given at all."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """A list of two columns that the formula spells out: a scale, or pairs."""

    rows: tuple[tuple[Any, Any], ...]


BLANK = None
EMPTY = Made('=""', "")
LEFT_OUT = LeftOut()
ERRORS = (
    Made("=NA()", CellError("#N/A")), Made("=1/0", CellError("#DIV/0!")), Made('="x"*1', CellError("#VALUE!")),
    Made(f'="{WAITING}"', WAITING),  # a live cell that cannot be computed, which is one to whatever takes it
)
NOISE = (
    Made("=0.1+0.2", 0.1 + 0.2),
    Made("=0.285*100", 0.285 * 100),
    Made("=1.1*3", 1.1 * 3),
    Made("=100+2^-46", 100 + 2**-46),
    Made("=3-2^-51", 3 - 2**-51),
    Made("=0.7+0.1+0.1", 0.7 + 0.1 + 0.1),
    Made("=4.35*100", 4.35 * 100),
    Made("=1/3", 1 / 3),
)
AWKWARD_NUMBERS = (0.0, 1.0, 2.675, 1.005, 28.5, 0.3, 0.9, 1.2, 33.3333, 66.6667, 99.99995, 0.00005, 1e-9, 100.0, 2.5, 0.5)
OUT_OF_RANGE = (-1.0, -0.0001, -1e-10, 100.0000000001, 100.01, 101.0, 1000000.0, 12345.678, 1e12 + 1, -1e13, 1e300)
OTHER_TEXTS = ("x", " ", "90%", "９０", "90", "好", "蓝牌 ", "~*?", '"', "=1", "TRUE", "无")
LABELS = ("好", "较好", "一般", "差", "A", "a", "Ａ", "甲", " 甲", "甲 ", "乙  丙", "乙 丙", "1", "1.5", "0.3", "*", "?好", "T01", "t01", "0", "")


@dataclass(frozen=True)
class Case:
    """One call of a rule: for each parameter a cell, a tuple of cells (a column), a setting, or LEFT_OUT."""

    arguments: tuple[Any, ...]

    @property
    def height(self) -> int:
        return max([1, *(len(a) for a in self.arguments if isinstance(a, tuple))])

    def raw(self) -> list[Any]:
        """The arguments as the Python face takes them."""
        return [[[plain(v)] for v in a] if isinstance(a, tuple) else plain(a) for a in self.arguments]

    def __str__(self) -> str:
        return "; ".join(f"[{', '.join(map(_shown, a))}]" if isinstance(a, tuple) else _shown(a) for a in self.arguments)


def plain(cell: Any) -> Any:
    """The value that a reader would find in the cell."""
    if isinstance(cell, LeftOut):
        return None
    if isinstance(cell, Spelled):
        return list(cell.rows)
    return cell.value if isinstance(cell, Made) else cell


def _shown(cell: Any) -> str:
    if isinstance(cell, LeftOut):
        return "left out"
    if isinstance(cell, Spelled):
        return repr(cell.rows)
    return "blank" if cell is None else cell.formula if isinstance(cell, Made) else repr(cell)
