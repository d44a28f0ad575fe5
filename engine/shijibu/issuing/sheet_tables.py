"""Sheets of tables: heading, guide, and the rows to fill in with their colours and hints."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from xlsxwriter.format import Format

from shijibu.figures.live_formula import LATER
from shijibu.issuing.awaited import ASIDE
from shijibu.issuing.cell_format import cell_format
from shijibu.issuing.hints import hint_formula, issued_hint
from shijibu.issuing.master_writer import MasterWriter
from shijibu.issuing.outside_rows import said_above, touched
from shijibu.issuing.paper_rows import ROW, PaperRows, on_its_side, page
from shijibu.issuing.prompts import not_yours, validation
from shijibu.issuing.said_checks import ROW_NUMBER
from shijibu.rules.native import literal
from shijibu.rules.values import WAITING
from shijibu.scheme.sheets import Column, Sheet
from shijibu.spreadsheet.address import address, column_letters, quoted
from shijibu.spreadsheet.plain_sheet import PlainSheet as Worksheet
from shijibu.spreadsheet.style import GREY, ORANGE
from shijibu.spreadsheet.text_size import lines
from shijibu.workbook.layout import HEADER_ROW, SheetLayout, TableLayout
from shijibu.workbook.names import HINT_LABEL
from shijibu.workbook.printed import TO_COVER, guide
from shijibu.workbook.widths import GAP_WIDTH, SCREEN, pixels

_LAST_DAY = 2958465  # 9999-12-31 as a sheet counts days
_FIXED_ROW = 30  # two lines: a prefilled row's hint has room at once
_ABOVE_HEIGHT = 14
_HEADER_HEIGHT, _HEADER_LINE = 32, 14
_HINT_LINE, _HINT_EDGES = 13, 1  # points of a line of a hint; its edges in characters
HOLDING_WIDTH = 0.5
_LINK_WIDTH = 10
PROTECTION = {
    "format_columns": True, "format_rows": True, "insert_rows": True, "sort": True, "autofilter": True,
    "select_locked_cells": True, "select_unlocked_cells": True,
}


def write_tables(writer: MasterWriter, sheet: Worksheet, placed: SheetLayout) -> None:
    """One sheet with its tables."""
    widths = placed.widths
    quiet = {t.hint for t in placed.tables if t.quiet and t.hint}
    for i, width in enumerate(widths):
        sheet.set_column(i, i, width, None, {"hidden": True} if i + 1 in quiet else {})
    for holding in {t.marker - 1 for t in placed.tables}:
        sheet.set_column(holding, holding, HOLDING_WIDTH)
    printed = widths[placed.begin - 1:_printed(placed)]
    heights = {t.table.id: max(_HEADER_HEIGHT, _header_height(t, widths)) for t in placed.tables}
    inserted = [writer.outside[t.table.id] for t in placed.tables if t.table.id in writer.outside]
    above = "=" + said_above(inserted) if inserted else ""
    beside = next((t.hint - 1 for t in placed.tables if t.hint and t.hint not in quiet), None)
    after = max(t.marker for t in placed.tables)  # from 0: right of all, and not on paper
    if beside is None and pixels([*widths, _LINK_WIDTH]) <= SCREEN:
        sheet.set_column(after, after, _LINK_WIDTH)
        beside = after
    first = placed.tables[0]
    head = write_heading(writer, sheet, placed.sheet, printed, placed.begin - 1, beside, above) + heights[first.table.id]
    paper = PaperRows(placed, printed, head, {t.table.id: writer.committed_rows(t.table) for t in placed.tables})
    lower = {t.header: _header_height(t, widths) for t in placed.tables if t.header in range(first.first, first.last + 1)}
    for table in placed.tables:
        if table.header not in lower:
            sheet.set_row(table.header - 1, heights[table.table.id])
        _write_table(writer, sheet, table, paper, widths, lower)
    sheet.freeze_panes(first.header, placed.frozen)
    page(sheet, on_its_side(placed, printed), printed)
    paper.print_area(sheet)
    last = max(t.last for t in placed.tables)
    # Ids and codes are text on purpose.
    sheet.ignore_errors({"number_stored_as_text": f"A{HEADER_ROW + 1}:{column_letters(placed.right)}{last}"})
    sheet.protect("", PROTECTION)
    sheet.set_tab_color("#F2C94C")
    inputs = [first.columns[c.id] for c in first.table.columns if c.is_input]
    if inputs:
        sheet.set_selection(first.first - 1, inputs[0] - 1, first.first - 1, inputs[0] - 1)


def _printed(placed: SheetLayout) -> int:
    """The last column on paper: hints at the edge are for whoever fills in, and would make the rest smaller."""
    return max(t.right - 1 if t.hint == placed.right else t.right for t in placed.tables)


def write_heading(
    writer: MasterWriter, sheet: Worksheet, told: Sheet, widths: list[float], left: int = 0, beside: int | None = None, above: str = "",
) -> float:
    """Title, the line with unit and period (patched), and the guide over the sheet's width; gives their height in points.

    widths: of the columns that are printed, the first of them is `left` (from 0). beside: a column that is in view and not on paper, for what
    is to be clicked. above: a formula of what is said above the tables.
    """
    styles, intro = writer.styles, guide(told)
    heights = (30, 18, text_height(intro, sum(widths)) + 2, _ABOVE_HEIGHT if above else 6)
    for row, height in enumerate(heights):
        sheet.set_row(row, height)
    sheet.hide_gridlines(2)
    title, right = styles.heading(font_size=16, align="center"), left + len(widths) - 1
    if right > left:
        sheet.merge_range(0, left, 0, right, "", title)
    sheet.write_string(0, left, told.heading, title)
    sheet.write_blank(1, left, None, styles.get(font_size=10, font_color=GREY))
    if right > left:
        to_cover(writer, sheet, 0 if left else _last_in_view(widths) if beside is None else beside)
    look = styles.get(font_size=10, font_color=GREY, text_wrap=True)
    if intro and right > left:
        sheet.merge_range(2, left, 2, right, intro, look)
    else:
        sheet.write_string(2, left, intro, look)
    if above:
        sheet.write_formula(3, left, above, styles.get(font_size=10, bold=True, font_color=ORANGE[0]), "")
    return sum(heights)


def _last_in_view(widths: list[float]) -> int:
    """The last column (from 0) that a small screen shows whole, gaps aside."""
    return max(i for i, w in enumerate(widths) if i == 0 or (w > GAP_WIDTH and pixels(widths[:i + 1]) <= SCREEN))


def to_cover(writer: MasterWriter, sheet: Worksheet, column: int) -> None:
    """A link back, in the second row; column from 0."""
    link = writer.styles.get(font_size=10, font_color="#1F4E79", underline=1, align="right" if column else "left")
    sheet.write_url(1, column, f"internal:{quoted(writer.layout.cover.sheet)}!A1", link, TO_COVER)


def text_height(text: str, width: float) -> float:
    """The height that `text` needs when it wraps within `width` characters; a Chinese one is two wide."""
    return 16.0 * lines(text, width / 1.05)


def _write_table(
    writer: MasterWriter, sheet: Worksheet, table: TableLayout, paper: PaperRows, widths: list[float], lower: Mapping[int, float],
) -> None:
    """lower: by row the height of the heading of a table beside the first one, which stands in one of its rows."""
    styles = writer.styles
    for column in table.table.columns:
        sheet.write_string(table.header - 1, table.columns[column.id] - 1, column.label, styles.header)
    closed, begun = writer.closed(table.table), bool(table.table.begun)
    looks = [(c, cell_format(styles, c, given=c.id in closed), cell_format(styles, c, given=True, locked=not begun)) for c in table.table.columns]
    plain = paper.plain_from(table)
    height = _FIXED_ROW if table.table.is_fixed and table.table.hint and not table.table.subjects else ROW
    held = styles.holding_open(height)
    above: Collection[str] | None = None
    drawn = cells_of(table)
    for row in range(table.first, table.last + 1):
        given = writer.given(table.table, row - table.header)
        goes_on = alike(given, above)
        hint = _hint_height(writer, table, given, widths)
        sheet.open_row(row - 1, max(height, hint, lower.get(row, 0)))
        if row == plain:
            looks = [(c, cell_format(styles, c, lined=False), given_style) for c, _, given_style in looks]
        if goes_on and row != plain:
            sheet.repeat(row - 1, drawn)
        else:
            write_row(writer, sheet, table, row, looks, held, alike=goes_on)
        above = given
    limit_and_colour(writer, sheet, table)
    paper.rule(sheet, table, styles)


def cells_of(table: TableLayout) -> list[int]:
    """The columns (from 0) of what stands in each of its rows."""
    return [at - 1 for at in (table.marker, *table.columns.values(), *([table.hint] if table.hint else []))]


def alike(given: Collection[str], above: Collection[str] | None) -> bool:
    """Whether a row has the formulas of the row above. given, above: the columns that go out filled in; None where there is no row above."""
    return above is not None and list(given) == list(above)


def write_row(
    writer: MasterWriter, sheet: Worksheet, table: TableLayout, row: int, looks: Iterable[tuple[Column, Format, Format]], held: Format,
    *, alike: bool = False,
) -> None:
    """The cells of one row: to fill in, given, or live; its hint; and what tells it from a row that somebody inserts.

    looks: of each column, to fill in and given. held: of the cell that tells it. alike: whether its formulas are those of the row above.
    """
    number = row - table.header
    given, empty = writer.given(table.table, number), writer.shape.empty(table.table)
    if any(block.table.sheet == table.sheet for block in writer.outside.values()):
        sheet.write_formula(row - 1, table.marker - 1, '=""', held, "")
    else:
        sheet.write_blank(row - 1, table.marker - 1, None, held)
    for column, style, given_style in looks:
        at = table.columns[column.id]
        if column.live and not column.deferred and alike:
            sheet.write_below(row - 1, at - 1, style, "")
        elif column.live and not column.deferred:
            writer.write_formula(sheet, row, at, writer.row_formula(column.live, table, row), style)
        else:
            sheet.write_blank(row - 1, at - 1, None, given_style if empty or column.id in given else style)
    if table.hint and alike:
        sheet.write_below(row - 1, table.hint - 1, writer.styles.hint, writer.issued_hint(table.table, number))
    elif table.hint:
        said_by_checks = [c.text.replace(ROW_NUMBER, str(row)) for c in writer.row_checks(table.table)]
        said = writer.issued_hint(table.table, number)
        formula = literal(said) if empty else hint_formula(
            table, row, writer.awaited, said_by_checks, period=writer.period, given=given, closed=writer.closed(table.table))
        sheet.write_formula(row - 1, table.hint - 1, "=" + writer.by_names(formula), writer.styles.hint, said)


def limit_and_colour(writer: MasterWriter, sheet: Worksheet, table: TableLayout) -> None:
    """What a table's cells take, and the colours of what they say."""
    closed = writer.closed(table.table)
    if table.hint and not table.quiet:
        sheet.write_string(table.header - 1, table.hint - 1, HINT_LABEL, writer.styles.header)
    for column in table.table.columns:
        at = table.columns[column.id] - 1
        if column.filled_by or column.last or column.id in closed:
            sheet.data_validation(table.first - 1, at, table.last - 1, at, not_yours(column))
        elif column.is_input:
            _limit(writer, sheet, table, column.id)
    _colour(writer, sheet, table)


