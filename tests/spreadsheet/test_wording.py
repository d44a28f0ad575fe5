"""Values as people read them: the right word, no needless decimals, nothing that only a programmer reads."""

from __future__ import annotations

from datetime import date

import pytest

from shijibu.spreadsheet.wording import count_said, day_said, fixed, headed, in_sentence, mean_of, quotes_nested, said, several, size_said


@pytest.mark.parametrize(("value", "words"), [
    (None, "无"), ("", "无"), ([], "无"), (True, "是"), (False, "否"), (49.0, "49"), (0.1 + 0.2, "0.3"), (1e6, "1000000"), (-0.0, "0"),
    (["2026-02-02", None, "2026-02-03"], "2026-02-02、2026-02-03"), ([[90, "优秀"], [0, "差"]], "90 优秀、0 差"), ({"甲": 1.0}, "甲：1"),
    (date(2026, 4, 10), "2026-04-10"), ("一\n二", "一 二"),
])
def test_a_value_is_said_in_words_that_people_use(value, words):
    assert said(value) == words


def test_a_share_is_said_in_percent():
    assert [said(v, percent=True) for v in (0.45, 1.0, 0.3333333)] == ["45%", "100%", "33.3333%"]


def test_a_sentence_takes_numbers_at_two_decimals_and_nothing_for_a_blank():
    assert [in_sentence(v) for v in (96.504, 3.0, None, True, ["甲", 1.5], "a\nb")] == ["96.5", "3", "", "是", "甲、1.5", "a\nb"]


def test_a_quotation_within_another_has_single_marks():
    assert quotes_nested("缺““狮子型”干部”；填“好”") == "缺“‘狮子型’干部”；填“好”"
    assert [quotes_nested(t) for t in ("“甲", "甲”“乙", "无")] == ["“甲", "甲”“乙", "无"]


def test_a_column_of_numbers_has_the_same_decimals_everywhere():
    assert [fixed(v) for v in (96.5, 2, 0.285, 1.005)] == ["96.50", "2.00", "0.29", "1.01"]


def test_of_many_the_first_are_named_and_all_are_counted():
    assert several("甲乙丙", 2) == "甲、乙 等 3 个" and several("甲乙丙", 3) == several("甲乙丙") == "甲、乙、丙"


def test_no_label_says_a_word_twice():
    assert [mean_of(label) for label in ("进度指数", "日志平均覆盖率（%）")] == ["平均进度指数", "日志平均覆盖率（%）"]
    assert [headed("单位", label) for label in ("亮牌", "单位综合分")] == ["单位亮牌", "单位综合分"]


def test_great_numbers_are_said_as_people_say_them():
    assert [count_said(n) for n in (512, 32_000, 2_000_000)] == ["512 ", "3.2 万", "200 万"]
    assert [size_said(n) for n in (2048, 5 * 1024 * 1024)] == ["2 KB", "5 MB"]
    # A number that ends in zeros keeps them.
    assert [count_said(n) for n in (650, 300, 1000)] == ["650 ", "300 ", "1000 "] and size_said(10 * 1024) == "10 KB"


def test_a_day_in_prose_is_said_as_in_prose():
    assert day_said(date(2026, 4, 9)) == "2026年4月9日"
