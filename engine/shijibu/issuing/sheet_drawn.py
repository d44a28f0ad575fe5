"""Sheets that are drawn after the office's own template, with the cells of a scheme where its marks are."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from xlsxwriter.format import Format

from shijibu.issuing.cell_format import cell_format, shown_as
from shijibu.issuing.master_writer import MasterWriter
from shijibu.issuing.outside_rows import said_above
from shijibu.issuing.sheet_cover import figure_formula
from shijibu.issuing.sheet_tables import HOLDING_WIDTH, PROTECTION, alike, cells_of, limit_and_colour, to_cover, write_row
from shijibu.scheme.sheets import Column
from shijibu.spreadsheet.address import address, pinned
from shijibu.spreadsheet.number_format import TEXT, computed_format
from shijibu.spreadsheet.plain_sheet import PlainSheet as Worksheet
from shijibu.spreadsheet.style import GIVEN, INPUT, LIVE, ORANGE
from shijibu.workbook.layout import SheetLayout, TableLayout
from shijibu.workbook.stretch import Stretch
from shijibu.workbook.template import SIGNING_MARKS, TemplateSheet
from shijibu.workbook.widths import HINT_WIDTH

if TYPE_CHECKING:
    from shijibu.issuing.template_ground import Ground

_GENERAL = ("General", 0)
_HELD_HEIGHT = 15.0
_MOST_FROZEN = 12


def drawn_ground(writer: MasterWriter, sheet: Worksheet, drawn: TemplateSheet, stretch: Stretch) -> Ground:
    """What a sheet of the template is beside its marks, drawn."""
    from shijibu.issuing.template_ground import Ground  # and openpyxl with it, for which a county without a template does not wait

    ground = Ground(writer, sheet, drawn, stretch)
    ground.draw()
    return ground


def write_drawn(writer: MasterWriter, sheet: Worksheet, placed: SheetLayout) -> None:
    """A sheet of tables as the template has it."""
    assert placed.drawn is not None
    ground = drawn_ground(writer, sheet, placed.drawn, placed.stretch)
    _hint_columns(writer, sheet, placed)
    for table in placed.tables:
        _table(writer, sheet, ground, table)
    write_marks(writer, sheet, ground, placed.drawn, placed.stretch)
    first = placed.tables[0]
    if not placed.drawn.ws.freeze_panes and first.header <= _MOST_FROZEN:
        sheet.freeze_panes(first.header, placed.frozen)
    hint = next((t.hint for t in placed.tables if t.hint and not t.quiet), None)
    if hint is not None:
        to_cover(writer, sheet, hint - 1)
        inserted = [writer.outside[t.table.id] for t in placed.tables if t.table.id in writer.outside]
        if inserted and first.header > 3:
            look = writer.styles.get(font_size=10, bold=True, font_color=ORANGE[0])
            sheet.write_formula(2, hint - 1, "=" + said_above(inserted), look, "")
    sheet.protect("", PROTECTION)


def write_extra(writer: MasterWriter, sheet: Worksheet, drawn: TemplateSheet) -> None:
    """A sheet of the office's own, whose cells nobody fills in but where it lets them."""
    ground = drawn_ground(writer, sheet, drawn, Stretch())
    write_marks(writer, sheet, ground, drawn, Stretch())
    sheet.protect("", PROTECTION)


def template_names(writer: MasterWriter) -> Iterator[tuple[str, str]]:
    """Names that the template defines, with their formulas, whose rows moved."""
    template = writer.layout.template
    if template is None:
        return
    stretches = {s.sheet.title: s.stretch for s in writer.layout.sheets if s.drawn is not None} | {s.title: Stretch() for s in writer.layout.extra}
    for name, defined in template.book.defined_names.items():
        if defined.attr_text and not defined.hidden and not name.startswith("_xlnm"):
            yield name, Stretch().formula(f"={defined.attr_text}", own="", sheets=stretches)


