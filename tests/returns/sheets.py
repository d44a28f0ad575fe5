"""What people do to a filled workbook in their spreadsheet program: one function a slip, told in failures.yaml.

openpyxl moves cells but neither names nor merged ranges; `insert_rows` and the like do what Excel does with them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.formatting.rule import DataBarRule, FormulaRule
from openpyxl.styles import Font, PatternFill, Protection
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from shijibu.returns.returned import Returned
from shijibu.workbook.names import HIDDEN_SHEET, HINT

Slip = Callable[[Workbook, Returned], Any]
SLIPS: dict[str, Slip] = {}
_NAME = re.compile(r"^('?)(.+?)\1!\$([A-Z]+)\$(\d+)(?::\$([A-Z]+)\$(\d+))?$")
LAST_ROW = 1_048_576


def slip(function: Slip) -> Slip:
    SLIPS[function.__name__] = function
    return function


def at(book: Workbook, told: Returned, table: str, row: int, column: str) -> Any:
    """The cell of a field."""
    place = told.places[table]
    return book[place.sheet.title].cell(place.header + row, place.columns[column])


def moved(book: Workbook, sheet: str, change: Callable[[str, int], int]) -> None:
    """Every name that points into the sheet, with its rows and columns changed: change('row' or 'column', number)."""
    for name, defined in book.defined_names.items():
        match = _NAME.match(defined.attr_text or "")
        if match is None or match[2] != sheet:
            continue
        corners = [(match[3], match[4])] + ([(match[5], match[6])] if match[5] else [])
        told = ":".join(f"${get_column_letter(change('column', column_index_from_string(c)))}${change('row', int(r))}" for c, r in corners)
        book.defined_names[name].attr_text = f"{match[1]}{sheet}{match[1]}!{told}"


def insert_rows(book: Workbook, sheet: Worksheet, before: int, count: int) -> None:
    sheet.insert_rows(before, count)
    moved(book, sheet.title, lambda what, n: n + count if what == "row" and n >= before else n)


def delete_rows(book: Workbook, sheet: Worksheet, first: int, count: int) -> None:
    sheet.delete_rows(first, count)
    moved(book, sheet.title, lambda what, n: n - count if what == "row" and n >= first + count else n)


def insert_columns(book: Workbook, sheet: Worksheet, before: int, count: int) -> None:
    sheet.insert_cols(before, count)
    moved(book, sheet.title, lambda what, n: n + count if what == "column" and n >= before else n)


def delete_column(book: Workbook, sheet: Worksheet, column: int) -> None:
    sheet.delete_cols(column)
    moved(book, sheet.title, lambda what, n: n - 1 if what == "column" and n > column else n)


def tasks(book: Workbook, told: Returned) -> Worksheet:
    return book[told.places["tasks"].sheet.title]


def unnamed(book: Workbook) -> None:
    for name in list(book.defined_names):
        del book.defined_names[name]


# rows


@slip
def rows_inserted_above(book: Workbook, told: Returned) -> None:
    insert_rows(book, tasks(book, told), 3, 2)


@slip
def row_inserted_within(book: Workbook, told: Returned) -> None:
    insert_rows(book, tasks(book, told), told.places["tasks"].header + 2, 1)


@slip
def rows_inserted_by_a_program_that_moves_no_names(book: Workbook, told: Returned) -> None:
    tasks(book, told).insert_rows(3, 2)


@slip
def rows_without_formulas(book: Workbook, told: Returned) -> None:
    """A task in a row that was inserted, and one written below the table's room: the program puts no formulas there."""
    sheet, place = tasks(book, told), told.places["tasks"]
    insert_rows(book, sheet, place.header + 2, 1)
    for row in (place.header + 2, place.last + 10):
        for column in ("title", "weight", "owner", "planned", "actual"):
            sheet.cell(row, place.columns[column]).value = sheet.cell(place.header + 1, place.columns[column]).value


