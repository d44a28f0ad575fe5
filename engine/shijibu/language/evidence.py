"""What counted for a value: a name, a form or a rule says it where it computes, and an explanation is made of nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from shijibu.language.scope import Scope
from shijibu.language.values import Value

Whose = Literal["unit", "official"]


class Time(Protocol):
    """A round of a year."""

    @property
    def year(self) -> int: ...
    @property
    def round(self) -> int: ...
    @property
    def previous(self) -> Time: ...
    def back(self, rounds: int) -> Time: ...
    def __lt__(self, other: Any, /) -> bool: ...


class Past(Protocol):
    """A decided round."""

    @property
    def period(self) -> Time: ...


@dataclass(frozen=True, slots=True)
class OfFigure:
    """A figure of a unit or an official in this round."""

    whose: Whose
    id: str
    scope: Scope


@dataclass(frozen=True, slots=True)
class OfRounds:
    """A figure in earlier rounds, and in this one where `this` says so."""

    whose: Whose
    id: str
    scope: Scope
    rounds: Sequence[Past]
    this: bool


@dataclass(frozen=True, slots=True)
class OfAttribute:
    """Something that the roster, or the engine, says of a unit or an official."""

    whose: Whose
    id: str
    scope: Scope


@dataclass(frozen=True, slots=True)
class OfOwner:
    """Something of the one whom a row names."""

    name: str


@dataclass(frozen=True, slots=True)
class OfRound:
    """Something of the period, or of the county's own workbook."""


@dataclass(frozen=True, slots=True)
class OfPenalty:
    """Deductions of a unit in the year so far."""

    id: str
    scope: Scope


@dataclass(frozen=True, slots=True)
class OfCell:
    """A cell of the row itself."""

    column: str
    scope: Scope


@dataclass(frozen=True, slots=True)
class OfTable:
    """A column of a table, in the rows that the scope means."""

    table: str
    column: str
    scope: Scope


@dataclass(frozen=True, slots=True)
class OfRows:
    """A column of a table in chosen rows, whosever workbooks they stand in."""

    table: str
    column: str
    rows: Sequence[Scope]


@dataclass(frozen=True, slots=True)
class OfPeople:
    """What each of some officials has; how it came about is told with the official. label: what people call it."""

    label: str
    people: Sequence[tuple[str, Value]]


@dataclass(frozen=True, slots=True)
class OfParameter:
    """A number or list that the scheme sets."""

    path: str


Evidence = OfFigure | OfRounds | OfAttribute | OfOwner | OfRound | OfPenalty | OfCell | OfTable | OfRows | OfPeople | OfParameter
