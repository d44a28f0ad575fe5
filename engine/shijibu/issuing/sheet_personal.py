"""A printable sheet of one official's rows, chosen on the sheet; ordinary formulas fetch them from the table.

A plain list, or a form with copies and facts (sheet_form).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shijibu.issuing.cell_format import shown_as
from shijibu.issuing.master_writer import MasterWriter
from shijibu.issuing.paper_rows import MARGINS, page
from shijibu.issuing.sheet_form import GRID, FormWriter, value_formula
from shijibu.issuing.sheet_tables import HOLDING_WIDTH, PROTECTION, write_heading
from shijibu.rules.native import literal
from shijibu.scheme.sheets import PersonalSheet, Sheet
from shijibu.spreadsheet.address import address, pinned, quoted
from shijibu.spreadsheet.number_format import NUMBERS
from shijibu.spreadsheet.paper import page_height
from shijibu.spreadsheet.plain_sheet import PlainSheet as Worksheet
from shijibu.spreadsheet.style import GREY, INPUT, ORANGE
from shijibu.spreadsheet.text_size import room
from shijibu.workbook.layout import HEADER_ROW, SheetLayout, TableLayout
from shijibu.workbook.printed import CHOOSE, CUT, NUMBER, OFFICIAL, PAGE, PAGES_BEGIN, PAGES_END, signature
from shijibu.workbook.template import TemplateSheet

CHOSEN_ROW = 4  # where the official is chosen, row and column from 1
CHOSEN_COLUMN = 2
PAGE_ROW = CHOSEN_ROW - 1  # where the page is chosen
_FORM_LABEL, _FORM_CHOICE = 3, 5  # narrow columns of the form's grid
_SHARE = 0.78  # a portrait page is narrower than the table's own sheet
_LEAST_WIDTH = 13
_NUMBER_WIDTH = 7.0
_FORM_COLUMN = 3.3
_TAB = "#8EA9DB"
_BODY = 10  # size of what is listed
_ROW_HEIGHT, _HIGHEST_ROW = 45, 60  # three lines and four: a formula's text does not stretch its row
_HEADER_HEIGHT, _SIGNING_HEIGHT = 24, 66  # what is left over, a gap, and where to sign
_SHARE_USED = 0.96  # of a page: programs disagree on how high it is
_TURNING_WIDE = 3  # columns right of what is printed


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
    head = write_heading(writer, sheet, placed.sheet, widths, beside=len(widths) + 1) + _HEADER_HEIGHT
    _choice(writer, sheet, personal, len(widths))
    helper = helper_column(writer, table, _chosen(placed.sheet))
    rows, height = _rows_of_a_page(placed.sheet, widths, head)
    turned = turning(writer, sheet, len(widths), helper, rows)
    before = turned.before
    sheet.set_row(HEADER_ROW - 1, _HEADER_HEIGHT)
    sheet.write_string(HEADER_ROW - 1, 0, NUMBER, styles.header)
    for i, column in enumerate(columns, 1):
        sheet.write_string(HEADER_ROW - 1, i, column.label, styles.header)
    body, number = styles.boxed(text_wrap=True, font_size=_BODY, indent=1), styles.boxed(align="center", font_size=10, num_format="0")
    shown = {c.id: styles.boxed(align="center", font_size=10, num_format=shown_as(c)) for c in columns if c.type in (*NUMBERS, "date")}
    held, holding = styles.holding_open(height), len(widths) + _TURNING_WIDE
    sheet.set_column(holding, holding, HOLDING_WIDTH)
    for n in range(1, rows + 1):
        row = HEADER_ROW + n - 1
        sheet.open_row(row, height)
        sheet.write_blank(row, holding, None, held)
        sheet.write_formula(row, 0, f'=IF(MAX({helper})>={before}+{n},{before}+{n},"")', number, "")
        for i, column in enumerate(columns, 1):
            found = f"INDEX({table.range(column.id)},MATCH({before}+{n},{helper},0))"
            sheet.write_formula(row, i, value_formula(found), shown.get(column.id, body), "")
    last = HEADER_ROW + rows
    texts = [(i, width) for i, (column, width) in enumerate(zip(columns, widths[1:], strict=True), 2) if column.id not in shown]
    say_what_is_cut(writer, sheet, (HEADER_ROW, len(widths) + 2), (
        (f"{pinned(HEADER_ROW + 1, at)}:{pinned(last, at)}", room(width - 2, height, _BODY)) for at, width in texts))
    sheet.write_formula(last, 0, turned.said, styles.get(font_size=10, font_color=GREY), "")
    _signatures(writer, sheet, last + 2, personal.signatures, widths)
    sheet.freeze_panes(HEADER_ROW, 0)
    page(sheet, placed.sheet.landscape, widths)
    sheet.set_footer("&R&A")  # which page it is says the sheet itself
    sheet.repeat_rows(0, HEADER_ROW - 1)
    sheet.print_area(0, 0, last + 2, len(columns))
    sheet.protect("", PROTECTION)
    sheet.set_selection(CHOSEN_ROW - 1, CHOSEN_COLUMN - 1, CHOSEN_ROW - 1, CHOSEN_COLUMN - 1)
    sheet.set_tab_color(_TAB)


def _rows_of_a_page(sheet: Sheet, widths: list[float], head: float) -> tuple[int, float]:
    """How many rows a page has, no more than the scheme says, and how high they are."""
    assert sheet.personal is not None
    across, along = MARGINS["left"] + MARGINS["right"], MARGINS["top"] + MARGINS["bottom"]
    points = (page_height(widths, across, along, landscape=sheet.landscape) - head - _SIGNING_HEIGHT) * _SHARE_USED
    rows = min(sheet.personal.rows, int(points / _ROW_HEIGHT))
    return rows, min(points / rows // 0.75 * 0.75, _HIGHEST_ROW)


def _turned(columns: int) -> tuple[int, int]:
    """Row and column, from 1, of the cell that says which page is shown: right of what is printed."""
    return PAGE_ROW, columns + _TURNING_WIDE


@dataclass(frozen=True, slots=True)
class Turned:
    """Formulas of a sheet that shows one page of an official's rows. before: how many are listed on earlier pages; said: which page it is."""

    before: str
    said: str


