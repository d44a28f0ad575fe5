"""simulation.xlsx: what other rules would have made of decided rounds, for those who are about to change them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Any, NamedTuple

from xlsxwriter.worksheet import Worksheet

from shijibu.report.listed import Column, Linked
from shijibu.report.page import HEADER, ReportBook
from shijibu.report.round_book.grid import COLUMNS, WIDTH, Rows, chart_at, section
from shijibu.report.simulation_lists import AFTER, BEFORE, PERIOD, SPREAD, simulation_lists, spread_list
from shijibu.report.simulation_said import NOTHING_DECIDED, in_bands, simulation_sections, sweep_said
from shijibu.scheme.differing import value_said
from shijibu.scheme.period import Period
from shijibu.simulation.outcome import Counted, RoundFares, Simulation, Sweep
from shijibu.spreadsheet.clean_book import CleanBook
from shijibu.spreadsheet.style import COLOURS, GREY, NAVY, SECTION
from shijibu.spreadsheet.text_size import lines

FIRST, SWEEP = "概况", "逐值试算"
_HALF, _CHART_ROWS, _MOST_CHARTS = COLUMNS // 2, 12, 12
_OLD, _NEW = "#A6A6A6", NAVY

_Placed = tuple[RoundFares, Counted, int]
"""A figure of a round, and the first row of its spread."""


def simulation_book(simulation: Simulation) -> bytes:
    """The workbook. The same simulation gives the same bytes."""
    out = BytesIO()
    with CleanBook(out) as file:
        last = Period.parse(simulation.periods[-1].period)
        file.set_properties({"title": f"{simulation.name}试算", "created": datetime.combine(last.end, datetime.min.time())})
        book = ReportBook(file, simulation.name, "试算", FIRST)
        first = book.sheet(FIRST)
        for listing in simulation_lists(simulation):
            book.show(listing)
        placed = _spread(book, simulation.periods)
        drawn = _sweep(book, simulation.sweep) if simulation.sweep is not None else []
        _first(book, first, simulation, placed, drawn)
        first.activate()
    return out.getvalue()


def _first(book: ReportBook, sheet: Worksheet, simulation: Simulation, placed: Sequence[_Placed], swept: Sequence[_Drawn]) -> None:
    """What changes in sentences, round by round, and how those figures are spread that move."""
    sheet.set_column(0, COLUMNS - 1, WIDTH)
    rows = Rows(sheet)
    rows.set(0, 36)
    _line(book, sheet, 0, f"{simulation.name}　试算", font_size=18)
    _line(book, sheet, 1, NOTHING_DECIDED, font_size=11, bold=False, font_color=GREY)
    row = 2
    for title, texts in simulation_sections(simulation):
        row = _sentences(book, rows, row, title, texts)
    if placed:
        section(book, rows, row, "前后分布")
        row = _draw_spread(book, rows, row + 1, placed[:_MOST_CHARTS])
    if simulation.sweep is not None:
        row = _sentences(book, rows, row, SWEEP, [Linked(text, SWEEP, 0) for text in sweep_said(simulation.sweep)])
        row = _draw_sweep(book, rows, row, simulation.sweep, swept[:_MOST_CHARTS])
    sheet.set_h_pagebreaks(rows.breaks(row))
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, row - 1, COLUMNS - 1)


def _draw_spread(book: ReportBook, rows: Rows, row: int, placed: Sequence[_Placed]) -> int:
    """Before and after beside each other, a chart a figure; gives the next free row."""
    for n, (fares, counted, at) in enumerate(placed):
        chart = book.file.add_chart({"type": "column"})
        end = at + len(counted.spread) - 1
        for name, column, colour in ((BEFORE, 3, _OLD), (AFTER, 4, _NEW)):
            chart.add_series({"name": name, "categories": [SPREAD, at, 2, end, 2], "values": [SPREAD, at, column, end, column],
                              "fill": {"color": colour}, "gap": 60, "data_labels": {"value": True, "font": {"size": 8}}})
        top = row + n // 2 * (_CHART_ROWS + 1)
        chart_at(rows.sheet, chart, f"{fares.label}{counted.label}", top, n % 2 * _HALF, _HALF, _CHART_ROWS, least=0)
    return row + (len(placed) + 1) // 2 * (_CHART_ROWS + 1)


def _line(book: ReportBook, sheet: Worksheet, row: int, text: str, **looks: Any) -> None:
    style = book.styles.heading(align="center", **looks)
    sheet.merge_range(row, 0, row, COLUMNS - 1, "", style)
    book.put(sheet, row, 0, text, style)


def _sentences(book: ReportBook, rows: Rows, row: int, title: str, texts: Sequence[str]) -> int:
    """A heading and a line a sentence; gives the next free row."""
    section(book, rows, row, title)
    style = book.styles.get(font_size=11, text_wrap=True, indent=1)
    for text in texts:
        row += 1
        rows.set(row, 17 * lines(text, COLUMNS * WIDTH * 0.94) + 4)
        rows.sheet.merge_range(row, 0, row, COLUMNS - 1, "", style)
        book.put(rows.sheet, row, 0, text, style)
    rows.set(row + 1, 9)
    return row + 2


def _spread(book: ReportBook, periods: Sequence[RoundFares]) -> list[_Placed]:
    """The sheet that the charts speak of; gives where the figures stand that move."""
    listing, begins = spread_list(periods)
    _, place = book.show(listing)
    return [(fares, counted, place.first + at) for fares, counted, at in begins]


# the sweep

class _Kind(NamedTuple):
    """A kind of result that a sweep counts."""

    figure: str
    label: str
    value: str
    colour: str | None


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A round's first figure at each value: where its rows begin on the sheet, and how many values there are."""

    label: str
    kinds: list[_Kind]
    first: int
    values: int


