"""One round, as it was decided and as other rules would have made it: whose results differ, and how all are spread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import floor, log10
from typing import Literal

from shijibu.language.evidence import Whose
from shijibu.rounds.computed import rounded
from shijibu.rounds.results import Deduction, Figures, FigureValue, Folded, P, Results, Tie, UnitResult
from shijibu.scheme.model import Scheme
from shijibu.scheme.outcomes import Figure
from shijibu.simulation.again import Again
from shijibu.simulation.causes import Causes
from shijibu.simulation.outcome import Bucket, Counted, Moved, OfficialFares, RoundFares, SimilarPairs, TiesMoved, UnitFares
from shijibu.spreadsheet.wording import NO_CARD, said

_BANDS = 10  # of a figure with many values, about so many
_FEW = 12  # more whole numbers say nothing of how they are spread
_Turned = tuple[Figures, Figures]


def fares(
    again: Again, causes: Causes, *, own_rules: bool, parameters: list[str], similar: dict[str, SimilarPairs] | None, uncomputed: list[str],
    notes: list[str],
) -> RoundFares:
    """A round with everything that differs."""
    was, now = again.was.results, again.now.results
    units = [u for u in (_unit(old, new, causes) for old, new in _apart(was.units, now.units, "code")) if u is not None]
    officials = []
    for old, new in _apart(was.officials, now.officials, "id"):
        turned = _turned(old.figures, new.figures)
        if turned is not None:
            officials.append(OfficialFares(id=old.id, name=old.name, unit=old.unit, before=turned[0], after=turned[1],
                                           because={f: causes.of("official", old.id, f) for f in turned[0]}))
    lists, ties = moved_lists(was, now), _ties(was.ties, now.ties)
    named = {o.unit for o in officials} | {id for moved in lists.values() for id in (*moved.came, *moved.went)}
    named |= {id for tie in ((*ties.came, *ties.went) if ties else ()) for id in (tie.unit, *tie.officials)}
    roster = again.was.roster
    names = {u.code: u.name for u in roster.units if u.code in named} | {o.id: o.name for o in roster.officials if o.id in named}
    return RoundFares(
        period=str(again.was.period), label=again.was.period.label, own_rules=own_rules, parameters=parameters, units=units,
        officials=officials, lists=lists, list_titles={id: list_title(id, again.scheme, again.was.scheme) for id in lists},
        names=names, ties=ties, similar=similar, counts=counts(again), uncomputed=uncomputed, notes=notes)


def _unit(old: UnitResult, new: UnitResult, causes: Causes) -> UnitFares | None:
    turned = _turned(old.figures, new.figures)
    deductions: dict[Literal["before", "after"], list[Deduction]] | None = None
    if (old.deductions or []) != (new.deductions or []):
        deductions = {"before": old.deductions or [], "after": new.deductions or []}
    if turned is None and deductions is None:
        return None
    before, after = turned or ({}, {})
    return UnitFares(code=old.code, name=old.name, kind=old.kind, before=before, after=after, deductions=deductions,
                     because={f: causes.of("unit", old.code, f) for f in before})


def _apart(was: Folded[P], now: Folded[P], key: str) -> Iterator[tuple[P, P]]:
    """Whoever is not the same in both, each as the one has it and as the other."""
    new = {getattr(one, key): one for one in now.not_in(was)}
    return ((old, new[getattr(old, key)]) for old in was.not_in(now))


def _turned(old: Figures, new: Figures) -> _Turned | None:
    """The figures that differ, before and after; None where none does."""
    ids = [id for id in [*old, *(i for i in new if i not in old)] if old.get(id) != new.get(id)]
    return ({id: old.get(id) for id in ids}, {id: new.get(id) for id in ids}) if ids else None


def differing(again: Again) -> tuple[int, int]:
    """How many units and officials would fare otherwise."""
    was, now = again.was.results, again.now.results
    units = sum(_turned(old.figures, new.figures) is not None or (old.deductions or []) != (new.deductions or [])
                for old, new in _apart(was.units, now.units, "code"))
    return units, sum(_turned(old.figures, new.figures) is not None for old, new in _apart(was.officials, now.officials, "id"))


def moved_lists(was: Results, now: Results) -> dict[str, Moved]:
    """The lists of which somebody would be on or off."""
    out = {}
    for id in sorted(was.lists.keys() | now.lists.keys()):
        old, new = set(was.lists.get(id, [])), set(now.lists.get(id, []))
        if old != new:
            out[id] = Moved(came=sorted(new - old), went=sorted(old - new))
    return out


def list_title(id: str, *schemes: Scheme) -> str:
    return next((rule.title for scheme in schemes for rule in scheme.lists if rule.id == id), id)


def _ties(was: Sequence[Tie], now: Sequence[Tie]) -> TiesMoved | None:
    came, went = [t for t in now if t not in was], [t for t in was if t not in now]
    return TiesMoved(came=came, went=went) if came or went else None


# how the values are spread

def counts(again: Again) -> list[Counted]:
    """Every figure that a result or a cover shows, over all units and all officials."""
    out: list[Counted] = []
    both: tuple[tuple[Whose, Mapping[str, Figures], Mapping[str, Figures], Sequence[Figure]], ...] = (
        ("unit", again.was.figures.units, again.now.figures.units, again.scheme.unit_figures),
        ("official", again.was.figures.officials, again.now.figures.officials, again.scheme.official_figures))
    for whose, was, now, figures in both:
        for figure in figures:
            if (figure.result or figure.live) and figure.type != "list" and not figure.problems:
                own = _counted(whose, figure, was, now, again.scheme.is_card(figure) and whose == "unit")
                if own is not None:
                    out.append(own)
    return out


def _counted(whose: Whose, figure: Figure, was: Mapping[str, Figures], now: Mapping[str, Figures], is_card: bool) -> Counted | None:
    old, new = (_shown(figure, own, is_card) for own in (was, now))
    differ = sum(old.get(who) != new.get(who) for who in old.keys() | new.keys())
    values = [[v for v in own.values() if v is not None and v != ""] for own in (old, new)]
    if not any(values) and not differ:
        return None
    return Counted(figure=f"{whose}.{figure.id}", label=figure.label, differ=differ, spread=_spread(figure, values[0], values[1]))


def _shown(figure: Figure, own: Mapping[str, Figures], is_card: bool) -> dict[str, FigureValue]:
    """The figure as results.json has it, of everybody who has it."""
    values = {who: rounded(figures[figure.id], figure) for who, figures in own.items() if figure.id in figures}
    return {who: value or NO_CARD for who, value in values.items()} if is_card else values


def _spread(figure: Figure, old: Sequence[FigureValue], new: Sequence[FigureValue]) -> list[Bucket]:
    numbers = [[float(v) for v in values if isinstance(v, int | float) and not isinstance(v, bool)] for values in (old, new)]
    if sum(map(len, numbers)) == len(old) + len(new):
        if figure.type in ("number", "percent"):
            return _bands(*numbers, percent=figure.type == "percent")
        if len({*numbers[0], *numbers[1]}) > _FEW:
            return []  # such as ranks, of which there is one of each
    was, now = Counter(map(said, old)), Counter(map(said, new))
    known = [*figure.colours, NO_CARD]
    order = sorted(was.keys() | now.keys(), key=lambda v: (known.index(v) if v in known else len(known), _as_number(v), v))
    return [Bucket(label=v, before=was[v], after=now[v], colour=figure.colours.get(v)) for v in order]


def _as_number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _bands(old: list[float], new: list[float], *, percent: bool) -> list[Bucket]:
    """Bands of one round width, as many as say something. percent: shares, 0 to 1, said as percents."""
    low, high = min([*old, *new]), max([*old, *new])
    if low == high:
        return [Bucket(label=said(low, percent=percent), before=len(old), after=len(new))]
    width = _round_width((high - low) / _BANDS)
    first, last = floor(low / width), floor(high / width)
    was, now = (Counter(floor(v / width) for v in values) for values in (old, new))
    edges = [said(round(n * width, 6), percent=percent) for n in range(first, last + 2)]
    return [Bucket(label=f"{low}–{high}", before=was[n], after=now[n]) for n, (low, high) in enumerate(pairwise(edges), first)]


def _round_width(least: float) -> float:
    """The next of 1, 2, 5, 10, 20 … and their parts."""
    power: float = 10.0 ** floor(log10(least))
    return next(width for width in (power, 2 * power, 5 * power, 10 * power) if width >= least)