@slip
def cell_dragged(book: Workbook, told: Returned) -> None:
    """A figure dragged one row down, and the old one typed again: as Excel does, the hints follow it, and the row below has lost its own."""
    sheet, place = tasks(book, told), told.places["tasks"]
    letters, first = get_column_letter(place.columns["planned"]), place.header + 1
    sheet.cell(first + 1, place.columns["planned"]).value = sheet.cell(first, place.columns["planned"]).value
    for row, instead in ((first, f"{letters}{first + 1}"), (first + 1, "#REF!")):
        hint = sheet.cell(row, place.columns[HINT])
        hint.value = re.sub(rf"\b{letters}{row}\b", instead, hint.value)


@slip
def row_deleted(book: Workbook, told: Returned) -> None:
    delete_rows(book, tasks(book, told), told.places["tasks"].header + 2, 1)


@slip
def committed_row_deleted(book: Workbook, told: Returned) -> None:
    row_deleted(book, told)


@slip
def member_deleted(book: Workbook, told: Returned) -> None:
    place = told.places["stars"]
    delete_rows(book, book[place.sheet.title], place.header + 2, 1)


@slip
def member_added(book: Workbook, told: Returned) -> None:
    place = told.places["stars"]
    row = place.header + len(told.facts.prefilled["stars"]) + 1
    for column, value in (("id", "D01-77"), ("name", "外来人"), ("leader", 90)):
        book[place.sheet.title].cell(row, place.columns[column], value)


@slip
def member_copied(book: Workbook, told: Returned) -> None:
    place = told.places["stars"]
    sheet = book[place.sheet.title]
    for column in place.columns.values():
        sheet.cell(place.header + 2, column).value = sheet.cell(place.header + 1, column).value


@slip
def members_sorted(book: Workbook, told: Returned) -> None:
    """Sorted by another column: every row whole, in another order."""
    place = told.places["stars"]
    sheet, size = book[place.sheet.title], len(told.facts.prefilled["stars"])
    rows = [[sheet.cell(place.header + n, c).value for c in place.columns.values()] for n in range(1, size + 1)]
    for n, values in enumerate(reversed(rows), 1):
        for column, value in zip(place.columns.values(), values, strict=True):
            sheet.cell(place.header + n, column).value = value


@slip
def headings_deleted(book: Workbook, told: Returned) -> None:
    delete_rows(book, tasks(book, told), told.places["tasks"].header, 1)


@slip
def row_hidden(book: Workbook, told: Returned) -> None:
    for n in (1, 2, 4):
        tasks(book, told).row_dimensions[told.places["tasks"].header + n].hidden = True


# columns


@slip
def column_inserted(book: Workbook, told: Returned) -> None:
    insert_columns(book, tasks(book, told), 2, 1)


@slip
def column_of_notes(book: Workbook, told: Returned) -> None:
    """A column of their own, with a heading and entries, in the middle of the table."""
    sheet, place = tasks(book, told), told.places["tasks"]
    insert_columns(book, sheet, 4, 1)
    for row, value in enumerate(("备注", "待核", "已报"), place.header):
        sheet.cell(row, 4).value = value


@slip
def column_moved(book: Workbook, told: Returned) -> None:
    """Planned and actual progress exchanged, headings and all."""
    sheet, place = tasks(book, told), told.places["tasks"]
    a, b = place.columns["planned"], place.columns["actual"]
    for row in range(place.header, place.last + 1):
        one, two = sheet.cell(row, a), sheet.cell(row, b)
        one.value, two.value = two.value, one.value


@slip
def column_moved_out(book: Workbook, told: Returned) -> None:
    """The evidence cut and pasted beyond the table's last column."""
    sheet, place = tasks(book, told), told.places["tasks"]
    for row in range(place.header, place.last + 1):
        cell = sheet.cell(row, place.columns["evidence"])
        sheet.cell(row, 15).value, cell.value = cell.value, None


