"""The cover: whose workbook, which round, by when; the live figures; what is still missing or wrong; how to fill in."""

from __future__ import annotations

from typing import Any

from shijibu.figures.live_formula import LiveFormula
from shijibu.issuing.hints import faulty
from shijibu.issuing.master_writer import MasterWriter
from shijibu.issuing.paper_rows import page
from shijibu.issuing.reached import OPTIONAL, reached_formula, short_formula, verdict_formula
from shijibu.issuing.sheet_tables import PROTECTION, text_height
from shijibu.language.expression import names
from shijibu.rules.native import literal
from shijibu.rules.values import WAITING
from shijibu.scheme.outcomes import Figure
from shijibu.spreadsheet.address import pinned, quoted
from shijibu.spreadsheet.number_format import TEXT, computed_format
from shijibu.spreadsheet.plain_sheet import PlainSheet as Worksheet
from shijibu.spreadsheet.style import GIVEN, GREY, HEADER, HEADING_FONT, INPUT, LIVE, NAVY
from shijibu.spreadsheet.wording import NO_CARD
from shijibu.workbook.layout import CoverLayout, SheetLayout, TableLayout
from shijibu.workbook.names import ATTRIBUTES, HINT, SELF_CHECK, SIGNING
from shijibu.workbook.printed import FIGURES, FILLED, GUIDE, LEGEND, MISSING, TABLE, WRONG, cover_heading, guide_lines, table_named

LEFT, RIGHT = 1, 6  # the cover's content, columns B to G
_WIDTHS = (2, *[15.5] * 6, 2)
_SIGNING_HEIGHT = 36
_FILLS = (INPUT, GIVEN, LIVE)


def write_cover(writer: MasterWriter, sheet: Worksheet, placed: SheetLayout) -> None:
    """The cover sheet."""
    styles, cover, scheme = writer.styles, writer.layout.cover, writer.scheme
    sheet.hide_gridlines(2)
    for i, width in enumerate(_WIDTHS):
        sheet.set_column(i, i, width)
    sheet.set_row(0, 12)
    _band(sheet, 2, cover_heading(scheme, placed.sheet), styles.heading(font_size=26, font_color="#FFFFFF", bg_color=NAVY, align="center"), 54)
    _band(sheet, 3, scheme.name, styles.heading(font_size=11, bold=False, align="center"), 26)
    _attributes(writer, sheet, cover)
    if cover.figures:
        _section(writer, sheet, cover.figures_row, FIGURES)
    for id in cover.figures:
        _card(writer, sheet, id)
    _box(writer, sheet)
    _section(writer, sheet, cover.guide_row, GUIDE)
    guide = styles.get(text_wrap=True)
    for i, line in enumerate(guide_lines(cover), 1):
        _band(sheet, cover.guide_row + i, line, guide, text_height(line, sum(_WIDTHS[1:7])) + 4)
    legend = cover.legend_row
    sheet.set_row(legend - 1, 20)
    for i, (text, fill) in enumerate(zip(LEGEND, _FILLS, strict=True)):
        sheet.merge_range(legend - 1, LEFT + 2 * i, legend - 1, LEFT + 2 * i + 1, text, styles.boxed(bg_color=fill, align="center"))
    _signing(writer, sheet, cover)
    page(sheet, placed.sheet.landscape)
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, max([legend, *(place.row for place in cover.signing.values())]), RIGHT + 1)
    sheet.protect("", PROTECTION)
    sheet.set_tab_color(NAVY)


def _band(sheet: Worksheet, row: int, text: str, style: Any, height: float) -> None:
    """A row of the cover over its whole width."""
    sheet.set_row(row - 1, height)
    sheet.merge_range(row - 1, LEFT, row - 1, RIGHT, text, style)


def _section(writer: MasterWriter, sheet: Worksheet, row: int, title: str) -> None:
    _band(sheet, row, title, writer.styles.heading(font_size=12, bottom=2, bottom_color=NAVY), 28)