def turning(writer: MasterWriter, sheet: Worksheet, columns: int, numbers: str, rows: int) -> Turned:
    """Where the page is chosen: a page of paper has so many rows, and a person may have more. numbers: the range that numbers them."""
    row, column = (at - 1 for at in _turned(columns))
    sheet.set_column(columns, columns, 1.5)
    sheet.set_column(columns + 1, column + 1, 10)
    sheet.write_string(row, column - 1, PAGE, writer.styles.header)
    sheet.write_number(row, column, 1, writer.styles.boxed(bold=True, font_size=12, bg_color=INPUT, align="center", locked=False, num_format="0"))
    page, pages = f"MAX(1,N({pinned(row + 1, column + 1)}))", f"MAX(1,ROUNDUP(MAX({numbers})/{rows},0))"
    whole = f'"{PAGES_BEGIN}"&{pages}&"{PAGES_END}"'
    sheet.write_formula(row, column + 1, f"={whole}", writer.styles.get(font_size=10, font_color=GREY, indent=1), "")
    sheet.data_validation(row, column, row, column, {
        "validate": "integer", "criteria": ">=", "value": 1, "error_title": "请改正", "error_message": "填 1、2、3……",
        "input_title": "第几页", "input_message": "一页列不下时，在这里换页，再打印下一页。"})
    return Turned(f"({page}-1)*{rows}", f'=IF({pages}>1,"第 "&{page}&" 页，"&{whole},"")')