@slip
def column_deleted(book: Workbook, told: Returned) -> None:
    delete_column(book, tasks(book, told), told.places["tasks"].columns["weight"])


@slip
def live_column_deleted(book: Workbook, told: Returned) -> None:
    delete_column(book, tasks(book, told), told.places["tasks"].columns["ratio"])


@slip
def column_hidden(book: Workbook, told: Returned) -> None:
    tasks(book, told).column_dimensions[get_column_letter(told.places["tasks"].columns["weight"])].hidden = True


@slip
def heading_renamed(book: Workbook, told: Returned) -> None:
    at(book, told, "tasks", 0, "planned").value = "计划进度数"


@slip
def heading_with_spaces(book: Workbook, told: Returned) -> None:
    at(book, told, "tasks", 0, "planned").value = "计划 \n　进度"


@slip
def heading_twice(book: Workbook, told: Returned) -> None:
    """The column for notes of one's own was called like one of the table's, and left empty."""
    place = told.places["tasks"]
    sheet = tasks(book, told)
    insert_columns(book, sheet, 3, 1)
    sheet.cell(place.header, 3).value = "权重"


# sheets


@slip
def sheet_renamed(book: Workbook, told: Returned) -> None:
    sheet = tasks(book, told)
    for defined in book.defined_names.values():
        defined.attr_text = defined.attr_text.replace(sheet.title, "我们的任务")
    sheet.title = "我们的任务"
    book.move_sheet(sheet, 3)


@slip
def sheet_renamed_and_names_lost(book: Workbook, told: Returned) -> None:
    tasks(book, told).title = "我们的任务"
    unnamed(book)


@slip
def sheet_copied(book: Workbook, told: Returned) -> None:
    copy = book.copy_worksheet(tasks(book, told))
    copy.title = "工作亮相 (2)"


@slip
def sheet_copied_and_the_first_one_deleted(book: Workbook, told: Returned) -> None:
    sheet = tasks(book, told)
    copy = book.copy_worksheet(sheet)
    copy.title = "工作亮相 (2)"
    copy.protection.sheet = True
    del book.defined_names["tasks"]
    book.remove(sheet)


@slip
def sheet_deleted(book: Workbook, told: Returned) -> None:
    del book.defined_names["questions"]
    book.remove(book[told.places["questions"].sheet.title])


@slip
def sheet_added(book: Workbook, told: Returned) -> None:
    book.create_sheet("我的草稿").append(["备忘", 1])


@slip
def sheet_hidden(book: Workbook, told: Returned) -> None:
    tasks(book, told).sheet_state = "hidden"


@slip
def sheets_of_the_macros(book: Workbook, told: Returned) -> None:
    """What the macros leave: a notice, their memory, the list of problems."""
    book.create_sheet("公示").append([f"{told.facts.name}工作任务公示"])
    book.create_sheet("_shijibu_undo").append(["{}"])
    book.create_sheet("问题清单").append(["问题清单：请逐条改正后交回"])


@slip
def sheet_named_like_the_notice(book: Workbook, told: Returned) -> None:
    book.create_sheet("公示").append(["另一件事"])


@slip
def sheets_unlocked(book: Workbook, told: Returned) -> None:
    for sheet in book.worksheets:
        sheet.protection.sheet = False
        for row in sheet.iter_rows(min_row=1, max_row=8):
            for cell in row:
                cell.protection = Protection(locked=False)


@slip
def another_units_name_on_the_cover(book: Workbook, told: Returned) -> None:
    cover = book.worksheets[0]
    cell = next(c for row in cover.iter_rows(max_row=12) for c in row if c.value == told.facts.name)
    cell.value = "县城管局"


@slip
def another_sheet_by_the_title(book: Workbook, told: Returned) -> None:
    """The sheet was given another name, and a new one its own."""
    sheet = tasks(book, told)
    for defined in book.defined_names.values():
        defined.attr_text = defined.attr_text.replace(sheet.title, "旧表")
    title, sheet.title = sheet.title, "旧表"
    book.create_sheet(title).append(["补报一项"])


