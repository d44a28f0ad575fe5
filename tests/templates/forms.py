"""A template for the made-up county that reviews by month, with marks of every kind, as an office would draw it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from shijibu.scheme.load import FILE, TEMPLATE

MONTHLY = Path(__file__).parents[1] / "schemes" / "monthly" / FILE
RED = Side(style="medium", color="FFC00000")
LINED = Border(left=RED, right=RED, top=RED, bottom=RED)
TITLE = Font(name="方正小标宋简体", sz=20, bold=True, color="FFC00000")
BODY = Font(name="仿宋_GB2312", sz=12)
REPORTS, VERDICTS, FORM, NOTES = "实绩报告", "班子评价", "登记表", "填表须知"


def put(ws: Worksheet, cells: dict[str, object], font: Font = BODY) -> None:
    for address, value in cells.items():
        ws[address] = value
        ws[address].font = font
        ws[address].alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def lined(ws: Worksheet, area: str) -> None:
    for row in ws[area]:
        for cell in row:
            cell.border = LINED


def monthly() -> Workbook:
    book = Workbook()
    notes = book.active
    notes.title = NOTES
    put(notes, {"A1": "{{ scheme.county }}{{ unit.name }}填表须知", "B3": f"=SUM('{REPORTS}'!A7)",
                "B4": "='班子评价'!D9", "B5": "待改：{{ period.label }}"})
    notes["C3"].protection = Protection(locked=False)

    ws = book.create_sheet(REPORTS)
    ws.merge_cells("A1:F1")
    put(ws, {"A1": "云岭县领导干部月实绩报告表"}, TITLE)
    put(ws, {"A3": "单位：{{ unit.name }}（{{ unit.code }}）", "E3": "{{ period.label }}", "F3": "{{ unit.problems }}"})
    put(ws, {"A4": "序\n号", "B4": "干部", "C4": "实绩", "C5": "任务", "D5": "成效", "E4": "办结日", "F4": "备\n注"})
    for area in ("A4:A5", "B4:B5", "C4:D4", "E4:E5", "F4:F5"):
        ws.merge_cells(area)
    put(ws, {"A6": "{{ loop.index }}", "B6": "{{ reports.owner }}", "C6": "{{reports.task}}", "D6": "{{ reports.result }}",
             "E6": "{{ reports.done }}", "F6": '=IF(E6="","","已办")'})
    put(ws, {"A7": "合计", "B7": "=COUNTA(B6)", "C7": "=COUNTA(C6:C6)", "A8": "注：一事一行。", "A9": "填报人：", "B9": "{{ unit.filled_by }}"})
    ws.merge_cells("A8:F8")
    lined(ws, "A4:F7")
    for letters, width in zip("ABCDEF", (6, 12, 30, 40, 14, 10), strict=True):
        ws.column_dimensions[letters].width = width
    ws.row_dimensions[1].height, ws.row_dimensions[6].height = 42, 36
    ws["E6"].number_format = "yyyy年m月d日"
    ws["D6"].fill = PatternFill("solid", fgColor="FFEEF3FA")
    ws["A8"].comment = Comment("由办公室解释", "办公室")
    ws.page_setup.orientation, ws.page_setup.paperSize = "landscape", 9
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.print_title_rows, ws.print_area = "4:5", "A1:F9"
    ws.oddFooter.center.text = "云岭县考评办 第 &P 页"
    ws.conditional_formatting.add("B7", CellIsRule(operator="equal", formula=["0"], font=Font(color="FFFF0000")))
    ws.freeze_panes = "A6"

    ws = book.create_sheet(VERDICTS)
    put(ws, {"A2": "班子评价（{{ unit.name }}）"}, TITLE)
    heads = ("编号", "姓名", "职务", "自评", "属实否", "评定", "意见", "日期")
    marks = ("id", "name", "post", "own_grade", "true_or_not", "grade", "opinion", "signed")
    put(ws, {f"{letter}4": head for letter, head in zip("BCDEFGHI", heads, strict=True)})
    put(ws, {f"{letter}5": f"{{{{ verdicts.{mark} }}}}" for letter, mark in zip("BCDEFGHI", marks, strict=True)})
    ws.merge_cells("A4:A6")
    put(ws, {"A4": "评价", "B6": "主要负责人签字：", "E6": "{{ unit.signed_by }}", "D9": "=ROWS(B5:B5)"})
    lined(ws, "A4:I6")
    check = DataValidation("list", '"是,否"', allow_blank=True)
    check.add("H6")
    ws.add_data_validation(check)

    ws = book.create_sheet(FORM)
    ws.merge_cells("A1:D1")
    put(ws, {"A1": "科级领导干部实绩报告登记表"}, TITLE)
    put(ws, {"A2": "姓名", "B2": "{{ official.name }}", "C2": "职务", "D2": "{{ verdicts.post }}"})
    put(ws, {"A3": "序号", "B3": "任务", "C3": "成效", "D3": "日期"})
    put(ws, {"A4": "{{ loop.index }}", "B4": "{{ reports.task }}", "C4": "{{ reports.result }}",
             "D4": "{{ reports.done }}", "A5": "评定", "B5": "{{ verdicts.grade }}", "C5": "意见", "D5": "{{ verdicts.opinion }}"})
    put(ws, {"A6": "{{ page.label }}", "C6": "{{ unit.name }}"})
    lined(ws, "A2:D5")
    ws.page_setup.paperSize = 9
    return book


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def county_in(folder: Path, change: Callable[[Workbook], None] | None = None, template: bytes | None = None) -> Path:
    """A folder of schemes with the monthly one and its template; `change` spoils it."""
    home = folder / "monthly"
    home.mkdir(parents=True, exist_ok=True)
    shutil.copy(MONTHLY, home / FILE)
    book = monthly()
    if change is not None:
        change(book)
    (home / TEMPLATE).write_bytes(template or saved(book))
    return folder
