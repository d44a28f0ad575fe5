"""What people get wrong in a scheme workbook, and what is said of it: at its cell, what is wrong, what would be right; all at once."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from shijibu.returns.admission import grid_of
from shijibu.scheme.load import load
from shijibu.scheme_book.again import annotated
from shijibu.scheme_book.draw import FAULTS, HEADER, draw
from shijibu.scheme_book.load import NoSchemeBook, book_in, judged
from tests.scheme_book.edited import Edited, told, with_cell

DEQING = draw(load("deqing"))
GRID, OPEN = grid_of(DEQING), Edited.of(DEQING)
EXAMPLES = {"先黄后红": "先黄后红，向常委会说明情况"}
# Sheet, a text of the row (of 基本 the item), heading, what is written there, what is said.
WRONG: list[tuple[str, str, str, Any, str]] = [
    ("基本", "考评周期", "内容", "每季", "“每季”不在可选项中"),
    ("基本", "截止：期末后几天", "内容", "十天", "“十天”是文字，不是数字"),
    ("基本", "截止：期末后几天", "内容", 400, "400超出范围；应不大于 366"),
    ("基本", "截止：期末后几天", "内容", None, "只写一个"),
    ("基本", "截止：几日", "内容", 10, "只写一个"),
    ("基本", "方案代号", "内容", "德清", "应为小写英文字母"),
    ("基本", "方案名称", "内容", None, "这一项没有填"),
    ("基本", "联系：由哪类单位", "内容", "dept", "没有名为 dept 的单位类别"),
    ("基本", "按什么排名", "内容", "scores", "没有名为 scores 的单位指标，是不是 score？"),
    ("基本", "公示哪些指标", "内容", "indeks", "没有名为 indeks 的单位指标，是不是 index？"),
    ("参数", "red_below", "取值", "75分", "“75分”是文字，不是数字"),
    ("参数", "red_below", "取值", "60%", "是文字，不是数字"),
    ("参数", "red_below", "取值", 120, "red_below"),
    ("参数", "red_below", "取值", None, "这一项没有填"),
    ("参数", "red_below", "规则", "DQ2", "DQ-2"),
    ("参数", "red_below", "代号", "红牌线", "应为小写英文字母"),
    ("参数", "red_below", "应为", "分数", "不在可选项中"),
    ("参数", "red_below", "来源未定", "不知道", "应为 true（是）或 false（否）"),
    ("参数", "red_below", "不小于", "零", "是文字，不是数字"),
    ("参数关系", "合计为 1", "参数", "DQ-9.mian", "没有参数 DQ-9.mian，是不是 DQ-9.main？"),
    ("工作表", "工作亮相", "工作簿", "units", "“工作簿”里没有“units”，是不是“unit”？"),
    ("表", "tasks", "工作表", "工作亮象", "是不是“工作亮相”？"),
    ("表", "tasks", "属于谁", "owners", "表 tasks 没有栏目 owners，是不是 owner？"),
    ("表", "tasks", "每名干部几行", 10, "一张表的行数只能用"),
    ("栏目", "planned", "表", "task", "“表”里没有“task”，是不是“tasks”？"),
    ("栏目", "planned", "类型", "百分率", "不在可选项中"),
    ("栏目", "planned", "列宽", 300, "300超出范围"),
    ("栏目", "planned", "代号", None, "这一项没有填"),
    ("栏目", "category", "可选", None, "是选项，没有写可选哪些"),
    ("栏目", "ratio", "自动计算", "RATIO(planed, actual)", "这里没有名为 planed 的栏目，是不是 planned？"),
    ("栏目", "ratio", "自动计算", "actual / planned", "不能用 + - * / 等符号"),
    ("栏目", "ratio", "自动计算", "RATIO（planned, actual）", "应用半角的"),
    ("栏目", "ratio", "自动计算", "RATIO(planned, actual", "括号没有合上"),
    ("单位指标", "index", "算式", "PROGRES(tasks.planned, tasks.actual, tasks.weight)", "没有名为 PROGRES 的函数或词语，是不是 PROGRESS？"),
    ("单位指标", "index", "算式", "PROGRESS(tasks.planned, tasks.actual, tasks.weights)", "表 tasks 没有栏目 weights，是不是 weight？"),
    ("单位指标", "index", "算式", "PROGRESS(task.planned, tasks.actual, tasks.weight)", "没有 task.planned：没有名为 task 的表，是不是 tasks？"),
    ("单位指标", "index", "进结果", "对", "应为 true（是）或 false（否）"),
    ("单位指标", "card", "颜色", "红牌 = 粉", "不在可选项中"),
    ("核查", "task.none-weight", "逐个查", "task", "task"),
    ("名单", "commend", "条件", "equals(stars, )", "equals 应有 2 项，现有 1 项"),
    ("名单理由", "commend", "名单", "comend", "“名单”里没有“comend”，是不是“commend”？"),
    ("理由", "DQ-12", "规则", "十二", "应为规则编号，如 DQ-2"),
    ("并列", "stars", "由哪一栏定", "propose", "没有栏目 stars.propose"),
    ("报告", "单位", "各栏", "scor", "scor"),
    ("算例", "先黄后红", "算例", None, "这一项没有填"),
    ("算例", "先黄后红", "期", "2026-03", "“2026-03”不是季度"),
    ("算例", "先黄后红", "本单位是哪类", "乡", "没有名为 乡 的单位类别"),
    ("算例", "先黄后红", "规则", "DQ3", "应为规则编号"),
    ("算例名册", "水利局", "单位类别", "科室", "没有名为 科室 的单位类别"),
    ("算例名册", "水利局", "联系的单位", "青溪", "名册里没有单位“青溪”"),
    ("算例名册", "水利局", "报送", "晚了", "不在可选项中"),
    ("算例名册", "水利局", "名称", "水利局、林业局", "名称里不能有逗号"),
    ("算例前期", "先黄后红", "指标", "本轮亮脾", "没有名为 本轮亮脾 的指标，是不是 本轮亮牌？"),
    ("算例前期", "先黄后红", "期", "2026-Q2", "不早于算例的 2026-Q2"),
    ("算例前期", "先黄后红", "值", None, "这一项没有填"),
    ("算例填写", "先黄后红", "算例", "先黄再红", "“算例”里没有“先黄再红”"),
    ("算例填写", "先黄后红", "表", "工作任务表", "没有名为 工作任务表 的表，是不是 工作任务？"),
    ("算例填写", "先黄后红", "哪个单位填", "教育局", "算例的名册里没有“教育局”"),
    ("算例填写", "先黄后红", "第3栏", "计划近度", "没有栏目 计划近度，是不是 计划进度？"),
    ("算例填写", "先黄后红", "第3栏", "完成比", "“完成比”是自动计算的栏目，不能填"),
    ("算例填写", "水库加固", "第2栏", "十分", "十分"),
    ("算例填写", "水库加固", "第3栏", 45, "45"),
    ("算例填写", "财政局", "第3栏", "财政厅", "财政厅"),
    ("算例填写", "水库加固", "第6栏", 1, "这一格上面没有栏目"),
    ("算例应为", "先黄后红", "谁的", "陆明", "算例的名册里没有“陆明”"),
    ("算例应为", "先黄后红", "指标", "进度指树", "没有名为 进度指树 的指标或名单，是不是 进度指数？"),
    ("算例应为", "工作任务.完成比", "指标", "工作任务.完成比例", "表“工作任务”没有栏目 完成比例，是不是 完成比？"),
    ("算例应为", "先黄后红", "应为", None, "这一项没有填"),
    ("演示数据", "tasks", "行数", "很多", "“很多”不合；应为几项"),
]


@pytest.mark.parametrize(("sheet", "row", "heading", "value", "said"), WRONG, ids=[f"{s}-{h}-{v}" for s, _, h, v, _ in WRONG])
def test_a_wrong_edit_is_told_at_its_cell(sheet, row, heading, value, said):
    try:
        cell = OPEN.cell(sheet, EXAMPLES.get(row, row), heading)
    except StopIteration:  # a county's scheme changes: the row that is meant is any of the sheet
        cell = OPEN.book[sheet].cell(HEADER + 1, next(c.column for c in OPEN.book[sheet][HEADER] if c.value == heading))
    faults = told(with_cell(GRID, sheet, cell.row, cell.column, value))
    assert isinstance(faults, list), f"taken: {sheet} {heading} {value}"
    at = f"{sheet}!{cell.coordinate}"
    assert any(said in what for _, what in faults), faults
    assert at in [where for where, _ in faults] or sheet in ("参数", "基本"), faults


def test_all_that_is_wrong_is_told_at_once_and_shown_in_a_copy():
    book = Edited.of(DEQING)
    places = [("参数", "red_below", "取值", "75分"), ("栏目", "planned", "类型", "百分率"), ("单位指标", "index", "进结果", "对")]
    for sheet, row, heading, value in places:
        book.cell(sheet, row, heading).value = value
    read = book_in(grid_of(book.data()), "方案.xlsx")
    faults = judged(read)
    assert isinstance(faults, list) and len(faults) >= 2
    copy = Edited(load_workbook(BytesIO(annotated(read, faults))))
    assert copy.book.sheetnames[0] == FAULTS
    listed = [r[0].value for r in copy.book[FAULTS].iter_rows(min_row=4)]
    assert listed == [str(at) for at, _ in faults]
    for at, what in faults:
        cell = copy.book[at.sheet].cell(at.row, at.column)
        assert cell.comment is not None and what in cell.comment.text
    for sheet, row, heading, value in places:
        assert copy.cell(sheet, row, heading).value == value  # nothing that the person wrote is lost


@pytest.mark.parametrize(("change", "said"), [
    (lambda b: b.book.remove(b.book["核查"]), "没有工作表“核查”"),
    (lambda b: setattr(b.book["单位指标"], "title", "单位指标表"), "是不是改名为“单位指标表”了"),
    (lambda b: setattr(b.book["参数"].cell(HEADER, 3), "value", "数值"), "不认识标题“数值”"),
    (lambda b: setattr(b.book["参数"].cell(HEADER, 3), "value", None), "缺少标题“取值”"),
    (lambda b: b.book["栏目"].delete_rows(1, HEADER), "没有标题行"),
    (lambda b: setattr(b.cell("参数", "red_below", "取值"), "value", "=1/0"), "是公式，还没有算出值"),
    (lambda b: setattr(b.cell("参数", "red_below", "代号"), "value", "yellow_below"), "写了两次"),
    (lambda b: setattr(b.cell("参数", "red_below", "代号"), "value", None), "没有填“代号”"),
    (lambda b: setattr(b.book["基本"].cell(HEADER + 1, 1), "value", "方案号"), "不认识项目“方案号”"),
])
def test_what_was_done_to_the_sheets_themselves_is_told(change, said):
    book = Edited.of(DEQING)
    change(book)
    faults = told(book.data())
    assert isinstance(faults, list) and any(said in what for _, what in faults), faults


def test_words_may_be_chinese_or_the_schemes_own_and_padded():
    book = Edited.of(DEQING)
    book.cell("栏目", "planned", "类型").value = " percent "
    book.cell("核查", "警告", "轻重").value = "warning"
    book.cell("栏目", "planned", "必填").value = True
    assert not isinstance(told(book.data()), list)


def test_another_workbook_is_no_scheme_workbook():
    book = Edited.of(DEQING)
    for sheet in book.book.sheetnames[2:]:
        book.book.remove(book.book[sheet])
    with pytest.raises(NoSchemeBook, match="不是方案工作簿"):
        told(book.data())
