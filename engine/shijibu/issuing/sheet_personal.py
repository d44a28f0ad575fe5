"""A printable sheet of one official's rows, chosen on the sheet; ordinary formulas fetch them from the table.

A plain list, or a form with copies and facts (sheet_form).
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from shijibu.issuing.master_writer import MasterWriter
from shijibu.issuing.sheet_form import GRID, FormWriter
from shijibu.issuing.sheet_tables import PROTECTION, page, write_heading
from shijibu.scheme.sheets import PersonalSheet, Sheet
from shijibu.spreadsheet.address import address, pinned, quoted
from shijibu.spreadsheet.style import GREY, INPUT
from shijibu.workbook.layout import HEADER_ROW, SheetLayout, TableLayout
from shijibu.workbook.printed import CHOOSE, NUMBER, OFFICIAL, signature

CHOSEN_ROW = 4  # where the official is chosen, row and column from 1
CHOSEN_COLUMN = 2
_FORM_LABEL, _FORM_CHOICE = 3, 5  # narrow columns of the form's grid
_SHARE = 0.78  # a portrait page is narrower than the table's own sheet
_LEAST_WIDTH = 13
_NUMBER_WIDTH = 7.0
_FORM_COLUMN = 3.3
_TAB = "#8EA9DB"
_ROW_HEIGHT = 32  # two lines: a formula's text does not stretch its row


def write_personal(writer: MasterWriter, sheet: Worksheet, placed: SheetLayout) -> None:
    """The sheet, and the helper column beside the table that numbers the chosen official's rows."""
    personal, styles = placed.sheet.personal, writer.styles
    assert personal is not None
    if personal.is_form:
        _write_form(writer, sheet, placed)
        return
    table = writer.layout.tables[personal.of]
    columns = [c for c in (table.table.column(id) for id in personal.columns) if c is not None]
    widths = [_NUMBER_WIDTH, *(max(c.width * _SHARE, _LEAST_WIDTH) for c in columns)]
    for i, width in enumerate(widths):
        sheet.set_column(i, i, width)
    write_heading(writer, sheet, placed.sheet, widths)
    _choice(writer, sheet, personal)
    helper = _helper(writer, table, _chosen(placed.sheet))
    sheet.set_row(HEADER_ROW - 1, 24)
    sheet.write_string(HEADER_ROW - 1, 0, NUMBER, styles.header)
    for i, column in enumerate(columns, 1):
        sheet.write_string(HEADER_ROW - 1, i, column.label, styles.header)
    body, number = styles.boxed(text_wrap=True, font_size=10), styles.boxed(align="center", num_format="0")
    values = {t: styles.boxed(align="center", num_format=shown) for t, shown in (("date", "yyyy-mm-dd"), ("percent", "0%"))}
    for n in range(1, personal.rows + 1):
        row = HEADER_ROW + n - 1
        sheet.set_row(row, _ROW_HEIGHT)
        sheet.write_formula(row, 0, f'=IF(MAX({helper})>={n},{n},"")', number, "")
        for i, column in enumerate(columns, 1):
            found = f"INDEX({table.range(column.id)},MATCH({n},{helper},0))"
            told = f'IF(LEN({found})=0,"",{found})' if column.type in values else f'{found}&""'
            sheet.write_formula(row, i, f'=IFERROR({told},"")', values.get(column.type, body), "")
    last = HEADER_ROW + personal.rows
    more = f'=IF(MAX({helper})>{personal.rows},"另有 "&MAX({helper})-{personal.rows}&" 条未列出","")'
    sheet.write_formula(last, 0, more, styles.get(font_size=10, font_color=GREY), "")
    _signatures(writer, sheet, last + 2, personal.signatures, widths)
    sheet.freeze_panes(HEADER_ROW, 0)
    page(sheet, placed.sheet.landscape)
    sheet.repeat_rows(0, HEADER_ROW - 1)
    sheet.print_area(0, 0, last + 2, len(columns))
    sheet.protect("", PROTECTION)
    sheet.set_selection(CHOSEN_ROW - 1, CHOSEN_COLUMN - 1, CHOSEN_ROW - 1, CHOSEN_COLUMN - 1)
    sheet.set_tab_color(_TAB)


