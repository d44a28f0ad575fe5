"""函数示例.xlsx: every function of the catalogue with live examples to copy, one sheet a family. The same catalogue gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from shijibu.figures.live_formula import NEEDS_ADDIN
from shijibu.files import write_whole
from shijibu.rules import Parameter, Ref, Rule, native_formula
from shijibu.rules.names import PREFIX
from shijibu.scheme import catalogue
from shijibu.scheme.examples import Example, call_text, examples, families, signature, spelled
from shijibu.spreadsheet.clean_book import CleanBook
from shijibu.spreadsheet.style import GIVEN, GREY, INPUT, LIVE, NAVY, Styles
from shijibu.spreadsheet.text_size import wide

INDEX = "目录"
_MADE = datetime(2026, 1, 1)
_CALL, _RESULT, _GIVES, _INPUTS = 0, 1, 2, 3
_WIDTHS = (44, 18, 18)
_INPUT_WIDTH, _FEWEST = 13, 4  # columns that the list of parameters and the descriptions need beside the call
_LINE = 15
_VARIES, _EMPTY = "随安装而异", "（空文字）"
_KINDS = {
    "number": "一个数", "text": "一个文字", "label": "一个文字或数", "day": "一个日期",
    "numbers": "一列数", "texts": "一列文字", "labels": "一列文字或数", "days": "一列日期",
    "scale": "等次标准的名称", "pairs": "两列：名称、数",
}  # fmt: skip
_USE = (
    "每张表是一类函数。蓝底是活公式，左边是它的算式，可以复制到自己的表里，再把引用的单元格换成自己的；黄底是示例数据，改动后结果随之变化；灰底是示例数据未改动时的应得结果。",
    "装有实绩簿加载项时由加载项计算；没有加载项时由公式里的普通公式计算，结果相同。普通公式写不出的函数，没有加载项时显示“需加载项”。",
    "给出一列结果的函数（算式以“=INDEX(”开头）：逐行向下填充即可；也可先选中与数据同高的区域，输入不带 INDEX 的算式，按 Ctrl+Shift+Enter。",
    "蓝底的活公式外面有花括号的，改动后要按 Ctrl+Shift+Enter 确认，否则其中的普通公式算不对。",
    "“不填时”一栏的数取自考评方案；方括号里的参数可以不填，末尾的不写，中间的留空，如 {prefix}EITHER(,5)。",
    "可能为空的单个单元格请写成区域，如 B9:B9：LibreOffice 交给加载项的单个空单元格会变成 0。",
    "示例中的人员和单位均为虚构。",
)


def write_function_examples(path: Path, *, prefix: str = PREFIX, also: Callable[[xlsxwriter.Workbook], None] | None = None) -> None:
    """Write the workbook of `function_examples` to `path`."""
    write_whole(path, function_examples(prefix=prefix, also=also))


def function_examples(*, prefix: str = PREFIX, also: Callable[[xlsxwriter.Workbook], None] | None = None) -> bytes:
    """The workbook. `prefix`: what a function's name begins with in the host; `also` writes further sheets, after these."""
    out = BytesIO()
    with CleanBook(out) as file:
        file.set_properties({"title": "函数示例", "subject": "实绩簿", "created": _MADE})
        _Book(file, prefix).write()
        if also is not None:
            also(file)
    return out.getvalue()


