"""The first sheet: how many came back, what came out, and the year's course, with charts."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from xlsxwriter.worksheet import Worksheet

from shijibu.report.chart import place_chart
from shijibu.report.page import Place, ReportBook
from shijibu.report.reported_round import CORRECTED, GIVEN, KEPT, LATE, ReportedRound, as_shown
from shijibu.report.round_book.ranking import NAME, SCORE, round_label
from shijibu.report.round_book.uncomputed import TITLE
from shijibu.report.seal import head_said
from shijibu.spreadsheet.severity import SEVERITIES, SEVERITY_COLOURS, SEVERITY_LABELS
from shijibu.spreadsheet.style import COLOURS, GREY, HEADING_FONT, LINE, NAVY

COLUMNS, TILES = 12, 6
_WIDTH, _ROW = 11, 20
_COLUMN_PIXELS = _WIDTH * 7 + 5
_TINTS = {"red": "#C00000", "yellow": "#FFC000", "blue": "#2E75B6", "green": "#70AD47"}
_NONE_TINT = "#D9D9D9"
_FEW = 20  # so many bars have room for their figures
_PAGE, _POINTS = 460, 15  # points of a printed page below the title that is repeated; of a row that nobody set


class _Rows:
    """The heights of the sheet's rows, and where each section begins: none is cut by the end of a page."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet, self.heights, self.sections = sheet, dict[int, int](), list[int]()

    def set(self, row: int, height: int) -> None:
        self.sheet.set_row(row, height)
        self.heights[row] = height

    def breaks(self, end: int) -> list[int]:
        """The rows that begin a page; a section ends with an empty row, which may hang over."""
        begins, top = list[int](), 1
        for section, following in pairwise([*self.sections, end]):
            if sum(self.heights.get(row, _POINTS) for row in range(top, following - 1)) > _PAGE and section > top:
                begins.append(section)
                top = section
        return begins


def overview_sheet(book: ReportBook, sheet: Worksheet, reported: ReportedRound, ranking: Mapping[str, Place]) -> None:
    """Fill in the overview; `ranking` says where each kind's scores stand."""
    sheet.set_column(0, COLUMNS - 1, _WIDTH)
    rows = _Rows(sheet)
    rows.set(0, 36)
    _line(book, sheet, 0, reported.scheme.name, font_size=18)
    heading = [reported.period.label, reported.scheme.office]
    if reported.deadline:
        heading.append(f"截止日 {reported.deadline.isoformat()}")
    if reported.decided.head:
        heading.append(head_said(reported.decided.head))
    _line(book, sheet, 1, "　".join(heading), font_size=11, bold=False, font_color=GREY)
    if reported.decided.notice:
        _line(book, sheet, 2, reported.decided.notice, font_size=10, bold=False, font_color=_TINTS["red"])
    row = _tiles(book, rows, 3, "报送情况", _returned(reported))
    if reported.card_figure is not None:
        row = _tiles(book, rows, row, reported.card_figure.label, _cards(reported))
    row = _tiles(book, rows, row, "名单和待办", _open(reported))
    row = _course(book, rows, row, reported)
    for kind in reported.scheme.roster.kinds:
        if kind.id in ranking:
            row = _scores(book, rows, row, reported, kind.label, f"#{kind.colour}", ranking[kind.id])
    sheet.set_h_pagebreaks(rows.breaks(row))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, row - 1, COLUMNS - 1)


def _line(book: ReportBook, sheet: Worksheet, row: int, text: str, **looks: Any) -> None:
    style = book.styles.heading(align="center", **looks)
    sheet.merge_range(row, 0, row, COLUMNS - 1, "", style)
    book.put(sheet, row, 0, text, style)


def _section(book: ReportBook, rows: _Rows, row: int, text: str) -> None:
    rows.set(row, 22)
    rows.sections.append(row)
    style = book.styles.heading(font_size=12, bottom=2, bottom_color=NAVY)
    for column in range(COLUMNS):
        rows.sheet.write_blank(row, column, None, style)
    book.put(rows.sheet, row, 0, text, style)


