"""The ranking within each kind of unit, with the cards of every round of the year so far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shijibu.report.compared import Compared, compared
from shijibu.report.listed import Column
from shijibu.report.page import Listing, Place, ReportBook, column_of
from shijibu.report.reported_round import ReportedRound
from shijibu.report.round_book.links import Links
from shijibu.report.round_book.people import STATE_COLOURS
from shijibu.scheme.outcomes import Figure
from shijibu.scheme.period import Period
from shijibu.spreadsheet.wording import MISSING, NO_CARD, joined

RANKING = "排名"
KIND, NAME, SCORE = 0, 3, 4


def round_label(period: Period) -> str:
    """第一季度, without the year that stands above."""
    return period.label.removeprefix(f"{period.year}年") or period.label


def ranking_sheet(book: ReportBook, reported: ReportedRound) -> dict[str, Place]:
    """The list as a sheet; gives where each kind's scored rows stand."""
    listing = ranking_list(reported)
    _, place = book.show(listing)
    spans: dict[str, Place] = {}
    for kind in reported.scheme.roster.kinds if reported.scheme.report.rank_by else ():
        scored = [i for i, row in enumerate(listing.rows) if row[KIND] == kind.label and isinstance(row[SCORE], (int, float))]
        if scored:
            spans[kind.id] = Place(place.title, place.first + scored[0], place.first + scored[-1])
    return spans


def ranking_list(reported: ReportedRound) -> Listing:
    """One list, kind by kind and best first."""
    scheme = reported.scheme
    report = scheme.report
    figures = list({f.id: f for f in (scheme.unit_figure(report.rank_by or ""), reported.trend_figure) if f is not None}.values())
    card = reported.scheme.card
    against, names = compared(reported), Links(reported)
    risen = [Column(f"{f.label}升降", "places" if f.type == "integer" else "rise", figure=f.id) for f in figures]
    moves = [*([Column("名次升降", "places", figure=report.rank)] if report.rank else []), *risen]
    columns = [
        Column("类别", middle=True), Column("名次", "integer", middle=True, figure=report.rank or ""),
        Column("编码", middle=True, names="unit"), Column("单位", most=24),
        *map(column_of, figures), *(moves if against else []),
        *(card_column(reported, card, p) for p, _ in reported.card_rounds if card),
        Column("报送情况", middle=True, colours=STATE_COLOURS),
    ]
    rows: list[list[Any]] = []
    for kind in scheme.roster.kinds:
        for unit in reported.ranking(kind):
            rows.append([
                kind.label, reported.of_unit(unit.code, report.rank), unit.code, names.unit(unit.code),
                *(reported.of_unit(unit.code, f.id) for f in figures),
                *(_moves(against, unit.code, figures, ranked=bool(report.rank)) if against else []),
                *(card_in(units, unit.code, card.id) for _, units in reported.card_rounds if card), reported.state_of(unit.code),
            ])
    note = f"同类单位内按{figures[0].label}排名，同分同名次；无得分的列在最后" if report.rank_by and figures else ""
    note = joined([note, f"升降与{against.period.label}相比" if against else ""])
    return Listing(RANKING, f"{reported.period.label}单位排名", columns, rows, note=note, frozen=NAME + 1)


def _moves(against: Compared, code: str, figures: list[Figure], *, ranked: bool) -> list[float | None]:
    """Against the last round: places, then each figure."""
    return [*([against.climbed(code)] if ranked else []), *(against.change(code, f) for f in figures)]


def card_column(reported: ReportedRound, card: Figure, period: Period) -> Column:
    """The column of a round's cards."""
    return Column(f"{round_label(period)}{card.label.removeprefix('本轮')}", colours=card.colours, middle=True, figure=card.id,
                  period=other_round(reported, period))


def other_round(reported: ReportedRound, period: Period) -> str:
    """A period as a column names it; empty for the report's own."""
    return "" if period == reported.period else str(period)


def card_in(units: Mapping[str, Mapping[str, Any]], code: str, figure: str) -> str:
    """A unit's card among the figures of a round, as a word."""
    # Somebody who returned nothing may still have figures that come from elsewhere, such as the county's ballots.
    if figure not in units.get(code, {}):
        return MISSING
    return units[code][figure] or NO_CARD
