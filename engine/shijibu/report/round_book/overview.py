"""The first sheet: the round in a few sentences, the counts as tiles that lead to their sheets, and the year's course."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xlsxwriter.worksheet import Worksheet

from shijibu.report.brief import BRIEF
from shijibu.report.headlines import headlines
from shijibu.report.listed import Linked, place_in
from shijibu.report.page import FIRST, Place, ReportBook
from shijibu.report.proposals import WAITING, Counts, counted
from shijibu.report.reported_round import CORRECTED, GIVEN, KEPT, LATE, ReportedRound
from shijibu.report.round_book.confirmations import CONFIRMATIONS
from shijibu.report.round_book.course import course, without_card
from shijibu.report.round_book.grid import COLUMNS, WIDTH, Rows, chart_at, section
from shijibu.report.round_book.links import PROBLEMS, UNITS
from shijibu.report.round_book.lists import LISTS, TIES
from shijibu.report.round_book.ranking import NAME, RANKING, SCORE
from shijibu.report.round_book.uncomputed import TITLE
from shijibu.report.seal import head_said
from shijibu.spreadsheet.severity import SEVERITIES, SEVERITY_COLOURS, SEVERITY_LABELS
from shijibu.spreadsheet.style import COLOURS, GREY, HEADING_FONT, LINE, NAVY
from shijibu.spreadsheet.text_size import lines
from shijibu.spreadsheet.wording import MISSING, NO_CARD

OVERVIEW = "总览"
TILES = 6
_ALARM = "#C00000"
_BETWEEN = 9  # points between two sections of tiles
_FEW = 20  # so many bars have room for their figures
_LEAST_BARS = 5  # fewer are read sooner than looked at


def overview_sheet(book: ReportBook, sheet: Worksheet, reported: ReportedRound, ranking: Mapping[str, Place]) -> None:
    """Fill in the overview; `ranking` says where each kind's scores stand."""
    sheet.set_column(0, COLUMNS - 1, WIDTH)
    rows = Rows(sheet)
    rows.set(0, 36)
    _line(book, sheet, 0, reported.scheme.name, font_size=18)
    heading = [reported.period.label, reported.scheme.office]
    if reported.deadline:
        heading.append(f"截止日 {reported.deadline.isoformat()}")
    if reported.decided.head:
        heading.append(head_said(reported.decided.head))
    _line(book, sheet, 1, "　".join(heading), font_size=11, bold=False, font_color=GREY)
    if reported.decided.notice:
        _line(book, sheet, 2, reported.decided.notice, font_size=10, bold=False, font_color=_ALARM)
    row = _message(book, rows, 3, reported)
    row = _tiles(book, rows, row, "报送情况", _returned(reported))
    if reported.card_figure is not None:
        row = _tiles(book, rows, row, reported.card_figure.label, _cards(reported))
    row = _tiles(book, rows, row, "名单和待办", _open(reported))
    row = course(book, rows, row, reported)
    for kind in reported.scheme.roster.kinds:
        if kind.id in ranking:
            row = _scores(book, rows, row, reported, kind.label, f"#{kind.colour}", ranking[kind.id])
    sheet.set_h_pagebreaks(rows.breaks(row))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, row - 1, COLUMNS - 1)


def _message(book: ReportBook, rows: Rows, row: int, reported: ReportedRound) -> int:
    """The round in sentences, and the way to the page that is printed for those who lead."""
    section(book, rows, row, "要点")
    link = book.styles.get(font_size=10, font_color=NAVY, underline=1, align="right", bottom=2, bottom_color=NAVY)
    rows.sheet.merge_range(row, COLUMNS - 2, row, COLUMNS - 1, "", link)
    rows.sheet.write_url(row, COLUMNS - 2, place_in(BRIEF), link, f"打印{BRIEF}")
    style = book.styles.get(font_size=11, text_wrap=True, indent=1)
    for text in headlines(reported):
        row += 1
        rows.set(row, 17 * lines(text, COLUMNS * WIDTH * 0.94) + 4)
        rows.sheet.merge_range(row, 0, row, COLUMNS - 1, "", style)
        book.put(rows.sheet, row, 0, text, style)
    rows.set(row + 1, _BETWEEN)
    return row + 2


def _line(book: ReportBook, sheet: Worksheet, row: int, text: str, **looks: Any) -> None:
    style = book.styles.heading(align="center", **looks)
    sheet.merge_range(row, 0, row, COLUMNS - 1, "", style)
    book.put(sheet, row, 0, text, style)


# tiles

@dataclass(frozen=True, slots=True)
class Tile:
    """A figure in a box; sheet: to which it leads."""

    label: str
    number: int
    colour: str | None = None
    sheet: str = ""
    row: int = FIRST


