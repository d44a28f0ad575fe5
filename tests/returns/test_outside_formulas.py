"""A formula in an input cell that reaches out of the workbook is refused; one that stays inside is taken with a notice."""

from __future__ import annotations

import pytest

from shijibu.returns.entry import People, read_entry
from shijibu.returns.grid import Cell
from shijibu.returns.outside import acts_outside, reaches_outside, reaching
from shijibu.scheme.sheets import Column

NUMBER = Column(id="weight", label="权重", type="number")
NOBODY = People({}, {}, {})


@pytest.mark.parametrize("formula", [
    "[1]Sheet1!A1", "'[别的表.xlsx]一月'!B2", "'C:\\数据\\[表.xlsx]一月'!B2", 'WEBSERVICE("http://x")', "cmd|'/c calc'!A1", 'RTD("a",,"b")',
    'HYPERLINK("http://x","y")', 'HYPERLINK("x#a","y")', 'HYPERLINK("#a","y")&HYPERLINK("http://x","y")', 'HYPERLINK(A1&"#a","y")',
    "SUM('file:///etc/x.ods'#$Sheet1.A1)", 'IF(1,webservice ("x"),0)',
    r"'\\198.51.100.7\d\a.xlsx'!rate", r"'C:\数据\a.xlsx'!rate", r'HLOOKUP(1,"\\srv\d\a",1)', "cmd|A0!B1", "'[a]b'!A1+'封面'!A1",
    'cmd|"/c calc"!A1', 'IF(A1="{",cmd|\'/c calc\'!A1,"}")', "cmd|{1}!A1", '{1|2}+cmd|\'x\'!A1',
])
def test_a_formula_that_reaches_outside_is_refused(formula):
    entry = read_entry(NUMBER, Cell(5.0, "number", formula), NOBODY)
    assert entry.value is None and [p.code for p in entry.problems] == ["value.reaches-outside"]


@pytest.mark.parametrize("formula", ["A1+B2", "SUM(工作亮相!C6:C9)", "IF(A1>0,1,2)", 'VLOOKUP("a",表1[列],1)', "表1[[#This Row],[权重]]*2",
                                     'HYPERLINK("#封面!A1","转到")',
                                     "[0]!rate", "[1]!SHIJI.CARD(A1)", "'二/月'&A1", "'封面'!A1|1", 'IF(A1="a|b",1,2)',
                                     '"a|b"&封面!A1', 'LABELVALUE(I6:I6;{"好";100|"较好";85};封面!C4)', '{1|2}+封面!C4'])
def test_a_formula_that_stays_inside_gives_its_value_with_a_notice(formula):
    entry = read_entry(NUMBER, Cell(5.0, "number", formula), NOBODY)
    assert entry.value == 5.0 and [p.code for p in entry.problems] == ["value.formula"]


def test_a_formula_longer_than_any_program_holds_is_no_formula_that_stays_inside():
    """And none is so made that the search takes long: each of these has a quadratic number of ways to begin."""
    assert reaches_outside("1+" * 5_000 + "1")
    for piece in ("a|", "'[a]", "'[", "[a]", "\\\\a", "IMPORTx", "'"):
        assert not acts_outside((piece * 8_000)[:8_000]), piece


def test_formulas_are_known_to_stay_inside_and_never_to_reach_outside():
    """What one workbook of a round has, the next has too: what reaches outside is found in each."""
    inside, outside = {f"A{n}+封面!B{n}" for n in range(50)}, {"[1]Sheet1!A1", 'WEBSERVICE("http://x")', "1+" * 5_000}
    for _ in range(2):
        assert reaching(inside | outside) == outside
    assert reaching(set()) == set()
