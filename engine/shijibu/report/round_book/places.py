"""What a unit may give out only so many of, such as the most stars: what it has used beside what it may."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shijibu.report.listed import Column
from shijibu.report.page import Listing
from shijibu.report.reported_round import ReportedRound
from shijibu.report.round_book.links import Links
from shijibu.scheme.outcomes import Figure
from shijibu.spreadsheet.wording import joined

PLACES = "名额"
_WITHIN, _FULL, _OVER = "未用满", "用满", "超出"


def limited(reported: ReportedRound) -> Iterator[tuple[Figure, Figure]]:
    """The units' figures that may not exceed another, each with that one, as far as anybody has both in this round."""
    known, given = reported.scheme.unit_figure, reported.figures.units.values()
    for figure in reported.scheme.unit_figures:
        limit = known(figure.limit or "")
        if limit is not None and any(own.get(figure.id) is not None and own.get(limit.id) is not None for own in given):
            yield figure, limit


def places_list(reported: ReportedRound) -> Listing:
    """One row a unit: each limited figure, its limit, and whether it is kept."""
    pairs, names = list(limited(reported)), Links(reported)
    state = {_OVER: "red", _FULL: "yellow"}
    columns = [Column("类别", middle=True), Column("编码", middle=True, names="unit"), Column("单位", most=24)]
    for figure, limit in pairs:
        columns += [Column(f.label, f.type, middle=True, figure=f.id) for f in (figure, limit)] + [Column("情况", middle=True, colours=state)]
    rows: list[list[Any]] = []
    over = 0
    for unit in reported.roster.units:
        row: list[Any] = [reported.kind_label(unit.code), unit.code, names.unit(unit.code)]
        for figure, limit in pairs:
            used, most = reported.of_unit(unit.code, figure.id), reported.of_unit(unit.code, limit.id)
            said = "" if used is None or most is None else _OVER if used > most else _FULL if used == most else _WITHIN
            over += said == _OVER
            row += [used, most, said]
        rows.append(row)
    return Listing(PLACES, f"{reported.period.label}{PLACES}", columns, rows, note=joined([f"共 {len(rows)} 条", f"{_OVER} {over} 处"]), frozen=3)
