"""An official's file as a workbook: a cover with the course in charts, then one sheet a section."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from xlsxwriter.worksheet import Worksheet

from shijibu.files import write_whole
from shijibu.report.chart import place_chart
from shijibu.report.page import Place, ReportBook
from shijibu.report.person.charts import Series, charts_of
from shijibu.report.person.person_file import PersonFile
from shijibu.spreadsheet.clean_book import CleanBook
from shijibu.spreadsheet.style import GIVEN, GREY, NAVY

COVER = "档案"
_COLUMNS, _WIDTH, _ROW = 8, 11, 20
_PIXELS = _COLUMNS * (_WIDTH * 7 + 5) - 8
_HEIGHT, _TURN = 12, 8  # rows of a chart; names of rounds that stand upright


def write_person_workbook(path: Path, file: PersonFile) -> None:
    """Write the workbook. The same file gives the same bytes: the only date inside is the last round's end."""
    out = BytesIO()
    with CleanBook(out) as made:
        made.set_properties({
            "title": f"{file.official.name}一人一档", "subject": file.scheme.name, "company": file.scheme.office,
            "created": datetime.combine(file.last.end, datetime.min.time()),
        })
        book = ReportBook(made, file.scheme.name, f"{file.official.name}（{file.official.id}）", COVER)
        cover = book.sheet(COVER, landscape=False)
        _, course = book.list(file.course.title, f"{file.official.name}{file.course.title}", file.course.columns, file.course.rows,
                              note=f"{file.span}；{file.course.note}", frozen=1)
        _cover(book, cover, file, course)
        for section in file.sections:
            book.list(section.title, f"{file.official.name}{section.title}", section.columns, section.rows, note=section.note, frozen=1)
        cover.activate()
    write_whole(path, out.getvalue())


def _cover(book: ReportBook, sheet: Worksheet, file: PersonFile, course: Place) -> None:
    sheet.set_column(0, _COLUMNS - 1, _WIDTH)
    sheet.set_row(0, 36)
    _line(book, sheet, 0, f"{file.official.name}　一人一档", book.styles.heading(align="center", font_size=18))
    _line(book, sheet, 1, f"{file.scheme.office}　{file.span}", book.styles.get(align="center", font_color=GREY))
    row = _pairs(book, sheet, 3, "基本情况", file.facts)
    lists = [(title, f"{len(on)} 次" + (f"（{'、'.join(on)}）" if on else "")) for title, on in file.lists]
    if lists:
        row = _pairs(book, sheet, row, "列入名单", lists, across=1)
    row = _charts(book, sheet, row, file, course)
    sheet.print_area(0, 0, row - 1, _COLUMNS - 1)
    sheet.fit_to_pages(1, 1)


def _line(book: ReportBook, sheet: Worksheet, row: int, text: str, style: Any) -> None:
    sheet.merge_range(row, 0, row, _COLUMNS - 1, "", style)
    book.put(sheet, row, 0, text, style)


def _section(book: ReportBook, sheet: Worksheet, row: int, text: str) -> None:
    sheet.set_row(row, 22)
    style = book.styles.heading(font_size=12, bottom=2, bottom_color=NAVY)
    for column in range(_COLUMNS):
        sheet.write_blank(row, column, None, style)
    book.put(sheet, row, 0, text, style)


def _pairs(book: ReportBook, sheet: Worksheet, row: int, title: str, pairs: list[tuple[str, str]], *, across: int = 2) -> int:
    """Labels and values in boxes, `across` beside each other; gives the next free row."""
    _section(book, sheet, row, title)
    label = book.styles.boxed(bg_color=GIVEN, align="center", text_wrap=True, font_size=10)
    value = book.styles.boxed(text_wrap=True, indent=1, font_size=10)
    span = _COLUMNS // across
    head = 1 if across > 1 else 2
    for i in range(0, len(pairs), across):
        row += 1
        longest = max(len(text) for _, text in pairs[i : i + across])
        sheet.set_row(row, 22 if longest < 24 * (3 - across) + 8 else 36)
        for n in range(across):
            label_and_value = pairs[i + n] if i + n < len(pairs) else ("", "")
            left = n * span
            if head > 1:
                sheet.merge_range(row, left, row, left + head - 1, "", label)
            book.put(sheet, row, left, label_and_value[0], label)
            sheet.merge_range(row, left + head, row, left + span - 1, "", value)
            book.put(sheet, row, left + head, label_and_value[1], value)
    return row + 2


def _charts(book: ReportBook, sheet: Worksheet, row: int, file: PersonFile, course: Place) -> int:
    """The charts below each other; gives the next free row."""
    for one in charts_of(file):
        _section(book, sheet, row, one.heading)
        chart = book.file.add_chart({"type": "line" if one.lines else "column"})
        for series in one.series:
            chart.add_series(_series(course, series, lines=one.lines, said=one.said))
        chart.show_blanks_as("gap")
        place_chart(sheet, chart, one.title, row + 1, 0, (_PIXELS, _HEIGHT * _ROW - 8), turned=len(one.rounds) > _TURN, least=one.least,
                    step=one.step)
        row += _HEIGHT + 2
    return row


def _series(place: Place, series: Series, *, lines: bool, said: bool) -> dict[str, Any]:
    out: dict[str, Any] = {
        "name": series.label, "categories": [place.title, place.first, 0, place.last, 0],
        "values": [place.title, place.first, series.column, place.last, series.column],
        "data_labels": {"value": said, "font": {"size": 8}, **({"position": "above"} if lines else {})},
    }
    if lines:
        return out | {"line": {"color": series.colour, "width": 2.25},
                      "marker": {"type": "circle", "size": 6, "fill": {"color": series.colour}, "border": {"color": "white"}}}
    return out | {"fill": {"color": series.colour}, "gap": 80}