def _sweep(book: ReportBook, sweep: Sweep) -> list[_Drawn]:
    """A column a value, and a row a round and kind of result; gives what can be drawn of it."""
    allowed = [v for v in sweep.values if not v.fault]
    columns = [PERIOD, Column("项目", most=32), Column("档次", middle=True, most=24), *(Column(value_said(v.value), "integer") for v in allowed)]
    kinds = _kinds(sweep)
    rows: list[list[Any]] = []
    drawn = []
    for n, label in enumerate(p.label for p in allowed[0].periods) if allowed else ():
        rounds = [v.periods[n] for v in allowed]
        rows += [[label, "结果不同的单位", None, *(r.units for r in rounds)], [label, "结果不同的干部", None, *(r.officials for r in rounds)]]
        drawn.append(_Drawn(label, [k for k in kinds if k.figure == kinds[0].figure], len(rows), len(allowed)))
        spreads = [{(c.figure, b.label): b.after for c in r.counts for b in c.spread} for r in rounds]
        rows += [[label, k.label, k.value, *(spread.get((k.figure, k.value), 0) for spread in spreads)] for k in kinds]
        rows += [[label, title, None, *(r.lists.get(id, 0) for r in rounds)] for id, title in sweep.list_titles.items()]
    note = f"{sweep.title}（{sweep.path}）现为 {value_said(sweep.now)}{sweep.unit}；每一列是取另一个值时，结果不同的和各档各有多少个"
    _, place = book.list(SWEEP, f"{sweep.title}逐值试算", columns, rows, note=note, frozen=3)
    return [replace(d, first=place.first + d.first) for d in drawn if d.kinds]


def _draw_sweep(book: ReportBook, rows: Rows, row: int, sweep: Sweep, drawn: Sequence[_Drawn]) -> int:
    """A stack a value, a chart a round; gives the next free row."""
    for n, one in enumerate(drawn):
        chart = book.file.add_chart({"type": "column", "subtype": "stacked"})
        for at, kind in enumerate(one.kinds, start=one.first):
            looks = {"fill": {"color": COLOURS[kind.colour][1]}, "border": {"color": COLOURS[kind.colour][0]}} if kind.colour else (
                {"fill": {"color": SECTION}, "border": {"color": _OLD}} if any(k.colour for k in one.kinds) else {})
            chart.add_series({"name": kind.value, "categories": [SWEEP, HEADER, 3, HEADER, 2 + one.values],
                              "values": [SWEEP, at, 3, at, 2 + one.values], "gap": 60, **looks})
        title = f"{one.label}{one.kinds[0].label}（按{sweep.title}）"
        chart_at(rows.sheet, chart, title, row + n // 2 * (_CHART_ROWS + 1), n % 2 * _HALF, _HALF, _CHART_ROWS, least=0)
    return row + (len(drawn) + 1) // 2 * (_CHART_ROWS + 1)


def _kinds(sweep: Sweep) -> list[_Kind]:
    """The kinds of result whose counts move; bands say less."""
    counts: dict[_Kind, dict[str, set[int]]] = {}
    for own in (own for value in sweep.values for own in value.periods):
        for counted in own.counts:
            for bucket in counted.spread:
                if not in_bands(counted):
                    kind = _Kind(counted.figure, counted.label, bucket.label, bucket.colour)
                    counts.setdefault(kind, {}).setdefault(own.period, set()).add(bucket.after)
    moving = {kind.figure for kind, by_period in counts.items() if any(len(numbers) > 1 for numbers in by_period.values())}
    order = list(dict.fromkeys(kind.figure for kind in counts))
    return sorted((kind for kind in counts if kind.figure in moving), key=lambda kind: order.index(kind.figure))
