"""A decided round brought back from the ledger, so that any of its figures can be explained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shijibu.consolidate.results import past_round, roster_of
from shijibu.ledger import Ledger
from shijibu.scheme.evaluate import Book, Evaluation, Row
from shijibu.scheme.load import load
from shijibu.scheme.period import Period


class CannotExplain(Exception):
    """The ledger has nothing to explain; the text says what is missing."""


@dataclass(slots=True)
class Retraced:
    """An evaluation as it was decided, and the sheet that each unit's table stood on."""

    evaluation: Evaluation
    sheets: dict[str, dict[str, str]]
    results: dict[str, Any]


def retrace(ledger: Ledger, *, scheme: str | None = None, period: str | None = None) -> Retraced:
    """The round of that scheme and period; the latest decided one where none is named. Raises CannotExplain, NotAPeriod."""
    known = sorted({r.scheme for r in ledger.rounds()})
    if scheme is None and len(known) != 1:
        raise CannotExplain(f"台账中有 {len(known)} 个考评方案，请用 --scheme 指明" if known else "台账中还没有下发记录")
    found = load(scheme or known[0])
    if period is None:
        decided = ledger.decisions(found.id)
        if not decided:
            raise CannotExplain("台账中还没有汇总结果")
        period = decided[-1].period
    when = Period.parse(period, found.cadence)
    decision, round_ = ledger.decision(found.id, str(when)), ledger.round(found.id, str(when))
    if decision is None or round_ is None:
        raise CannotExplain(f"台账中没有{when.label}的汇总结果")
    books, sheets = {}, {}
    for returned in ledger.returns(found.id, str(when)):
        if returned.accepted and returned.unit:
            books[returned.unit] = Book(returned.unit, {t: [Row(**row) for row in told["rows"]] for t, told in returned.inputs.items()})
            sheets[returned.unit] = {t: told["sheet"] for t, told in returned.inputs.items()}
    past = [past_round(d.period, d.figures, found) for d in ledger.decisions(found.id, before=str(when))]
    return Retraced(Evaluation(found, when, roster_of(round_.roster), books, past), sheets, decision.results)