def _attributes(writer: MasterWriter, sheet: Worksheet, cover: CoverLayout) -> None:
    label = writer.styles.boxed(font_size=10, bold=True, bg_color=HEADER, align="center")
    given = writer.styles.boxed(font_size=12, bold=True, align="center", bg_color=GIVEN, text_wrap=True)
    for id, place in cover.attributes.items():
        sheet.set_row(place.row - 1, 27)
        sheet.write_string(place.row - 1, place.column - 2, ATTRIBUTES[id], label)
        sheet.merge_range(place.row - 1, place.column - 1, place.row - 1, place.column, "", given)


def _signing(writer: MasterWriter, sheet: Worksheet, cover: CoverLayout) -> None:
    """Where the unit says who filled it in and answers for it, high enough for a signature and a seal."""
    label = writer.styles.boxed(font_size=10, bold=True, bg_color=HEADER, align="center", text_wrap=True)
    typed = writer.styles.boxed(align="center", text_wrap=True, num_format=TEXT, bg_color=INPUT, locked=False)
    for id, place in cover.signing.items():
        sheet.set_row(place.row - 1, _SIGNING_HEIGHT)
        sheet.write_string(place.row - 1, place.column - 2, SIGNING[id], label)
        sheet.merge_range(place.row - 1, place.column - 1, place.row - 1, place.column, "", typed)


def _card(writer: MasterWriter, sheet: Worksheet, id: str) -> None:
    """A live figure: its label above, its value large, in the colour of what it says."""
    figure, place, styles = writer.scheme.unit_figure(id), writer.layout.cover.cards[id], writer.styles
    assert figure is not None
    number = computed_format(figure.type, 1 if figure.type == "percent" else 2)
    row, column = place.row - 1, place.column - 1
    if place.row - 2 > writer.layout.cover.figures_row:
        sheet.set_row(row - 2, 6)
    sheet.set_row(row - 1, 19)
    sheet.set_row(row, 34)
    label = styles.boxed(font_size=10, font_color=GREY, bg_color=LIVE, align="center", bottom=0)
    sheet.merge_range(row - 1, column, row - 1, column + 1, figure.label, label)
    value = styles.boxed(font_name=HEADING_FONT, font_size=18, bold=True, font_color=NAVY, align="center", bg_color=LIVE, num_format=number, top=0)
    sheet.merge_range(row, column, row, column + 1, "", value)
    computed = writer.layout.cover.figures[id]
    formula = figure_formula(writer, figure) if computed == place else LiveFormula(computed.absolute, False)
    if formula is not None:
        writer.write_formula(sheet, place.row, place.column, formula, value)
    area, cell = (row, column, row, column + 1), pinned(place.row, place.column)
    waits = {"type": "formula", "criteria": f"={cell}={literal(WAITING)}", "format": styles.waiting}
    sheet.conditional_format(*area, waits)
    for text, colour in figure.colours.items():
        sheet.conditional_format(*area, {"type": "formula", "criteria": f"={cell}={literal(text)}", "format": styles.colour(colour)})
    if writer.scheme.is_card(figure):
        none = f"=AND(LEN({cell})=0,{_known(writer, figure)})"
        sheet.conditional_format(*area, {"type": "formula", "criteria": none, "format": styles.said_of_nothing(NO_CARD)})
    if figure.problems:
        sheet.conditional_format(*area, {"type": "formula", "criteria": f"=N({cell})>0", "format": styles.colour("orange")})
    if figure.limit:
        limit = writer.layout.cover.cards[figure.limit]
        over = f"=N({cell})>N({pinned(limit.row, limit.column)})"
        sheet.conditional_format(*area, {"type": "formula", "criteria": over, "format": styles.colour("red")})


def _known(writer: MasterWriter, figure: Figure) -> str:
    """Whether what a figure is computed from is there: the others on the cover that its formula names."""
    cover, tree = writer.layout.cover, figure.formula and figure.formula.tree
    on_cover = [cover.cards[name.path[0]] for name in names(tree) if len(name.path) == 1 and name.path[0] in cover.figures] if tree else []
    return f"OR({','.join(f'LEN({pinned(at.row, at.column)})>0' for at in on_cover)})" if on_cover else f"{writer.layout.hidden.entered}>0"


