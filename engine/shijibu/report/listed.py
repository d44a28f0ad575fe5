"""What the cells of a list are: values that lead somewhere, that say whose they are or of what kind, and the columns that they stand in."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Self

from shijibu.spreadsheet.address import address

_OPENED = (".xlsx", ".xls", ".et", ".ods", ".fods", ".csv")
_LONGEST = 2_079
"""Characters of a link that Excel takes. One Chinese character of a path is nine of them."""


class Linked(str):
    """A text that leads to a place in the same workbook."""

    target: str

    def __new__(cls, text: str, sheet: str, row: int, column: int = 0) -> Self:
        """row, column: counted from 0."""
        linked = super().__new__(cls, text)
        linked.target = place_in(sheet, row, column)
        return linked

    @classmethod
    def to(cls, text: str, sheet: str, row: int = 0, column: int = 0) -> str:
        """The same, or the bare text where no sheet is named."""
        return cls(text, sheet, row, column) if sheet else text


class Outside(str):
    """A text that leads to a file of this computer."""

    target: str

    @classmethod
    def to(cls, text: str, file: Path | None) -> str:
        """The same, or the bare text where there is no file, or one that no spreadsheet opens: a link must not run a program; or one that lies so
        deep that no link is long enough."""
        if file is None or file.suffix.lower() not in _OPENED or "#" in str(file):  # which begins a place within the file
            return text
        # Written in small letters the address would be turned into one of Windows.
        target = f"external:{file}" if os.name == "nt" else file.absolute().as_uri().replace("file://", "FILE://", 1)
        if len(target) > _LONGEST:
            return text
        linked = cls(text)
        linked.target = target
        return linked


class Whose(str):
    """The name of a unit or an official, in its own row."""

    kind: str
    id: str

    @classmethod
    def of(cls, text: str, kind: str, id: str) -> Self:
        """kind: unit or official; id: its code or id."""
        named = cls(text)
        named.kind, named.id = kind, id
        return named


class Named(Linked):
    """The name of a unit or an official, which leads to where its figures are."""

    kind: str
    id: str

    @classmethod
    def of(cls, text: str, kind: str, id: str, sheet: str, row: int, column: int) -> Named:
        """kind: unit or official; id: its code or id."""
        named = cls(text, sheet, row, column)
        named.kind, named.id = kind, id
        return named


class Figured(float):
    """A number that has a kind of its own, in a column of several kinds."""

    kind: str

    def __new__(cls, value: float, kind: str) -> Figured:
        made = super().__new__(cls, value)
        made.kind = kind
        return made


def kind_of(column: Column, value: Any) -> str:
    return value.kind if isinstance(value, Figured) else column.kind


def place_in(sheet: str, row: int = 0, column: int = 0) -> str:
    """Where a link within a workbook leads."""
    name = sheet.replace("'", "''")
    return f"internal:'{name}'!{address(row + 1, column + 1)}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list. `most`: the greatest width before the text wraps; kinds: text, number (computed), typed (a number as somebody
    typed it), integer, percent, and the change of a number (rise) or of a place (places) against the last time. figure: the id of the
    scheme's figure that it shows, of whom the row is, in `period` where that is another round. names: unit or official, where the column says by
    code or id whose the row is."""

    label: str
    kind: str = "text"
    most: int = 30
    colours: Mapping[str, str] = field(default_factory=dict)
    middle: bool = False
    figure: str = ""
    period: str = ""
    names: Literal["", "unit", "official"] = ""