@slip
def hidden_sheet_deleted(book: Workbook, told: Returned) -> None:
    book.remove(book[HIDDEN_SHEET])


@slip
def hidden_sheet_renamed(book: Workbook, told: Returned) -> None:
    book[HIDDEN_SHEET].title = "Sheet9"
    book["Sheet9"].sheet_state = "visible"


@slip
def hidden_sheet_cleared(book: Workbook, told: Returned) -> None:
    book[HIDDEN_SHEET]["A2"].value = None


def _identity(book: Workbook, old: str, new: str) -> None:
    cell = book[HIDDEN_SHEET]["A1"]
    cell.value = re.sub(old, new, cell.value)


@slip
def made_out_to_another_unit(book: Workbook, told: Returned) -> None:
    _identity(book, '"unit":"D01"', '"unit":"D02"')


@slip
def version_changed_by_hand(book: Workbook, told: Returned) -> None:
    _identity(book, '"version":"[^"]*"', '"version":"0"')


@slip
def scheme_of_another_place(book: Workbook, told: Returned) -> None:
    _identity(book, '"scheme":"deqing"', '"scheme":"../../etc"')


@slip
def period_of_no_calendar(book: Workbook, told: Returned) -> None:
    _identity(book, '"period":"2026-Q1"', '"period":"2026-Q9"')


# cells


@slip
def owners_merged(book: Workbook, told: Returned) -> None:
    """One owner for the first three tasks, in one merged cell."""
    place = told.places["tasks"]
    column = place.columns["owner"]
    tasks(book, told).merge_cells(start_row=place.header + 1, end_row=place.header + 3, start_column=column, end_column=column)


@slip
def evidence_merged(book: Workbook, told: Returned) -> None:
    """Nobody has to fill in evidence: the merge is a warning alone."""
    place = told.places["tasks"]
    at(book, told, "tasks", 1, "evidence").value = "三项任务的佐证都在这里"
    column = place.columns["evidence"]
    tasks(book, told).merge_cells(start_row=place.header + 1, end_row=place.header + 3, start_column=column, end_column=column)


@slip
def space_in_the_last_row(book: Workbook, told: Returned) -> None:
    tasks(book, told).cell(LAST_ROW, told.places["tasks"].columns["title"], " ")
    tasks(book, told).cell(LAST_ROW, 16_384, "　")


@slip
def note_in_the_last_row(book: Workbook, told: Returned) -> None:
    tasks(book, told).cell(LAST_ROW, 26, "待核")


@slip
def task_in_the_last_row(book: Workbook, told: Returned) -> None:
    tasks(book, told).cell(LAST_ROW, told.places["tasks"].columns["title"], "多出的一项")


@slip
def weight_dragged_down(book: Workbook, told: Returned) -> None:
    place = told.places["tasks"]
    for row in range(place.header + 1, 5000):
        tasks(book, told).cell(row, place.columns["weight"], 10)


@slip
def many_stray_cells(book: Workbook, told: Returned) -> None:
    for row in range(30):
        tasks(book, told).cell(10 + row, 26, f"备注{row}")


@slip
def notes_where_nothing_is_read(book: Workbook, told: Returned) -> None:
    """Above the table, over a hint, in a figure's column, on the cover and on the sheet that only shows."""
    place = told.places["tasks"]
    tasks(book, told)["L3"] = "补充说明"
    tasks(book, told).cell(place.header + 1, place.columns["hint"]).value = "已与考评办沟通"
    at(book, told, "tasks", 30, "ratio").value = "此处备注"
    book["封面"]["B60"] = "由副职签字"
    book["实绩档案表"]["H10"] = "已打印"


@slip
def note_at_a_cell(book: Workbook, told: Returned) -> None:
    """Of the unit's, and one that the clean copy, or the macro, put there."""
    at(book, told, "tasks", 1, "title").comment = Comment("数据待核", "张三")
    at(book, told, "tasks", 2, "title").comment = Comment("【错误】缺“权重”", "")


