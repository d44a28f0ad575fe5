"""How the rows of a template's sheet move when its tables are given their room: a row of marks becomes many, and what stands below goes down."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shijibu.spreadsheet.address import column_letters, column_number

if TYPE_CHECKING:  # openpyxl is loaded where a template is: every check of a return would wait for it
    from openpyxl.formula.tokenizer import Token

_CELL = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d{1,7})", re.I)
_ROWS = re.compile(r"(\$?)(\d{1,7}):(\$?)(\d{1,7})")
_OVER_ROWS = ("SUM", "AVERAGE", "COUNT", "COUNTA", "COUNTBLANK", "MAX", "MIN", "PRODUCT", "STDEV", "SUMSQ", "MEDIAN")
"""Functions that take a table's rows: what they ask of the row of marks they ask of all its rows."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """rows: by the number of a row of marks how many rows it becomes."""

    rows: Mapping[int, int] = field(default_factory=dict)

    def first(self, row: int) -> int:
        """Where a row of the template goes; of a row of marks its first."""
        return row + sum(n - 1 for at, n in self.rows.items() if at < row)

    def last(self, row: int) -> int:
        """The same, of a row of marks its last."""
        return self.first(row) + self.rows.get(row, 1) - 1

    def all(self, row: int) -> range:
        return range(self.first(row), self.last(row) + 1)

    def formula(self, text: str, *, own: str, sheets: Mapping[str, Stretch], down: int = 0) -> str:
        """A formula (with its sign) as it stands after the rows moved.

        own: the sheet that it stands on. sheets: how the rows of each sheet move. down: how many rows below the row of marks it is repeated.
        """
        from openpyxl.formula import Tokenizer
        from openpyxl.formula.tokenizer import TokenizerError

        try:
            tokens = Tokenizer(text)
        except TokenizerError:
            return text
        return "=" + "".join(_moved(tokens.items, own, sheets, down))


def _moved(items: list[Token], own: str, sheets: Mapping[str, Stretch], down: int) -> Iterator[str]:
    functions: list[str] = []
    for i, token in enumerate(items):
        if token.type == token.FUNC and token.subtype == token.OPEN:
            functions.append(token.value.rstrip("(").upper())
        elif token.type == token.PAREN and token.subtype == token.OPEN:
            functions.append("")
        elif token.subtype == token.CLOSE and token.type in (token.FUNC, token.PAREN) and functions:
            functions.pop()
        if token.type == token.OPERAND and token.subtype == token.RANGE:
            alone = _is_argument(items, i) and bool(functions) and functions[-1] in _OVER_ROWS
            yield _reference(token.value, own, sheets, down, alone)
        else:
            yield token.value


def _is_argument(items: list[Token], at: int) -> bool:
    """Whether a reference is a whole argument."""
    before, after = items[at - 1] if at else None, items[at + 1] if at + 1 < len(items) else None
    opens = before is not None and (before.type == before.SEP or before.subtype == before.OPEN)
    return opens and after is not None and (after.type == after.SEP or after.subtype == after.CLOSE)


def _reference(text: str, own: str, sheets: Mapping[str, Stretch], down: int, over_rows: bool) -> str:
    title, mark, place = text.rpartition("!")
    stretch = sheets.get(title.strip("'").replace("''", "'") if mark else own)
    head = title + mark
    if stretch is None:
        return text
    if whole := _ROWS.fullmatch(place):
        return f"{head}{whole[1]}{stretch.first(int(whole[2]))}:{whole[3]}{stretch.last(int(whole[4]))}"
    corners = [_CELL.fullmatch(part) for part in place.split(":")]
    if not all(corners) or len(corners) > 2:
        return text  # a name, whole columns, or nothing that we know
    told = [c for c in corners if c is not None]
    rows = [int(c[4]) for c in told]
    repeated = not mark and down and all(r in stretch.rows for r in rows)
    if repeated:  # the formula stands in a row of marks, and asks for its own row
        moved = [stretch.first(r) + (0 if c[3] else down) for c, r in zip(told, rows, strict=True)]
    elif len(told) == 1 and not (over_rows and rows[0] in stretch.rows):
        moved = [stretch.first(rows[0])]
    else:
        moved = [stretch.first(rows[0]), stretch.last(rows[-1])]
        told = told if len(told) == 2 else told * 2
    return head + ":".join(f"{c[1]}{c[2]}{c[3]}{row}" for c, row in zip(told, moved, strict=True))


def area(stretch: Stretch, top: int, left: int, bottom: int, right: int) -> str:
    """A range of the template after its rows moved: A6:H45."""
    return f"{column_letters(left)}{stretch.first(top)}:{column_letters(right)}{stretch.last(bottom)}"


def columns_of(text: str) -> tuple[int, int] | None:
    """First and last of whole columns such as A:C."""
    first, mark, last = text.replace("$", "").partition(":")
    return (column_number(first), column_number(last)) if mark and first.isalpha() and last.isalpha() else None
