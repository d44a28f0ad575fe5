"""What could not be computed because of an error, and not because something is blank: it is blank too, but never silently."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from shijibu.language.scope import Scope
from shijibu.scheme.model import Scheme
from shijibu.scheme.outcomes import Figure
from shijibu.scheme.sheets import Column


@dataclass(frozen=True, slots=True)
class Uncomputed:
    """what: the figure, column or expression. unit: whose workbook it was asked of; official: of whom; row: of the table; all None for
    what is taken across the county. reason: what the rule says."""

    what: str
    reason: str
    unit: str | None = None
    official: str | None = None
    row: int | None = None


def uncomputed(scheme: Scheme, computing: Iterable[Hashable], expression: str, reason: str, scope: Scope | None) -> Uncomputed:
    """computing: the keys of what is being computed, innermost first; the first that people have a name for is named, else the expression."""
    label = next((label for key in computing if (label := _label(scheme, key)) is not None), None)
    where = scope or Scope("")
    return Uncomputed(label or expression, reason, where.unit or None, where.official, where.row)


def _label(scheme: Scheme, key: Hashable) -> str | None:
    """What people call the figure or column of a key; empty for one that the scheme does not have."""
    found: Figure | Column | None
    match key:
        case ("unit", _, id) | ("part", _, None, id) | ("across", "unit", id):
            found = scheme.unit_figure(str(id))
        case ("official", _, id) | ("part", _, _, id) | ("across", "official", id):
            found = scheme.official_figure(str(id))
        case ("cell" | "part", _, table, _, column) | ("column", _, table, column, _):
            holder = scheme.table(str(table))
            found = holder.column(str(column)) if holder else None
        case _:
            return None
    return found.label if found else ""
