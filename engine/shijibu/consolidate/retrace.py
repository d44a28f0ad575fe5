"""A decided round brought back from the ledger, so that any of its figures can be explained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shijibu.consolidate.amend import amended, amendments_of
from shijibu.consolidate.reopen import files_of
from shijibu.consolidate.results import books_of, past_round, roster_of
from shijibu.ledger import Decision, Ledger, Round
from shijibu.scheme.evaluate import Evaluation, PastRound
from shijibu.scheme.load import load
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period


class CannotExplain(Exception):
    """The ledger has nothing to explain; the text says what is missing."""


@dataclass(slots=True)
class Retraced:
    """An evaluation as it was decided, and the sheet that each unit's table stood on."""

    evaluation: Evaluation
    sheets: dict[str, dict[str, str]]
    results: dict[str, Any]
    figures: dict[str, Any]


def the_scheme(ledger: Ledger, named: str | None) -> str:
    """The scheme named, or the ledger's only one. Raises CannotExplain."""
    known = sorted({r.scheme for r in ledger.rounds()}) if named is None else [named]
    if len(known) != 1:
        raise CannotExplain(f"台账中有 {len(known)} 个考评方案，请用 --scheme 指明" if known else "台账中还没有下发记录")
    return known[0]


def retrace(ledger: Ledger, *, scheme: str | None = None, period: str | None = None) -> Retraced:
    """The round of that scheme and period; the latest decided one where none is named. Raises CannotExplain, NotAPeriod."""
    found = load(the_scheme(ledger, scheme))
    if period is None:
        decided = ledger.decisions(found.id)
        if not decided:
            raise CannotExplain("台账中还没有汇总结果")
        period = decided[-1].period
    when = Period.parse(period, found.cadence)
    decision, round_ = ledger.decision(found.id, str(when)), ledger.round(found.id, str(when))
    if decision is None or round_ is None:
        raise CannotExplain(f"台账中没有{when.label}的汇总结果")
    past = [past_round(d.period, d.figures, found) for d in ledger.decisions(found.id, before=str(when))]
    return _retraced(ledger, found, round_, decision, past)


def every_round(ledger: Ledger, *, scheme: str | None = None) -> list[Retraced]:
    """Every decided round of the scheme, oldest first. Raises CannotExplain."""
    found, past, out = load(the_scheme(ledger, scheme)), [], []
    for decision in ledger.decisions(found.id):
        round_ = ledger.round(found.id, decision.period)
        assert round_ is not None  # nothing is decided that was not issued
        out.append(_retraced(ledger, found, round_, decision, list(past)))
        past.append(past_round(decision.period, decision.figures, found))
    if not out:
        raise CannotExplain("台账中还没有汇总结果")
    return out


def _retraced(ledger: Ledger, scheme: Scheme, round_: Round, decision: Decision, past: list[PastRound]) -> Retraced:
    files = files_of(ledger.returns(scheme.id, decision.period), [])
    sheets = {unit: f.sheets for unit, f in files.accepted.items()}
    books, _ = amended(scheme, books_of(files), amendments_of(ledger, scheme.id, decision.period))
    when = Period.parse(decision.period, scheme.cadence)
    evaluation = Evaluation(scheme, when, roster_of(round_.roster), books, past, late=decision.results["late"])
    return Retraced(evaluation, sheets, decision.results, decision.figures)
