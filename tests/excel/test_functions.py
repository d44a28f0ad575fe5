"""From a cell through VBA, COM and xlwings' conversion to the rule and back: values, blanks, dates and errors."""

from __future__ import annotations

import datetime as dt
import inspect
from decimal import Decimal

import pytest

from shijibu.rules import CellError
from shijibu.scheme import catalogue
from shijibu.scheme.examples import examples
from tests.excel.pywin32 import MISSING, error_code
from tests.excel.vba_host import LEFT_OUT

VALUE, NUMBER, NO_DATA = CellError("#VALUE!"), CellError("#NUM!"), CellError("#N/A")
CALLED = "shijibu_addin.excel.functions"


def in_a_cell(value: object) -> object:
    return "" if value is None else value


@pytest.mark.parametrize("rule", catalogue.functions(), ids=lambda rule: rule.name)
def test_every_example_gives_in_excel_what_the_rule_gives(excel, rule):
    for example in examples(rule):
        given = [LEFT_OUT if a is None else a for a in example.arguments]
        while given and given[-1] is LEFT_OUT:
            given.pop()
        found, value = excel.call(rule.name, *given), example.value()
        assert found == ([in_a_cell(v) for v in value] if isinstance(value, list) else in_a_cell(value))
        assert not isinstance(found, int), "a whole number beyond 32 bits would be none that a cell takes"


@pytest.mark.parametrize(("name", "arguments", "gives"), [
    ("STARLIMIT", ["七"], VALUE),
    ("STARLIMIT", [True], VALUE),
    ("STARLIMIT", [2.5], NUMBER),
    ("STARLIMIT", ["=NA()"], VALUE),
    ("STARLIMIT", [], VALUE),
    ("STARLIMIT", [7, None], 4),  # a blank setting has the scheme's value
    ("STARLIMIT", [None], ""),
    ("RATIO", [0, 50], NO_DATA),
    ("TOTAL", [[1, "=1/0", 2]], VALUE),
    ("TOTAL", [[1, None, ""]], 1),
    ("TOTAL", [["#N/A"]], VALUE),
    ("BALLOT", [[10, 0, 10], [5, 0, 0], [3, 0, 0], [2, 0, 0]], [86.75, NO_DATA, 100]),
    ("GRADE", [90, "没有的标准"], VALUE),
    ("CARD", [106], "蓝牌"),
    ("CARD", [100], ""),
    ("EITHER", [LEFT_OUT, 5], 5),
    ("SAMPLE", [[1, 2], ["甲", "甲"], 3, "种子"], NUMBER),
])  # fmt: skip
def test_wrong_input_is_an_error_value_and_never_a_number_or_an_empty_cell(excel, name, arguments, gives):
    assert excel.call(name, *arguments) == gives


def test_newer_error_values_than_xlwings_knows_are_no_numbers(python):
    for number in (2042, 2043, 2045, 2046, 2047, 2048, 2049, 2050):
        assert python.CallUDF(CALLED, "TOTAL", (((error_code(number),), (1.0,)),)) == "#VALUE!"
        assert python.CallUDF(CALLED, "EITHER", (error_code(number), 5.0)) == "#VALUE!"


def test_dates_and_money_arrive_as_numbers(python):
    """DQ: 30 April 2026 and seven working days, with the holidays of May and a make-up Saturday: 13 May."""
    last = (dt.date(2026, 5, 13) - dt.date(1899, 12, 30)).days
    assert python.CallUDF(CALLED, "NOTICEEND", (dt.datetime(2026, 4, 30, tzinfo=dt.UTC), 7.0)) == last
    assert python.CallUDF(CALLED, "EITHER", (Decimal("12.5"),)) == 12.5


def test_what_is_left_out_is_told_from_a_blank(python):
    assert python.CallUDF(CALLED, "STARLIMIT", (None,)) == ""
    assert python.CallUDF(CALLED, "STARLIMIT", (MISSING,)) == "#VALUE!"


def test_a_failure_of_ours_is_an_error_value_and_a_line_in_the_log(python, monkeypatch, caplog):
    def broken(name, arguments):
        raise ZeroDivisionError

    monkeypatch.setattr(catalogue, "call", broken)
    assert python.CallUDF(CALLED, "STARLIMIT", (7.0,)) == "#VALUE!"
    assert "STARLIMIT" in caplog.text


def test_without_python_cells_show_an_error_and_do_not_try_again_at_once(excel):
    excel.server.broken, before = True, excel.server.calls
    try:
        assert [excel.call("STARLIMIT", 7) for _ in range(3)] == [VALUE] * 3
        assert excel.server.calls == before + 1
    finally:
        excel.server.broken = False
        excel.app.interpreter.module("ShijibuFunctions").variables["failedat"].set(0.0)
    assert excel.call("STARLIMIT", 7) == 4


def test_adding_a_rule_adds_its_function_and_touches_nothing_else(python):
    import shijibu_addin.excel.functions as module

    for rule in catalogue.functions():
        told = inspect.signature(getattr(module, rule.name))
        assert list(told.parameters) == [p.name for p in rule.parameters]
        assert "caller" not in told.parameters, "xlwings keeps this name for itself"
