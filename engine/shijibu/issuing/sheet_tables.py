"""Sheets of tables: heading, guide, and the rows to fill in with their colours and hints."""

from __future__ import annotations

from collections.abc import Iterable

from xlsxwriter.worksheet import Worksheet

from shijibu.issuing.cell_format import cell_format
from shijibu.issuing.hints import hint_formula
from shijibu.issuing.master_writer import MasterWriter
from shijibu.issuing.prompts import validation
from shijibu.rules.native import literal
from shijibu.scheme.sheets import Sheet
from shijibu.spreadsheet.address import column_letters
from shijibu.spreadsheet.paper import paper_for
from shijibu.spreadsheet.style import GREY
from shijibu.spreadsheet.text_size import lines
from shijibu.workbook.layout import HEADER_ROW, SheetLayout, TableLayout
from shijibu.workbook.names import HINT_LABEL
from shijibu.workbook.printed import guide

HINT_WIDTH = 30
GAP_WIDTH = 2
_FIXED_ROW = 30  # two lines: a prefilled row's hint has room at once
_MANY_COLUMNS = 8
_FROZEN_WIDTH = 45  # more would leave a small screen no room to scroll
MARGINS = {"left": 0.5, "right": 0.5, "top": 0.6, "bottom": 0.7}  # inches
PROTECTION = {
    "format_columns": True, "format_rows": True, "insert_rows": True, "sort": True, "autofilter": True,
    "select_locked_cells": True, "select_unlocked_cells": True,
}


def write_tables(writer: MasterWriter, sheet: Worksheet, placed: SheetLayout) -> None:
    """One sheet with its tables."""
    widths: list[float] = [GAP_WIDTH] * placed.right
    for table in placed.tables:
        for column in table.table.columns:
            widths[table.columns[column.id] - 1] = max(column.width, 6)
        if table.hint:
            widths[table.hint - 1] = HINT_WIDTH
    for i, width in enumerate(widths):
        sheet.set_column(i, i, width)
    printed = _printed(placed)
    write_heading(writer, sheet, placed.sheet, widths[:printed])
    for table in placed.tables:
        _write_table(writer, sheet, table)
    first = placed.tables[0]
    sheet.freeze_panes(first.header, _frozen_columns(first))
    page(sheet, placed.sheet.landscape, widths[:printed])
    sheet.repeat_rows(0, HEADER_ROW - 1)
    last = max(t.last for t in placed.tables)
    sheet.print_area(0, 0, last - 1, printed - 1)
    # Ids and codes are text on purpose.
    sheet.ignore_errors({"number_stored_as_text": f"A{HEADER_ROW + 1}:{column_letters(placed.right)}{last}"})
    sheet.protect("", PROTECTION)
    sheet.set_tab_color("#F2C94C")
    inputs = [first.columns[c.id] for c in first.table.columns if c.is_input]
    if inputs:
        sheet.set_selection(first.first - 1, inputs[0] - 1, first.first - 1, inputs[0] - 1)


def _printed(placed: SheetLayout) -> int:
    """The last column on paper: hints at the right edge are for whoever fills in, and would make the rest smaller."""
    return max(t.right - 1 if t.hint == placed.right else t.right for t in placed.tables)


def _frozen_columns(table: TableLayout) -> int:
    """Prefilled columns that tell a row stay in sight."""
    if not table.table.is_fixed or len(table.columns) <= _MANY_COLUMNS:
        return 0
    given = next((i for i, c in enumerate(table.table.columns) if not c.prefill), 0)
    return given if sum(c.width for c in table.table.columns[:given]) <= _FROZEN_WIDTH else 0


def write_heading(writer: MasterWriter, sheet: Worksheet, told: Sheet, widths: list[float]) -> None:
    """Title, the line with unit and period (patched), and the guide over the sheet's width."""
    styles, intro = writer.styles, guide(told)
    sheet.hide_gridlines(2)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, told.heading, styles.heading(font_size=16))
    sheet.set_row(1, 18)
    sheet.write_blank(1, 0, None, styles.get(font_size=10, font_color=GREY))
    look = styles.get(font_size=10, font_color=GREY, text_wrap=True)
    if intro and len(widths) > 1:
        sheet.merge_range(2, 0, 2, len(widths) - 1, intro, look)
    else:
        sheet.write_string(2, 0, intro, look)
    sheet.set_row(2, text_height(intro, sum(widths)) + 2)
    sheet.set_row(3, 6)


