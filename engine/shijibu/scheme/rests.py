"""What a formula rests on in the end: the columns that people fill in, through figures and live cells."""

from __future__ import annotations

from collections.abc import Iterable

from shijibu.language.evidence import Whose
from shijibu.language.formula import Formula
from shijibu.language.node import Node
from shijibu.language.scope import Level
from shijibu.scheme.binding import binding_of
from shijibu.scheme.model import Scheme
from shijibu.scheme.names import OfficialFigure, OfRowsOwner, OwnCell, TableColumn, UnitFigure

_Place = tuple[Formula, Level, str | None]


def rests_on(scheme: Scheme, formula: Formula, level: Level, table: str | None) -> set[tuple[str, str]]:
    """Every (table, column) that a formula takes, of its own or through figures and live cells. Raises NotAnExpression."""
    binding, found = binding_of(scheme), set[tuple[str, str]]()
    waiting: list[_Place] = [(formula, level, table)]
    seen: set[_Place] = set()
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        for name in _each(binding.node(*place).names()):
            if isinstance(name, (OwnCell, TableColumn)):
                found.add((name.table, name.column))
                home = binding.names.tables.get(name.table)
                column = home.column(name.column) if home else None
                if column and column.live:
                    waiting.append((column.live, "row", name.table))
            elif isinstance(name, (UnitFigure, OfficialFigure)):
                whose: Whose = "unit" if isinstance(name, UnitFigure) else "official"
                further = binding.names.figures[whose][name.id].formula
                if further:
                    waiting.append((further, whose, None))
    return found


def _each(names: Iterable[Node]) -> Iterable[Node]:
    """The names, of what a row's owner has both what an official and what a unit has."""
    for name in names:
        if isinstance(name, OfRowsOwner):
            yield from (name.official, name.unit)
        else:
            yield name