class _Book:
    """The workbook being written."""

    def __init__(self, file: xlsxwriter.Workbook, prefix: str) -> None:
        self.file, self.prefix, self.styles = file, prefix, Styles(file)
        small = {"font_size": 10, "text_wrap": True}
        self.plain = self.styles.boxed(**small, align="left", indent=1)
        self.middle = self.styles.boxed(**small, align="center")
        self.code = self.styles.boxed(**{**small, "font_name": "Consolas"}, align="left", indent=1)
        self.header = self.styles.boxed(**small, align="center", bold=True, bg_color="#D6E4F2")
        self.input, self.live, self.gives = (self.styles.boxed(**small, align="center", bg_color=c) for c in (INPUT, LIVE, GIVEN))

    def write(self) -> None:
        index = self._sheet(INDEX)
        places: dict[str, tuple[str, int]] = {}
        for name, rules in families().items():
            sheet = self._sheet(name)
            last = max(_FEWEST, *(_GIVES + len(_given(table)) for rule in rules for table in _tables(rule)))
            for column in range(last + 1):
                sheet.set_column(column, column, _width(column))
            sheet.write_url(0, 0, f"internal:'{INDEX}'!A1", self.styles.get(font_size=10, font_color=NAVY, underline=1), "返回目录")
            row = 1
            for rule in rules:
                places[rule.name] = (name, row)
                row = self._function(sheet, row, rule, last) + 2
            sheet.print_area(0, 0, row - 2, last)
        self._index(index, places)
        index.activate()

    def _sheet(self, title: str) -> Worksheet:
        sheet = self.file.add_worksheet(title)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.set_footer("&L&9&A&C&9第 &P 页，共 &N 页")
        sheet.hide_gridlines(2)
        return sheet

    def _index(self, sheet: Worksheet, places: dict[str, tuple[str, int]]) -> None:
        widths = (22, 74, 26, 18, 16)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_row(0, 32)
        sheet.write_string(0, 0, "实绩簿函数示例", self.styles.heading(font_size=18))
        note = self.styles.get(font_size=10, text_wrap=True, valign="top", font_color=GREY)
        row = 1
        for number, text in enumerate(_USE, 1):
            line = f"{number}. {text.format(prefix=self.prefix)}"
            sheet.merge_range(row, 0, row, len(widths) - 1, line, note)
            sheet.set_row(row, _height(line, sum(widths)))
            row += 1
        row += 1
        sheet.set_row(row, 24)
        for column, title in enumerate(("函数", "用途", "依据的规则", "所在的表", "没有加载项时")):
            sheet.write_string(row, column, title, self.header)
        sheet.freeze_panes(row + 1, 1)
        sheet.repeat_rows(row)
        link = self.styles.boxed(font_size=10, font_color=NAVY, underline=1, align="left", indent=1)
        for name, (title, at) in places.items():
            row += 1
            rule = catalogue.function(name)
            sheet.set_row(row, _height(rule.zh, widths[1]))
            sheet.write_url(row, 0, f"internal:'{title}'!A{at + 1}", link, f"{self.prefix}{rule.name}")
            sheet.write_string(row, 1, rule.zh, self.plain)
            sheet.write_string(row, 2, "、".join(rule.rules), self.middle)
            sheet.write_url(row, 3, f"internal:'{title}'!A1", link, title)
            sheet.write_string(row, 4, "照常计算" if rule.native_body else "需加载项", self.middle)
        sheet.print_area(0, 0, row, len(widths) - 1)

    def _function(self, sheet: Worksheet, row: int, rule: Rule, last: int) -> int:
        """A function's block from `row` on, up to the column `last`; gives its last row."""
        width = sum(_width(c) for c in range(last + 1))
        name = self.styles.boxed(font_size=12, bold=True, font_color="#FFFFFF", bg_color=NAVY, align="left", indent=1)
        said = self.styles.boxed(font_size=10, font_color="#FFFFFF", bg_color=NAVY, align="left", text_wrap=True)
        sheet.set_row(row, max(24, _height(rule.zh, width - _WIDTHS[0])))
        sheet.write_string(row, 0, f"{self.prefix}{rule.name}", name)
        sheet.merge_range(row, 1, row, last, rule.zh + (f"〔{'、'.join(rule.rules)}〕" if rule.rules else ""), said)
        row += 1
        written = f"写法：={signature(rule, self.prefix)}"
        sheet.set_row(row, _height(written, width))
        sheet.merge_range(row, 0, row, last, written, self.code)
        row += 1
        row = self._parameters(sheet, row, rule) if rule.parameters else row
        for table in _tables(rule):
            row = self._table(sheet, row, table)
        return row - 1

    def _parameters(self, sheet: Worksheet, row: int, rule: Rule) -> int:
        for column, title in enumerate(("参数的含义", "参数", "填什么", "单位", "不填时")):
            sheet.write_string(row, column, title, self.header)
        for p in rule.parameters:
            row += 1
            sheet.set_row(row, _height(p.zh, _WIDTHS[0]))
            sheet.write_string(row, 0, p.zh, self.plain)
            sheet.write_string(row, 1, p.name, self.code)
            sheet.write_string(row, 2, "整数" if p.kind == "number" and p.whole else _KINDS[p.kind], self.middle)
            sheet.write_string(row, 3, p.unit, self.middle)
            sheet.write_string(row, 4, _left_out(p), self.middle)
        return row + 1

    def _table(self, sheet: Worksheet, row: int, table: Sequence[Example]) -> int:
        """Examples with the same inputs below each other; gives the row after them."""
        given = _given(table)
        for column, title in enumerate(("算式", "结果", "应得", *(p.zh for p in given))):
            sheet.write_string(row, column, title, self.header)
        sheet.set_row(row, max(_height(p.zh, _INPUT_WIDTH) for p in given) if given else 20)
        row += 1
        for example in table:
            row = self._example(sheet, row, example, given)
        return row

    def _example(self, sheet: Worksheet, row: int, example: Example, given: Sequence[Parameter]) -> int:
        laid = _Laid(example, row, {p.name: _INPUTS + i for i, p in enumerate(given)})
        for i in range(laid.height):
            call = f"={laid.call(i, self.prefix)}" if i < laid.answers else ""
            sheet.set_row(row + i, _height(call, _WIDTHS[0] * 0.9 * (laid.height - laid.answers + 1)))
            sheet.write_string(row + i, _CALL, call, self.code)
            for column in range(_RESULT, _INPUTS + len(given)):
                sheet.write_blank(row + i, column, None, self.plain)
            for p, a in example.given:
                if not p.is_list and (p.is_column or i == 0):
                    _put(sheet, row + i, _INPUTS + given.index(p), a[i] if p.is_column else a, self.input)
        if laid.answers == 1 < laid.height:
            sheet.merge_range(row, _CALL, row + laid.height - 1, _CALL, f"={laid.call(0, self.prefix)}", self.code)
        values = _column(example.gives if example.gives is ... else example.value())
        for i in range(laid.answers):
            self._live(sheet, row + i, laid, i, values[i])
            _put(sheet, row + i, _GIVES, _expected(example, i), self.gives)
        return row + laid.height

    def _live(self, sheet: Worksheet, row: int, laid: _Laid, number: int, value: Any) -> None:
        call = laid.call(number, self.prefix)
        if laid.example.rule.spreads:  # as in live cells: LibreOffice's IFERROR takes no answer that may be a table
            call = f"INDEX({call},1)"
        formula = f"=IFERROR({call},{laid.native(number)})"
        # What differs by machine is not kept in the file.
        cached = NEEDS_ADDIN.strip('"') if value is ... else "" if value is None else value
        if laid.example.rule.array:
            sheet.write_array_formula(row, _RESULT, row, _RESULT, f"{{{formula}}}", self.live, cached)
        else:
            sheet.write_formula(row, _RESULT, formula, self.live, cached)