def _hint_height(writer: MasterWriter, table: TableLayout, given: Collection[str], widths: list[float]) -> float:
    """What the hint of a row that goes out half filled in needs; not every program fits a row to a formula's text when it opens."""
    if not table.hint or table.quiet or not given or table.table.begun:
        return 0.0
    return _HINT_LINE * lines(issued_hint(table.table, given), max(widths[table.hint - 1] - _HINT_EDGES, 1)) + _HINT_LINE / 2


def _header_height(table: TableLayout, widths: list[float]) -> float:
    return _HEADER_LINE * max(lines(c.label, widths[table.columns[c.id] - 1] - 1) for c in table.table.columns) + 4.0


def _limit(writer: MasterWriter, sheet: Worksheet, table: TableLayout, id: str) -> None:
    """Prompt, dropdown and limits on a column's cells, from the first one that is still to be filled in."""
    column, at = table.table.column(id), table.columns[id] - 1
    assert column is not None
    given = () if table.table.begun else range(1, table.rows + 1)  # a row that goes out begun may be written over
    free = next((n for n in given if id not in writer.given(table.table, n)), None if given else 1)
    if free is not None:
        sheet.data_validation(table.header + free - 1, at, table.last - 1, at, validation(column, writer.choices(column)))


def _colour(writer: MasterWriter, sheet: Worksheet, table: TableLayout) -> None:
    """Cells in the colour of what they say, hints that stand out, red rows where a limit is broken."""
    styles, first, last = writer.styles, table.first, table.last
    if table.table.id in writer.outside:
        area = table.header - 1, table.left - 1, last + table.below - 1, table.right - 1
        sheet.conditional_format(*area, {"type": "formula", "criteria": "=" + touched(table, table.header), "format": styles.colour("orange")})
    for column in table.table.columns:
        at = table.columns[column.id] - 1
        for text, colour in column.colours.items():
            sheet.conditional_format(first - 1, at, last - 1, at, {
                "type": "cell", "criteria": "==", "value": literal(text), "format": styles.colour(colour, bold=True)})
        if column.live is not None:
            sheet.conditional_format(first - 1, at, last - 1, at, {
                "type": "cell", "criteria": "==", "value": literal(WAITING), "format": styles.waiting})
            if not column.deferred and literal(LATER) in writer.row_formula(column.live, table, first).text:
                sheet.conditional_format(first - 1, at, last - 1, at, {
                    "type": "cell", "criteria": "==", "value": literal(LATER), "format": styles.waiting})
        elif column.type == "date":
            # A number that is no day would be shown as ###, or as a year that nobody wrote.
            cell = address(first, table.columns[column.id])
            sheet.conditional_format(first - 1, at, last - 1, at, {
                "type": "formula", "criteria": f"=IF(ISNUMBER({cell}),OR({cell}<0,{cell}>{_LAST_DAY}),FALSE)", "format": styles.no_day})
    if table.hint:
        hint = f"${column_letters(table.hint)}{first}"
        sheet.conditional_format(first - 1, table.hint - 1, last - 1, table.hint - 1, {
            "type": "formula", "criteria": f"=LEFT({hint},1)={literal(ASIDE)}", "format": styles.waiting})
        sheet.conditional_format(first - 1, table.hint - 1, last - 1, table.hint - 1, {
            "type": "formula", "criteria": f"=AND(LEN({hint})>0,LEFT({hint},1)<>{literal(ASIDE)})", "format": styles.colour("orange")})
    for id, texts in table.table.hint_when.items():
        letters = column_letters(table.columns[id])
        wrong = ",".join(f"${letters}{first}={literal(t)}" for t in texts)
        sheet.conditional_format(first - 1, table.left - 1, last - 1, table.right - 1, {
            "type": "formula", "criteria": f"=OR({wrong})", "format": styles.colour("red")})
