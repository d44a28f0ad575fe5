"""The units over the year's rounds: card and course of each, one row a unit."""

from __future__ import annotations

from typing import Any

from shijibu.report.listed import Column
from shijibu.report.page import Listing, column_of
from shijibu.report.reported_round import ReportedRound, as_shown
from shijibu.report.round_book.links import Links
from shijibu.report.round_book.ranking import card_column, card_in, other_round, round_label

OVER_ROUNDS = "各轮"


def over_rounds_list(reported: ReportedRound) -> Listing:
    """Cards of every round in which they are given, then the figure whose course is followed, kind by kind in the roster's order."""
    scheme, card, trend, names = reported.scheme, reported.scheme.card, reported.trend_figure, Links(reported)
    carded = reported.card_rounds if card else []
    followed = reported.rounds if trend else []
    columns = [Column("类别", middle=True), Column("编码", middle=True, names="unit"), Column("单位", most=24)]
    columns += [card_column(reported, card, p) for p, _ in carded if card]
    columns += [Column(f"{round_label(p)}{trend.label.removeprefix('本轮')}", column_of(trend).kind, middle=True, figure=trend.id,
                       period=other_round(reported, p)) for p, _ in followed if trend]
    rows: list[list[Any]] = []
    for kind in scheme.roster.kinds:
        for unit in (u for u in reported.roster.units if u.kind == kind.id):
            cards = [card_in(units, unit.code, card.id) for _, units in carded if card]
            course = [as_shown(units.get(unit.code, {}).get(trend.id), trend) for _, units in followed if trend]
            rows.append([kind.label, unit.code, names.unit(unit.code), *cards, *course])
    return Listing(OVER_ROUNDS, f"{reported.period.year}年各轮", columns, rows, frozen=3)
