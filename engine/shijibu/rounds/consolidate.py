"""From a folder of returns to a decided round."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from shijibu.checks.check import Checked, Expected
from shijibu.checks.inbox import check_all
from shijibu.errors import ShijibuError
from shijibu.figures.evaluation import Book, Evaluation, PastRound
from shijibu.ledger import DecidedMeanwhile, Head, Ledger, Round, RuleChange
from shijibu.rounds.amend import APPLIED, LOST, Amendment, amended, amendments_of
from shijibu.rounds.clock import ClockBehind, clock_behind
from shijibu.rounds.difference import difference, told
from shijibu.rounds.reissued import Reissued
from shijibu.rounds.reopen import returns_of
from shijibu.rounds.results import books_of, figures_of, past_rounds, results_of, roster_of
from shijibu.rounds.rules import kept_by, rules_of
from shijibu.rounds.sightings import sight
from shijibu.rounds.similarity import similar_texts
from shijibu.rounds.sorting import Sorted, sort_returns
from shijibu.rounds.standing import Before, Standing, before, standing
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period


class NothingIssued(ShijibuError):
    """The ledger has no round of the scheme and period."""


@dataclass(slots=True)
class Consolidated:
    """A decided round: results.json, all figures, where each file ended up, and the evaluation to ask for more. clock: where this computer's
    was behind the ledger."""

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
    clock: ClockBehind | None = None

    @property
    def clean(self) -> bool:
        """Nothing to settle: no error, no warning, nobody missing, no tie, no amendment without its row, no figure that failed, no clock in
        the past."""
        everything = [*self.files.accepted.values(), *self.files.rejected]
        worst = {p.severity for f in everything for p in f.problems} | {p.severity for said in self.files.remarks.values() for p in said}
        lost = any(a["state"] == LOST for a in self.results["amendments"])
        unsettled = (self.results["missing"], self.results["rejected"], self.results["ties"], self.evaluation.uncomputed, self.clock, lost)
        return not (worst & {"error", "warning"} or any(unsettled))


def consolidate(
    paths: Iterable[Path],
    scheme: Scheme,
    period: Period,
    ledger: Ledger,
    *,
    received: date | None = None,
    afresh: bool = False,
    workers: int = 1,
    scheduler: str | None = None,
    progress: Callable[[Checked], None] = lambda checked: None,
) -> Consolidated:
    """Read, check, compute, and decide the round in the ledger, upon what was accepted before or, `afresh`, upon these files alone.

    It is computed under the rules that the ledger has of it: `scheme` only says of which scheme it is.
    Raises NothingIssued, FileNotFoundError, SchemeFault, DecidedMeanwhile where the round's rules were changed meanwhile.
    """
    round_ = ledger.round(scheme.id, str(period))
    if round_ is None or not round_.issues:
        raise NothingIssued(f"台账里没有“{scheme.name}”{period.label}的下发记录，请先下发（shijibu issue）")
    rules = rules_of(ledger, scheme.id, str(period))
    scheme = rules.scheme
    issued = issued_units(round_, scheme)
    expected = Expected(key=ledger.key(), scheme=scheme.id, period=str(period), issued=frozenset(issued), kept=kept_by(ledger))
    files = check_all(paths, expected, workers=workers, scheduler=scheduler, progress=progress)
    reissued = Reissued(scheme, round_)
    reissued.say(files)
    clock = clock_behind(ledger)
    sight(ledger, files, received)
    while True:
        there = before(ledger, scheme.id, str(period), afresh=afresh)
        sorted_, stand = _sorted(ledger, round_, files, issued, there)
        for unit in sorted_.kept:
            problem = reissued.problem(sorted_.accepted[unit], changed_is="warning")
            if problem is not None and problem.severity == "warning":
                sorted_.remarks.setdefault(unit, []).append(problem)
        amendments = amendments_of(ledger, scheme.id, str(period))
        done = evaluated(ledger, scheme, period, round_, sorted_, stand, amendments=amendments)
        try:
            done.revision = ledger.decide(
                scheme.id, str(period), results=done.results, figures=done.figures, returned=returns_of(sorted_), upon=there.returns,
                version=round_.version)
        except DecidedMeanwhile:
            now = ledger.round(scheme.id, str(period))
            if now is None or now.version != round_.version:
                raise  # the rules were changed meanwhile: what was checked was checked under others
            continue  # somebody else's latecomers count as well
        done.notice, done.head = rules.notice, ledger.decision_head(scheme.id, str(period))
        if amendments_of(ledger, scheme.id, str(period)) == amendments:  # else an objection was upheld meanwhile
            done.clock = clock
            return done


def issued_units(round_: Round, scheme: Scheme) -> set[str]:
    """The units whose return is expected. A corrected roster sent out again may have dropped one; what it was once sent is not expected."""
    roster = roster_of(round_.roster)
    return {u for u in round_.issues if roster.unit(u) or scheme.workbook_for(u).county}


def _sorted(ledger: Ledger, round_: Round, files: list[Checked], issued: set[str], there: Before) -> tuple[Sorted, Standing]:
    """Where every file ends up, and how every unit stands."""
    place = round_.scheme, round_.period
    seen = ledger.seen(f.sha256 for f in [*files, *there.base.accepted.values()] if f.sha256)
    sorted_ = sort_returns(files, issued, there.base, seen)
    withdrawn = {w.unit for w in ledger.withdrawals(*place)}
    return sorted_, standing(sorted_, issued, round_.deadline, ledger.seen_in(*place), seen, withdrawn)


def evaluated(
    ledger: Ledger, scheme: Scheme, period: Period, round_: Round, files: Sorted, stand: Standing, *, amendments: list[Amendment],
) -> Consolidated:
    """The round computed from its files as amended and from the rounds before it; nothing is decided yet (revision 0).

    `changes` of the results: every figure that the amendments made different from what the files as returned give.
    """
    past = past_rounds(ledger.decisions(scheme.id, before=str(period)), scheme)
    returned, roster = books_of(files), roster_of(round_.roster)
    books, cells = amended(scheme, returned, amendments, {unit: f.sheets for unit, f in files.accepted.items()})

    def computed(books: dict[str, Book]) -> tuple[Evaluation, dict[str, Any]]:
        evaluation = Evaluation(scheme, period, roster, books, past, late=stand.late, rejected=files.uncorrected_units)
        results = results_of(evaluation, files, **asdict(stand), amendments=cells)
        return evaluation, {"results": results, "figures": figures_of(evaluation)}

    evaluation, now = computed(books)
    if any(c["state"] == APPLIED for c in cells):
        now["results"]["changes"] = told(difference(scheme, roster, computed(returned)[1], now), roster)
    results = now["results"] | similar_texts(evaluation, files, ledger)
    changes = ledger.rule_changes(scheme.id, str(period))
    return Consolidated(scheme, period, round_, files, evaluation, past, results, now["figures"], 0, rule_changes=changes)
