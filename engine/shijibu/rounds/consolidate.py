"""From a folder of returns to a decided round."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from shijibu.checks.check import Expected
from shijibu.checks.checked import Checked
from shijibu.checks.inbox import check_all
from shijibu.ledger import DecidedMeanwhile, Ledger, Round
from shijibu.ledger.records import Canonical
from shijibu.rounds.amend import amendments_of
from shijibu.rounds.attempts import earlier_attempts
from shijibu.rounds.clock import clock_behind
from shijibu.rounds.decided import DecidedRound
from shijibu.rounds.evaluated import evaluated
from shijibu.rounds.kept import NothingIssued, issued_units, returns_of
from shijibu.rounds.reissued import Reissued
from shijibu.rounds.rules import kept_by, rules_of
from shijibu.rounds.sections import decided_in_parts
from shijibu.rounds.sightings import sight
from shijibu.rounds.sorting import Base, Sorted, sort_returns
from shijibu.rounds.standing import Standing, before, standing
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.spreadsheet.wording import quotes_nested


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
) -> DecidedRound:
    """Read, check, compute, and decide the round in the ledger, upon what was accepted before or, `afresh`, upon these files alone.

    It is computed under the rules that the ledger has of it: `scheme` only says of which scheme it is.
    Raises NothingIssued, FileNotFoundError, SchemeFault, DecidedMeanwhile where the round's rules were changed meanwhile.
    """
    round_ = ledger.issued(scheme.id, str(period))
    if round_ is None or not round_.issues:
        raise NothingIssued(quotes_nested(f"台账里没有“{scheme.name}”{period.label}的下发记录，请先下发（shijibu issue）"))
    rules = rules_of(ledger, scheme.id, str(period))
    scheme = rules.scheme
    issued = issued_units(round_, scheme)
    expected = Expected(key=ledger.key(), scheme=scheme.id, period=str(period), issued=frozenset(issued), kept=kept_by(ledger))

    files = check_all(paths, expected, workers=workers, scheduler=scheduler, progress=progress, folded=True)
    reissued = Reissued(scheme, round_)
    reissued.say(files)
    clock = clock_behind(ledger)
    sight(ledger, files, received)
    while True:
        upon = ledger.basis(scheme.id, str(period))  # asked first: what is decided between the two is then noticed
        sorted_, stand = _sorted(ledger, round_, files, issued, before(ledger, scheme.id, str(period), afresh=afresh))
        for unit in sorted_.kept:
            problem = reissued.problem(sorted_.accepted[unit], changed_is="warning")
            if problem is not None and problem.severity == "warning":
                sorted_.remarks.setdefault(unit, []).append(problem)
        amendments = amendments_of(ledger, scheme.id, str(period))
        done = evaluated(ledger, scheme, period, round_, sorted_, stand, amendments=amendments, workers=workers)
        try:
            results, figures = Canonical(done.results.one_by_one()), decided_in_parts(done.results, done.figures)
            done.revision = ledger.decide(
                scheme.id, str(period), results=results, figures=figures, returned=returns_of(sorted_), upon=upon, version=round_.version)
        except DecidedMeanwhile:
            now = ledger.issued(scheme.id, str(period))
            if now is None or now.version != round_.version:
                raise  # the rules were changed meanwhile: what was checked was checked under others
            continue  # somebody else's latecomers count as well
        done.notice = rules.notice
        done.as_it_stands(ledger)
        if amendments_of(ledger, scheme.id, str(period)) == amendments:  # else an objection was upheld meanwhile
            done.clock, done.earlier = clock, earlier_attempts(ledger, scheme.id, str(period), sorted_.present())
            return done


def _sorted(ledger: Ledger, round_: Round, files: list[Checked], issued: set[str], base: Base) -> tuple[Sorted, Standing]:
    """Where every file ends up, and how every unit stands."""
    place = round_.scheme, round_.period
    seen = ledger.seen(f.sha256 for f in [*files, *base.accepted.values()] if f.sha256)
    sorted_ = sort_returns(files, issued, base, seen)
    withdrawn = {w.unit for w in ledger.withdrawals(*place)}
    return sorted_, standing(sorted_, issued, round_.deadline, ledger.seen_in(*place), seen, withdrawn)