def _write_form(writer: MasterWriter, sheet: Worksheet, placed: SheetLayout) -> None:
    personal = placed.sheet.personal
    assert personal is not None
    write_heading(writer, sheet, placed.sheet, [_FORM_COLUMN] * GRID)
    _choice(writer, sheet, personal)
    chosen = _chosen(placed.sheet)
    FormWriter(writer, sheet, placed, chosen, _helper(writer, writer.layout.tables[personal.of], chosen)).write()
    sheet.freeze_panes(CHOSEN_ROW, 0)
    row, column = (at - 1 for at in chosen_place(personal))
    sheet.set_selection(row, column, row, column)
    sheet.set_tab_color(_TAB)


def chosen_place(personal: PersonalSheet) -> tuple[int, int]:
    """Row and column, from 1, of the cell where the official is chosen."""
    return CHOSEN_ROW, _FORM_LABEL + 1 if personal.is_form else CHOSEN_COLUMN


def _chosen(sheet: Sheet) -> str:
    assert sheet.personal is not None
    return f"{quoted(sheet.title)}!{pinned(*chosen_place(sheet.personal))}"


def _choice(writer: MasterWriter, sheet: Worksheet, personal: PersonalSheet) -> None:
    styles, (row, column) = writer.styles, (at - 1 for at in chosen_place(personal))
    sheet.set_row(row, 26)
    style = styles.boxed(bold=True, font_size=12, bg_color=INPUT, align="center", locked=False, num_format="@")
    after = column + 1
    if personal.is_form:
        after = column + _FORM_CHOICE
        sheet.merge_range(row, 0, row, column - 1, "", styles.header)
        sheet.merge_range(row, column, row, after - 1, "", style)
    sheet.write_string(row, 0, OFFICIAL, styles.header)
    sheet.write_blank(row, column, None, style)
    sheet.write_string(row, after, CHOOSE, styles.get(font_size=10, font_color=GREY))
    sheet.data_validation(row, column, row, column, {
        "validate": "list", "source": "=officials_list", "error_type": "warning", "error_title": "请改正", "error_message": "下拉单里没有这个人。",
        "input_title": "选择干部", "input_message": "选好后下面自动列出本人记录，可直接打印。"})


def _signatures(writer: MasterWriter, sheet: Worksheet, row: int, texts: list[str], widths: list[float]) -> None:
    """Places to sign, spread evenly over the page as far as its columns allow."""
    sheet.set_row(row, 30)
    starts = [sum(widths[:i]) for i in range(len(widths))]
    for i, text in enumerate(texts):
        wanted = sum(widths) * i / len(texts)
        at = min(range(len(widths)), key=lambda c: abs(starts[c] - wanted))
        sheet.write_string(row, at, signature(text), writer.styles.get(bold=True))


def _helper(writer: MasterWriter, table: TableLayout, chosen: str) -> str:
    """A hidden column right of the table: 1, 2, 3 … on the chosen official's rows."""
    source = writer.book.get_worksheet_by_name(table.sheet)
    at, owner = table.right + 1, table.columns[table.table.owner or table.table.columns[0].id]
    chosen_id = f'IFERROR(INDEX(officials_ids,MATCH({chosen},officials_list,0)),"")'
    for row in range(table.first, table.last + 1):
        cell = address(row, owner)
        above = f"{pinned(table.header, at)}:{address(row - 1, at)}"
        mine = f'IF(LEN({cell})=0,"",IF(OR({cell}={chosen},{cell}={chosen_id}),MAX({above})+1,""))'
        source.write_formula(row - 1, at - 1, f'=IFERROR({mine},"")', None, "")
    source.write_blank(table.header - 1, at - 1, None, writer.styles.get())
    source.set_column(at - 1, at - 1, 4, None, {"hidden": True})
    return f"{quoted(table.sheet)}!{pinned(table.first, at)}:{pinned(table.last, at)}"
