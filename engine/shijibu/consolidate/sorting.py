"""Which return of a unit counts, and where every file ends up: accepted, rejected, superseded or ignored.

A file whose signature fails, or that is of another round, may be anybody's, whatever unit it names. So it never stands in the place of
what the unit itself returned, good or bad, and makes no unit late; where nothing else came, the unit stands under the rejected with it,
and its codes say why. Where such a file names a unit to which nothing was issued in this round, nobody vouches for the unit: it is
rejected without one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from shijibu.checks.check import Checked

_FOREIGN = {"identity.signature", "scheme.other", "period.other"}
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Sorted:
    """Every file in exactly one place. `accepted` by unit code."""

    accepted: dict[str, Checked] = field(default_factory=dict)
    rejected: list[Checked] = field(default_factory=list)
    superseded: list[Checked] = field(default_factory=list)
    ignored: list[Checked] = field(default_factory=list)

    @property
    def rejected_units(self) -> set[str]:
        return {c.unit for c in self.rejected if c.unit}


def is_foreign(file: Checked) -> bool:
    """Whether a return says of itself that it is not this round's, or not this county's."""
    return any(p.code in _FOREIGN for p in file.problems)


def sort_returns(files: list[Checked], issued: Collection[str]) -> Sorted:
    """Of a unit's returns an accepted one beats a rejected one, then one of this round beats a foreign one, then the later modified wins,
    then the greater hash."""
    out = Sorted(ignored=[f for f in files if f.ignored])
    by_unit: dict[str, list[Checked]] = {}
    for file in files:
        if file.ignored:
            continue
        if file.unit is None or (file.unit not in issued and is_foreign(file)):
            out.rejected.append(replace(file, unit=None))
        else:
            by_unit.setdefault(file.unit, []).append(file)
    for unit, returns in by_unit.items():
        best, *others = sorted(returns, key=_strength, reverse=True)
        out.superseded += others
        if best.accepted:
            out.accepted[unit] = best
        else:
            out.rejected.append(best)
    out.rejected.sort(key=lambda f: f.path)
    out.superseded.sort(key=lambda f: f.path)
    return out


def _strength(file: Checked) -> tuple:
    modified = file.modified or _NEVER
    return (file.accepted, not is_foreign(file), modified if modified.tzinfo else modified.replace(tzinfo=UTC), file.sha256, file.path)