# tiles

Tile = tuple[str, int, str | None]


def _returned(reported: ReportedRound) -> list[Tile]:
    results, given = reported.results, [f for f in reported.files if f.state in GIVEN and f.state != "ignored"]
    return [
        ("应报", len(reported.issued), None), ("已接收", len(reported.accepted_units), "green"), ("已退回", len(reported.rejected_units), "red"),
        ("未报", len(results.missing), "red"), (f"其中{LATE}", len(results.late), "yellow"), ("收到文件", len(given), None),
        *((label, len(units), None) for label, units in ((CORRECTED, results.corrected), (KEPT, results.kept)) if units),
    ]


def _cards(reported: ReportedRound) -> list[Tile]:
    figure, own = reported.card_figure, reported.figures.units
    assert figure is not None
    counts = reported.card_counts(own)
    return [*((label, n, figure.colours[label]) for label, n in counts.items()), ("不亮牌", _without(reported, own), None)]


def _open(reported: ReportedRound) -> list[Tile]:
    counts = {s: sum(p.count for f in reported.files if f.state != "superseded" for p in f.problems if p.severity == s) for s in SEVERITIES}
    return [
        *((rule.title, len(listed), None) for rule, listed in reported.listed()), ("待定并列", len(reported.results.ties), "red"),
        *((SEVERITY_LABELS[s], counts[s], SEVERITY_COLOURS[s]) for s in ("error", "warning")),
        *([(TITLE, len(reported.evaluation.uncomputed), "red")] if reported.evaluation.uncomputed else []),
    ]


def _tiles(book: ReportBook, rows: _Rows, row: int, title: str, tiles: list[Tile]) -> int:
    """Figures in boxes, six beside each other; gives the next free row."""
    sheet = rows.sheet
    _section(book, rows, row, title)
    row += 1
    span = COLUMNS // TILES
    for start in range(0, len(tiles), TILES):
        rows.set(row, 20)
        rows.set(row + 1, 32)
        for i, (label, number, colour) in enumerate(tiles[start : start + TILES]):
            font, fill = COLOURS[colour] if colour and number else (NAVY, "#F7F9FC")
            shared = {"align": "center", "border": 1, "border_color": LINE, "bg_color": fill}
            small = book.styles.get(font_size=10, font_color=font, **shared)
            big = book.styles.heading(font_size=18, font_color=font, **shared)
            left = i * span
            for at, style in ((row, small), (row + 1, big)):
                sheet.merge_range(at, left, at, left + span - 1, "", style)
            book.put(sheet, row, left, label, small)
            book.put(sheet, row + 1, left, number, big)
        row += 2
    return row + 1


# the course over the year's rounds

def _course(book: ReportBook, rows: _Rows, row: int, reported: ReportedRound) -> int:
    """Two small tables, the mean of the trend figure and the cards by round, each with its chart below; of one alone, beside it."""
    sheet, trend, card = rows.sheet, reported.trend_figure, reported.card_figure
    half = COLUMNS // 2
    if trend is None and card is None:
        return row
    _section(book, rows, row, "本年各轮")
    first, rounds = row + 1, reported.rounds
    last = first + len(rounds)
    both = trend is not None and card is not None
    top, height = (last + 1, 13) if both else (first, 10)
    if trend is not None:
        kinds = reported.scheme.roster.kinds[: half - 1]
        means = [[_mean(reported, units, k.id, trend.id) for k in kinds] for _, units in rounds]
        _small_table(book, rows, first, 0, ["轮次", *(f"{k.label}平均" for k in kinds)], rounds, means, "0.00")
        chart = book.file.add_chart({"type": "line"})
        for i, kind in enumerate(kinds):
            line = {"color": f"#{kind.colour}", "width": 2.25}
            chart.add_series({
                "name": [sheet.name, first, 1 + i], "categories": [sheet.name, first + 1, 0, last, 0],
                "values": [sheet.name, first + 1, 1 + i, last, 1 + i], "line": line,
                "marker": {"type": "circle", "size": 6, "fill": {"color": line["color"]}, "border": {"color": "white"}},
            })
        _chart(sheet, chart, f"平均{trend.label}", top, 0 if both else half, half, height)
    if card is not None:
        labels = [*card.colours, "不亮牌"]
        counts = [[*reported.card_counts(units).values(), _without(reported, units)] for _, units in rounds]
        _small_table(book, rows, first, half, ["轮次", *labels], rounds, counts, "0")
        chart = book.file.add_chart({"type": "column", "subtype": "stacked"})
        for i, label in enumerate(labels):
            at = half + 1 + i
            chart.add_series({
                "name": [sheet.name, first, at], "categories": [sheet.name, first + 1, half, last, half],
                "values": [sheet.name, first + 1, at, last, at], "fill": {"color": _TINTS.get(card.colours.get(label, ""), _NONE_TINT)}, "gap": 80,
            })
        _chart(sheet, chart, "各轮亮牌数", top, half if both else 0, half, height)
    return max(last + 1, top + height) + 1


