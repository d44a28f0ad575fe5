"""A sheet that shows one official, as the office's own template has it: chosen on it, and fetched by ordinary formulas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shijibu.issuing.cell_format import shown_as
from shijibu.issuing.master_writer import MasterWriter
from shijibu.issuing.sheet_drawn import drawn_ground, with_formats, write_marks
from shijibu.issuing.sheet_form import own_row, value_formula
from shijibu.issuing.sheet_personal import PAGE_ROW, choose, helper_column, say_what_is_cut, turning
from shijibu.issuing.sheet_tables import PROTECTION, to_cover
from shijibu.scheme.sheets import Column
from shijibu.spreadsheet.address import pinned, quoted
from shijibu.spreadsheet.number_format import TEXT
from shijibu.spreadsheet.plain_sheet import PlainSheet as Worksheet
from shijibu.spreadsheet.style import GREY, INPUT
from shijibu.spreadsheet.text_size import room
from shijibu.workbook.layout import SheetLayout
from shijibu.workbook.printed import CHOOSE
from shijibu.workbook.template import NUMBER_MARK, OFFICIAL_MARK, PAGE_MARK, Mark

if TYPE_CHECKING:
    from shijibu.issuing.template_ground import Ground

_ROW_HEIGHT, _SIZE = 15.0, 11.0  # of a row and of letters of which a template says nothing
_BESIDE = 2  # columns right of the form: what is clicked, and not printed


def write_drawn_personal(writer: MasterWriter, sheet: Worksheet, placed: SheetLayout) -> None:
    """The sheet, and the helper column beside the table that numbers the chosen official's rows."""
    drawn, personal = placed.drawn, placed.sheet.personal
    assert drawn is not None and personal is not None and drawn.chosen is not None
    ground = drawn_ground(writer, sheet, drawn, placed.stretch)
    row, column = drawn.chosen.row, drawn.chosen.column
    chosen = f"{quoted(placed.sheet.title)}!{pinned(row, column)}"
    numbers = helper_column(writer, writer.layout.tables[personal.of], chosen)
    rows = max(placed.stretch.rows.values(), default=1)
    turned = turning(writer, sheet, drawn.right, numbers, rows)
    for mark in drawn.marks:
        for n, at in enumerate(placed.stretch.all(mark.row), 1):
            _mark(writer, sheet, ground, placed, mark, at, n, chosen, numbers, (turned.before, turned.said))
    write_marks(writer, sheet, ground, drawn, placed.stretch)
    choose(sheet, row - 1, column - 1)
    beside = row + (row == PAGE_ROW)  # where the page is chosen, no room is left
    sheet.write_string(beside - 1, drawn.right + _BESIDE - 1, CHOOSE, writer.styles.get(font_size=10, font_color=GREY))
    say_what_is_cut(writer, sheet, (max(beside, PAGE_ROW) + 1, drawn.right + _BESIDE), _texts(writer, placed))
    to_cover(writer, sheet, drawn.right + _BESIDE)
    sheet.set_selection(row - 1, column - 1, row - 1, column - 1)
    sheet.protect("", PROTECTION)


def _texts(writer: MasterWriter, placed: SheetLayout) -> Iterator[tuple[str, int]]:
    """The cells that list an official's texts, with how many characters each has room for in the office's form."""
    drawn, personal = placed.drawn, placed.sheet.personal
    assert drawn is not None and personal is not None
    usual = float(drawn.ws.sheet_format.defaultRowHeight or _ROW_HEIGHT)
    for mark in drawn.marks:
        column = writer.layout.tables[personal.of].table.column(mark.parts[1]) if mark.alone and mark.parts[0] == personal.of else None
        if column is None or column.type != "text":
            continue
        _, left, _, right = drawn.spans.get((mark.row, mark.column), (mark.row, mark.column, mark.row, mark.column))
        height, size = drawn.ws.row_dimensions[mark.row].height, drawn.ws.cell(mark.row, mark.column).font.sz
        rows = placed.stretch.all(mark.row)
        cells = f"{pinned(rows[0], mark.column)}:{pinned(rows[-1], mark.column)}"
        yield cells, room(sum(drawn.widths[left - 1 : right]), float(height or usual), float(size or _SIZE))


def _mark(
    writer: MasterWriter, sheet: Worksheet, ground: Ground, placed: SheetLayout, mark: Mark, row: int, number: int, chosen: str, numbers: str,
    turned: tuple[str, str],
) -> None:
    """One mark, or one row of it. turned: formulas of how many are listed on earlier pages, and of which page it is."""
    personal, drawn = placed.sheet.personal, placed.drawn
    assert personal is not None and drawn is not None
    if not mark.alone:
        return
    cell = drawn.ws.cell(mark.row, mark.column)
    before, said = turned
    listed = f"{before}+{number}"
    if mark.name == OFFICIAL_MARK:
        if mark == drawn.chosen:
            look = with_formats(writer, ground, cell, TEXT, fill=INPUT, locked=False)
            sheet.write_blank(row - 1, mark.column - 1, None, look)
        else:
            sheet.write_formula(row - 1, mark.column - 1, f'={chosen}&""', with_formats(writer, ground, cell, "General"), "")
        return
    if mark.name == NUMBER_MARK:
        formula = f'=IF(MAX({numbers})>={listed},{listed},"")'
        sheet.write_formula(row - 1, mark.column - 1, formula, with_formats(writer, ground, cell, "0"), "")
        return
    if mark.name == PAGE_MARK:
        sheet.write_formula(row - 1, mark.column - 1, said, with_formats(writer, ground, cell, "General"), "")
        return
    table = writer.layout.tables.get(mark.parts[0])
    column = table.table.column(mark.parts[1]) if table is not None else None
    if table is None or column is None:  # of a table that this round has not
        return
    if table.table.id == personal.of:
        formula = value_formula(f"INDEX({table.range(column.id)},MATCH({listed},{numbers},0))")
    else:
        formula = own_row(table, column.id, chosen)
    sheet.write_formula(row - 1, mark.column - 1, formula, with_formats(writer, ground, cell, _shown(column)), "")


def _shown(column: Column) -> str:
    """A formula in a cell of text would be taken for one."""
    shown = shown_as(column)
    return "General" if shown == TEXT else shown
