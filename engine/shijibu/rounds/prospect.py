"""What consolidation would make of files that are only checked: which return of each unit would count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from shijibu.checks.check import Expected
from shijibu.checks.checked import Checked
from shijibu.checks.inbox import check_all
from shijibu.ledger import LedgerUnavailable, Round, Sighting
from shijibu.rounds.clock import ClockBehind, clock_behind
from shijibu.rounds.kept import issued_units, roster_of
from shijibu.rounds.reissued import Reissued
from shijibu.rounds.rules import kept_by, rules_of
from shijibu.rounds.sightings import sight
from shijibu.rounds.sorting import Sorted, sort_returns
from shijibu.rounds.standing import before

if TYPE_CHECKING:
    from shijibu.ledger.reading import Reading


@dataclass(slots=True)
class Prospect:
    """The files, by round sorted as consolidation sorts them with what their units returned before, and the names of units that are known."""

    files: list[Checked] = field(default_factory=list)
    rounds: list[Sorted] = field(default_factory=list)
    others: list[Checked] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    unrecorded: str = ""
    """Why the ledger did not take what was seen: the answer of the check stands all the same."""
    clock: ClockBehind | None = None
    """Where this computer's clock was behind the ledger."""

    def counts(self, file: Checked) -> bool:
        """Whether its unit's figures would come from this file."""
        return any(file is f for s in self.rounds for f in s.accepted.values())

    @property
    def clean(self) -> bool:
        """No error and no warning in what would count or stand under the rejected, and no clock in the past; a file that another one replaces
        harms nobody."""
        files = [*self.others, *(f for s in self.rounds for f in [*s.rejected, *(a for u, a in s.accepted.items() if u not in s.kept)])]
        said = [p for f in files for p in f.problems] + [p for s in self.rounds for listed in s.remarks.values() for p in listed]
        return self.clock is None and not any(p.severity in ("error", "warning") for p in said)

    def lines(self) -> Iterator[str]:
        """One for each unit of which several returns are there: which would count, and why the clerk should look."""
        for s in self.rounds:
            for unit in sorted({f.unit for f in s.superseded if f.unit}):
                best = s.accepted.get(unit) or next((f for f in s.rejected if f.unit == unit), None)
                if best is not None:
                    taken = f"计入{'以前接收的' if unit in s.kept else ''} {best.path}" if unit in s.accepted else f"退回 {best.path}"
                    others = "、".join(f.path for f in s.superseded if f.unit == unit)
                    yield f"{unit}{' ' + self.names[unit] if unit in self.names else ''}：{taken}；不计 {others}"
            for problems in s.remarks.values():
                yield from (f"  [警告] {p.message}；{p.fix}" for p in problems)


def checked_ahead(
    paths: Iterable[Path], ledger: Reading | None, *, workers: int = 1, progress: Callable[[Checked], None] = lambda checked: None,
) -> Prospect:
    """The files, folders looked through, checked as far as the ledger knows their rounds, and what would become of them.

    Raises FileNotFoundError, SchemeFault.
    """
    return prospect(check_all(paths, expected_by(ledger), workers=workers, progress=progress), ledger)


def expected_by(ledger: Reading | None) -> Expected:
    """What files of any rounds are expected to be, as far as a ledger knows. Their rules are read, for the processes that are forked from here."""
    expected = Expected(key=ledger.key(), kept=kept_by(ledger)) if ledger is not None else Expected()
    expected.kept.read_latest()
    return expected


def prospect(files: list[Checked], ledger: Reading | None) -> Prospect:
    """What would become of files of any rounds. With a ledger they are sighted, and a later issue that replaced theirs is said of them."""
    out, by_round = Prospect(files, clock=clock_behind(ledger) if ledger is not None else None), dict[tuple[str, str], list[Checked]]()
    for file in files:
        if file.scheme and file.period and file.unit and not file.ignored:
            by_round.setdefault((file.scheme, file.period), []).append(file)
        else:
            out.others.append(file)
    if ledger is not None:
        try:
            sight(ledger, files)
        except LedgerUnavailable as error:
            out.unrecorded = str(error)
    for place, own in sorted(by_round.items()):
        round_ = ledger.issued(*place) if ledger is not None else None
        if ledger is None or round_ is None:
            out.rounds.append(sort_returns(own, {f.unit for f in own if f.unit}, seen=_now(own)))
        else:
            out.rounds.append(_of_round(ledger, round_, own))
            out.names |= {u.code: u.name for u in roster_of(round_.roster).units}
    return out


def _of_round(ledger: Reading, round_: Round, files: list[Checked]) -> Sorted:
    scheme = rules_of(ledger, round_.scheme, round_.period).scheme
    Reissued(scheme, round_).say(files)
    base = before(ledger, round_.scheme, round_.period, units={f.unit for f in files if f.unit})  # of a county one may ask about one file
    return sort_returns(files, issued_units(round_, scheme), base, _now(files) | ledger.seen(f.sha256 for f in [*files, *base.accepted.values()]))


def _now(files: Iterable[Checked]) -> dict[str, Sighting]:
    """Without a ledger all came in this run."""
    now = datetime.now(UTC)
    return {f.sha256: Sighting(f.sha256, now.astimezone().date(), 0, now) for f in files}
