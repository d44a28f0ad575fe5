"""What a number format makes of a number, and a cell as a person sees it."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

from shijibu.returns.formats import DATE, PERCENT, PLAIN, TIME, kind_of, look_of, serial_of
from shijibu.returns.grid import Cell
from shijibu.returns.reader import read
from shijibu.returns.seen import formatted, lost_digits, seen


@pytest.mark.parametrize(("code", "kind"), [
    ("General", PLAIN), ("G/通用格式", PLAIN), ("0.00", PLAIN), ("@", PLAIN), ("#,##0_);[Red](#,##0)", PLAIN), ("0.00E+00", PLAIN), ('0" 行"', PLAIN),
    ('0"days"', PLAIN), ("0\\d", PLAIN), ("[Red]0", PLAIN), ('"未关闭', PLAIN), ("", PLAIN),
    ("yyyy-mm-dd", DATE), ('yyyy"年"m"月"d"日"', DATE), ("yyyy年m月d日", DATE), ("[$-804]yyyy/m/d;@", DATE), ("m/d", DATE), ("[DBNum1]m月", DATE),
    ("yyyy-mm-dd hh:mm", DATE), ("h:mm AM/PM", TIME), ("[h]:mm", TIME),
    ("上午/下午h时mm分", TIME), ("mm:ss", TIME), ("0%", PERCENT), ("0.00%;[Red]-0.00%", PERCENT),
])
def test_a_format_is_told_by_its_letters(code, kind):
    assert kind_of(code) == kind


@pytest.mark.parametrize(("number", "code", "text"), [
    (12, "0000", "0012"), (7, '"T"00', "T07"), (95, '0"分"', "95分"), (3, "\\D00", "D03"), (12345, "0000", "12345"), (1.5, "0000", "1.5"),
    (-3, "0000", "-3"), (12, "0.00", "12"), (1234, "#,##0", "1234"), (43891, "yyyy-mm-dd", "2020-03-01"), (46086.5, "m/d", "2026-03-05 12:00"),
    (0.5, "h:mm", "12:00"), (0.19, "0%", "19%"), (0.455, "0%", "45.5%"), (0.1 + 0.2, "General", "0.3"), (12.0, "General", "12"),
    (330521198001011200, "General", "330521198001011200"), (330521198001011200, "0", "330521198001011200"), (1e22, "General", "1e+22"),
    (0.00001, "General", "1e-05"), (-0.5, "General", "-0.5"),
])
def test_a_number_is_seen_as_its_format_shows_it(number, code, text):
    assert seen(formatted(Cell(float(number), "number"), look_of(code), False)) == text


@pytest.mark.parametrize(("cell", "text"), [
    (None, ""), (Cell(None, "uncached", "A1"), ""), (Cell(None, "picture"), ""), (Cell("#N/A", "error"), "#N/A"), (Cell(True, "bool"), "TRUE"),
    (Cell(False, "bool", "1=2"), "FALSE"), (Cell(" 张三 ", "text"), "张三"),
])
def test_a_cell_is_seen_as_it_stands_there(cell, text):
    assert seen(cell) == text


def test_days_of_1904_are_the_same_days():
    assert seen(formatted(Cell(44624.0, "number"), DATE, True)) == "2026-03-05"
    assert (serial_of("2026-03-05T00:00:00.000Z", False), serial_of("2026-03-05", True)) == (46086, 44624)


def test_a_number_of_sixteen_digits_has_lost_some_and_one_of_fifteen_has_not():
    assert lost_digits(Cell(1234567890123456.0, "number")) and not lost_digits(Cell(123456789012345.0, "number"))
    assert not lost_digits(Cell("1234567890123456789", "text"))


def test_a_conditional_format_s_number_is_not_a_cell_s():
    """Programs number both from 164 on, each for itself."""
    book, out = Workbook(), BytesIO()
    book.active["A1"], book.active["A1"].number_format = 0.455, "0.0%"
    rule = FormulaRule(["TRUE"])
    rule.dxf = DifferentialStyle(numFmt=NumberFormat(numFmtId=164, formatCode="0"))
    book.active.conditional_formatting.add("B1", rule)
    book.save(out)
    assert read(out.getvalue()).sheets[0].cells[1, 1].shown == "45.5%"
