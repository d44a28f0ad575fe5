"""Which return of a unit counts, and where every file ends up: accepted, rejected, superseded or ignored.

What was accepted before stays unless a return of the same unit that was given this time is stronger; nothing of it is read again. Content
that is given again is checked again, and what the check says today holds.

A file whose signature fails, or that is of another round, may be anybody's, whatever unit it names. So it never stands in the place of
what the unit itself returned, good or bad, and makes no unit late; where nothing else came, the unit stands under the rejected with it,
and its codes say why. Where such a file names a unit to which nothing was issued in this round, nobody vouches for the unit: it is
rejected without one. A workbook in which nothing was filled in may be anybody's too: it displaces nothing in which something was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from typing import Any

from shijibu.checks.checked import Checked
from shijibu.ledger import Sighting
from shijibu.problems.finding import Finding
from shijibu.problems.identity import CorrectionRejected, ReturnsDiffer, WithdrawnReturned
from shijibu.problems.problem import Problem, problem_of

_FOREIGN = {"identity.signature", "scheme.other", "period.other"}
_LONGEST_PATH = 60
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Base:
    """What a round has before a run: the returns that stand, each unit's accepted one and the rejected ones that nobody corrected, and the
    contents that were taken back."""

    accepted: dict[str, Checked] = field(default_factory=dict)
    rejected: list[Checked] = field(default_factory=list)
    withdrawn: frozenset[str] = frozenset()


@dataclass(slots=True)
class Sorted:
    """Every file given in exactly one place, and what stays from before. `accepted` by unit code.

    kept: units whose accepted return was taken in an earlier run and not given again. rejected_before: what earlier runs rejected and
    nobody corrected. remarks: what is to be said of a unit's returns together, by unit.
    """

    accepted: dict[str, Checked] = field(default_factory=dict)
    rejected: list[Checked] = field(default_factory=list)
    superseded: list[Checked] = field(default_factory=list)
    ignored: list[Checked] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)
    rejected_before: list[Checked] = field(default_factory=list)
    remarks: dict[str, list[Problem]] = field(default_factory=dict)

    @property
    def rejected_units(self) -> set[str]:
        return {c.unit for c in self.rejected if c.unit}

    def present(self) -> dict[str, str]:
        """The content of the return of each unit that something is to be said of."""
        listed = [*self.rejected, *self.rejected_before, *(f for f in self.accepted.values() if any(p.severity != "notice" for p in f.problems))]
        return {f.unit: f.sha256 for f in listed if f.unit is not None}

    @property
    def uncorrected_units(self) -> set[str]:
        """Units that returned something, in this run or before, and nothing that was accepted."""
        return self.rejected_units | {c.unit for c in self.rejected_before if c.unit}


def is_foreign(file: Checked) -> bool:
    """Whether a return says of itself that it is not this round's, or not this county's."""
    return any(p.code in _FOREIGN for p in file.problems)


def sort_returns(files: list[Checked], issued: Collection[str], base: Base | None = None, seen: Mapping[str, Sighting] | None = None) -> Sorted:
    """Of a unit's returns an accepted one beats a rejected one, then the one from the later issue wins, then the one first seen in the later
    run, among those of one run the later modified (never after that run), then the greater hash.

    seen: by content, when each was first seen; contents without one came in one and the same run.
    """
    base, out = base or Base(), Sorted(ignored=[f for f in files if f.ignored])
    order = _Order(base, seen or {})
    given = {f.sha256 for f in files if not f.ignored}
    by_unit: dict[str, list[Checked]] = {}
    for file in files:
        if file.ignored:
            continue
        if file.unit is None or (file.unit not in issued and is_foreign(file)):
            out.rejected.append(replace(file, unit=None))
        else:
            by_unit.setdefault(file.unit, []).append(file)
    stays = {unit: f for unit, f in base.accepted.items() if unit in issued and f.sha256 not in given}
    for unit in sorted({*by_unit, *stays}):
        kept = stays.get(unit)
        best, *others = sorted([*by_unit.get(unit, []), *([kept] if kept else [])], key=order.strength, reverse=True)
        out.superseded += [f for f in others if f is not kept]
        if best.accepted:
            out.accepted[unit] = best
            out.kept |= {unit} if best is kept else set()
            if remarks := list(_remarks(best, others, order)):
                out.remarks[unit] = remarks
        else:
            out.rejected.append(best)
    answered = {*out.accepted, *(f.unit for f in out.rejected if not is_foreign(f))}
    out.rejected_before = [f for f in base.rejected if f.unit in issued and f.unit not in answered and f.sha256 not in given]
    for listed in (out.rejected, out.superseded, out.rejected_before):
        listed.sort(key=lambda f: f.path)
    return out


class _Order:
    """Which of two returns of a unit is the stronger one."""

    def __init__(self, base: Base, seen: Mapping[str, Sighting]) -> None:
        self.established = {f.sha256 for f in base.accepted.values()}
        self.withdrawn, self.seen = base.withdrawn, seen

    def strength(self, file: Checked) -> tuple[bool, bool, bool, bool, int, int, datetime, str, str]:
        empty = file.untouched and file.sha256 not in self.established
        withdrawn = file.sha256 in self.withdrawn and file.sha256 not in self.established
        return (not is_foreign(file), not empty, file.accepted, not withdrawn, *self.came(file), file.sha256, file.path)

    def came(self, file: Checked) -> tuple[int, int, datetime]:
        """By what a return counts as the later one."""
        first, modified = self.seen.get(file.sha256), file.modified or _NEVER
        modified = modified if modified.tzinfo else modified.replace(tzinfo=UTC)
        if first is not None and modified > max(first.at, datetime.combine(first.day, time.max).astimezone()):
            modified = _NEVER  # nobody can have saved it then: some clock was wrong
        return file.number or 0, first.run if first else 0, modified


def _remarks(best: Checked, others: list[Checked], order: _Order) -> Iterator[Problem]:
    """What a clerk must hear of the other returns of a unit whose `best` counts."""
    if best.sha256 in order.withdrawn and best.sha256 not in order.established:
        yield problem_of(Finding(WithdrawnReturned(path=_end(best.path))))
    for other in sorted(others, key=lambda f: f.path):
        if other.accepted and _inputs(other) != _inputs(best):
            yield problem_of(Finding(ReturnsDiffer(other=_end(other.path), path=_end(best.path))))
        elif not other.accepted and not is_foreign(other) and order.came(other) > order.came(best):
            errors = sum(p.severity == "error" for p in other.problems)
            yield problem_of(Finding(CorrectionRejected(other=_end(other.path), errors=errors, path=_end(best.path))))


def _end(path: str) -> str:
    """As much of a path's end as a message shows: the file's name is there."""
    return path if len(path) <= _LONGEST_PATH else "…" + path[1 - _LONGEST_PATH:]


def _inputs(file: Checked) -> dict[str, list[tuple[int, dict[str, Any]]]]:
    """What a return says, wherever it stands on its sheets."""
    rows = {table: [(r.index, {c: v for c, v in r.values.items() if v not in (None, "")}) for r in rows] for table, rows in file.tables.items()}
    return {table: filled for table, listed in rows.items() if (filled := [row for row in listed if row[1]])}
