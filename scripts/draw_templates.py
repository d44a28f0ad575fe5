"""Draws the templates of two counties as their offices would: Deqing's 实绩档案表 and 阳光问政, Leishan's 实绩报告登记表 and 公示情况.

`python scripts/draw_templates.py` writes workbook_templates/<county>/template.xlsx; the same script gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

ROOT = Path(__file__).parents[1] / "workbook_templates"
# Where a machine has not the font of official titles, its family says that a serif one stands in.
TITLE = {"font_name": "方正小标宋简体", "font_family": 1, "font_charset": 134, "font_size": 20, "align": "center", "valign": "vcenter"}
BODY = {"font_name": "宋体", "font_family": 1, "font_charset": 134, "font_size": 11, "valign": "vcenter", "text_wrap": True}
HEAD = BODY | {"font_name": "黑体", "font_family": 2, "font_size": 11, "align": "center", "border": 1}
CELL = BODY | {"border": 1}
SIZE = {"font_size": 10}
SMALL = BODY | SIZE
MIDDLE = CELL | {"align": "center"}
TEXT = CELL | {"indent": 1}
BEGINNING = CELL | {"align": "left", "indent": 1}
MARGINS = {"left": 0.6, "right": 0.6, "top": 0.7, "bottom": 0.7}


class Form:
    """One sheet being drawn, row by row from the top; columns count from 0."""

    def __init__(self, book: xlsxwriter.Workbook, title: str, widths: Sequence[float], *, landscape: bool) -> None:
        self.book, self.sheet, self.row = book, book.add_worksheet(title), 0
        for at, width in enumerate(widths):
            self.sheet.set_column(at, at, width)
        self.last = len(widths) - 1
        self.sheet.hide_gridlines(2)
        self.sheet.set_paper(9)
        self.sheet.set_landscape() if landscape else self.sheet.set_portrait()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(**MARGINS)
        self.sheet.center_horizontally()

    def look(self, **told: Any) -> Format:
        return self.book.add_format(told)

    def line(self, height: float, *cells: tuple[int, int, str, dict[str, Any]]) -> None:
        """A row: first and last column, text and look of each part."""
        self.sheet.set_row(self.row, height)
        for first, last, text, told in cells:
            put(self.sheet, self.row, first, self.row, last, text, self.look(**told))
        self.row += 1

    def two_rows(self, heights: tuple[float, float], *heads: tuple[int, int, str, Sequence[str]]) -> None:
        """Headings over two rows: columns, text, and what stands under it; nothing where the heading takes both rows."""
        look = self.look(**HEAD)
        for n, height in enumerate(heights):
            self.sheet.set_row(self.row + n, height)
        for first, last, text, under in heads:
            put(self.sheet, self.row, first, self.row + (not under), last, text, look)
            for n, told in enumerate(under):
                put(self.sheet, self.row + 1, first + n, self.row + 1, first + n, told, look)
        self.row += 2


def put(sheet: Worksheet, top: int, left: int, bottom: int, right: int, text: str, look: Format) -> None:
    if (top, left) == (bottom, right):
        sheet.write(top, left, text, look)
    else:
        sheet.merge_range(top, left, bottom, right, text, look)


def deqing(book: xlsxwriter.Workbook) -> None:
    _deqing_archive(book)
    form = Form(book, "阳光问政", (7, 16, 40, 46, 12), landscape=True)
    form.line(40, (0, 4, "德清县领导干部阳光问政记录表", TITLE))
    form.line(24, (0, 2, "单位：{{ unit.name }}", BODY), (3, 4, "{{ period.label }}", BODY | {"align": "right"}))
    form.two_rows((22, 22), (0, 0, "序号", ()), (1, 1, "提问人", ()), (2, 3, "问　　答", ("问　题", "主要负责人答复")), (4, 4, "是否\n满意", ()))
    form.line(34, (0, 0, "{{ loop.index }}", MIDDLE), (1, 1, "{{ questions.asked_by }}", MIDDLE), (2, 2, "{{ questions.question }}", TEXT),
              (3, 3, "{{ questions.answer }}", TEXT), (4, 4, "{{ questions.satisfied }}", MIDDLE))
    form.line(24, (0, 0, "合计", HEAD), (1, 3, '="共 "&COUNTA(B5)&" 人提问"', CELL), (4, 4, '=COUNTIF(E5:E5,"满意")&" 人满意"', MIDDLE))
    form.line(40, (0, 1, "主要负责人签字", HEAD), (2, 2, "{{ unit.signed_by }}", MIDDLE), (3, 3, "（单位盖章）　　　　年　　月　　日", BODY | {
        "border": 1, "align": "right"}), (4, 4, "", CELL))
    form.line(36, (0, 4, "填表说明：1. 记录群众、媒体代表的提问和答复，一问一行。2. 是否满意由提问人选择。"
                         "3. {{ period.deadline }}前交{{ scheme.office }}。", SMALL))
    form.sheet.repeat_rows(2, 3)
    form.sheet.set_footer("&C第 &P 页 共 &N 页")


def _deqing_archive(book: xlsxwriter.Workbook) -> None:
    form = Form(book, "实绩档案表", (6, 12, 34, 21, 17), landscape=False)
    form.line(40, (0, 4, "德清县领导干部实绩档案表", TITLE))
    form.line(22, (0, 4, "{{ period.label }}", BODY | {"align": "center", "font_size": 12}))
    form.line(8)
    form.line(28, (0, 0, "姓名", HEAD), (1, 1, "{{ official.name }}", MIDDLE | {"bold": True}), (2, 2, "单位：{{ unit.name }}", TEXT),
              (3, 3, "本人签字", HEAD), (4, 4, "", CELL))
    form.two_rows((22, 22), (0, 0, "序号", ()), (1, 1, "日期", ()), (2, 3, "工作实绩", ("工作内容", "成　效")), (4, 4, "佐证材料", ()))
    form.line(34, (0, 0, "{{ loop.index }}", MIDDLE), (1, 1, "{{ records.date }}", MIDDLE), (2, 2, "{{ records.work }}", TEXT),
              (3, 3, "{{ records.result }}", TEXT), (4, 4, "{{ records.evidence }}", TEXT))
    form.line(44, (0, 1, "主要负责人\n审核意见", HEAD), (2, 3, "", BEGINNING),
              (4, 4, "（盖章）\n　　年　月　日", CELL | {"align": "right"}))
    form.line(20, (0, 3, "注：每天下班前如实记录当天工作，一事一行；本表由“实绩档案”按人自动列出，选好姓名后打印。", SMALL),
              (4, 4, "{{ page.label }}", BODY | {"font_size": 10, "align": "right"}))


def leishan(book: xlsxwriter.Workbook) -> None:
    form = Form(book, "实绩报告登记表", (7, 14, 14, 15, 15, 15, 12), landscape=False)
    copies = ("本单位留存并公示", "报县干部综合考核办公室")
    breaks = []
    for copy in copies:
        if form.row:
            breaks.append(form.row)
        _leishan_copy(form, copy)
    form.sheet.set_h_pagebreaks(breaks)
    form = Form(book, "上月公示", (7, 18, 14, 14, 14, 24, 42), landscape=True)
    form.line(40, (0, 6, "雷山县科级领导干部实绩公示情况登记表", TITLE))
    form.line(24, (0, 3, "单位（盖章）：{{ unit.name }}", BODY), (4, 6, "{{ period.label }}", BODY | {"align": "right"}))
    form.two_rows((22, 22), (0, 0, "序号", ()), (1, 1, "公示内容", ()), (2, 4, "公示时间", ("张贴日期", "应公示到", "撤下日期")),
                  (5, 5, "公示地点", ()), (6, 6, "收到的意见", ()))
    form.line(40, (0, 0, "{{ loop.index }}", MIDDLE), (1, 1, "{{ postings.kind }}", MIDDLE), (2, 2, "{{ postings.posted_on }}", MIDDLE),
              (3, 3, "{{ postings.due_on }}", MIDDLE), (4, 4, "{{ postings.removed_on }}", MIDDLE), (5, 5, "{{ postings.place }}", TEXT),
              (6, 6, "{{ postings.opinions }}", TEXT))
    form.line(40, (0, 1, "主要负责人签字", HEAD), (2, 4, "{{ unit.signed_by }}", MIDDLE),
              (5, 5, "填报人", HEAD), (6, 6, "{{ unit.filled_by }}", MIDDLE))
    form.line(52, (0, 6, "填表说明：1. 上月登记表在公示栏公示七个工作日，起始日不计，按国家放假调休安排计算。2. 4、7、10月另填上季度评议结果的公示，"
                         "1月可补填上年12月的。3. 公示期间收到的意见逐条填写，没有的填“无”。", SMALL))


def _leishan_copy(form: Form, copy: str) -> None:
    tall = BEGINNING
    form.line(44, (0, 6, f"雷山县科级领导干部实绩报告登记表（{copy}）", TITLE | {"font_size": 16}))
    form.line(24, (0, 3, "填报单位：{{ unit.name }}", BODY), (4, 6, "{{ period.label }}", BODY | {"align": "right"}))
    form.line(28, (0, 0, "姓名", HEAD), (1, 2, "{{ official.name }}", MIDDLE | {"bold": True}), (3, 3, "职务", HEAD),
              (4, 4, "{{ verdicts.post }}", MIDDLE), (5, 5, "自评等次", HEAD), (6, 6, "{{ verdicts.self_grade }}", MIDDLE))
    form.two_rows((20, 20), (0, 0, "序号", ()), (1, 1, "任务来源", ()))
    form.row -= 2
    head = form.look(**HEAD)
    put(form.sheet, form.row, 2, form.row, 6, "当月工作实绩", head)
    put(form.sheet, form.row + 1, 2, form.row + 1, 3, "当月计划", head)
    put(form.sheet, form.row + 1, 4, form.row + 1, 5, "完成情况", head)
    put(form.sheet, form.row + 1, 6, form.row + 1, 6, "是否完成", head)
    form.row += 2
    form.line(43, (0, 0, "{{ loop.index }}", MIDDLE | SIZE), (1, 1, "{{ items.source }}", MIDDLE | SIZE),
              (2, 3, "{{ items.plan }}", CELL | SIZE), (4, 5, "{{ items.result }}", CELL | SIZE),
              (6, 6, "{{ items.state }}", MIDDLE | SIZE))
    form.line(15, (0, 6, "{{ page.label }}", BODY | {"font_size": 9, "align": "right"}))
    form.line(50, (0, 0, "自我鉴定", HEAD), (1, 6, "{{ verdicts.self_view }}", tall))
    form.line(28, (0, 1, "班子会议日期", HEAD), (2, 2, "{{ verdicts.met_on }}", MIDDLE), (3, 3, "实绩是否属实", HEAD),
              (4, 4, "{{ verdicts.truthful }}", MIDDLE), (5, 5, "班子评定等次", HEAD), (6, 6, "{{ verdicts.team_grade }}", MIDDLE))
    form.line(50, (0, 0, "主要负责人意见", HEAD), (1, 6, "{{ verdicts.opinion }}", tall))
    form.line(28, (0, 1, "签署人", HEAD), (2, 3, "{{ verdicts.signed_by }}", MIDDLE),
              (4, 4, "签署日期", HEAD), (5, 6, "{{ verdicts.signed_on }}", MIDDLE))
    signed = BODY | {"bold": True, "valign": "bottom"}
    form.line(38, (0, 2, "本人签字：", signed), (3, 4, "主要负责人签字：", signed), (5, 6, "填报日期：", signed))
    form.line(30, (0, 6, "注：{{ period.deadline }}前由干部本人如实填写，一式两份：一份本单位留存并公示，一份报县干部综合考核办公室。",
                   BODY | {"font_size": 9}))


def drawn(county: str, draw: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    """The template's bytes."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": f"{county} 表样", "created": datetime(2026, 1, 1)})
    draw(book)
    book.close()
    return out.getvalue()


TEMPLATES = {"deqing": deqing, "leishan": leishan}

if __name__ == "__main__":
    for county, draw in TEMPLATES.items():
        (ROOT / county / "template.xlsx").write_bytes(drawn(county, draw))
