"""A decided round brought back from the ledger, under the rules that it was decided under, so that any of its figures can be explained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shijibu.errors import ShijibuError
from shijibu.figures.evaluation import Evaluation
from shijibu.ledger import Decision, Ledger
from shijibu.rounds.amend import amended, amendments_of
from shijibu.rounds.reopen import files_of
from shijibu.rounds.results import books_of, past_rounds, roster_of
from shijibu.rounds.rules import rules_of
from shijibu.scheme.period import Period


class CannotExplain(ShijibuError):
    """The ledger has nothing to explain; the text says what is missing."""


@dataclass(slots=True)
class Retraced:
    """An evaluation as it was decided, and the sheet that each unit's table stood on. notice: that its rules were not kept,
    or changed since; else empty."""

    evaluation: Evaluation
    sheets: dict[str, dict[str, str]]
    results: dict[str, Any]
    figures: dict[str, Any]
    notice: str = ""


def the_scheme(ledger: Ledger, named: str | None) -> str:
    """The scheme named, or the ledger's only one. Raises CannotExplain."""
    known = sorted({r.scheme for r in ledger.rounds()}) if named is None else [named]
    if len(known) != 1:
        raise CannotExplain(f"台账中有 {len(known)} 个考评方案，请用 --scheme 指明" if known else "台账中还没有下发记录")
    return known[0]


def retrace(ledger: Ledger, *, scheme: str | None = None, period: str | None = None) -> Retraced:
    """The round of that scheme and period; the latest decided one where none is named. Raises CannotExplain, NotAPeriod."""
    id = the_scheme(ledger, scheme)
    if period is None:
        decided = ledger.decisions(id)
        if not decided:
            raise CannotExplain("台账中还没有汇总结果")
        period = decided[-1].period
    when = Period.parse(period)
    decision = ledger.decision(id, str(when))
    if decision is None:
        raise CannotExplain(f"台账中没有{when.label}的汇总结果")
    return _retraced(ledger, decision, ledger.decisions(id, before=str(when)))


def every_round(ledger: Ledger, *, scheme: str | None = None) -> list[Retraced]:
    """Every decided round of the scheme, oldest first. Raises CannotExplain."""
    decided = ledger.decisions(the_scheme(ledger, scheme))
    if not decided:
        raise CannotExplain("台账中还没有汇总结果")
    return [_retraced(ledger, decision, decided[:i]) for i, decision in enumerate(decided)]


def _retraced(ledger: Ledger, decision: Decision, earlier: list[Decision]) -> Retraced:
    round_, when = ledger.round(decision.scheme, decision.period), Period.parse(decision.period)
    assert round_ is not None  # nothing is decided that was not issued
    rules = rules_of(ledger, decision.scheme, decision.period, decision.version)
    files = files_of(ledger.returns(decision.scheme, decision.period), [])
    sheets = {unit: f.sheets for unit, f in files.accepted.items()}
    books, _ = amended(rules.scheme, books_of(files), amendments_of(ledger, decision.scheme, decision.period))
    past = past_rounds(earlier, rules.scheme)
    evaluation = Evaluation(rules.scheme, when, roster_of(round_.roster), books, past, late=decision.results["late"],
                            rejected=files.uncorrected_units)
    later = "该期的方案后来改过，还没有重新汇总；以下按汇总时的方案说明" if decision.version not in (None, round_.version) else ""
    return Retraced(evaluation, sheets, decision.results, decision.figures, rules.notice or later)
