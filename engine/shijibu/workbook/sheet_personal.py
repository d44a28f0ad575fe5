"""A printable sheet of one official's rows, chosen on the sheet; ordinary formulas fetch them from the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.worksheet import Worksheet

from shijibu.workbook.layout import HEADER_ROW, SheetLayout, TableLayout, address, pinned, quoted
from shijibu.workbook.sheet_tables import PROTECTION, page, write_heading
from shijibu.workbook.style import INPUT, LINE

if TYPE_CHECKING:
    from shijibu.workbook.master import MasterWriter

CHOSEN_ROW = 4  # where the official is chosen, row and column from 1
CHOSEN_COLUMN = 2


def write_personal(writer: MasterWriter, sheet: Worksheet, placed: SheetLayout) -> None:
    """The sheet, and the helper column beside the table that numbers the chosen official's rows."""
    personal = placed.sheet.personal
    assert personal is not None
    table, styles = writer.layout.tables[personal.of], writer.styles
    write_heading(writer, sheet, placed)
    label = styles.get(bold=True, align="center", border=1, border_color=LINE)
    sheet.set_row(CHOSEN_ROW - 1, 24)
    sheet.write_string(CHOSEN_ROW - 1, 0, "干部", label)
    sheet.write_blank(CHOSEN_ROW - 1, CHOSEN_COLUMN - 1, None, styles.get(bold=True, bg_color=INPUT, border=1, border_color=LINE, align="center", locked=False))
    sheet.data_validation(CHOSEN_ROW - 1, CHOSEN_COLUMN - 1, CHOSEN_ROW - 1, CHOSEN_COLUMN - 1, {
        "validate": "list", "source": "=officials_list", "input_title": "选择干部", "input_message": "选好后下面自动列出本人记录，可直接打印", "error_type": "warning"})
    helper = _helper(writer, table, f"{quoted(placed.sheet.title)}!{pinned(CHOSEN_ROW, CHOSEN_COLUMN)}")
    columns = [c for c in (table.table.column(id) for id in personal.columns) if c is not None]
    sheet.write_string(HEADER_ROW - 1, 0, "序号", styles.header)
    sheet.set_column(0, 0, 7)
    for i, column in enumerate(columns, 1):
        sheet.set_column(i, i, max(column.width * 0.75, 13))
        sheet.write_string(HEADER_ROW - 1, i, column.label, styles.header)
    body = styles.get(border=1, border_color=LINE, text_wrap=True)
    number = styles.get(border=1, border_color=LINE, align="center", num_format="0")
    day = styles.get(border=1, border_color=LINE, align="center", num_format="yyyy-mm-dd")
    for n in range(1, personal.rows + 1):
        row = HEADER_ROW + n - 1
        sheet.write_formula(row, 0, f'=IF(MAX({helper})>={n},{n},"")', number, "")
        for i, column in enumerate(columns, 1):
            found = f"INDEX({table.range(column.id)},MATCH({n},{helper},0))"
            told = f'IF(LEN({found})=0,"",{found})' if column.type == "date" else f'{found}&""'
            sheet.write_formula(row, i, f'=IFERROR({told},"")', day if column.type == "date" else body, "")
    last = HEADER_ROW + personal.rows
    for i, text in enumerate(personal.signatures):
        sheet.write_string(last + 1, i + (i > 0), f"{text}：", styles.get(bold=True))
    sheet.freeze_panes(HEADER_ROW, 0)
    page(sheet, placed.sheet.landscape)
    sheet.repeat_rows(HEADER_ROW - 1)
    sheet.print_area(0, 0, last + 1, len(columns))
    sheet.protect("", PROTECTION)


def _helper(writer: MasterWriter, table: TableLayout, chosen: str) -> str:
    """A hidden column right of the table: 1, 2, 3 … on the chosen official's rows."""
    source = writer.book.get_worksheet_by_name(table.sheet)
    at, owner = table.right + 1, table.columns[table.table.owner or table.table.columns[0].id]
    chosen_id = f'IFERROR(INDEX(officials_ids,MATCH({chosen},officials_list,0)),"")'
    for row in range(table.first, table.last + 1):
        cell = address(row, owner)
        above = f"{pinned(table.header, at)}:{address(row - 1, at)}"
        source.write_formula(row - 1, at - 1, f'=IF(LEN({cell})=0,"",IF(OR({cell}={chosen},{cell}={chosen_id}),MAX({above})+1,""))', None, "")
    source.write_blank(table.header - 1, at - 1, None, writer.styles.get())
    source.set_column(at - 1, at - 1, 4, None, {"hidden": True})
    return f"{quoted(table.sheet)}!{pinned(table.first, at)}:{pinned(table.last, at)}"
