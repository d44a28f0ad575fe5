"""Where a difference begins: the first figure on the way whose own rule, or what it takes, is another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from shijibu.language.evidence import Whose
from shijibu.rounds.results import Figures, FigureValue, RoundFigures
from shijibu.scheme.model import Scheme
from shijibu.scheme.outcomes import Figure, ListRule
from shijibu.scheme.roster import Roster
from shijibu.simulation.again import Again, Course
from shijibu.simulation.outcome import Because, Cause
from shijibu.simulation.reads import FigureId, Readings, Reads

_NOBODY: Figures = {}
_Key = tuple[Whose, str, str]


class Causes:
    """Of one round computed again. changed: paths of the parameters that were others; before: the rounds before it that were computed again."""

    def __init__(self, again: Again, changed: Iterable[str], before: Sequence[Course]) -> None:
        self._scheme: Scheme = again.scheme
        self._was, self._now = again.was.figures, again.now.figures
        self._roster: Roster = again.was.roster
        self._changed, self._before, self._again = frozenset(changed), before, again
        self._readings = Readings(again.scheme)
        self._found: dict[_Key, tuple[Because, ...]] = {}

    def of(self, whose: Whose, who: str, figure: str) -> list[Because]:
        """Where the difference of a unit's or an official's figure begins; empty where there is none."""
        return list(self._of(whose, who, figure))

    def of_list(self, rule: ListRule, who: str) -> list[Because]:
        """The same of somebody who comes onto a list or leaves it."""
        whose: Whose = "unit" if rule.of == "units" else "official"
        found = self._behind(self._readings.asked(rule.when, whose), whose, who, f"lists.{rule.id}", rule.title, rule.rule)
        return list(found) or [_because(f"lists.{rule.id}", rule.title, rule.rule, "rule")]

    def _of(self, whose: Whose, who: str, id: str) -> tuple[Because, ...]:
        key = whose, who, id
        if key not in self._found:
            self._found[key] = ()  # whoever comes back here on the way learns nothing more
            if _value(self._was, whose, who, id) != _value(self._now, whose, who, id):
                self._found[key] = self._begins(whose, who, id)
        return self._found[key]

    def _begins(self, whose: Whose, who: str, id: str) -> tuple[Because, ...]:
        meant = self._figure(whose, id)
        label, rule = (meant.label, meant.rule) if meant else (id, None)
        place = f"{whose}.{id}"
        found = self._behind(self._readings.figure(whose, id), whose, who, place, label, rule)
        if found:
            return found
        if self._rewritten(whose, id):
            return (_because(place, label, rule, "rule"),)
        return (_because(place, label, rule, "others"),)

    def _behind(self, reads: Reads, whose: Whose, who: str, place: str, label: str, rule: str | None) -> tuple[Because, ...]:
        """Its own numbers, and what it reads that is different."""
        own = [path for path in reads.parameters if path in self._changed]
        found = [_because(place, label, rule, "parameters", own)] if own else []
        for figure in reads.figures:
            found += self._among(figure, whose, who)
        for figure in reads.over_rounds:
            found += [*self._earlier(figure, whose, who), *self._among(figure, whose, who)]
        unit = self._unit(whose, who)
        for id in reads.penalties:
            found += self._deduction(id, unit)
        return tuple(_once(found))

    def _among(self, figure: FigureId, whose: Whose, who: str) -> Sequence[Because]:
        """Of the same unit or official; of a unit whose officials are asked, of the first of them who differs."""
        of, id = figure
        if of == whose:
            return self._of(of, who, id)
        if of == "unit":
            return self._of("unit", self._unit(whose, who), id)
        people = (o.id for o in self._roster.officials if o.unit == who)
        return next((found for one in people if (found := self._of("official", one, id))), ())

    def _earlier(self, figure: FigureId, whose: Whose, who: str) -> list[Because]:
        """The rounds before in which the figure would have been another."""
        of, id = figure
        one = who if of == whose else self._unit(whose, who)
        meant = self._figure(of, id)
        label, rule = (meant.label, meant.rule) if meant else (id, None)
        return [_because(f"{of}.{id}", label, rule, "earlier", period=str(past.period))
                for past in self._before if _value(past.was, of, one, id) != _value(past.now, of, one, id)]

    def _deduction(self, id: str, unit: str) -> list[Because]:
        """Rounds of the year in which the unit would lose otherwise; of this one also the numbers behind it, its own or the causing unit's."""
        penalty = next((p for p in self._scheme.penalties if p.id == id), None)
        if penalty is None:
            return []
        reads = self._readings.penalty(id)
        own = self._again.course
        rounds = [*(p for p in self._before if p.period.year == own.period.year), own]
        out = []
        for one in rounds:
            was, now = (_lost(figures, unit, id) for figures in (one.was, one.now))
            if was == now:
                continue
            numbers = dict.fromkeys(path for path in reads.parameters if path in self._changed)
            for source in dict.fromkeys(str(p["source"]) for p in [*was, *now] if p not in was or p not in now) if one is own else ():
                for figure in reads.figures:
                    numbers |= dict.fromkeys(path for because in self._among(figure, "unit", source) for path in because.parameters)
            out.append(_because(f"penalties.{id}", penalty.title, penalty.rule, "deduction", list(numbers),
                                period=None if one is own else str(one.period)))
        return out

    def _rewritten(self, whose: Whose, id: str) -> bool:
        """Whether its formula, or a live column that it takes, is written otherwise, or is new."""
        old, new = (_said(s, whose, id) for s in (self._again.was.scheme, self._scheme))
        if old != new:
            return True
        columns = self._readings.figure(whose, id).columns
        return any(_column_said(self._again.was.scheme, c) != _column_said(self._scheme, c) for c in columns)

    def _figure(self, whose: Whose, id: str) -> Figure | None:
        """As the scheme that is tried has it; of one that it has no more, as the round's had it."""
        for scheme in (self._scheme, self._again.was.scheme):
            figure = scheme.unit_figure(id) if whose == "unit" else scheme.official_figure(id)
            if figure is not None:
                return figure
        return None

    def _unit(self, whose: Whose, who: str) -> str:
        official = self._roster.official(who) if whose == "official" else None
        return official.unit if official else who


def _value(figures: RoundFigures, whose: Whose, who: str, id: str) -> FigureValue:
    return (figures.units if whose == "unit" else figures.officials).get(who, _NOBODY).get(id)


def _lost(figures: RoundFigures, unit: str, id: str) -> list[Mapping[str, object]]:
    return [dict(p) for p in figures.penalties.get(unit, []) if p["penalty"] == id]


def _said(scheme: Scheme, whose: Whose, id: str) -> object:
    figure = scheme.unit_figure(id) if whose == "unit" else scheme.official_figure(id)
    return figure and (str(figure.formula), figure.across, figure.rounds, figure.always)


def _column_said(scheme: Scheme, column: str) -> object:
    table, _, id = column.partition(".")
    found = scheme.table(table)
    live = found.column(id) if found else None
    return live and str(live.live)


def _because(figure: str, label: str, rule: str | None, cause: Cause, parameters: Sequence[str] = (), period: str | None = None) -> Because:
    return Because(figure=figure, label=label, rule=rule, cause=cause, parameters=list(parameters), period=period)


def _once(found: Iterable[Because]) -> list[Because]:
    out: list[Because] = []
    for one in found:
        if one not in out:
            out.append(one)
    return out
