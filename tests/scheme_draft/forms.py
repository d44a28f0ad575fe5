"""Forms as offices draw them, of the kinds that are met: each a function that draws one on a sheet of its own workbook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

_LINE = Side(style="thin")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
FORMS: dict[str, Callable[[], bytes]] = {}


def form(draw: Callable[[Workbook], None]) -> Callable[[Workbook], None]:
    def drawn() -> bytes:
        book = Workbook()
        draw(book)
        out = BytesIO()
        book.save(out)
        return out.getvalue()

    FORMS[draw.__name__] = drawn
    return draw


def title(sheet: Worksheet, text: str, columns: int, row: int = 1) -> None:
    sheet.cell(row, 1, text).font = Font(size=20, bold=True)
    sheet.cell(row, 1).alignment = Alignment(horizontal="center")
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)


def box(sheet: Worksheet, first: int, last: int, columns: int) -> None:
    for row in range(first, last + 1):
        for column in range(1, columns + 1):
            sheet.cell(row, column).border = _BOX


def headings(sheet: Worksheet, row: int, said: Sequence[str | None]) -> None:
    for column, text in enumerate(said, 1):
        if text is not None:
            sheet.cell(row, column, text)


def check(sheet: Worksheet, where: str, kind: str, first: str, second: str | None = None, operator: str | None = None) -> None:
    rule = DataValidation(type=kind, formula1=first, formula2=second, operator=operator)
    rule.add(where)
    sheet.add_data_validation(rule)


@form
def tasks(book: Workbook) -> None:
    """One row of headings, 序号, a dropdown, a required column, notes and signatures below."""
    sheet = book.active
    sheet.title = "任务清单"
    title(sheet, "云岭县重点任务月报表", 6)
    sheet["A2"] = "填报单位：（盖章）"
    headings(sheet, 3, ["序号", "任务名称*", "责任人", "完成时限", "完成情况", "备注"])
    box(sheet, 3, 15, 6)
    for n in range(12):
        sheet.cell(4 + n, 1, n + 1)
        sheet.cell(4 + n, 4).number_format = "yyyy-mm-dd"
    check(sheet, "E4:E15", "list", '"未启动,进行中,已完成"')
    sheet["A16"] = "注：完成情况按月末实际填写，不得空缺。"
    sheet["A17"] = "填表人：            审核人：            填表日期："
    sheet.column_dimensions["B"].width = 36


@form
def progress(book: Workbook) -> None:
    """Headings over two rows, merged; a computed rate."""
    sheet = book.active
    sheet.title = "进度表"
    title(sheet, "2026年度重点工作进度季报表", 7)
    headings(sheet, 2, ["序号", "项目名称", "牵头单位", "进度", None, None, "存在问题"])
    headings(sheet, 3, [None, None, None, "计划进度", "实际进度", "完成率", None])
    for column in (1, 2, 3, 7):
        sheet.merge_cells(start_row=2, end_row=3, start_column=column, end_column=column)
    sheet.merge_cells("D2:F2")
    box(sheet, 2, 12, 7)
    for row in range(4, 13):
        sheet.cell(row, 6, f'=IF(D{row}="","",E{row}/D{row})').number_format = "0.00%"
        for column in (4, 5):
            sheet.cell(row, column).number_format = "0%"


@form
def three_rows(book: Workbook) -> None:
    """Headings over three rows."""
    sheet = book.active
    sheet.title = "统计表"
    title(sheet, "固定资产投资统计表", 7)
    headings(sheet, 2, ["单位名称及项目", "投资", None, None, None, None, "备注"])
    headings(sheet, 3, [None, "本季", None, "累计", None, "比重", None])
    headings(sheet, 4, [None, "计划数", "完成数", "计划数", "完成数", None, None])
    sheet.merge_cells("A2:A4")
    sheet.merge_cells("B2:F2")
    sheet.merge_cells("B3:C3")
    sheet.merge_cells("D3:E3")
    sheet.merge_cells("F3:F4")
    sheet.merge_cells("G2:G4")
    box(sheet, 2, 10, 7)
    for row in range(5, 11):
        for column in range(2, 6):
            sheet.cell(row, column).number_format = "0.00"
        sheet.cell(row, 6, f"=ROUND(E{row}/D{row},4)").number_format = "0.0%"


@form
def totals(book: Workbook) -> None:
    """A row of totals, with sums of whole columns and something else."""
    sheet = book.active
    sheet.title = "加扣分"
    title(sheet, "加扣分申报表", 5)
    headings(sheet, 2, ["序号", "事由", "加分", "扣分", "净得分"])
    box(sheet, 2, 13, 5)
    for row in range(3, 13):
        sheet.cell(row, 3).number_format = "0.0"
        sheet.cell(row, 4).number_format = "0.0"
        sheet.cell(row, 5, f"=C{row}-D{row}").number_format = "0.0"
    sheet["A13"] = "合计"
    for column in "CDE":
        sheet[f"{column}13"] = f"=SUM({column}3:{column}12)" if column != "E" else "=C13-D13"


@form
def weighted(book: Workbook) -> None:
    """A score with weights written into the formula, and bounds on what may be entered."""
    sheet = book.active
    sheet.title = "评分"
    title(sheet, "德清县部门考核评分表", 6)
    headings(sheet, 2, ["考核项目", "自评分", "考核组评分", "综合得分", "等次", "评分依据"])
    box(sheet, 2, 10, 6)
    for row in range(3, 11):
        sheet.cell(row, 4, f"=B{row}*0.4+C{row}*0.6").number_format = "0.00"
        sheet.cell(row, 5, f'=IF(D{row}>=90,"优秀",IF(D{row}>=75,"良好","一般"))')
    check(sheet, "B3:C10", "decimal", "0", "100", "between")
    check(sheet, "F3:F10", "textLength", "200", operator="lessThanOrEqual")


@form
def indicators(book: Workbook) -> None:
    """Rows that the form names beforehand."""
    sheet = book.active
    sheet.title = "指标"
    title(sheet, "乡镇年度综合考核指标", 5)
    headings(sheet, 2, ["指标名称", "权重", "目标值", "完成值", "数据来源"])
    box(sheet, 2, 8, 5)
    for row, name in enumerate(["一般公共预算收入", "规上工业增加值", "农村居民收入", "信访积案化解", "安全生产", "生态环境"], 3):
        sheet.cell(row, 1, name)


@form
def registration(book: Workbook) -> None:
    """A person's form of labels and empty cells."""
    sheet = book.active
    sheet.title = "登记表"
    title(sheet, "科级干部年度实绩登记表", 6)
    for row, said in enumerate((["姓名", None, "性别", None, "出生年月", None], ["政治面貌", None, "学历", None, "职务", None]), 2):
        headings(sheet, row, said)
    sheet["A4"], sheet["A5"] = "主要实绩", "单位意见"
    sheet.merge_cells("B4:F4")
    sheet.merge_cells("B5:F5")
    box(sheet, 2, 5, 6)
    check(sheet, "D2", "list", '"男,女"')


