"""What became different between two computations of one round: every figure, list and tie, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from shijibu.rounds.results import Change, FigureValue, Results, RoundFigures, Tie
from shijibu.scheme.model import Scheme
from shijibu.scheme.outcomes import Figure
from shijibu.scheme.roster import Roster

ON, OFF = "列入", "不在"


class WithResults(Protocol):
    """A round computed: decided or not."""

    @property
    def results(self) -> Results: ...
    @property
    def figures(self) -> RoundFigures: ...


def difference(scheme: Scheme, roster: Roster, before: WithResults, after: WithResults) -> list[Change]:
    """Every change, figures at 4 decimals: by unit, its own figures first, then by official."""
    changes = _Changes(roster)
    old, new = before.figures, after.figures
    out = [c for u in roster.units for c in changes.of_figures(scheme.unit_figures, u.code, None, old.units.get(u.code), new.units.get(u.code))]
    out += [c for o in roster.officials
            for c in changes.of_figures(scheme.official_figures, o.unit, o.id, old.officials.get(o.id), new.officials.get(o.id))]
    out += changes.of_lists(scheme, before.results.lists, after.results.lists)
    out += changes.of_ties(before.results.ties, after.results.ties)
    return sorted(out, key=lambda c: (c.unit, c.official or ""))


class _Changes:
    """Changes with the names that a round's roster has."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster

    def _change(self, code: str, id: str | None, figure: str, label: str, before: FigureValue, after: FigureValue) -> Change:
        unit, official = self.roster.unit(code), self.roster.official(id or "")
        return Change(unit=code, unit_name=unit.name if unit else code, official=id, official_name=official.name if official else None,
                      figure=figure, label=label, before=before, after=after)

    def of_figures(
        self, figures: Sequence[Figure], unit: str, official: str | None, old: Mapping[str, FigureValue] | None,
        new: Mapping[str, FigureValue] | None,
    ) -> Iterator[Change]:
        for f in figures:
            was, is_now = (old or {}).get(f.id), (new or {}).get(f.id)
            if was != is_now:
                yield self._change(unit, official, f.id, f.label, was, is_now)

    def of_lists(self, scheme: Scheme, old: Mapping[str, list[str]], new: Mapping[str, list[str]]) -> Iterator[Change]:
        for rule in scheme.lists:
            was, is_now = set(old.get(rule.id, [])), set(new.get(rule.id, []))
            for id in sorted(was ^ is_now):
                official = self.roster.official(id) if rule.of == "officials" else None
                turned = (ON, OFF) if id in was else (OFF, ON)
                yield self._change(official.unit if official else id, official.id if official else None, f"lists.{rule.id}", rule.title, *turned)

    def of_ties(self, old: Iterable[Tie], new: Iterable[Tie]) -> Iterator[Change]:
        was, is_now = ({(t.unit, t.rule): "、".join(t.officials) for t in ties} for ties in (old, new))
        for unit, rule in sorted(was.keys() | is_now.keys()):
            if was.get((unit, rule)) != is_now.get((unit, rule)):
                yield self._change(unit, None, f"ties.{rule}", "并列待定", was.get((unit, rule)), is_now.get((unit, rule)))
