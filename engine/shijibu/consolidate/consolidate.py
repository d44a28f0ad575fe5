"""From a folder of returns to a decided round."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from shijibu.checks.check import Checked, Expected
from shijibu.checks.inbox import check_all
from shijibu.consolidate.results import books_of, figures_of, past_round, results_of, roster_of
from shijibu.consolidate.sorting import Sorted, sort_returns
from shijibu.ledger import Ledger, Return, Round
from shijibu.scheme.evaluate import Evaluation, PastRound
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

    @property
    def clean(self) -> bool:
        """Nothing to settle: no error, no warning, nobody missing, no tie."""
        everything = [*self.files.accepted.values(), *self.files.rejected]
        worst = {p.severity for f in everything for p in f.problems}
        return not (worst & {"error", "warning"} or self.results["missing"] or self.results["rejected"] or self.results["ties"])


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
    """Read, check, compute, and decide the round in the ledger. Raises NothingIssued, FileNotFoundError."""
    round_ = ledger.round(scheme.id, str(period))
    if round_ is None or not round_.issues:
        raise NothingIssued(f"台账里没有“{scheme.name}”{period.label}的下发记录，请先下发（shijibu issue）")
    roster = roster_of(round_.roster)
    # A corrected roster sent out again may have dropped a unit; what it was once sent is no longer expected.
    issued = {u for u in round_.issues if roster.unit(u) or scheme.workbook_for(u).county}
    expected = Expected(key=ledger.key(), scheme=scheme.id, period=str(period), issued=frozenset(issued))
    files = sort_returns(check_all(paths, expected, workers=workers, scheduler=scheduler, progress=progress))
    seen = first_seen(ledger, scheme, period, files, received)
    chosen = [*files.accepted.values(), *(f for f in files.rejected if f.unit)]
    late = {f.unit for f in chosen if f.unit in issued and round_.deadline and f.sha256 in seen and seen[f.sha256] > round_.deadline}
    missing = issued - set(files.accepted) - files.rejected_units
    past = [past_round(d.period, d.figures, scheme) for d in ledger.decisions(scheme.id, before=str(period))]
    evaluation = Evaluation(scheme, period, roster, books_of(files), past)
    results = results_of(evaluation, files, missing=sorted(missing), late=sorted(c for c in late if c))
    figures = figures_of(evaluation)
    revision = ledger.decide(scheme.id, str(period), results=results, figures=figures, returned=_returns(files))
    return Consolidated(scheme, period, round_, files, evaluation, past, results, figures, revision)


def first_seen(ledger: Ledger, scheme: Scheme, period: Period, files: Sorted, received: date | None) -> dict[str, date]:
    """The day each return was first seen, by content hash."""
    there = [*files.accepted.values(), *files.rejected, *files.superseded]
    sightings = [{"sha256": f.sha256, "scheme": scheme.id, "period": str(period), "unit": f.unit, "path": f.path} for f in there if f.sha256]
    return ledger.sight_all(sightings, received=received)


def _returns(files: Sorted) -> list[Return]:
    return [
        Return(
            unit=f.unit, sha256=f.sha256, path=f.path, accepted=f.accepted, modified=f.modified.isoformat() if f.modified else None,
            inputs={t: {"sheet": f.sheets.get(t), "rows": [asdict(r) for r in rows]} for t, rows in f.tables.items()} if f.accepted else {},
            problems=[p.to_json() for p in f.problems],
        )
        for f in [*files.accepted.values(), *files.rejected]
    ]
