"""Periods: their forms, their order, their year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from shijibu.scheme.period import NotAPeriod, Period

ALL = [Period(y, n, c) for y in (2015, 2020, 2024, 2026) for c in ("year", "quarter", "month", "week") for n in range(1, Period(y, 1, c).rounds + 1)]


@pytest.mark.parametrize(("text", "cadence", "round_"), [
    ("2026", "year", 1), ("2026-Q1", "quarter", 1), ("2026-Q4", "quarter", 4), ("2026-03", "month", 3), ("2026-12", "month", 12),
    ("2026-W05", "week", 5), ("2026-W53", "week", 53), (" 2026-Q2 ", "quarter", 2),
])
def test_the_four_forms_of_a_period(text, cadence, round_):
    assert Period.parse(text) == Period(2026, round_, cadence)


@pytest.mark.parametrize(("period", "texts"), [
    ("2026", ["2026年", "2026年度", "２０２６"]),
    ("2026-Q1", ["2026Q1", "2026-q1", "2026年第一季度", "2026年一季度", "2026年第1季度", "2026 Q1", "２０２６-Q1", "2026/Q1",
                 "2026第一季度", "2026年度第一季度", "2026—Q1", "2026–q1", "2026-Q01"]),
    ("2026-03", ["2026-3", "2026年3月", "2026年03月", "2026年三月", "2026/3", "2026.03", "202603", "2026年3月份", "2026M3"]),
    ("2026-12", ["2026年十二月", "2026-12", "202612"]),
    ("2026-W05", ["2026W5", "2026-w05", "2026年第5周", "2026年第五周"]),
    ("2026-W53", ["2026年第五十三周", "2026W53"]),
])
def test_a_period_may_be_written_in_every_form_that_can_mean_only_that(period, texts):
    assert {str(Period.parse(text)) for text in texts} == {period}


@pytest.mark.parametrize("text", ["2026-Q5", "2026-Q0", "2026-13", "2026-00", "2026-W54", "2026-W00", "2025-W53", "26-Q1", "Q1",
                                  "三季度", "", "二〇二六", "0000", "0000-W01", "2026年第五季度", "2026年第十季度", "2026年十三月",
                                  "2026-3-1", "2026-Q", "20263"])
def test_what_is_no_period_is_told(text):
    """2025 has 52 weeks, 2026 has 53; there is no year 0."""
    with pytest.raises(NotAPeriod):
        Period.parse(text)


def test_a_period_of_another_cadence_is_told_with_the_form_that_is_wanted():
    with pytest.raises(NotAPeriod, match=r"2026-Q1.*月份，如 2026-03"):
        Period.parse("2026-Q1", "month")


def test_a_period_reads_back_from_its_text():
    for period in ALL:
        assert Period.parse(str(period)) == period and Period.parse(str(period), period.cadence) == period


def test_the_period_before_ends_the_day_before():
    for period in ALL:
        assert period.previous.end + timedelta(days=1) == period.start and period.previous < period


def test_rounds_are_counted_within_the_year():
    assert [Period.parse(t).rounds for t in ("2026", "2026-Q1", "2026-03", "2026-W05", "2025-W05")] == [1, 4, 12, 53, 52]
    assert [str(p) for p in Period.parse("2026-Q3").of_year] == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]


@pytest.mark.parametrize(("text", "start", "end"), [
    ("2026", date(2026, 1, 1), date(2026, 12, 31)), ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
    ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ("2026-W01", date(2025, 12, 29), date(2026, 1, 4)),
])
def test_a_period_has_a_first_and_a_last_day(text, start, end):
    assert (Period.parse(text).start, Period.parse(text).end) == (start, end)


@pytest.mark.parametrize(("text", "label"), [("2026", "2026年"), ("2026-Q3", "2026年第三季度"), ("2026-03", "2026年3月"),
                                            ("2026-W05", "2026年第5周")])
def test_a_period_as_a_person_says_it(text, label):
    assert Period.parse(text).label == label


def test_the_order_of_periods_is_the_order_of_their_texts():
    """The ledger compares texts."""
    for cadence in ("year", "quarter", "month", "week"):
        some = [p for p in ALL if p.cadence == cadence]
        assert sorted(some) == sorted(some, key=str)


@pytest.mark.parametrize("text", ["2026一季度", "2026Q1季度", "2026/1季度", "二〇二六年第一季度", "二○二六年一季度", "2026年Q1"])
def test_a_quarter_goes_by_every_form_that_can_mean_only_it(text):
    assert str(Period.parse(text, "quarter")) == "2026-Q1"


@pytest.mark.parametrize(("text", "cadence", "meant"), [
    ("26Q1", "quarter", "2026-Q1"), ("Q1-2026", "quarter", "2026-Q1"), ("第一季度2026年", None, "2026-Q1"), ("2026-03", "quarter", "2026-Q1"),
    ("26年3月", "month", "2026-03"),
])
def test_what_is_no_period_says_which_one_it_seems_to_mean(text, cadence, meant):
    with pytest.raises(NotAPeriod, match=f"；是不是 {meant}？"):
        Period.parse(text, cadence)


@pytest.mark.parametrize("text", ["2026-Q5", "第一季度", "长期", "2026"])
def test_nothing_is_suggested_where_nothing_comes_to_mind(text):
    with pytest.raises(NotAPeriod) as refused:
        Period.parse(text, "quarter")
    assert "是不是" not in str(refused.value)
