"""Who is reviewed: units, officials, and which department is linked to which township."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from pydantic import BaseModel, ConfigDict


class Unit(BaseModel):
    """A unit; `links` are the codes of the units that it is linked to, `extra` holds the columns that a scheme adds."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    code: str
    name: str
    kind: str
    links: tuple[str, ...] = ()
    extra: dict[str, str] = {}


class Official(BaseModel):
    """An official; `team` says whether he or she is a member of the unit's team."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    id: str
    name: str
    unit: str
    post: str = ""
    team: bool = False
    extra: dict[str, str] = {}


class Roster(BaseModel):
    """Everyone under review, sorted by code and id."""

    model_config = ConfigDict(frozen=True, ignored_types=(cached_property,), defer_build=True)

    units: tuple[Unit, ...]
    officials: tuple[Official, ...]

    @classmethod
    def of(cls, units: Iterable[Unit], officials: Iterable[Official]) -> Roster:
        return cls(units=tuple(sorted(units, key=lambda u: u.code)), officials=tuple(sorted(officials, key=lambda o: o.id)))

    @cached_property
    def _units(self) -> dict[str, Unit]:
        return {u.code: u for u in self.units}

    @cached_property
    def _officials(self) -> dict[str, Official]:
        return {o.id: o for o in self.officials}

    def unit(self, code: str) -> Unit | None:
        return self._units.get(code)

    def official(self, id: str) -> Official | None:
        return self._officials.get(id)

    @cached_property
    def _staff(self) -> dict[str, list[Official]]:
        staff: dict[str, list[Official]] = {}
        for o in self.officials:
            staff.setdefault(o.unit, []).append(o)
        return staff

    def staff(self, code: str) -> list[Official]:
        """The officials of a unit, in the team or not."""
        return self._staff.get(code, [])

    def team(self, code: str) -> list[Official]:
        """The members of a unit's team."""
        return [o for o in self.staff(code) if o.team]
