"""What the period, the roster and the engine itself say of a round, a unit or an official (`language.attributes`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from shijibu.language.scope import Scope
from shijibu.language.values import Value
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Roster, Unit


def period_attribute(period: Period, id: str) -> int | str:
    """What a scheme may ask of the period: first and last day and the year's first (ISO), round, year, label."""
    match id:
        case "year_first":
            return period.of_year[0].start.isoformat()
        case "first" | "last":
            return (period.start if id == "first" else period.end).isoformat()
        case "round":
            return period.round
        case "year":
            return period.year
        case "label":
            return period.label
    raise KeyError(f"period.{id}")


def unit_attribute(unit: Unit, id: str, roster: Roster) -> Value:
    if id == "team_size":
        return len(roster.team(unit.code))
    return str(getattr(unit, id)) if id in ("code", "name", "kind") else unit.extra.get(id)


def official_attribute(official: Official, id: str) -> Value:
    if id == "team":
        return "是" if official.team else "否"
    return str(getattr(official, id)) if id in ("id", "name", "post", "unit") else official.extra.get(id)


class Attributes:
    """What is said of units and officials in one round; of a unit also what became of its return (`returns`)."""

    def __init__(self, scheme: Scheme, roster: Roster, returns: Mapping[str, Collection[str]]) -> None:
        self._scheme, self._roster, self._returns = scheme, roster, returns

    def of_unit(self, id: str, scope: Scope) -> Value:
        if id in self._returns:
            return "是" if scope.unit in self._returns[id] else None
        unit = self._roster.unit(scope.unit)
        if unit is None:
            return None
        if id == "kind_label":
            kind = self._scheme.kind(unit.kind)
            return kind.label if kind else unit.kind
        return unit_attribute(unit, id, self._roster)

    def of_official(self, id: str, scope: Scope) -> Value:
        official = self._roster.official(scope.official or "")
        return official_attribute(official, id) if official else None
