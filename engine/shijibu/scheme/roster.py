"""Who is reviewed: units, officials, and which department is linked to which township."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict

_UNSAID: set[str] = set()


class _Reviewed(BaseModel):
    """One of thousands. Of each pydantic would keep which of its facts were given, which nobody asks: half of all that it takes."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    def model_post_init(self, context: Any) -> None:
        object.__setattr__(self, "__pydantic_fields_set__", _UNSAID)


class Unit(_Reviewed):
    """A unit; `links` are the codes of the units that it is linked to, `extra` holds the columns that a scheme adds."""

    code: str
    name: str
    kind: str
    links: tuple[str, ...] = ()
    extra: dict[str, str] = {}


class Official(_Reviewed):
    """An official; `team` says whether he or she is a member of the unit's team."""

    id: str
    name: str
    unit: str
    post: str = ""
    team: bool = False
    extra: dict[str, str] = {}


class _Kept(BaseModel):
    """A roster as the ledger keeps it."""

    model_config = ConfigDict(defer_build=True)

    units: tuple[Unit, ...]
    officials: tuple[Official, ...]


class Roster:
    """Everyone under review, sorted by code and id."""

    def __init__(self, units: Iterable[Unit], officials: Iterable[Official]) -> None:
        self._all = tuple(units), tuple(officials)

    @classmethod
    def of(cls, units: Iterable[Unit], officials: Iterable[Official]) -> Roster:
        return Roster(sorted(units, key=lambda u: u.code), sorted(officials, key=lambda o: o.id))

    @classmethod
    def of_kept(cls, kept: Mapping[str, Any]) -> Roster:
        """The roster that `kept` gave once. Raises ValidationError."""
        said = _Kept.model_validate(dict(kept))
        return Roster(said.units, said.officials)

    def kept(self) -> dict[str, Any]:
        """As plain data."""
        return _Kept(units=self.units, officials=self.officials).model_dump(mode="json")

    @property
    def units(self) -> tuple[Unit, ...]:
        return self._all[0]

    @property
    def officials(self) -> tuple[Official, ...]:
        return self._all[1]

    def __eq__(self, other: object) -> bool:
        return (self.units, self.officials) == (other.units, other.officials) if isinstance(other, Roster) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Roster(units={self.units!r}, officials={self.officials!r})"

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

    def called(self, text: str) -> tuple[Sequence[Unit], Sequence[Official]]:
        """Units and officials among which are all whose code, id or name may be `text`."""
        return self.units, self.officials

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