def text_height(text: str, width: float) -> float:
    """The height that `text` needs when it wraps within `width` characters; a Chinese one is two wide."""
    return 16.0 * lines(text, width / 1.05)


def page(sheet: Worksheet, landscape: bool, widths: Iterable[float] = ()) -> None:
    """A4, one page wide, page numbers; columns too wide to be read on A4 take A3."""
    sheet.set_landscape() if landscape else sheet.set_portrait()
    sheet.set_paper(paper_for(widths, MARGINS["left"] + MARGINS["right"], landscape=landscape))
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(**MARGINS)
    sheet.set_footer("&C第 &P 页 共 &N 页&R&A")
    sheet.center_horizontally()


def _write_table(writer: MasterWriter, sheet: Worksheet, table: TableLayout) -> None:
    styles, shape = writer.styles, writer.shape
    sheet.set_row(table.header - 1, 32)
    for column in table.table.columns:
        sheet.write_string(table.header - 1, table.columns[column.id] - 1, column.label, styles.header)
    if table.hint:
        sheet.write_string(table.header - 1, table.hint - 1, HINT_LABEL, styles.header)
    looks = [(table.columns[c.id], c, cell_format(styles, c), cell_format(styles, c, given=True)) for c in table.table.columns]
    tall = table.table.is_fixed and table.hint and not table.table.subjects
    empty = shape.empty(table.table)
    for row in range(table.first, table.last + 1):
        if tall:
            sheet.set_row(row - 1, _FIXED_ROW)
        given = shape.given(table.table, row - table.header)
        for at, column, style, given_style in looks:
            if column.live and not column.deferred:
                writer.write_formula(sheet, row, at, writer.row_formula(column.live, table, row), style)
            else:
                sheet.write_blank(row - 1, at - 1, None, given_style if empty or column.id in given else style)
        if table.hint:
            said = writer.issued_hint(table.table, row - table.header)
            formula = literal("") if empty else hint_formula(table, row)
            sheet.write_formula(row - 1, table.hint - 1, "=" + formula, styles.hint, said)
    for column in table.table.columns:
        if column.is_input:
            _limit(writer, sheet, table, column.id)
    _colour(writer, sheet, table)


def _limit(writer: MasterWriter, sheet: Worksheet, table: TableLayout, id: str) -> None:
    """Prompt, dropdown and limits on a column's cells, from the first one that is still to be filled in."""
    column, at = table.table.column(id), table.columns[id] - 1
    assert column is not None
    free = next((n for n in range(1, table.rows + 1) if id not in writer.shape.given(table.table, n)), None)
    if free is not None:
        sheet.data_validation(table.header + free - 1, at, table.last - 1, at, validation(column, writer.choices(column)))


def _colour(writer: MasterWriter, sheet: Worksheet, table: TableLayout) -> None:
    """Cells in the colour of what they say, hints that stand out, red rows where a limit is broken."""
    styles, first, last = writer.styles, table.first, table.last
    for column in table.table.columns:
        at, letters = table.columns[column.id] - 1, column_letters(table.columns[column.id])
        for text, colour in column.colours.items():
            sheet.conditional_format(first - 1, at, last - 1, at, {
                "type": "cell", "criteria": "==", "value": literal(text), "format": styles.colour(colour, bold=True)})
        if column.type == "percent":
            # 45% as 45%, 45.5% as 45.5%: no one format says both.
            cell = f"{letters}{first}"
            sheet.conditional_format(first - 1, at, last - 1, at, {
                "type": "formula", "criteria": f"=IF(ISNUMBER({cell}),ABS({cell}*100-ROUND({cell}*100,0))>0.001,FALSE)",
                "format": styles.shown_as("0.0#%")})
    if table.hint:
        hint = f"${column_letters(table.hint)}{first}"
        sheet.conditional_format(first - 1, table.hint - 1, last - 1, table.hint - 1, {
            "type": "formula", "criteria": f"=LEN({hint})>0", "format": styles.colour("orange")})
    for id, texts in table.table.hint_when.items():
        letters = column_letters(table.columns[id])
        wrong = ",".join(f"${letters}{first}={literal(t)}" for t in texts)
        sheet.conditional_format(first - 1, table.left - 1, last - 1, table.right - 1, {
            "type": "formula", "criteria": f"=OR({wrong})", "format": styles.colour("red")})
