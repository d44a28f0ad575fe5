"""The cover: whose workbook, which round, by when; the live figures; what is still missing or wrong; how to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.worksheet import Worksheet

from shijibu.rules.native import literal
from shijibu.scheme.compile import LiveFormula
from shijibu.workbook.layout import ATTRIBUTES, HINT, SheetLayout, pinned
from shijibu.workbook.sheet_tables import PROTECTION, page
from shijibu.workbook.style import COLOURS, GIVEN, HEADING_FONT, LINE, LIVE, NAVY

if TYPE_CHECKING:
    from shijibu.workbook.master import MasterWriter

_WIDTHS = (2, 17, 19, 2, 17, 19, 2)


def write_cover(writer: MasterWriter, sheet: Worksheet, placed: SheetLayout) -> None:
    """The cover sheet."""
    styles, cover, scheme = writer.styles, writer.layout.cover, writer.scheme
    sheet.hide_gridlines(2)
    for i, width in enumerate(_WIDTHS):
        sheet.set_column(i, i, width)
    sheet.set_row(1, 44)
    sheet.merge_range(1, 1, 1, 5, f"{scheme.county}{placed.sheet.heading}", styles.get(
        font_name=HEADING_FONT, font_size=24, bold=True, font_color="#FFFFFF", bg_color=NAVY, align="center"))
    sheet.set_row(2, 24)
    sheet.merge_range(2, 1, 2, 5, scheme.name, styles.get(font_name=HEADING_FONT, font_size=11, font_color=NAVY, align="center"))
    label = styles.get(font_name=HEADING_FONT, font_size=10, bold=True, bg_color="#D6E4F2", border=1, border_color=LINE, align="center")
    given = styles.get(font_size=12, border=1, border_color=LINE, align="center", bg_color=GIVEN, text_wrap=True)
    for id, place in cover.attributes.items():
        sheet.set_row(place.row - 1, 26)
        sheet.write_string(place.row - 1, place.column - 2, ATTRIBUTES[id], label)
        sheet.write_blank(place.row - 1, place.column - 1, None, given)
    if cover.figures:
        _section(writer, sheet, cover.figures_row - 2, "自动计算")
    for id, place in cover.figures.items():
        _figure(writer, sheet, id, label)
    _box(writer, sheet, label)
    _section(writer, sheet, cover.guide_row - 2, "怎么填")
    guide = styles.get(text_wrap=True, valign="top")
    for i, line in enumerate(placed.sheet.intro):
        row = cover.guide_row - 1 + i
        sheet.set_row(row, 34 if len(line) > 36 else 20)
        sheet.merge_range(row, 1, row, 5, f"{i + 1}. {line}", guide)
    legend = cover.guide_row + len(placed.sheet.intro)
    for i, (text, fill) in enumerate((("填写", "#FFF9DB"), ("县里预填", GIVEN), ("自动计算", LIVE))):
        sheet.write_string(legend, 1 + i + (i > 1), text, styles.get(bg_color=fill, border=1, border_color=LINE, align="center"))
    page(sheet, placed.sheet.landscape)
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, legend, 6)
    sheet.protect("", PROTECTION)


def _section(writer: MasterWriter, sheet: Worksheet, row: int, title: str) -> None:
    sheet.set_row(row, 24)
    style = writer.styles.get(font_name=HEADING_FONT, font_size=12, bold=True, font_color=NAVY, bottom=2, bottom_color=NAVY)
    sheet.merge_range(row, 1, row, 5, title, style)


def _figure(writer: MasterWriter, sheet: Worksheet, id: str, label: object) -> None:
    """A live figure with its colours."""
    figure, place = writer.scheme.unit_figure(id), writer.layout.cover.figures[id]
    assert figure is not None
    number = {"number": "0.00", "integer": "0"}.get(figure.type, "General")
    style = writer.styles.get(font_name=HEADING_FONT, font_size=14, bold=True, border=1, border_color=LINE, align="center", bg_color=LIVE, num_format=number)
    sheet.set_row(place.row - 1, 30)
    sheet.write_string(place.row - 1, place.column - 2, figure.label, label)
    formula = _problems(writer) if figure.problems else writer.unit_formula(figure.formula or "")
    writer.write_formula(sheet, place.row, place.column, formula, style, 0 if figure.problems else "")
    for text, colour in figure.colours.items():
        sheet.conditional_format(place.row - 1, place.column - 1, place.row - 1, place.column - 1, {
            "type": "cell", "criteria": "==", "value": literal(text), "format": writer.styles.colour(colour)})
    if figure.limit:
        limit = writer.layout.cover.figures[figure.limit]
        sheet.conditional_format(place.row - 1, place.column - 1, place.row - 1, place.column - 1, {
            "type": "formula", "criteria": f"=N({pinned(place.row, place.column)})>N({pinned(limit.row, limit.column)})", "format": writer.styles.colour("red")})


def _problems(writer: MasterWriter) -> LiveFormula:
    hinted = [t for t in writer.layout.tables.values() if t.hint]
    return LiveFormula("+".join(f"SUMPRODUCT(--(LEN({t.range(HINT)})>0))" for t in hinted) or "0", False)


def _box(writer: MasterWriter, sheet: Worksheet, label: object) -> None:
    """What is still missing or wrong, a line a table, and whether the workbook can be handed in."""
    cover, styles = writer.layout.cover, writer.styles
    _section(writer, sheet, cover.box_row - 2, "还缺什么、错在哪里")
    name = styles.get(border=1, border_color=LINE, indent=1)
    count = styles.get(border=1, border_color=LINE, align="center", bg_color=LIVE, num_format='0" 行";;"—"')
    for id, place in cover.box.items():
        table = writer.layout.tables[id]
        sheet.set_row(place.row - 1, 20)
        sheet.merge_range(place.row - 1, 1, place.row - 1, 4, f"{table.sheet}：未填完整或有误的行（见该表“填写提示”）", name)
        sheet.write_formula(place.row - 1, place.column - 1, f"=SUMPRODUCT(--(LEN({table.range(HINT)})>0))", count, 0)
    wrong = "+".join(p.cell for p in cover.box.values()) or "0"
    row = cover.state.row - 1
    sheet.set_row(row, 28)
    style = styles.get(font_name=HEADING_FONT, font_size=13, bold=True, align="center", border=1, border_color=LINE, bg_color=LIVE)
    sheet.merge_range(row, 1, row, 5, "", style)
    sheet.write_formula(row, 1, f'=IF({wrong}=0,"没有发现问题，核对后可以上报","还有 "&({wrong})&" 行需要完善")', style, "没有发现问题，核对后可以上报")
    for criteria, colour in (("=0", "green"), (">0", "red")):
        font, fill = COLOURS[colour]
        sheet.conditional_format(row, 1, row, 5, {
            "type": "formula", "criteria": f"=({'+'.join('$' + p.cell[0] + '$' + p.cell[1:] for p in cover.box.values()) or '0'}){criteria}",
            "format": writer.book.add_format({"bg_color": fill, "font_color": font})})