@slip
def live_cells_overwritten(book: Workbook, told: Returned) -> None:
    at(book, told, "tasks", 1, "ratio").value = 9.99
    sheet, row, column = told.unit_cells["card"]
    book[sheet.title].cell(row, column).value = "红牌"


@slip
def prefilled_overwritten(book: Workbook, told: Returned) -> None:
    at(book, told, "stars", 1, "post").value = "巡视员"


@slip
def commitment_overwritten(book: Workbook, told: Returned) -> None:
    at(book, told, "tasks", 1, "weight").value = 99


@slip
def errors_blanks_and_empty_texts(book: Workbook, told: Returned) -> None:
    """Four things that look alike: an error cell, a formula without a result, a blank, an empty text."""
    at(book, told, "tasks", 1, "planned").value = "#DIV/0!"
    at(book, told, "tasks", 2, "planned").value = "=1/4"
    at(book, told, "tasks", 3, "planned").value = None
    at(book, told, "tasks", 4, "planned").value = "　"


@slip
def typed_and_made_something_else(book: Workbook, told: Returned) -> None:
    """What a spreadsheet program makes of 1-2 and of 10% in a cell without a format, and of 2026-3-5 and 45% in one that was pasted."""
    for row, value, shown in ((1, date(2026, 1, 2), "yyyy/m/d"), (2, 0.1, "0%")):
        at(book, told, "tasks", row, "weight").value = value
        at(book, told, "tasks", row, "weight").number_format = shown
    for row, value, shown in ((3, date(2026, 3, 5), 'yyyy"年"m"月"d"日"'), (4, 0.455, "0.0%")):
        at(book, told, "tasks", row, "evidence").value = value
        at(book, told, "tasks", row, "evidence").number_format = shown


FORMULAS = {
    "webservice": '=WEBSERVICE("http://198.51.100.7/x")', "external": "='[别的表.xlsx]一月'!$B$2", "dde": "=cmd|'/c calc'!A1",
    "hyperlink": '=HYPERLINK("http://198.51.100.7/x","10")', "other_file": "=SUM('file:///C:/a.ods'#$Sheet1.A1:A3)", "inside": "=5+5",
}


@slip
def formulas_that_reach_outside(book: Workbook, told: Returned) -> None:
    for n, formula in enumerate(FORMULAS.values(), 1):
        at(book, told, "tasks", n, "weight").value = formula


@slip
def validation_killed(book: Workbook, told: Returned) -> None:
    """Values pasted from elsewhere: the dropdowns and limits are gone, and whatever stood there stands here."""
    for sheet in book.worksheets:
        sheet.data_validations.dataValidation = []
    at(book, told, "tasks", 1, "category").value = "共性"
    at(book, told, "tasks", 2, "planned").value = 45
    at(book, told, "tasks", 3, "weight").value = "十"
    at(book, told, "questions", 1, "satisfied").value = "还行"


@slip
def numbers_of_a_register(book: Workbook, told: Returned) -> None:
    """Ids that a spreadsheet program took for numbers (the county whose ids look like numbers)."""
    at(book, told, "tasks", 1, "owner").value = 12
    at(book, told, "tasks", 2, "owner").value = 1e3
    at(book, told, "tasks", 3, "owner").value = 123456789012345680
    at(book, told, "tasks", 4, "responsible").value = 1000
    at(book, told, "tasks", 5, "owner").value = "12"
    for n, value in ((1, 12), (2, 123456789012345680), (3, 1000.0)):
        at(book, told, "stars", n, "id").value = value
    at(book, told, "tasks", 6, "evidence").value = 330521199001011234
    at(book, told, "tasks", 7, "evidence").value = "3.30521E+17"


