"""What a round's roster, figures and workbooks say of one unit or official: how the ledger is given it besides the whole, and how it is asked
for alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

from shijibu.checks.checked import Checked
from shijibu.ledger import Decision
from shijibu.ledger.records import Canonical, Part
from shijibu.rounds.kept import Each, KeptInputs, figures_before, figures_in, figures_said, results_in, results_said, roster_of
from shijibu.rounds.results import Figures, Results, RoundFigures
from shijibu.scheme.roster import Official, Roster, Unit
from shijibu.spreadsheet.names import same

if TYPE_CHECKING:
    from shijibu.ledger.reading import Reading

V = TypeVar("V")
_FEW = 6
"""Parts of a section that are read one by one; whoever asks for more wants to see them all."""


class Section(Mapping[str, V]):
    """What the ledger keeps in parts, by key: each part is read when it is asked for."""

    def __init__(
        self, read: Callable[[str], Part | None], whole: Callable[[], Mapping[str, Any]],
        made: Callable[[Mapping[str, Any]], Mapping[str, V]] = lambda values: values,
    ) -> None:
        """read: the part that a key would be in; whole: all that there is; made: what values, of a part or all, are."""
        self._read, self._whole, self._made = read, whole, made
        self._parts: list[tuple[Part, Mapping[str, V]]] = []

    def __getitem__(self, key: str) -> V:
        return self._with(key)[key]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key in self._with(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    @cached_property
    def _all(self) -> Mapping[str, V]:
        return self._made(dict(sorted(self._whole().items())))

    def _with(self, key: str) -> Mapping[str, V]:
        """Values among which the key's is, if there is one."""
        if len(self._parts) >= _FEW:
            return self._all
        for part, values in self._parts:
            if part.covers(key):
                return values
        read = self._read(key)
        if read is None:
            return self._all
        self._parts.append((read, self._made(read.values)))
        return self._parts[-1][1]


# figures


def decided_in_parts(results: Results, figures: RoundFigures) -> Canonical:
    """The figures as the ledger takes them to decide a round, with what is asked for alone: everybody's own, and what the results say besides."""
    rest = results.model_dump(exclude={"units", "officials"})
    penalties = figures.model_dump(include={"penalties"})["penalties"]
    return Canonical(dict(figures), {
        "units": figures.units, "officials": figures.officials, "penalties": {"": penalties}, "results": {"": rest}})


class KeptDecision:
    """What was decided in a round, for whoever asks about one unit or official. A decision of which the ledger keeps no parts, for an earlier
    program wrote it, is read whole. Its properties raise DecisionUnreadable."""

    def __init__(self, ledger: Reading, scheme: str, period: str, revision: int) -> None:
        self._ledger, self._place = ledger, (scheme, period, revision)

    @cached_property
    def _whole(self) -> Decision:
        decision = self._ledger.decision(*self._place[:2])
        assert decision is not None
        return decision

    @cached_property
    def results(self) -> Results:
        """The results without those of each unit and official."""
        rest = self._ledger.decided_part(*self._place, "results", "")
        return results_in(self._whole, asked=True) if rest is None else results_said(rest.values[""], self._place[1])

    @cached_property
    def figures(self) -> RoundFigures:
        """The figures, everybody's read when they are asked for."""
        return self.figures_in_parts() or figures_in(self._whole)

    def figures_in_parts(self) -> RoundFigures | None:
        """The same; None where there are no parts."""
        penalties = self._ledger.decided_part(*self._place, "penalties", "")
        if penalties is None:
            return None
        costs = figures_said({"penalties": penalties.values[""]}, self._place[1]).penalties
        return RoundFigures.model_construct(units=self._section("units"), officials=self._section("officials"), penalties=costs)

    def _section(self, name: str) -> Section[Figures]:
        def made(values: Mapping[str, Any]) -> Mapping[str, Figures]:
            said: dict[str, Figures] = getattr(figures_said({name: values}, self._place[1]), name)
            return said

        return Section(partial(self._ledger.decided_part, *self._place, name), partial(self._ledger.decided_section, *self._place, name), made)