def _hint_columns(writer: MasterWriter, sheet: Worksheet, placed: SheetLayout) -> None:
    assert placed.drawn is not None
    sheet.set_column(placed.drawn.right, placed.drawn.right, 2)
    for table in placed.tables:
        if table.hint:
            sheet.set_column(table.hint - 1, table.hint - 1, HINT_WIDTH, None, {"hidden": True} if table.quiet else {})
    for marker in {t.marker for t in placed.tables}:
        sheet.set_column(marker - 1, marker - 1, HOLDING_WIDTH)


def _table(writer: MasterWriter, sheet: Worksheet, ground: Ground, table: TableLayout) -> None:
    marked = table.marked
    assert marked is not None
    closed, begun = writer.closed(table.table), bool(table.table.begun)
    looks = []
    for column in table.table.columns:
        cell = ground.ws.cell(marked.row, marked.columns[column.id])
        looks.append((column, _look(writer, ground, cell, column, given=column.id in closed),
                      _look(writer, ground, cell, column, given=True, locked=not begun)))
    numbers = [(at, ground.format(ground.ws.cell(marked.row, at))) for at in marked.numbers]
    height = ground.ws.row_dimensions[marked.row].height
    held = writer.styles.holding_open(float(height or _HELD_HEIGHT))
    above: Collection[str] | None = None
    drawn = cells_of(table)
    for row in range(table.first, table.last + 1):
        if height:
            sheet.open_row(row - 1, float(height))
        given = writer.given(table.table, row - table.header)
        if alike(given, above):
            sheet.repeat(row - 1, drawn)
        else:
            write_row(writer, sheet, table, row, looks, held)
        above = given
        for at, look in numbers:
            sheet.write_formula(row - 1, at - 1, f"=ROWS({pinned(table.first, at)}:{address(row, at)})", look, row - table.header)
    limit_and_colour(writer, sheet, table)


def _look(writer: MasterWriter, ground: Ground, cell: Any, column: Column, *, given: bool, locked: bool = True) -> Format:
    """The template's look of a cell, and of ours what it does not say: its kind of number, its ground, and always its lock."""
    ours = cell_format(writer.styles, column, given=given, locked=locked)
    given = given or column.filled_by is not None or column.last is not None
    ground_of = GIVEN if given or column.prefill else LIVE if column.live else INPUT
    return with_formats(writer, ground, cell, shown_as(column), fill=ground_of, locked=bool(ours.locked))


def with_formats(writer: MasterWriter, ground: Ground, cell: Any, number: str, *, fill: str | None = None, locked: bool = True) -> Format:
    """The template's look of a cell, with a kind of number and a ground where it says none."""
    told = dict(ground.looks.of(cell)) | {"locked": locked}
    if told["num_format"] in _GENERAL:
        told["num_format"] = number
    if fill is not None and "pattern" not in told:
        told["bg_color"] = fill
    return writer.styles.plain(told)


def write_marks(writer: MasterWriter, sheet: Worksheet, ground: Ground, drawn: TemplateSheet, stretch: Stretch) -> None:
    """Figures of the unit, and cells where it signs. Texts are patched into the cells that `Ground` left blank."""
    cover = writer.layout.cover
    for mark in drawn.marks:
        id, row = mark.parts[1], stretch.first(mark.row)
        cell = drawn.ws.cell(mark.row, mark.column)
        if mark.parts[0] != "unit" or not mark.alone:
            continue
        if id in cover.figures and cover.figures[id].sheet == drawn.title:
            figure = writer.scheme.unit_figure(id)
            assert figure is not None
            look = with_formats(writer, ground, cell, computed_format(figure.type))
            formula = figure_formula(writer, figure)
            if formula is not None:
                writer.write_formula(sheet, row, mark.column, formula, look)
            _colours(writer, sheet, figure.colours, row, mark.column)
        elif mark.name in SIGNING_MARKS:
            look = with_formats(writer, ground, cell, TEXT, fill=INPUT, locked=False)
            sheet.write_blank(row - 1, mark.column - 1, None, look)


def _colours(writer: MasterWriter, sheet: Worksheet, colours: dict[str, Any], row: int, column: int) -> None:
    for text, colour in colours.items():
        sheet.conditional_format(row - 1, column - 1, row - 1, column - 1, {
            "type": "cell", "criteria": "==", "value": f'"{text}"', "format": writer.styles.colour(colour, bold=True)})
