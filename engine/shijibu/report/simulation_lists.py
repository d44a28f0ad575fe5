"""What other rules would have made of decided rounds, list by list: a sheet each of simulation.xlsx, or of a scheme's own workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from shijibu.report.listed import Column
from shijibu.report.objections import before_and_after
from shijibu.report.page import Listing
from shijibu.report.simulation_said import caused
from shijibu.rounds.results import Figures
from shijibu.scheme.differing import value_said
from shijibu.simulation.outcome import Because, Counted, RoundFares, Simulation
from shijibu.spreadsheet.wording import NO_CARD, YES

SETTINGS, PLACES, UNITS, OFFICIALS, LISTS, SPREAD = "参数", "其他改动", "单位", "干部", "名单", "分布"
BEFORE, AFTER = "原结果", "试算"
PERIOD = Column("期次", middle=True, most=20)
_TURNED = [Column("项目", most=32), Column(BEFORE, middle=True, most=24), Column(AFTER, middle=True, most=24), Column("起因", most=60)]
_UNITS = [PERIOD, Column("编码", middle=True), Column("单位", most=24), *_TURNED]
_OFFICIALS = [PERIOD, Column("编号", middle=True, most=16), Column("姓名", middle=True, most=14), Column("单位", most=24), *_TURNED]
_SETTINGS = [Column("规则", middle=True), Column("参数", most=34), Column("原值", middle=True, most=24), Column("新值", middle=True, most=24),
             Column("单位", middle=True), Column("原文未定", middle=True), Column("位置", most=28), Column("原文", most=60)]
_PLACES = [Column("位置", most=40), Column("原来", most=50), Column("改为", most=50)]
_IN, _OUT = "新列入", "不再列入"
_LISTS = [PERIOD, Column("名单", most=32), Column("变化", middle=True, colours={_IN: "yellow", _OUT: "blue"}), Column("编号", middle=True, most=16),
          Column("名称", most=24)]
_SPREAD = [PERIOD, Column("项目", most=32), Column("档次", middle=True), Column(BEFORE, "integer"), Column(AFTER, "integer"),
           Column("增减", "places")]


def simulation_lists(simulation: Simulation) -> Iterator[Listing]:
    """What was changed, and whose results differ; the spread of the figures is apart, for charts speak of it."""
    settings = [[p.rule, p.title, value_said(p.before), value_said(p.after), p.unit, YES if p.default else None, p.path, "".join(p.clause)]
                for p in simulation.parameters]
    yield Listing(SETTINGS, "改动的参数", _SETTINGS, settings)
    if simulation.places:
        places = [[d.title or d.path, value_said(d.before), value_said(d.after)] for d in simulation.places]
        yield Listing(PLACES, "参数以外的改动", _PLACES, places)
    yield from _fares(simulation)
    rows = [[fares.label, fares.list_titles[id], change, one, fares.names.get(one, one)] for fares in simulation.periods
            for id, moved in fares.lists.items() for change, those in ((_IN, moved.came), (_OUT, moved.went)) for one in those]
    yield Listing(LISTS, "名单的变化", _LISTS, rows, frozen=2)


def _fares(simulation: Simulation) -> Iterator[Listing]:
    labels = {c.figure: c.label for fares in simulation.periods for c in fares.counts}
    titles = {p.path: p for p in simulation.parameters}
    cards = {c.figure for fares in simulation.periods for c in fares.counts if any(b.label == NO_CARD for b in c.spread)}

    def turned(whose: str, before: Figures, after: Figures, because: dict[str, list[Because]]) -> Iterator[list[Any]]:
        for figure in before:
            place, values = f"{whose}.{figure}", (before[figure], after[figure])
            if place in cards:
                values = (values[0] or NO_CARD, values[1] or NO_CARD)
            yield [labels.get(place, figure), *before_and_after(*values), caused(because[figure], titles)]

    units = [[fares.label, u.code, u.name, *cells] for fares in simulation.periods for u in fares.units
             for cells in turned("unit", u.before, u.after, u.because)]
    officials = [[fares.label, o.id, o.name, fares.names.get(o.unit, o.unit), *cells] for fares in simulation.periods for o in fares.officials
                 for cells in turned("official", o.before, o.after, o.because)]
    yield Listing(UNITS, "结果不同的单位", _UNITS, units, frozen=3)
    yield Listing(OFFICIALS, "结果不同的干部", _OFFICIALS, officials, frozen=3)


def spread_list(periods: Sequence[RoundFares]) -> tuple[Listing, list[tuple[RoundFares, Counted, int]]]:
    """How many have each kind of result, before and after; and the figures that move, each with its first row from 0."""
    rows: list[list[Any]] = []
    begins: list[tuple[RoundFares, Counted, int]] = []
    for fares in periods:
        for counted in fares.counts:
            if counted.moved:
                begins.append((fares, counted, len(rows)))
            rows += [[fares.label, counted.label, b.label, b.before, b.after, b.after - b.before] for b in counted.spread]
    return Listing(SPREAD, "各项的分布", _SPREAD, rows, note="各项有多少个单位或干部在这一档", frozen=2), begins