def figure_formula(writer: MasterWriter, figure: Figure) -> LiveFormula | None:
    """What computes a unit's figure."""
    if figure.problems:
        return LiveFormula(writer.layout.hidden.errors, False)
    return writer.unit_formula(figure.formula) if figure.formula is not None else None


def _to_mend(writer: MasterWriter, table: TableLayout) -> str:
    """How many rows of a table have something that stands in the way, those that somebody inserted among them."""
    block = writer.outside.get(table.table.id)
    return "+".join(f"SUMPRODUCT({faulty(hints)})" for hints in [table.range(HINT), *((block.hints, block.more) if block else ())])


def _box(writer: MasterWriter, sheet: Worksheet) -> None:
    """What is owed and what is there, a line a table, what is missing or wrong, and whether the workbook can be handed in."""
    cover, styles = writer.layout.cover, writer.styles
    _section(writer, sheet, cover.box_row, MISSING)
    label = styles.boxed(font_size=10, font_color=GREY, align="center")
    sheet.merge_range(cover.box_row, LEFT, cover.box_row, LEFT + 2, TABLE, label)
    sheet.merge_range(cover.box_row, LEFT + 3, cover.box_row, LEFT + 4, FILLED, label)
    listed = styles.boxed(font_size=10, font_color="#1F4E79", underline=1, align="center")
    sheet.write_url(cover.box_row, LEFT + 5, f"internal:{quoted(SELF_CHECK)}!A1", listed, WRONG)
    count = styles.boxed(align="center", num_format='0" 行"')
    reached = styles.boxed(align="center", font_size=10, shrink=True)
    link = styles.boxed(indent=1, font_color="#1F4E79", underline=1)
    for id, place in cover.box.items():
        table, row = writer.layout.tables[id], place.row - 1
        sheet.set_row(row, 21)
        sheet.merge_range(row, LEFT, row, LEFT + 2, "", link)
        sheet.write_url(row, LEFT, f"internal:{quoted(table.sheet)}!A{table.header}", link, table_named(table), f"转到“{table.sheet}”")
        said = cover.reached(id)
        sheet.merge_range(row, said.column - 1, row, said.column, "", reached)
        sheet.write_formula(row, said.column - 1, "=" + reached_formula(writer, table), reached, "")
        sheet.write_formula(row, place.column - 1, "=" + _to_mend(writer, table), count, "")
        sheet.conditional_format(row, place.column - 1, row, place.column - 1, {
            "type": "formula", "criteria": f"=N({pinned(place.row, place.column)})>0", "format": styles.colour("orange", bold=True)})
        sheet.conditional_format(row, said.column - 1, row, said.column, {
            "type": "formula", "criteria": f"={short_formula(writer, table)}", "format": styles.colour("orange")})
        sheet.conditional_format(row, said.column - 1, row, said.column, {
            "type": "formula", "criteria": f"={pinned(said.row, said.column)}={literal(OPTIONAL)}", "format": styles.waiting})
    _state(writer, sheet)


def _state(writer: MasterWriter, sheet: Worksheet) -> None:
    cover, styles, hidden = writer.layout.cover, writer.styles, writer.layout.hidden
    row = cover.state.row
    style = styles.boxed(font_name=HEADING_FONT, font_size=13, bold=True, align="center", bg_color=LIVE)
    _band(sheet, row, "", style, 30)
    sheet.write_formula(row - 1, LEFT, "=" + verdict_formula(hidden), style, "")
    # Nothing is wrong yet with what nobody touched.
    colours = ((f"{hidden.entered}=0", "orange"), (f"{hidden.errors}>0", "red"), (f"{hidden.reminders}>0", "orange"), ("TRUE", "green"))
    for asked, colour in colours:
        rule = {"type": "formula", "criteria": f"={asked}", "format": styles.colour(colour), "stop_if_true": True}
        sheet.conditional_format(row - 1, LEFT, row - 1, RIGHT, rule)
