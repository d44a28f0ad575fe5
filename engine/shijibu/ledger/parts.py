"""Parts of what a round keeps, each read alone: a table of figures needs no returns, and a table of returns no other one.

A county's decision and its returns are many megabytes of JSON; the database itself takes out what is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, ColumnElement, Connection, select, type_coerce

from shijibu.ledger.tables import decisions, returns, rounds


@dataclass(frozen=True, slots=True)
class DecidedParts:
    """The parts that were asked for of a round's current decision, by name; None for one that it does not have. version: of its scheme."""

    revision: int
    version: str | None
    results: dict[str, Any]
    figures: dict[str, Any]


def _part(column: ColumnElement[Any], name: str) -> ColumnElement[Any]:
    return type_coerce(column, JSON)[name]


def decided(connection: Connection, scheme: str, period: str, results: Sequence[str], figures: Sequence[str]) -> DecidedParts | None:
    """Those parts of results and figures of a round's current decision; None where nothing is decided."""
    asked = [*(_part(decisions.c.results, name) for name in results), *(_part(decisions.c.figures, name) for name in figures)]
    query = select(decisions.c.revision, decisions.c.version, *(part.label(f"part{i}") for i, part in enumerate(asked)))
    row = connection.execute(query.where(decisions.c.scheme == scheme, decisions.c.period == period, decisions.c.current)).first()
    if row is None:
        return None
    revision, version, *values = row
    return DecidedParts(revision, version, dict(zip(results, values, strict=False)), dict(zip(figures, values[len(results):], strict=True)))


def table(connection: Connection, scheme: str, period: str, name: str) -> dict[str, dict[str, Any]]:
    """One table of every accepted return that the current decision of a round rests on, by unit; where a return has it."""
    one = _part(returns.c.inputs, name).label("one")
    query = (select(returns.c.unit, one).join(decisions, decisions.c.id == returns.c.decision_id)
             .where(decisions.c.scheme == scheme, decisions.c.period == period, decisions.c.current, returns.c.accepted, returns.c.unit.is_not(None))
             .order_by(returns.c.unit))
    return {row.unit: row.one for row in connection.execute(query) if row.one is not None}


def roster(connection: Connection, scheme: str, period: str, name: str) -> list[dict[str, Any]]:
    """The units or the officials that a round was issued to; none where it was not."""
    one = _part(rounds.c.roster, name).label("one")
    return connection.execute(select(one).where(rounds.c.scheme == scheme, rounds.c.period == period)).scalar() or []