def _write_form(writer: MasterWriter, sheet: Worksheet, placed: SheetLayout) -> None:
    personal = placed.sheet.personal
    assert personal is not None
    write_heading(writer, sheet, placed.sheet, [_FORM_COLUMN] * GRID)
    _choice(writer, sheet, personal, GRID)
    chosen = _chosen(placed.sheet)
    numbers = helper_column(writer, writer.layout.tables[personal.of], chosen)
    turned = turning(writer, sheet, GRID, numbers, personal.rows)
    form = FormWriter(writer, sheet, placed, chosen, numbers, (turned.before, turned.said))
    form.write()
    say_what_is_cut(writer, sheet, (HEADER_ROW, CHOSEN_COLUMN), form.texts)
    sheet.freeze_panes(CHOSEN_ROW, 0)
    row, column = (at - 1 for at in chosen_place(personal))
    sheet.set_selection(row, column, row, column)
    sheet.set_tab_color(_TAB)


def chosen_place(personal: PersonalSheet, drawn: TemplateSheet | None = None) -> tuple[int, int]:
    """Row and column, from 1, of the cell where the official is chosen. drawn: the template that the sheet is drawn after, whose mark
    says it; rows of marks stand below.
    """
    if drawn is not None and drawn.chosen is not None:
        return drawn.chosen.row, drawn.chosen.column
    return CHOSEN_ROW, _FORM_LABEL + 1 if personal.is_form else CHOSEN_COLUMN


def _chosen(sheet: Sheet) -> str:
    assert sheet.personal is not None
    return f"{quoted(sheet.title)}!{pinned(*chosen_place(sheet.personal))}"


def _choice(writer: MasterWriter, sheet: Worksheet, personal: PersonalSheet, columns: int) -> None:
    styles, (row, column) = writer.styles, (at - 1 for at in chosen_place(personal))
    sheet.set_row(row, 26)
    style = styles.boxed(bold=True, font_size=12, bg_color=INPUT, align="center", locked=False, num_format="@")
    after = columns + 1  # not printed
    if personal.is_form:
        after = column + _FORM_CHOICE
        sheet.merge_range(row, 0, row, column - 1, "", styles.header)
        sheet.merge_range(row, column, row, after - 1, "", style)
    sheet.write_string(row, 0, OFFICIAL, styles.header)
    sheet.write_blank(row, column, None, style)
    sheet.write_string(row, after, CHOOSE, styles.get(font_size=10, font_color=GREY))
    choose(sheet, row, column)


def say_what_is_cut(writer: MasterWriter, sheet: Worksheet, place: tuple[int, int], cells: Iterable[tuple[str, int]]) -> None:
    """A line beside the form where a text is longer than its cell: what a formula shows stretches no row, in no program.

    place: row and column from 1. cells: ranges of texts with how many characters each of their cells has room for.
    """
    long = "+".join(f"SUMPRODUCT(--(LEN({listed})>{most}))" for listed, most in cells)
    if long:
        look = writer.styles.get(font_size=10, font_color=ORANGE[0])
        sheet.write_formula(place[0] - 1, place[1] - 1, f'=IF({long}>0,{literal(CUT)},"")', look, "")


def choose(sheet: Worksheet, row: int, column: int) -> None:
    """A dropdown of the unit's officials; row and column from 0."""
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


def helper_column(writer: MasterWriter, table: TableLayout, chosen: str) -> str:
    """A hidden column right of the table: 1, 2, 3 … on the chosen official's rows."""
    source = writer.sheet(table.sheet)
    assert source is not None
    chosen = writer.named(f"_chosen.{table.table.id}", chosen)
    at, owner = table.helper, table.columns[table.table.owner or table.table.columns[0].id]
    chosen_id = f'IFERROR(INDEX(officials_ids,MATCH({chosen},officials_list,0)),"")'
    cell = address(table.first, owner)
    above = f"{pinned(table.header, at)}:{address(table.header, at)}"
    mine = f'IF(LEN({cell})=0,"",IF(OR({cell}={chosen},{cell}={chosen_id}),MAX({above})+1,""))'
    source.write_formula(table.first - 1, at - 1, f'=IFERROR({mine},"")', None, "")
    for row in range(table.first + 1, table.last + 1):
        source.write_below(row - 1, at - 1, None, "")
    source.write_blank(table.header - 1, at - 1, None, writer.styles.get())
    source.set_column(at - 1, at - 1, 4, None, {"hidden": True})
    return f"{quoted(table.sheet)}!{pinned(table.first, at)}:{pinned(table.last, at)}"
