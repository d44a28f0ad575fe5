"""Sheets of tables: heading, guide, the rows to fill in with prompts, limits, dropdowns, colours and hints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.worksheet import Worksheet

from shijibu.rules.native import literal
from shijibu.scheme.model import Column
from shijibu.workbook.entry import span
from shijibu.workbook.hints import hint_formula
from shijibu.workbook.layout import HEADER_ROW, HINT_LABEL, SheetLayout, TableLayout, address, pinned
from shijibu.workbook.style import HEADING_FONT, NAVY

if TYPE_CHECKING:
    from shijibu.workbook.master import MasterWriter

HINT_WIDTH = 26
_PROMPTS = {"percent": "填 0%～100%，如 45%", "date": "如 2026-03-05", "official": "从下拉单中选择", "choice": "从下拉单中选择", "integer": "填整数", "number": "填数字"}
PROTECTION = {"format_columns": True, "format_rows": True, "insert_rows": True, "select_locked_cells": True, "select_unlocked_cells": True}


def write_tables(writer: MasterWriter, sheet: Worksheet, placed: SheetLayout) -> None:
    """One sheet with its tables."""
    write_heading(writer, sheet, placed)
    for table in placed.tables:
        _write_table(writer, sheet, table)
    first = placed.tables[0]
    sheet.freeze_panes(first.header, _frozen_columns(first))
    page(sheet, placed.sheet.landscape)
    sheet.repeat_rows(HEADER_ROW - 1)
    sheet.print_area(0, 0, max(t.last for t in placed.tables) - 1, placed.right - 1)
    sheet.protect("", PROTECTION)


def _frozen_columns(table: TableLayout) -> int:
    """Prefilled columns that tell a row stay in sight."""
    return len(table.table.key) + 1 if table.table.of_team and len(table.columns) > 8 else 0


def write_heading(writer: MasterWriter, sheet: Worksheet, placed: SheetLayout) -> None:
    """Title, the line with unit and period (patched), and the guide."""
    styles, right = writer.styles, max(placed.right, 6)
    sheet.hide_gridlines(2)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, placed.sheet.heading, styles.get(font_name=HEADING_FONT, font_size=16, bold=True, font_color=NAVY))
    sheet.write_blank(1, 0, None, styles.get(font_name=HEADING_FONT, font_size=10, font_color="#595959"))
    guide = styles.get(font_size=10, font_color="#595959", text_wrap=True, valign="top")
    span_to = min(right, 12)
    sheet.merge_range(2, 0, 2, span_to - 1, " ".join(placed.sheet.intro), guide)
    sheet.set_row(2, 32 if len(" ".join(placed.sheet.intro)) > 40 else 18)
    sheet.set_row(3, 6)


def page(sheet: Worksheet, landscape: bool) -> None:
    """A4, one page wide, page numbers."""
    sheet.set_landscape() if landscape else sheet.set_portrait()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.set_footer("&C第 &P 页 共 &N 页&R&A")
    sheet.center_horizontally()


def _write_table(writer: MasterWriter, sheet: Worksheet, table: TableLayout) -> None:
    styles = writer.styles
    sheet.set_row(table.header - 1, 32)
    for column in table.table.columns:
        at = table.columns[column.id] - 1
        sheet.set_column(at, at, max(column.width, 6))
        sheet.write_string(table.header - 1, at, column.label, styles.header)
    if table.left > 1:
        sheet.set_column(table.left - 2, table.left - 2, 2)
    if table.hint:
        sheet.set_column(table.hint - 1, table.hint - 1, HINT_WIDTH)
        sheet.write_string(table.header - 1, table.hint - 1, HINT_LABEL, styles.header)
    committed = writer.shape.committed.get(table.table.id, 0)
    fixed = table.table.is_fixed
    for row in range(table.first, table.last + 1):
        given = row < table.first + committed
        for column in table.table.columns:
            at = table.columns[column.id]
            style = styles.cell(column, given=given and column.carry)
            if column.live:
                writer.write_formula(sheet, row, at, writer.row_formula(column.live, table, row), style)
            else:
                sheet.write_blank(row - 1, at - 1, None, style)
        if table.hint:
            sheet.write_formula(row - 1, table.hint - 1, "=" + hint_formula(table, row, started=given or fixed), styles.hint, "")
    for column in table.table.columns:
        if column.is_input:
            start = table.first + (committed if column.carry else 0)
            if start <= table.last:
                at = table.columns[column.id] - 1
                sheet.data_validation(start - 1, at, table.last - 1, at, _validation(column))
    _colour(writer, sheet, table)


def _validation(column: Column) -> dict[str, Any]:
    """Limits, dropdown and prompt of an input column, in the person's language."""
    rule: dict[str, Any] = {
        "input_title": column.label[:32], "input_message": (column.prompt or _PROMPTS.get(column.type, ""))[:255] or column.label,
        "error_title": "请改正", "error_type": "stop", "ignore_blank": True,
    }
    match column.type:
        case "percent":
            rule |= {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1, "error_message": f"{column.label}应为 0%～100% 的百分数，如 45%。"}
        case "integer" | "number":
            rule |= {"validate": "integer" if column.type == "integer" else "decimal", **_bounds(column)}
            rule["error_message"] = f"{column.label}应为{'整数' if column.type == 'integer' else '数字'}" + (f"，{span(column)}。" if _bounded(column) else "。")
        case "date":
            rule |= {"validate": "date", "criteria": ">=", "value": "=DATE(1990,1,1)", "error_message": f"{column.label}应为日期，如 2026-03-05。"}
        case "choice":
            rule |= {"validate": "list", "source": column.choices, "error_message": f"请从下拉单中选择{column.label}。"}
        case "official":
            # Names and ids are both accepted, the list offers one form of them: a warning, not a wall.
            rule |= {"validate": "list", "source": "=officials_list", "error_type": "warning", "error_message": "下拉单里没有这个人。填的是干部编号就可以继续。"}
        case _:
            limit = column.max_length or 32_000
            rule |= {"validate": "length", "criteria": "<=", "value": limit, "error_type": "warning", "error_message": f"{column.label}请控制在 {limit} 字以内。"}
    rule["error_message"] = rule["error_message"][:255]
    return rule


