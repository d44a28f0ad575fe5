"""From a folder of returns to a decided round."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from shijibu.checks.check import Checked, Expected
from shijibu.checks.inbox import check_all
from shijibu.consolidate.amend import APPLIED, LOST, Amendment, amended, amendments_of
from shijibu.consolidate.difference import difference, told
from shijibu.consolidate.results import books_of, figures_of, past_rounds, results_of, roster_of
from shijibu.consolidate.rules import kept_by, rules_of
from shijibu.consolidate.similarity import similar_texts
from shijibu.consolidate.sorting import Sorted, is_foreign, sort_returns
from shijibu.ledger import Head, Ledger, Return, Round, RuleChange
from shijibu.scheme.evaluate import Book, Evaluation, PastRound, Row
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period


class NothingIssued(Exception):
    """The ledger has no round of the scheme and period."""


@dataclass(slots=True)
class Consolidated:
    """A decided round: results.json, all figures, where each file ended up, and the evaluation to ask for more."""

    scheme: Scheme
    period: Period
    round: Round
    files: Sorted
    evaluation: Evaluation
    past: list[PastRound]
    results: dict[str, Any]
    figures: dict[str, Any]
    revision: int
    notice: str = ""
    """That the ledger does not keep the rules that the round went out under; empty where it does."""
    rule_changes: list[RuleChange] = field(default_factory=list)
    head: Head | None = None
    """The head of the audit trail as of the decision."""

    @property
    def clean(self) -> bool:
        """Nothing to settle: no error, no warning, nobody missing, no tie, no amendment without its row."""
        everything = [*self.files.accepted.values(), *self.files.rejected]
        worst = {p.severity for f in everything for p in f.problems}
        lost = any(a["state"] == LOST for a in self.results["amendments"])
        return not (worst & {"error", "warning"} or self.results["missing"] or self.results["rejected"] or self.results["ties"] or lost)


def consolidate(
    paths: Iterable[Path],
    scheme: Scheme,
    period: Period,
    ledger: Ledger,
    *,
    received: date | None = None,
    workers: int = 1,
    scheduler: str | None = None,
    progress: Callable[[Checked], None] = lambda checked: None,
) -> Consolidated:
    """Read, check, compute, and decide the round in the ledger, under the rules that it goes by: `scheme` only says of which scheme it is.

    Raises NothingIssued, FileNotFoundError, SchemeFault, DecidedMeanwhile.
    """
    round_ = ledger.round(scheme.id, str(period))
    if round_ is None or not round_.issues:
        raise NothingIssued(f"台账里没有“{scheme.name}”{period.label}的下发记录，请先下发（shijibu issue）")
    rules = rules_of(ledger, scheme.id, str(period))
    scheme, roster = rules.scheme, roster_of(round_.roster)
    # A corrected roster sent out again may have dropped a unit; what it was once sent is no longer expected.
    issued = {u for u in round_.issues if roster.unit(u) or scheme.workbook_for(u).county}
    expected = Expected(key=ledger.key(), scheme=scheme.id, period=str(period), issued=frozenset(issued), kept=kept_by(ledger))
    files = sort_returns(check_all(paths, expected, workers=workers, scheduler=scheduler, progress=progress), issued)
    seen = first_seen(ledger, scheme, period, files, received)
    chosen = [*files.accepted.values(), *(f for f in files.rejected if f.unit and not is_foreign(f))]
    late = {f.unit for f in chosen if f.unit in issued and round_.deadline and f.sha256 in seen and seen[f.sha256] > round_.deadline}
    missing = issued - set(files.accepted) - files.rejected_units
    late_units = sorted(c for c in late if c)
    while True:
        amendments = amendments_of(ledger, scheme.id, str(period))
        done = evaluated(ledger, scheme, period, round_, files, missing=sorted(missing), late=late_units, amendments=amendments)
        done.revision = ledger.decide(
            scheme.id, str(period), results=done.results, figures=done.figures, returned=_returns(files), version=round_.version)
        done.notice, done.head = rules.notice, ledger.decision_head(scheme.id, str(period))
        if amendments_of(ledger, scheme.id, str(period)) == amendments:  # else an objection was upheld meanwhile
            return done


def evaluated(
    ledger: Ledger, scheme: Scheme, period: Period, round_: Round, files: Sorted, *, missing: list[str], late: list[str],
    amendments: list[Amendment],
) -> Consolidated:
    """The round computed from its files as amended and from the rounds before it; nothing is decided yet (revision 0).

    `changes` of the results: every figure that the amendments made different from what the files as returned give.
    """
    past = past_rounds(ledger.decisions(scheme.id, before=str(period)), scheme)
    returned, roster = books_of(files), roster_of(round_.roster)
    books, cells = amended(scheme, returned, amendments, {unit: f.sheets for unit, f in files.accepted.items()})

    def computed(books: dict[str, Book]) -> tuple[Evaluation, dict[str, Any]]:
        evaluation = Evaluation(scheme, period, roster, books, past, late=late)
        results = results_of(evaluation, files, missing=missing, late=late, amendments=cells)
        return evaluation, {"results": results, "figures": figures_of(evaluation)}

    evaluation, now = computed(books)
    if any(c["state"] == APPLIED for c in cells):
        now["results"]["changes"] = told(difference(scheme, roster, computed(returned)[1], now), roster)
    results = now["results"] | similar_texts(evaluation, files, ledger)
    changes = ledger.rule_changes(scheme.id, str(period))
    return Consolidated(scheme, period, round_, files, evaluation, past, results, now["figures"], 0, rule_changes=changes)


def first_seen(ledger: Ledger, scheme: Scheme, period: Period, files: Sorted, received: date | None) -> dict[str, date]:
    """The day each return was first seen, by content hash."""
    there = [*files.accepted.values(), *files.rejected, *files.superseded]
    sightings = [{"sha256": f.sha256, "scheme": scheme.id, "period": str(period), "unit": f.unit, "path": f.path} for f in there if f.sha256]
    return ledger.sight_all(sightings, received=received)


def _returns(files: Sorted) -> list[Return]:
    return [
        Return(
            unit=f.unit, sha256=f.sha256, path=f.path, accepted=f.accepted, modified=f.modified.isoformat() if f.modified else None,
            inputs={t: {"sheet": f.sheets.get(t), "rows": [_row(r) for r in rows]} for t, rows in f.tables.items()} if f.accepted else {},
            problems=[p.to_json() for p in f.problems],
        )
        for f in [*files.accepted.values(), *files.rejected]
    ]


def _row(row: Row) -> dict[str, Any]:
    return {"index": row.index, "values": row.values, "cells": row.cells}