def figures_asked_before(ledger: Reading, scheme: str, period: str) -> list[tuple[str, RoundFigures]]:
    """The figures of the decided rounds before a period, each with its own. Raises DecisionUnreadable."""
    whole = cache(lambda: dict(figures_before(ledger, scheme, period)))
    earlier = [(when, revision) for when, revision in ledger.decided_revisions(scheme).items() if when < period]
    return [(when, KeptDecision(ledger, scheme, when, revision).figures_in_parts() or whole()[when]) for when, revision in earlier]


# the roster


def issued_in_parts(roster: Roster) -> Canonical:
    """The roster as the ledger takes it to issue a round, with what is asked for alone: each unit with its officials, and who is called how."""
    kept = roster.kept()
    units: dict[str, dict[str, Any]] = {u["code"]: {"unit": u, "officials": []} for u in kept["units"]}
    named: dict[str, list[list[str]]] = {}
    for o in kept["officials"]:
        units.setdefault(o["unit"], {"unit": None, "officials": []})["officials"].append(o)
    for of, id, name in [*(("unit", u.code, u.name) for u in roster.units), *(("official", o.id, o.name) for o in roster.officials)]:
        for text in {same(id), same(name)}:
            named.setdefault(text, []).append([of, id])
    return Canonical(kept, {"units": units, "officials": {o.id: o.unit for o in roster.officials}, "named": named})


def roster_asked(ledger: Reading, scheme: str, period: str) -> Roster:
    """The roster that a round was issued to, for whoever asks about one unit or official."""
    return KeptRoster(ledger, scheme, period) if ledger.roster_part_kept(scheme, period, "units", "") is not None else _whole(ledger, scheme, period)


def _whole(ledger: Reading, scheme: str, period: str) -> Roster:
    kept = ledger.roster(scheme, period)
    assert kept is not None
    return roster_of(kept)


class KeptRoster(Roster):
    """A roster of which the ledger is asked for one unit after the other, and for all of it by whoever wants them all."""

    def __init__(self, ledger: Reading, scheme: str, period: str) -> None:
        """The roster that a round was issued to."""

        def section(name: str) -> Section[Any]:
            return Section(partial(ledger.roster_part_kept, scheme, period, name), partial(ledger.roster_section, scheme, period, name))

        kept: Section[dict[str, Any]] = section("units")
        self._unit = Each(kept, lambda own: None if own["unit"] is None else Unit.model_validate(own["unit"]))
        self._staff_of = Each(kept, lambda own: [Official.model_validate(one) for one in own["officials"]])
        self._unit_of: Section[str] = section("officials")
        self._named: Section[list[list[str]]] = section("named")
        self._whole = cache(partial(_whole, ledger, scheme, period))

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        return tuple(unit for unit in self._unit.values() if unit is not None)  # in order of their codes, as every roster has them

    @property
    def officials(self) -> tuple[Official, ...]:
        return self._whole().officials

    def unit(self, code: str) -> Unit | None:
        return self._unit.get(code)

    def staff(self, code: str) -> list[Official]:
        return self._staff_of.get(code, [])

    def official(self, id: str) -> Official | None:
        unit = self._unit_of.get(id)
        return None if unit is None else next((o for o in reversed(self.staff(unit)) if o.id == id), None)

    def called(self, text: str) -> tuple[list[Unit], list[Official]]:
        those = self._named.get(same(text), [])
        units = [u for of, id in those if of == "unit" and (u := self.unit(id)) is not None]
        return units, [o for of, id in those if of == "official" and (o := self.official(id)) is not None]



# workbooks


def accepted_asked(ledger: Reading, scheme: str, period: str, revision: int) -> Mapping[str, Checked]:
    """The accepted files of a decision by unit; each file, and what it says, is read when it is asked for."""
    place = scheme, period, revision

    def read(unit: str) -> Part:
        path = ledger.accepted_path(*place, unit)
        return Part(unit, f"{unit}\0", {} if path is None else {unit: path})

    def made(paths: Mapping[str, str]) -> Mapping[str, Checked]:
        return {unit: _file(unit, path) for unit, path in paths.items()}

    def _file(unit: str, path: str) -> Checked:
        kept = KeptInputs(partial(ledger.inputs, *place, unit))
        return Checked(path, unit=unit, tables=kept.tables, sheets=kept.sheets)

    return Section(read, partial(ledger.accepted_paths, *place), made)
