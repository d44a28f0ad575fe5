"""Which return of a unit counts, and where every file ends up: accepted, rejected, superseded or ignored."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from shijibu.checks.check import Checked

# A return that says of itself that it is not this round's, or not this county's. It may be anybody's.
_FOREIGN = {"identity.signature", "identity.not-issued", "scheme.other", "period.other"}
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


def sort_returns(files: list[Checked]) -> Sorted:
    """Of a unit's returns an accepted one beats a rejected one, then one of this round beats a foreign one, then the later modified wins,
    then the greater hash."""
    out = Sorted(ignored=[f for f in files if f.ignored])
    by_unit: dict[str, list[Checked]] = {}
    for file in files:
        if file.ignored:
            continue
        if file.unit is None:
            out.rejected.append(file)
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
    own = not any(p.code in _FOREIGN for p in file.problems)
    return (file.accepted, own, modified if modified.tzinfo else modified.replace(tzinfo=UTC), file.sha256, file.path)
