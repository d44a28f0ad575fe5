"""What is wrong in a row keeps only those from an answer who look at that row; a live cell that waits is wrong for whoever takes it."""

from __future__ import annotations

from typing import Any

import pytest

from shijibu.rules import REGISTRY, CellError, RuleError
from shijibu.rules.values import WAITING

VALUE, NUM = CellError("#VALUE!"), CellError("#NUM!")
WRONG = ("88分", WAITING, CellError("#DIV/0!"))


def answer(name: str, *arguments: Any) -> Any:
    try:
        return REGISTRY[name](*arguments)
    except RuleError as error:
        return CellError(error.kind)


@pytest.mark.parametrize("wrong", WRONG)
def test_a_groups_sum_and_mean_do_not_wait_for_another_group(wrong):
    """YA-4, LS-5."""
    columns = [10, wrong, 30], [1, 1, 1], ["甲", "乙", "甲"]
    assert [answer("GROUPWEIGHTED", *columns, g) for g in "甲乙"] == [20, VALUE]
    assert [answer("GROUPSUM", columns[0], columns[2], g) for g in "甲乙"] == [40, VALUE]


@pytest.mark.parametrize("wrong", WRONG)
def test_an_officials_result_waits_for_no_other_officials_indicator(wrong):
    """QZ-2: rows are the official's by id or by name, spaces around it aside."""
    columns = [20, 15], [60, 50], [50, wrong], [None] * 2, [None] * 2, [None] * 2, [" T01-01", "T01-02"]
    settings = (1.2, 0.8, 1.2, 60)
    assert answer("INDICATORSCORE", *columns, "T01-01", "周", *settings) == 50
    assert answer("INDICATORSCORE", *columns, "T01-02", "吴", *settings) == VALUE


@pytest.mark.parametrize("wrong", [WAITING, CellError("#N/A")])
def test_whose_a_row_is_cannot_be_left_open(wrong):
    assert answer("GROUPSUM", [10, 20], ["甲", wrong], "甲") == VALUE
    assert answer("COUNTOWN", ["T01-01", wrong], "T01-01", "周") == VALUE


@pytest.mark.parametrize(("wrong", "shown"), [("88分", VALUE), (WAITING, VALUE), (1e13, NUM)])
def test_a_group_is_ranked_though_another_cannot_be(wrong, shown):
    """YH-1, DQ-14."""
    values, groups = [30, wrong, 20, 5, 7], ["产值", "产值", "产值", "投诉", "投诉"]
    assert answer("RANKIN", values, groups) == [shown] * 3 + [2, 1]
    assert answer("RANKSCORE", values, groups, None, 100, 40, "越低越好") == [shown] * 3 + [60, 100]


def test_what_counts_labels_skips_none_that_waits():
    """DQ-12: a star that waits is not a star that somebody does not have."""
    assert answer("COUNTLABEL", [5, 4, WAITING], 5) == VALUE
