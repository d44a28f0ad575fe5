"""What units lose because of others (DQ-5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from shijibu.figures.book import Book, Row
from shijibu.language.formula import Formula, Template
from shijibu.language.scope import Scope
from shijibu.language.values import Value, codes
from shijibu.scheme.model import Scheme
from shijibu.scheme.outcomes import Penalty
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Roster, Unit


class Asks(Protocol):
    """Who computes."""

    scheme: Scheme
    period: Period
    roster: Roster
    books: Mapping[str, Book]

    def true(self, asked: Formula, scope: Scope) -> bool: ...
    def value(self, asked: Formula, scope: Scope) -> Value: ...
    def fill(self, template: Template, scope: Scope) -> str: ...
    def rows(self, code: str, table: str) -> list[Row]: ...


def new_penalties(asks: Asks) -> dict[str, list[dict[str, Any]]]:
    """What each unit loses in this round, by the unit that pays: {penalty, period, rule, source, because, points}."""
    charged: dict[str, list[dict[str, Any]]] = {}
    for penalty in asks.scheme.penalties:
        for unit in asks.roster.units:
            scope = Scope(unit.code)
            if unit.code not in asks.books or not asks.true(penalty.source, scope):
                continue
            entry = {
                "penalty": penalty.id, "period": str(asks.period), "rule": penalty.rule, "source": unit.code,
                "because": asks.fill(penalty.because, scope), "points": asks.value(penalty.points, scope),
            }
            for payer in sorted(set(_payers(asks, penalty, unit))):
                if asks.roster.unit(payer) and asks.true(penalty.payer, Scope(payer)):
                    charged.setdefault(payer, []).append(entry)
    return charged


def _payers(asks: Asks, penalty: Penalty, source: Unit) -> Iterator[str]:
    """The units linked to the one that causes it, and those that its rows name."""
    for target in penalty.to:
        if target.links:
            yield from (u.code for u in asks.roster.units if source.code in u.links)
        if target.table and target.column:
            for row in asks.rows(source.code, target.table):
                if target.where is None or asks.true(target.where, Scope(source.code, table=target.table, row=row.index)):
                    yield from codes(row.values.get(target.column))
