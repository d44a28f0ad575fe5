"""What a round has before a run, and how its units stand after it: who is missing, late, corrected, taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from shijibu.ledger import Sighting
from shijibu.rounds.kept import files_of
from shijibu.rounds.sorting import Base, Sorted, is_foreign

if TYPE_CHECKING:
    from shijibu.ledger.reading import Reading
    from shijibu.rounds.results import Results


@dataclass(frozen=True, slots=True)
class Standing:
    """Unit codes, sorted. late: no return of the unit was seen by the deadline. corrected: the one that counts came after it, an earlier one
    in time. withdrawn: missing, because the office took its return back."""

    missing: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    corrected: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)

    @classmethod
    def of_results(cls, results: Results) -> Standing:
        """As a decision has it."""
        return cls(results.missing, results.late, results.corrected, results.withdrawn)


def before(ledger: Reading, scheme: str, period: str, *, afresh: bool = False, units: Collection[str] | None = None) -> Base:
    """The returns of a round as it stands in the ledger; `afresh`: as if nothing had been returned. units: those that are asked about, else all."""
    withdrawn = frozenset(w.sha256 for w in ledger.withdrawals(scheme, period))
    if afresh:
        return Base(withdrawn=withdrawn)
    files = files_of(ledger.returns(scheme, period, units=units, folded=True), [])
    rejected = [f for f in [*files.rejected, *files.rejected_before] if f.unit and not is_foreign(f)]
    return Base(files.accepted, rejected, withdrawn)


def standing(
    files: Sorted, issued: Collection[str], deadline: date | None, sightings: Iterable[Sighting], seen: dict[str, Sighting],
    withdrawn: Collection[str],
) -> Standing:
    """How the units of a round stand. sightings: of all returns that its units made in it; seen: of these files, by content; withdrawn:
    units of which something was taken back."""
    missing = set(issued) - set(files.accepted) - files.rejected_units
    before = {f.unit for f in files.rejected_before}
    days: dict[str, list[date]] = {}
    for one in sightings:
        days.setdefault(one.unit or "", []).append(one.day)
    for file in [*files.accepted.values(), *files.rejected, *files.superseded]:
        if file.unit and file.sha256 in seen and not is_foreign(file):
            days.setdefault(file.unit, []).append(seen[file.sha256].day)
    late, corrected = set(), set()
    for unit in set(issued) - missing if deadline else ():
        assert deadline is not None
        if days.get(unit) and min(days[unit]) > deadline:
            late.add(unit)
        elif days.get(unit) and unit in files.accepted and (first := seen.get(files.accepted[unit].sha256)) and first.day > deadline:
            corrected.add(unit)
    return Standing(*(sorted(units) for units in (missing, late, corrected, (missing & set(withdrawn)) - before)))
