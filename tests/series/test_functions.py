"""Every rule of the catalogue on Series is the rule that the sheet has: the same answers, the same errors."""

from __future__ import annotations

import inspect
import math
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

import shijibu
from shijibu import rules
from shijibu.rules import CellError, NoData, Rule, RuleError, WrongInput
from shijibu.scheme import catalogue
from shijibu.scheme.load import load
from shijibu.series import on_series
from shijibu.simulation.sweep import with_value
from shijibu.spreadsheet.days import serial
from tests.parity.cases import cases
from tests.parity.cells import Case

RULES = catalogue.functions()
CASES = 24


@cache
def batch(name: str) -> list[Case]:
    """Cases of a rule."""
    return list(cases(rules.REGISTRY[name], CASES, 11))


def sheet(rule: Rule, arguments: list[Any]) -> Any:
    """What a sheet shows, or the error's kind."""
    try:
        return rule(*arguments)
    except RuleError as error:
        return CellError(error.kind)


def plain(answer: Any) -> Any:
    """An answer of the sheet, or on Series, by which both are compared."""
    if answer is pd.NA or answer is pd.NaT or answer is None or answer == "" or (isinstance(answer, float) and math.isnan(answer)):
        return None
    if isinstance(answer, CellError):
        return None if answer.kind == NoData.kind else answer
    return answer


def given(rule: Rule, case: Case, number: int) -> list[Any]:
    """The arguments with columns as a Series with an index of its own, or as an array."""
    told = []
    for p, raw in zip(rule.parameters, case.raw(), strict=True):
        if p.is_column and isinstance(raw, list):
            cells = np.empty(len(raw), dtype=object)
            cells[:] = [row[0] for row in raw]
            told.append(cells if number % 3 == 0 else pd.Series(cells, index=[f"r{i}" for i in range(len(raw))]))
        else:
            told.append(raw)
    return told


def on_columns(function: Any, arguments: list[Any]) -> Any:
    try:
        return function(*arguments)
    except RuleError as error:
        return CellError(error.kind)


def as_days(rule: Rule, answer: Any) -> Any:
    return serial(answer) if rule.returns == "day" and hasattr(answer, "year") and not pd.isna(answer) else answer


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.name)
def test_answers_and_errors_are_the_sheets(rule):
    function = on_series(rule)
    for number, case in enumerate(batch(rule.name)):
        expected, arguments = sheet(rule, case.raw()), given(rule, case, number)
        if rule.returns != "column" and any(isinstance(a, list) for p, a in zip(rule.parameters, arguments, strict=True) if not p.is_list):
            continue
        got = on_columns(function, arguments)
        if rule.returns != "column":
            wanted = expected if isinstance(expected, CellError) else plain(expected)
            assert as_days(rule, got if isinstance(got, CellError) else plain(got)) == wanted, case
            continue
        wrong = next((c for c in expected if isinstance(c, CellError) and c.kind != NoData.kind), None) if isinstance(expected, list) else expected
        if isinstance(wrong, CellError) and wrong.kind != NoData.kind:
            assert got == wrong, case
        else:
            listed = expected if isinstance(expected, list) else [expected] * len(got)
            assert [plain(v) for v in got] == [plain(v) for v in listed], case
        assert not isinstance(got, pd.Series) or on_columns(lambda *a: function(*a, errors="coerce"), arguments).equals(got)


@pytest.mark.parametrize("rule", [r for r in RULES if r.returns != "column"], ids=lambda r: r.name)
def test_a_series_in_place_of_a_cell_is_answered_row_by_row(rule):
    cells = [i for i, p in enumerate(rule.parameters) if p.is_input and not p.is_column]
    if not cells:
        return
    function, (first, *_) = on_series(rule), batch(rule.name)
    base, index = first.raw(), range(7, 7 + CASES)
    rows = [[case.raw()[i] if i in cells else base[i] for i in range(len(base))] for case in batch(rule.name)]
    arguments = [pd.Series([row[i] for row in rows], dtype=object, index=index) if i in cells else given(rule, first, 1)[i]
                 for i in range(len(base))]
    expected = [sheet(rule, row) for row in rows]
    coerced = function(*arguments, errors="coerce")
    assert isinstance(coerced, pd.Series) and list(coerced.index) == list(index)
    wanted = [None if isinstance(e, CellError) else plain(e) for e in expected]
    assert [as_days(rule, plain(v)) for v in coerced] == wanted
    wrong = next(((i, e) for i, e in zip(index, expected, strict=True) if isinstance(e, CellError) and e.kind != NoData.kind), None)
    if wrong is None:
        assert function(*arguments).equals(coerced)
    else:
        with pytest.raises(RuleError, match=f"^第 {wrong[0]} 行：") as raised:
            function(*arguments)
        assert raised.value.kind == wrong[1].kind


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.name)
def test_what_help_says_is_what_is_there(rule):
    function = getattr(rules, rule.name.lower())
    assert inspect.signature(function).parameters.keys() == {p.name: p for p in rule.parameters}.keys()
    assert rule.zh in function.__doc__ and rule.en in function.__doc__ and all(id in function.__doc__ for id in rule.rules)
    for arguments, gives in rule.example:
        if gives is ...:
            continue
        listed = [list(a) if isinstance(a, (list, tuple)) else a for a in arguments]
        got = function(*listed)
        if isinstance(gives, list):
            assert [plain(v) for v in got] == [plain(v) for v in gives]
        else:
            assert got.isoformat() == gives if rule.returns == "day" else plain(got) == plain(gives)