def _bounded(column: Column) -> bool:
    return column.min is not None or column.max is not None or column.above is not None


def _bounds(column: Column) -> dict[str, Any]:
    if column.above is not None:
        return {"criteria": ">", "value": column.above}
    if column.min is not None and column.max is not None:
        return {"criteria": "between", "minimum": column.min, "maximum": column.max}
    if column.max is not None:
        return {"criteria": "<=", "value": column.max}
    return {"criteria": ">=", "value": column.min if column.min is not None else -1e15}


def _colour(writer: MasterWriter, sheet: Worksheet, table: TableLayout) -> None:
    """Red rows where a limit is broken, cells in the colour of what they say, hints that stand out."""
    area = (table.first - 1, table.left - 1, table.last - 1, table.right - 1)
    for id, texts in table.table.hint_when.items():
        at = address(1, table.columns[id])[:-1]
        wrong = ",".join(f"${at}{table.first}={literal(t)}" for t in texts)
        sheet.conditional_format(*area, {"type": "formula", "criteria": f"=OR({wrong})", "format": writer.styles.colour("red", bold=False)})
    for column in table.table.columns:
        at = table.columns[column.id] - 1
        for text, colour in column.colours.items():
            sheet.conditional_format(table.first - 1, at, table.last - 1, at, {
                "type": "cell", "criteria": "==", "value": literal(text), "format": writer.styles.colour(colour)})
    if table.hint:
        first = pinned(table.first, table.hint).replace("$" + str(table.first), str(table.first))
        sheet.conditional_format(table.first - 1, table.hint - 1, table.last - 1, table.hint - 1, {
            "type": "formula", "criteria": f"=LEN({first})>0", "format": writer.book.add_format({"bg_color": "#FCE4D6", "font_color": "#C00000"})})
