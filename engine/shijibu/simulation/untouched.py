"""Figures that other values of parameters leave as they were decided, so that they need not be computed again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shijibu import __version__
from shijibu.rounds.decided import DecidedRound
from shijibu.rounds.results import Figures, FigureValue
from shijibu.scheme.differing import differences
from shijibu.scheme.model import Scheme
from shijibu.simulation.reads import FigureId, Readings

NOWHERE = "template"
"""A place of a scheme on which no figure depends."""


def untouched(round_: DecidedRound, scheme: Scheme) -> dict[FigureId, dict[str, FigureValue]]:
    """Of a round that is to be computed again under `scheme`: the figures that are as they were decided, each by the units or officials who have it.

    None where the schemes differ in more than what parameters are, where another version of the program decided, or where the rules that it
    decided under are not at hand. Left out is what had no value: an error has none either, and is to be said.
    """
    if round_.results.engine != __version__ or round_.notice:
        return {}
    changed = [] if scheme is round_.scheme else [d.path for d in differences(round_.scheme, scheme) if d.path != NOWHERE]
    if not all(round_.scheme.has(path) and scheme.has(path) for path in changed):
        return {}
    touched = _touched(scheme, frozenset(changed))
    whole = round_.figures
    return {("unit", f.id): _given(whole.units, f.id) for f in scheme.unit_figures if ("unit", f.id) not in touched} | {
        ("official", f.id): _given(whole.officials, f.id) for f in scheme.official_figures if ("official", f.id) not in touched}


def _touched(scheme: Scheme, changed: frozenset[str]) -> set[FigureId]:
    """The figures that take one of these parameters, or what may have become another since: a figure of an earlier round, a deduction of the year;
    and those that take such a figure."""
    readings = Readings(scheme)
    reads = {id: readings.figure(*id) for id in _ids(scheme)}
    touched = {id for id, own in reads.items() if own.earlier or own.penalties or not changed.isdisjoint(own.parameters)}
    more: Iterable[FigureId] = touched
    while more:
        more = {id for id, own in reads.items() if id not in touched and not touched.isdisjoint(own.figures)}
        touched |= more
    return touched


def _ids(scheme: Scheme) -> list[FigureId]:
    return [*(("unit", f.id) for f in scheme.unit_figures), *(("official", f.id) for f in scheme.official_figures)]


def _given(figures: Mapping[str, Figures], id: str) -> dict[str, FigureValue]:
    return {who: value for who, own in figures.items() if (value := own.get(id)) is not None}