def _mean(reported: ReportedRound, units: Mapping[str, Mapping[str, Any]], kind: str, figure: str) -> float | None:
    given = [units[u.code].get(figure) for u in reported.roster.units if u.kind == kind and u.code in units]
    values = [v for v in given if isinstance(v, (int, float))]
    return as_shown(sum(values) / len(values)) if values else None


def _without(reported: ReportedRound, units: Mapping[str, Mapping[str, Any]]) -> int:
    """How many have no card; who returned nothing, and has figures only from elsewhere, is not among them."""
    card = reported.card_figure
    assert card is not None
    return sum(not values[card.id] for values in units.values() if card.id in values)


def _small_table(
    book: ReportBook, rows: _Rows, row: int, left: int, labels: list[str], rounds: list[Any], values: list[list[Any]], form: str
) -> None:
    sheet = rows.sheet
    style, name = book.styles.boxed(font_size=10, num_format=form, align="center"), book.styles.boxed(font_size=10, align="center")
    rows.set(row, 20 if all(len(label) <= _WIDTH // 2 + 1 for label in labels) else 34)
    for i, label in enumerate(labels):
        book.put(sheet, row, left + i, label, book.styles.header)
    for r, ((period, _), cells) in enumerate(zip(rounds, values, strict=True), start=row + 1):
        book.put(sheet, r, left, round_label(period), name)
        for i, value in enumerate(cells):
            book.put(sheet, r, left + 1 + i, value, style)


# scores

def _scores(book: ReportBook, rows: _Rows, row: int, reported: ReportedRound, kind: str, colour: str, place: Place) -> int:
    """A column for every unit of a kind, best first."""
    figure = reported.scheme.unit_figure(reported.scheme.report.rank_by or "")
    few = place.last - place.first < _FEW
    chart = book.file.add_chart({"type": "column"})
    chart.add_series({
        "name": figure.label if figure else kind, "categories": [place.title, place.first, NAME, place.last, NAME],
        "values": [place.title, place.first, SCORE, place.last, SCORE], "fill": {"color": colour}, "gap": 60,
        "data_labels": {"value": few, "num_format": "0.0", "font": {"size": 9, "name": HEADING_FONT}},
    })
    chart.set_legend({"none": True})
    _section(book, rows, row, f"{kind}{figure.label if figure else ''}")
    height = 12 if few else 14
    # A bar that does not begin at nothing would make small differences look great.
    scores = [reported.of_unit(u.code, figure.id) for u in reported.roster.units if figure and reported.kind_label(u.code) == kind]
    least = 0 if all(s is None or s >= 0 for s in scores) else None
    _chart(rows.sheet, chart, None, row + 1, 0, COLUMNS, height, turned=not few, least=least)
    return row + height + 2


def _chart(
    sheet: Worksheet, chart: Any, title: str | None, row: int, left: int, columns: int, height: int, *, turned: bool = False, least: int | None = None
) -> None:
    place_chart(sheet, chart, title, row, left, (columns * _COLUMN_PIXELS - 8, height * _ROW - 8), turned=turned, least=least)
