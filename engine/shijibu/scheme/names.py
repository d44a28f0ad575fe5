"""What the names of a scheme's formulas stand for: each kind of name is one kind of object.

An object is made once for each place where a name stands (`scheme.binding`). It knows its value, what counted for it, and what people
call it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shijibu.language.evidence import OfAttribute, OfCell, OfFigure, OfOwner, OfPenalty, OfRound, OfTable, Whose
from shijibu.language.node import At, Evaluates, Node
from shijibu.language.scope import Scope
from shijibu.language.values import Value

_UNIT = "单位"


class Named(Node):
    """What a name stands for."""

    __slots__ = ()

    named = True


class Labelled(Named):
    """A name that people know by its label, wherever it stands."""

    __slots__ = ()

    label: str

    def phrase(self, level: Whose) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class OwnCell(Labelled):
    """A column of the table in whose row the formula stands."""

    table: str
    column: str
    label: str

    def value(self, asked: Evaluates, at: At) -> Value:
        if at.record is not None:
            at.counts(lambda: OfCell(self.column, at.scope))
        return asked.cell_at(at.scope, self.column)


@dataclass(frozen=True, slots=True)
class UnitFigure(Labelled):
    id: str
    label: str

    def value(self, asked: Evaluates, at: At) -> Value:
        if at.record is not None:
            at.counts(lambda: OfFigure("unit", self.id, at.scope))
        return asked.unit_value(self.id, at)


@dataclass(frozen=True, slots=True)
class OfficialFigure(Labelled):
    id: str
    label: str

    def value(self, asked: Evaluates, at: At) -> Value:
        if at.record is not None:
            at.counts(lambda: OfFigure("official", self.id, at.scope))
        return asked.official_value(self.id, at)


@dataclass(frozen=True, slots=True)
class UnitAttribute(Labelled):
    """What the roster, or the engine, says of a unit; nothing where nobody says it."""

    id: str
    label: str

    def value(self, asked: Evaluates, at: At) -> Value:
        if at.record is not None:
            at.counts(lambda: OfAttribute("unit", self.id, at.scope))
        return asked.unit_attribute(self.id, at.scope)


@dataclass(frozen=True, slots=True)
class OfficialAttribute(Labelled):
    """What the roster says of an official; nothing where it does not."""

    id: str
    label: str

    def value(self, asked: Evaluates, at: At) -> Value:
        if at.record is not None:
            at.counts(lambda: OfAttribute("official", self.id, at.scope))
        return asked.official_attribute(self.id, at.scope)


@dataclass(frozen=True, slots=True)
class Home(Named):
    """`home`: the unit that a workbook goes to, while its rows are chosen."""

    def value(self, asked: Evaluates, at: At) -> Value:
        if at.record is not None:
            at.counts(lambda: OfAttribute("unit" if at.scope.official is None else "official", "home", at.scope))
        return asked.home

    def phrase(self, level: Whose) -> str:
        return "home"


@dataclass(frozen=True, slots=True)
class OfUnit(Named):
    """`unit.…`: of the unit, whoever is asked about."""

    inner: Node

    @property
    def parts(self) -> Sequence[Node]:
        return (self.inner,)

    def value(self, asked: Evaluates, at: At) -> Value:
        return self.inner.value(asked, At(Scope(at.scope.unit), at.of, at.exact, at.record))

    def phrase(self, level: Whose) -> str:
        told = self.inner.phrase("unit")
        return _UNIT + told.removeprefix(_UNIT) if level == "official" else told


@dataclass(frozen=True, slots=True)
class OfPeriod(Labelled):
    """`period.…`"""

    id: str
    label: str

    @property
    def of_round(self) -> bool:
        return True

    def value(self, asked: Evaluates, at: At) -> Value:
        at.counts(OfRound)
        return asked.period_attribute(self.id)


@dataclass(frozen=True, slots=True)
class OfCounty(Labelled):
    """`county.…`: of the county's own workbook."""

    id: str
    label: str

    def value(self, asked: Evaluates, at: At) -> Value:
        at.counts(OfRound)
        return asked.of_county(self.id)


@dataclass(frozen=True, slots=True)
class OfRowsOwner(Labelled):
    """`owner.…`: of the official, or else the unit, that the row names."""

    id: str
    official: Node
    unit: Node
    label: str

    def value(self, asked: Evaluates, at: At) -> Value:
        at.counts(lambda: OfOwner(f"owner.{self.id}"))
        scope = asked.owner(at.scope)
        return (self.unit if scope.official is None else self.official).value(asked, At(scope))


@dataclass(frozen=True, slots=True)
class OfTitledPenalty(Named):
    """`<penalty>.…`: of each such deduction of the unit in the year so far."""

    id: str
    what: str
    title: str

    def value(self, asked: Evaluates, at: At) -> Value:
        at.counts(lambda: OfPenalty(self.id, at.scope))
        return asked.of_penalty(self.id, self.what, at.scope)

    def phrase(self, level: Whose) -> str:
        return self.title


@dataclass(frozen=True, slots=True)
class TableColumn(Labelled):
    """`<table>.<column>`: in the rows that the place means."""

    table: str
    column: str
    label: str

    def value(self, asked: Evaluates, at: At) -> Value:
        if at.record is not None:
            at.counts(lambda: OfTable(self.table, self.column, at.scope))
        return asked.column_of(self.table, self.column, at)


@dataclass(frozen=True, slots=True)
class Given(Named):
    """A fact that a prefilled cell is made of: the period's are called by their whole name, all others by its last part."""

    name: str
    last: str

    def value(self, asked: Evaluates, at: At) -> Value:
        facts = at.facts or {}
        return facts.get(self.name, facts.get(self.last))

    def phrase(self, level: Whose) -> str:
        return self.name
