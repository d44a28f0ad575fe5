"""Counting rows: DQ-3 cards, DQ-6 projects, DQ-9 statement rows, LS-7 and YH-8 runs."""

from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shijibu.rules import NoData
from shijibu.rules.counting import count_label, count_own, count_parts, either, streak, total


def test_cards_are_counted_by_their_very_name():
    """DQ-3."""
    assert count_label(["黄牌", "红牌", None, "黄牌"], "黄牌") == 2
    assert count_label([None, None], "黄牌") == 0
    assert count_label(["t01", "T01"], "T01") == 1


def test_five_stars_are_counted_as_numbers():
    """DQ-12."""
    assert count_label([5, 4, 5.0, None], 5) == 2


def test_a_project_is_the_officials_by_id_or_by_name():
    """DQ-6."""
    assert count_own(["T01-01", "张三", " 张三 ", "李四", None], "T01-01", "张三") == 3


def test_an_official_whose_name_is_the_id_is_not_counted_twice():
    """DQ-6."""
    assert count_own(["张三", "张三"], "张三", "张三") == 2


def test_statement_rows_are_counted_by_official_and_part():
    """DQ-9: exactly 4 main works, and so on."""
    owners = ["T01-01"] * 4 + ["张三", "李四"]
    parts = ["主要工作"] * 4 + ["品行修养", "主要工作"]
    assert count_parts(owners, parts, "T01-01", "张三", "主要工作") == 4
    assert count_parts(owners, parts, "T01-01", "张三", "品行修养") == 1


def test_who_is_counted_must_be_known():
    """DQ-9."""
    with pytest.raises(NoData):
        count_parts(["张三"], ["主要工作"], None, "张三", "主要工作")


def test_deductions_add_up_and_blanks_add_nothing():
    """DQ-5."""
    assert total([0.5, None, 1.0, 0.5]) == 0.5 + 1.0 + 0.5
    assert total([0.1] * 3) == 0.3
    assert total([None]) is None


def test_a_blank_breaks_a_run():
    """LS-7, YH-8."""
    assert streak(["未报", "未报", None, "未报"], "未报") == 2
    assert streak(["已报"], "未报") == 0
    assert streak(["未报"] * 12, "未报") == 12


@given(st.lists(st.sampled_from(["未报", "已报", None]), min_size=1, max_size=30))
def test_a_run_is_the_longest_of_equal_neighbours(labels):
    """LS-7."""
    assert streak(labels, "未报") == max((len(list(run)) for name, run in groupby(labels) if name == "未报"), default=0)


def test_a_proposal_is_taken_before_the_suggestion():
    """DQ-12: no proposal: the suggestion stands."""
    assert either(4, 5) == 4
    assert either(None, 5) == 5
    assert either(0, 5) == 0
    assert either(None, None) is None