def _returned(reported: ReportedRound) -> list[Tile]:
    """Of the units; the office's own workbook is none of them."""
    own = reported.scheme.county_name
    issued, accepted, rejected, missing, late = (
        sum(not own(code) for code in codes)
        for codes in (reported.issued, reported.accepted_units, reported.rejected_units, reported.results.missing, reported.results.late))
    results, given = reported.results, [f for f in reported.files if f.state in GIVEN and f.state != "ignored"]
    return [
        Tile("应报", issued, None, UNITS), Tile("已接收", accepted, "green", UNITS), Tile("已退回", rejected, "red", MISSING),
        Tile(MISSING, missing, "red", MISSING), Tile(f"其中{LATE}", late, "yellow", MISSING), Tile("收到文件", len(given), None, PROBLEMS),
        *(Tile(label, len(units), None, MISSING) for label, units in ((CORRECTED, results.corrected), (KEPT, results.kept)) if units),
    ]


def _cards(reported: ReportedRound) -> list[Tile]:
    figure, own = reported.card_figure, reported.figures.units
    assert figure is not None
    counts = reported.card_counts(own)
    return [*(Tile(label, n, figure.colours[label], RANKING) for label, n in counts.items()),
            Tile(NO_CARD, without_card(reported, own), None, RANKING)]


def _open(reported: ReportedRound) -> list[Tile]:
    counts = {s: sum(p.count for f in reported.files if f.state != "superseded" for p in f.problems if p.severity == s) for s in SEVERITIES}
    tiles, row = list[Tile](), FIRST
    for rule, listed in reported.listed():
        tiles.append(Tile(rule.title, len(listed), None, LISTS, row))
        row += max(len(listed), 1)
    ties = [c for c in reported.open_proposals.values() if c.proposal.kind == "tie"]
    tiles.append(Tile("待定并列", Counts.of(ties).waiting, "red", TIES if ties else ""))
    if reported.considered:
        tiles.append(Tile(WAITING, counted(reported).waiting, "yellow", CONFIRMATIONS))
    tiles += [Tile(SEVERITY_LABELS[s], counts[s], SEVERITY_COLOURS[s], PROBLEMS) for s in ("error", "warning")]
    if reported.evaluation.uncomputed:
        tiles.append(Tile(TITLE, len(reported.evaluation.uncomputed), "red", TITLE))
    return tiles


def _tiles(book: ReportBook, rows: Rows, row: int, title: str, tiles: list[Tile]) -> int:
    """Figures in boxes, six beside each other; gives the next free row."""
    sheet = rows.sheet
    section(book, rows, row, title)
    row += 1
    span = COLUMNS // TILES
    for start in range(0, len(tiles), TILES):
        rows.set(row, 17)
        rows.set(row + 1, 25)
        for i, tile in enumerate(tiles[start : start + TILES]):
            font, fill = COLOURS[tile.colour] if tile.colour and tile.number else (NAVY, "#F7F9FC")
            shared = {"align": "center", "border": 1, "border_color": LINE, "bg_color": fill}
            small = book.styles.get(font_size=10, font_color=font, **shared)
            big = book.styles.heading(font_size=16, font_color=font, **shared)
            left = i * span
            for at, style in ((row, small), (row + 1, big)):
                sheet.merge_range(at, left, at, left + span - 1, "", style)
            book.put(sheet, row, left, Linked.to(tile.label, tile.sheet, tile.row), small)
            book.put(sheet, row + 1, left, tile.number, big, place_in(tile.sheet, tile.row) if tile.sheet else "")
        row += 2
    rows.set(row, _BETWEEN)
    return row + 1


# scores

def _scores(book: ReportBook, rows: Rows, row: int, reported: ReportedRound, kind: str, colour: str, place: Place) -> int:
    """A column for every unit of a kind, best first; nothing where there is nothing to compare."""
    figure = reported.scheme.unit_figure(reported.scheme.report.rank_by or "")
    those = [u.code for u in reported.roster.units if reported.kind_label(u.code) == kind]
    scores = [s for code in those if figure and (s := reported.of_unit(code, figure.id)) is not None]
    if len(scores) < _LEAST_BARS or min(scores) == max(scores):
        return row
    few = place.last - place.first < _FEW
    chart = book.file.add_chart({"type": "column"})
    chart.add_series({
        "name": figure.label if figure else kind, "categories": [place.title, place.first, NAME, place.last, NAME],
        "values": [place.title, place.first, SCORE, place.last, SCORE], "fill": {"color": colour}, "gap": 60,
        "data_labels": {"value": few, "num_format": "0.00", "font": {"size": 9, "name": HEADING_FONT}},
    })
    chart.set_legend({"none": True})
    section(book, rows, row, f"{kind}{figure.label if figure else ''}")
    height = 12 if few else 14
    # A bar that does not begin at nothing would make small differences look great.
    least = 0 if min(scores) >= 0 else None
    chart_at(rows.sheet, chart, None, row + 1, 0, COLUMNS, height, turned=not few, least=least)
    return row + height + 2