@slip
def entries_that_show_nothing(book: Workbook, told: Returned) -> None:
    at(book, told, "tasks", 1, "weight").number_format = ";;;"
    white = at(book, told, "tasks", 2, "weight")
    white.font, white.fill = Font(color="FFFFFFFF"), PatternFill()


@slip
def entries_like_their_ground(book: Workbook, told: Returned) -> None:
    for row, (text, ground) in enumerate([("FFFEFEFE", None), ("FFFFF9DB", "FFFFF9DB"), ("FF000000", "FF101010"), ("FFEEEEEE", None)], 1):
        cell = at(book, told, "tasks", row, "title")
        cell.font, cell.fill = Font(color=text), PatternFill("solid", fgColor=ground) if ground else PatternFill()


@slip
def entries_that_can_be_told_from_their_ground(book: Workbook, told: Returned) -> None:
    for row, (text, ground) in enumerate([("FFFFFFFF", "FF1F3864"), ("FFFFFF00", "FFFFFFFF"), ("FF808080", None), ("FF000000", "FF404040")], 1):
        cell = at(book, told, "tasks", row, "title")
        cell.font, cell.fill = Font(color=text), PatternFill("solid", fgColor=ground) if ground else PatternFill()


@slip
def entry_in_letters_of_one_point(book: Workbook, told: Returned) -> None:
    at(book, told, "tasks", 1, "title").font = Font(sz=1)


@slip
def words_within_an_entry_in_white(book: Workbook, told: Returned) -> None:
    cell = at(book, told, "tasks", 1, "title")
    cell.value, cell.fill = CellRichText("新建一条路", TextBlock(InlineFont(color="FFFFFFFF"), "（没有开工）")), PatternFill()


@slip
def rules_that_hide_entries(book: Workbook, told: Returned) -> None:
    first, second, third = (at(book, told, "tasks", row, "weight") for row in (1, 2, 3))
    for cell in (first, second, third):
        cell.fill = PatternFill()
    sheet = first.parent
    sheet.conditional_formatting.add(first.coordinate, FormulaRule(formula=["TRUE"], font=Font(color="FFFFFFFF")))
    sheet.conditional_formatting.add(second.coordinate, DataBarRule("min", None, "max", None, color="FF638EC6", showValue=False))
    sheet.conditional_formatting.add(third.coordinate, FormulaRule(formula=["TRUE"], font=Font(color="FF9C0006")))


@slip
def links_to_where_nobody_reads(book: Workbook, told: Returned) -> None:
    first, second = (at(book, told, "tasks", row, "evidence") for row in (1, 2))
    first.value, first.hyperlink = "照片", Hyperlink(ref=first.coordinate, target="https://198.51.100.7/p", tooltip="以照片为准")
    second.value, second.hyperlink = "https://198.51.100.7/q", "https://198.51.100.7/q"


@slip
def sheet_that_is_hidden_twice(book: Workbook, told: Returned) -> None:
    book.create_sheet("底稿")["A1"] = "另一本账"
    book["底稿"].sheet_state = "veryHidden"


@slip
def sheet_that_links_and_one_that_acts(book: Workbook, told: Returned) -> None:
    book.create_sheet("引用")["A1"] = "=[1]Sheet1!A1"
    book.create_sheet("取数")["B2"] = '=WEBSERVICE("http://198.51.100.7")'


@slip
def computed_cells_as_text(book: Workbook, told: Returned) -> None:
    """A program that writes every value as text has saved the return; one figure of it is wrong."""
    figures = load_figures(book, told)
    for row, text in enumerate(figures, 1):
        at(book, told, "tasks", row, "ratio").value = text
    at(book, told, "tasks", len(figures), "ratio").value = "9.99"


def load_figures(book: Workbook, told: Returned) -> list[str]:
    """What the sheet should show as the ratio of its first tasks."""
    pairs = [(at(book, told, "tasks", row, "planned").value, at(book, told, "tasks", row, "actual").value) for row in range(1, 4)]
    return [f"{round(min(actual / planned, 1.2), 4):g}" for planned, actual in pairs]
