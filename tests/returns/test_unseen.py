"""A text is unseen by the colours of text and ground alone, whatever else of its cell has a colour."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle

from shijibu.returns.reader import read

WHITE, RED = "FFFFFFFF", "FFFF0000"


@pytest.mark.parametrize(("look", "hides"), [
    (DifferentialStyle(border=Border(left=Side("thin", WHITE), top=Side("thin", WHITE))), False),
    (DifferentialStyle(font=Font(color=RED), border=Border(left=Side("thin", WHITE))), False),
    (DifferentialStyle(fill=PatternFill(bgColor=RED), border=Border(left=Side("thin", RED))), False),
    (DifferentialStyle(font=Font(color=WHITE), fill=PatternFill(bgColor="FF1F3864")), False),
    (DifferentialStyle(font=Font(color=WHITE), border=Border(left=Side("thin", RED))), True),
    (DifferentialStyle(font=Font(color=RED), fill=PatternFill(bgColor=RED)), True),
])
def test_a_rule_hides_by_the_colours_of_text_and_ground_alone(look, hides):
    book = Workbook()
    book.active["A1"] = "已完成"
    book.active.conditional_formatting.add("A1", Rule("expression", dxf=look, formula=["TRUE"]))
    out = io.BytesIO()
    book.save(out)
    assert bool(read(out.getvalue()).sheets[0].unseen) is hides


@pytest.mark.parametrize(("pattern", "hides"), [("solid", True), (None, False), ("lightGrid", False)])
def test_a_ground_is_the_colour_of_a_solid_fill_alone(pattern, hides):
    book = Workbook()
    book.active["A1"] = "已完成"
    book.active["A1"].font, book.active["A1"].fill = Font(color="FF000000"), PatternFill(pattern, fgColor="FF000001")
    out = io.BytesIO()
    book.save(out)
    assert bool(read(out.getvalue()).sheets[0].unseen) is hides
