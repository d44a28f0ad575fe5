"""The year's course on the first sheet: the mean of the trend figure by kind and the cards by round, drawn where there is something to see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shijibu.report.page import ReportBook
from shijibu.report.reported_round import ReportedRound, as_shown
from shijibu.report.round_book.grid import COLUMNS, WIDTH, Rows, chart_at, section
from shijibu.report.round_book.ranking import round_label
from shijibu.spreadsheet.wording import NO_CARD, mean_of

_LINES, _ROUNDS = 3, 3
"""Lines that can be told apart in a chart of this size; rounds from which on a line says more than the table."""
_TINTS = {"red": "#C00000", "yellow": "#FFC000", "blue": "#2E75B6", "green": "#70AD47"}
_NONE_TINT = "#D9D9D9"
_STEP = 10


def course(book: ReportBook, rows: Rows, row: int, reported: ReportedRound) -> int:
    """Two small tables, and below them the charts that say something; gives the next free row."""
    trend, card = reported.trend_figure, reported.scheme.card if reported.card_rounds else None
    half = COLUMNS // 2
    if trend is None and card is None:
        return row
    section(book, rows, row, "本年各轮")
    first, rounds, with_cards = row + 1, reported.rounds, reported.card_rounds
    last = first + len(rounds)
    top, charts = last + 1, 0
    if trend is not None:
        there = {u.kind for u in reported.roster.units}
        kinds = [k for k in reported.scheme.roster.kinds if k.id in there][: half - 1]
        means = [[_mean(reported, units, k.id, trend.id) for k in kinds] for _, units in rounds]
        _small_table(book, rows, first, 0, ["轮次", *(f"{k.label}\n平均" for k in kinds)], rounds, means, "0.00")
        several = [i for i, k in enumerate(kinds) if sum(u.kind == k.id for u in reported.roster.units) > 1]
        if len(rounds) >= _ROUNDS and 0 < len(several) <= _LINES:
            chart = book.file.add_chart({"type": "line"})
            for i in several:
                line = {"color": f"#{kinds[i].colour}", "width": 2.25}
                chart.add_series({
                    "name": [rows.sheet.name, first, 1 + i], "categories": [rows.sheet.name, first + 1, 0, last, 0],
                    "values": [rows.sheet.name, first + 1, 1 + i, last, 1 + i], "line": line,
                    "marker": {"type": "circle", "size": 6, "fill": {"color": line["color"]}, "border": {"color": "white"}},
                })
            drawn = [m[i] for m in means for i in several]
            chart_at(rows.sheet, chart, mean_of(trend.label), top, 0, half, 13, least=_least([v for v in drawn if v is not None]))
            charts += 1
    if card is not None:
        labels = [*card.colours, NO_CARD]
        counts = [[*reported.card_counts(units).values(), without_card(reported, units)] for _, units in with_cards]
        _small_table(book, rows, first, half, ["轮次", *labels], with_cards, counts, "0")
        if len(with_cards) > 1 and any(n for of_round in counts for n in of_round[:-1]):
            last = first + len(with_cards)
            chart = book.file.add_chart({"type": "column", "subtype": "stacked"})
            for i, label in enumerate(labels):
                at = half + 1 + i
                chart.add_series({
                    "name": [rows.sheet.name, first, at], "categories": [rows.sheet.name, first + 1, half, last, half],
                    "values": [rows.sheet.name, first + 1, at, last, at], "fill": {"color": _TINTS.get(card.colours.get(label, ""), _NONE_TINT)},
                    "gap": 80,
                })
            chart_at(rows.sheet, chart, "各轮亮牌数", top, half, half, 13)
            charts += 1
    return top + (13 if charts else 0) + 1


def _least(values: list[float]) -> float:
    """Where the axis begins: near the lowest, so that the course is seen."""
    return max(0.0, (min(values) - _STEP / 2) // _STEP * _STEP) if values and min(values) >= 0 else min(values, default=0.0)


def _mean(reported: ReportedRound, units: Mapping[str, Mapping[str, Any]], kind: str, figure: str) -> float | None:
    given = [units[u.code].get(figure) for u in reported.roster.units if u.kind == kind and u.code in units]
    values = [v for v in given if isinstance(v, (int, float))]
    return as_shown(sum(values) / len(values)) if values else None


def without_card(reported: ReportedRound, units: Mapping[str, Mapping[str, Any]]) -> int:
    """How many have no card; who returned nothing, and has figures only from elsewhere, is not among them."""
    card = reported.scheme.card
    assert card is not None
    return sum(not values[card.id] for values in units.values() if card.id in values)


def _small_table(
    book: ReportBook, rows: Rows, row: int, left: int, labels: list[str], rounds: list[Any], values: list[list[Any]], form: str
) -> None:
    style, name = book.styles.boxed(font_size=10, num_format=form, align="center"), book.styles.boxed(font_size=10, align="center")
    fits = all(len(label) <= WIDTH // 2 + 1 and "\n" not in label for label in labels)
    rows.set(row, max(rows.heights.get(row, 0), 20 if fits else 34))
    for i, label in enumerate(labels):
        book.put(rows.sheet, row, left + i, label, book.styles.header)
    for r, ((period, _), cells) in enumerate(zip(rounds, values, strict=True), start=row + 1):
        book.put(rows.sheet, r, left, round_label(period), name)
        for i, value in enumerate(cells):
            book.put(rows.sheet, r, left + 1 + i, value, style)
