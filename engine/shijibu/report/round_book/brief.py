"""领导简报: the round on one page of A4, for whoever has one minute."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from shijibu.report.compared import Compared, compared
from shijibu.report.headlines import headlines, scored_of
from shijibu.report.page import ReportBook
from shijibu.report.reported_round import ReportedRound
from shijibu.report.round_book.links import Links
from shijibu.scheme.roster import Official, Unit
from shijibu.spreadsheet.style import GREY, NAVY
from shijibu.spreadsheet.text_size import lines
from shijibu.spreadsheet.wording import NOTHING, first_of, fixed, moved

BRIEF = "领导简报"
_WIDTHS = (12, 24, 13, 11, 24, 13, 11)
_WIDE, _LINE = sum(_WIDTHS), 20
_ENDS, _NAMED = 3, 24


def brief_sheet(book: ReportBook, reported: ReportedRound) -> None:
    """The sentences, who leads and who trails with their moves, the lists, and a line to sign."""
    sheet = book.sheet(BRIEF, landscape=False)
    for i, width in enumerate(_WIDTHS):
        sheet.set_column(i, i, width)
    last = len(_WIDTHS) - 1
    sheet.set_row(0, 40)
    _across(book, sheet, 0, f"{reported.period.label}考评简报", book.styles.heading(align="center", font_size=20))
    _across(book, sheet, 1, reported.scheme.name, book.styles.get(align="center", font_color=GREY))
    row = 3
    for text in headlines(reported):
        row = _paragraph(book, sheet, row, text)
    row = _ends(book, sheet, row + 1, reported)
    row = _lists(book, sheet, row, reported)
    sheet.set_row(row + 1, 24)
    style = book.styles.get(align="right", font_size=12)
    sheet.merge_range(row + 1, 3, row + 1, last, "", style)
    book.put(sheet, row + 1, 3, f"{reported.scheme.office}　　　　年　　月　　日", style)
    book.way_home(sheet, 0, last + 1)
    sheet.print_area(0, 0, row + 1, last)
    sheet.fit_to_pages(1, 1)


def _across(book: ReportBook, sheet: Worksheet, row: int, text: str, style: Any) -> None:
    sheet.merge_range(row, 0, row, len(_WIDTHS) - 1, "", style)
    book.put(sheet, row, 0, text, style)


def _paragraph(book: ReportBook, sheet: Worksheet, row: int, text: str) -> int:
    sheet.set_row(row, _LINE * lines(text, _WIDE * 0.86) + 4)
    _across(book, sheet, row, text, book.styles.get(font_size=12, text_wrap=True, indent=1))
    return row + 1


def _section(book: ReportBook, sheet: Worksheet, row: int, text: str) -> int:
    sheet.set_row(row, 24)
    style = book.styles.heading(font_size=13, bottom=2, bottom_color=NAVY)
    for column in range(len(_WIDTHS)):
        sheet.write_blank(row, column, None, style)
    book.put(sheet, row, 0, text, style)
    return row + 1


def _ends(book: ReportBook, sheet: Worksheet, row: int, reported: ReportedRound) -> int:
    """The first and the last of each kind that has enough units to have both."""
    figure = reported.scheme.unit_figure(reported.scheme.report.rank_by or "")
    kinds = [(kind, scored) for kind in reported.scheme.roster.kinds if len(scored := scored_of(reported, kind)) > _ENDS]
    if figure is None or not kinds:
        return row
    against, names = compared(reported), Links(reported)
    row = _section(book, sheet, row, f"{figure.label}：前列和末位" + (f"（升降与{against.period.label}相比）" if against else ""))
    sheet.set_row(row, 22)
    for i, label in enumerate(("类别", "前列", figure.label, "名次升降", "末位", figure.label, "名次升降")):
        book.put(sheet, row, i, label, book.styles.header)
    text = book.styles.boxed(font_size=11, align="center", text_wrap=True)
    for kind, scored in kinds:
        most = min(_ENDS, len(scored) // 2)
        for n, (top, bottom) in enumerate(zip(scored[:most], reversed(scored[-most:]), strict=True)):
            row += 1
            sheet.set_row(row, 20)
            cells = [kind.label if n == 0 else "", *_one(names, against, top, figure.id), *_one(names, against, bottom, figure.id)]
            for i, value in enumerate(cells):
                book.put(sheet, row, i, value, text)
    return row + 2


def _one(names: Links, against: Compared | None, unit: Unit, figure: str) -> list[str]:
    climbed = against.climbed(unit.code) if against else None
    return [names.unit(unit.code), fixed(names.reported.of_unit(unit.code, figure)), moved(climbed, 0)]


def _lists(book: ReportBook, sheet: Worksheet, row: int, reported: ReportedRound) -> int:
    """Who is on which list."""
    listed = list(reported.listed())
    if not listed:
        return row
    row = _section(book, sheet, row, "建议名单")
    label, names = book.styles.boxed(align="center", text_wrap=True, font_size=11), book.styles.boxed(text_wrap=True, indent=1, font_size=11)
    for rule, those in listed:
        told = [f"{o.name}（{reported.unit_name(o.unit)}）" if isinstance(o, Official) else o.name for o in those]
        text = first_of(told, _NAMED) or NOTHING
        sheet.set_row(row, max(22, 16 * max(lines(text, (_WIDE - _WIDTHS[0] - _WIDTHS[1]) * 1.05), lines(rule.title, 30)) + 6))
        sheet.merge_range(row, 0, row, 1, "", label)
        book.put(sheet, row, 0, f"{rule.title}（{len(those)}）", label)
        sheet.merge_range(row, 2, row, len(_WIDTHS) - 1, "", names)
        book.put(sheet, row, 2, text, names)
        row += 1
    return row