@form
def two_tables(book: Workbook) -> None:
    """Two tables one below the other, each with its title."""
    sheet = book.active
    sheet.title = "月报"
    title(sheet, "工作月报", 4)
    sheet["A2"] = "一、本月完成工作"
    headings(sheet, 3, ["序号", "工作内容", "完成日期", "成效"])
    box(sheet, 3, 8, 4)
    sheet["A10"] = "二、下月工作计划"
    headings(sheet, 11, ["序号", "工作内容", "责任人", "完成时限"])
    box(sheet, 11, 16, 4)


@form
def several_sheets(book: Workbook) -> None:
    """A sheet of instructions, two sheets of tables, and lists on a hidden one."""
    book.active.title = "填表说明"
    book.active["A1"] = "请于每月5日前报送。"
    lists = book.create_sheet("字典")
    for row, word in enumerate(["招商引资", "项目建设", "民生实事"], 1):
        lists.cell(row, 1, word)
    lists.sheet_state = "hidden"
    for name in ("招商", "项目"):
        sheet = book.create_sheet(name)
        title(sheet, f"{name}情况表", 4)
        headings(sheet, 2, ["类别", "名称", "金额（万元）", "负责人"])
        box(sheet, 2, 12, 4)
        check(sheet, "A3:A12", "list", "字典!$A$1:$A$3")


@form
def checks(book: Workbook) -> None:
    """Every kind of check on entries."""
    sheet = book.active
    sheet.title = "台账"
    title(sheet, "信访台账", 5)
    headings(sheet, 2, ["事项", "受理日期", "涉及人数", "办结率", "满意"])
    box(sheet, 2, 12, 5)
    check(sheet, "B3:B12", "date", "46023", operator="greaterThanOrEqual")
    check(sheet, "C3:C12", "whole", "1", "5000", "between")
    check(sheet, "D3:D12", "decimal", "0", "1", "between")
    for row in range(3, 13):
        sheet.cell(row, 4).number_format = "0%"
    check(sheet, "E3:E12", "list", '"是,否"')


@form
def filled_sample(book: Workbook) -> None:
    """A sample that somebody has filled in, from which types can be seen."""
    sheet = book.active
    sheet.title = "样表"
    title(sheet, "干部走访记录", 5)
    headings(sheet, 2, ["走访对象", "走访次数", "是否解决", "占比", "选择"])
    box(sheet, 2, 6, 5)
    for row in (3, 4):
        for column, value in enumerate(["张家村", 3, "是", 0.25, "□好 □较好 □差"], 1):
            sheet.cell(row, column, value)
        sheet.cell(row, 4).number_format = "0%"


@form
def ballot(book: Workbook) -> None:
    """Counts of votes, summed in the row, and a formula that reaches elsewhere."""
    sheet = book.active
    sheet.title = "测评"
    title(sheet, "民主测评汇总表", 7)
    headings(sheet, 2, ["姓名", "好", "较好", "一般", "差", "总票数", "得票率"])
    box(sheet, 2, 12, 7)
    sheet["J1"] = 30
    for row in range(3, 13):
        sheet.cell(row, 6, f"=SUM(B{row}:E{row})")
        sheet.cell(row, 7, f"=F{row}/$J$1").number_format = "0%"
        for column in range(2, 6):
            sheet.cell(row, column).number_format = "0"


@form
def words_alone(book: Workbook) -> None:
    """No table at all."""
    book.active["A1"] = "关于做好年度考核工作的通知"
    book.active["A2"] = "各乡镇、各部门：请按要求做好考核工作。"