def test_numbers_of_pandas_and_numpy_and_days_are_cells():
    tasks = pd.DataFrame({"planned": pd.array([50, 60, None], "Int64"), "actual": np.array([45, 66, 10]), "weight": [40.0, 60.0, 20.0]})
    assert rules.progress(tasks.planned, tasks.actual, tasks.weight) == 102 == rules.progress(tasks.planned.to_numpy(), [45, 66, 10], (40, 60, 20))
    ratios = rules.ratio(tasks.planned, tasks.actual)
    assert list(ratios[:2]) == [0.9, 1.1] and pd.isna(ratios[2]) and ratios.dtype == "Float64"
    assert list(rules.ratio(np.float64(50), tasks.actual)) == [0.9, 1.2, 0.2]
    ends = rules.noticeend(pd.Series(pd.to_datetime(["2026-04-01", None])), 5)
    assert ends[0] == pd.Timestamp("2026-04-09") and ends[1] is pd.NaT
    assert rules.noticeend(pd.Timestamp("2026-04-01"), 5) == pd.Timestamp("2026-04-09").date()
    cards = pd.Series(pd.Categorical(["红牌", None, "蓝牌"]))
    assert list(rules.starcap(cards)) == [3, 5, 5] and rules.starcap(cards).dtype == "Int64"
    assert rules.labelvalue("好", {"好": 100, "差": 50}) == 100 and rules.grade(80, {"优秀": 90, "称职": 60}) == "称职"
    owners = pd.Series(["T01-01", "T01-01", "T01-02"])
    officials = pd.DataFrame({"id": ["T01-01", "T01-03"], "name": ["甲", "乙"]}, index=["a", "b"])
    assert dict(rules.countown(owners, officials.id, officials.name)) == {"a": 2, "b": 0}  # the column is whole in every row
    assert math.isnan(rules.ratio(None, None)) and rules.card(None) == "" and math.isnan(rules.mean([], errors="coerce"))


def test_settings_are_the_catalogues_or_those_of_a_scheme():
    strict = with_value(load("deqing"), "DQ-2.yellow_below", 99)
    assert (rules.card(95), rules.card(95, scheme=strict), rules.card(95, yellow_below=94)) == ("", "黄牌", "")
    assert rules.grade(95, "classes", scheme=load("yuhang")) == "优秀" == rules.grade(95, "yuhang.classes")
    for asked in (lambda: rules.cappedsum(1, 2, 3, scheme=strict), lambda: rules.grade(1, "nothing"), lambda: rules.grade(1, "x", scheme=strict)):
        with pytest.raises(WrongInput, match="没有"):
            asked()


def test_what_does_not_belong_together_is_refused():
    one, other = pd.Series([1, 2]), pd.Series([1, 2], index=[1, 2])
    for asked in (lambda: rules.ratio(one, other), lambda: rules.rankin(one, other), lambda: rules.ratio(one, [1, 2, 3]),
                  lambda: rules.progress(one, [1], one), lambda: rules.progress(pd.DataFrame({"a": one}), one, one)):
        with pytest.raises(shijibu.ShijibuError):
            asked()
    with pytest.raises(TypeError):
        rules.ratio(1, 2, 3, 4)
    with pytest.raises(AttributeError):
        rules.nothing_of_the_kind  # noqa: B018
    with pytest.raises(AttributeError):
        rules.PROGRESS  # noqa: B018