class _Laid:
    """An example on its sheet: where each argument lies, and the formulas over these cells."""

    def __init__(self, example: Example, row: int, columns: dict[str, int]) -> None:
        self.example, self._row, self._columns = example, row, columns
        self.height = max((len(a) for p, a in example.given if p.is_column), default=1)
        self.answers = len(example.gives) if isinstance(example.gives, list) else 1

    def call(self, number: int, prefix: str) -> str:
        """The add-in's call for an answer's row, counted from 0."""
        arguments = [self._spelled(p, a) for p, a in zip(self.example.rule.parameters, self.example.arguments, strict=True)]
        call = call_text(self.example.rule, arguments, prefix)
        if self.example.rule.returns != "column":
            return call
        first, column = self._row, _INPUTS
        return f"INDEX({call},ROWS({xl_rowcol_to_cell(first, column, row_abs=True)}:{xl_rowcol_to_cell(first + number, column)}))"

    def native(self, number: int) -> str:
        """The ordinary formula for an answer's row; the text that asks for the add-in where there is none."""
        rule = self.example.rule
        if rule.native_body is None:
            return NEEDS_ADDIN
        arguments = [self._native(p, a) for p, a in zip(rule.parameters, self.example.arguments, strict=True)]
        own = {p.name: Ref(xl_rowcol_to_cell(self._row + number, self._columns[p.name])) for p, _ in self.example.given if p.is_column}
        return native_formula(rule, arguments, row=own if rule.returns == "column" else None)

    def _spelled(self, p: Parameter, argument: Any) -> str:
        return spelled(p, argument) if argument is None or p.is_list else self._cells(p, argument)

    def _native(self, p: Parameter, argument: Any) -> Any:
        if argument is None:
            return catalogue.default_of(p)
        if p.is_list:
            return catalogue.scales()[argument] if isinstance(argument, str) else argument
        return Ref(self._cells(p, argument))

    def _cells(self, p: Parameter, argument: Any) -> str:
        """Fixed where rows are filled down."""
        column, fixed = self._columns[p.name], self.example.rule.returns == "column"
        first = xl_rowcol_to_cell(self._row, column, fixed, fixed)
        return f"{first}:{xl_rowcol_to_cell(self._row + len(argument) - 1, column, fixed, fixed)}" if p.is_column else first


def _tables(rule: Rule) -> list[list[Example]]:
    """The rule's examples as they stand on the sheet: single cells below each other, columns one table each."""
    return [[e] for e in examples(rule)] if rule.array else [examples(rule)]


def _given(table: Sequence[Example]) -> list[Parameter]:
    """What a table has a column for; a list is written in the call."""
    return [p for p in table[0].rule.parameters if not p.is_list and any(p in (q for q, _ in e.given) for e in table)]


def _width(column: int) -> float:
    return _WIDTHS[column] if column < _INPUTS else _INPUT_WIDTH


def _column(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _expected(example: Example, number: int) -> Any:
    """What the example is said to give, in words where it is no value to be seen."""
    if example.gives is ...:
        return _VARIES
    value = _column(example.gives)[number]
    return _EMPTY if value == "" else value


def _left_out(p: Parameter) -> str:
    default = catalogue.default_of(p)
    if default is not None:
        return f"{default:g}" if isinstance(default, (int, float)) else str(default)
    return "可不填" if p.optional else "必填"


def _put(sheet: Worksheet, row: int, column: int, value: Any, style: Format) -> None:
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)


def _height(text: str, width: float) -> float:
    """High enough for the text in so wide a cell."""
    return _LINE * max(1, ceil(wide(text) * 0.95 / (width - 3))) + 5
