"""What a grade counts for: YH-3, TX-7, LS-5."""

from __future__ import annotations

import pytest

from shijibu.rules import CellError, WrongInput
from shijibu.rules.labels import label_value
from shijibu.rules.means import mean

FOUR = [["好", 100], ["较好", 85], ["一般", 70], ["差", 50]]
FIVE = [["好", 100], ["较好", 85], ["一般", 70], ["较差", 60], ["差", 50]]


def test_a_grade_counts_for_what_the_list_says():
    """YH-3: 好/较好/一般/差 = 100/85/70/50."""
    assert [label_value(g, FOUR) for g in ("好", "较好", "一般", "差")] == [100, 85, 70, 50]


def test_a_column_of_grades_is_answered_row_by_row():
    """TX-7: the monthly mean of 好, 较差 and a month that is not graded yet is (100 + 60)/2."""
    assert label_value(["好", "较差", None], FIVE) == [100, 60, None]
    assert mean(label_value(["好", "较差", None], FIVE)) == (100 + 60) / 2


def test_a_blank_grade_is_blank_and_an_unknown_one_is_an_error():
    """LS-5: a word that is not on the list is never a zero."""
    assert label_value("", FOUR) is None
    with pytest.raises(WrongInput):
        label_value("优", FOUR)
    assert label_value(["好", "优"], FOUR) == [100, CellError("#VALUE!")]


def test_a_grade_is_told_by_its_very_name():
    """LS-5: A is not a; a number counts as the text that a sheet shows of it."""
    assert label_value("a", [["A", 1], ["a", 2]]) == 2
    assert label_value(1.0, [[1, 9]]) == 9


@pytest.mark.parametrize("wrong", [None, "YH-3.values", [["好"]], [["好", 100, 1]], [["好", None]], [["好", "百"]], ["好", 100]])
def test_a_list_that_is_not_two_filled_columns_is_refused(wrong):
    """YH-3."""
    with pytest.raises(WrongInput):
        label_value("好", wrong)


def test_blank_rows_of_a_list_in_a_sheet_do_not_matter():
    """YH-3."""
    assert label_value("较好", [["好", 100], ["", None], ["较好", 85]]) == 85
