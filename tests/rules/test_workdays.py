"""The state's working days: TX-1 logs, YA-9 days on site."""

from __future__ import annotations

from datetime import date

import pytest

from shijibu.rules import NoData, OutOfRange, WrongInput
from shijibu.rules.texts import notice_end
from shijibu.rules.values import day_of_text
from shijibu.rules.working_days import coverage, work_days


def test_working_days_follow_the_states_calendar_and_both_ends_count():
    """YA-9: October 2024 begins with the holiday of 1 to 7; 12 October is a make-up Saturday: 8 to 12, 14 to 18, 21 to 25, 28 to 31."""
    assert work_days("2024-10-01", "2024-10-31") == 5 + 5 + 5 + 4
    assert work_days("2024-10-08", "2024-10-08") == 1
    assert work_days("2024-10-05", "2024-10-07") == 0
    assert work_days(45566, 45596) == 19  # 1 and 31 October 2024 as a sheet counts days


def test_coverage_is_logged_working_days_of_all():
    """TX-1: of the 5 working days of 8 to 12 October 2024, logs on 8, 9 and the make-up Saturday 12; the 9th twice, Sunday 13 outside."""
    dates = ["2024-10-08", "2024-10-09", "2024-10-09", None, "2024-10-12", "2024-10-13"]
    assert coverage(dates, "2024-10-08", "2024-10-12") == 3 / 5


def test_a_log_on_a_day_off_or_outside_the_round_adds_nothing():
    """TX-1: 5 to 9 October 2024 has 2 working days, 8 and 9."""
    assert coverage(["2024-10-05", "2024-10-08", "2024-09-30"], "2024-10-05", "2024-10-09") == 1 / 2


def test_dates_may_be_texts_or_serial_numbers():
    """TX-1: 45573 is 8 October 2024."""
    assert coverage([45573.0, "2024-10-09"], "2024-10-08", 45577) == 2 / 5


def test_the_time_of_day_is_left_out_as_in_networkdays():
    """TX-1, LS-3: 46142.6 is the afternoon of 30 April 2026; a text may have a time too."""
    assert work_days(46148.35, 46151.9) == work_days(46148, 46151) == 4
    assert coverage([46148.35, 46149.999], 46148, "2026-05-09 17:30:00") == 2 / 4
    assert notice_end(46142.6, 7) == notice_end(46142, 7) == 46155
    assert notice_end("2026-04-30T08:30", 7) == "2026-05-13"


@pytest.mark.parametrize("text", ["2026-04-30", "2026-4-30", "2026/4/30", "2026.4.30", "2026年4月30日", " ２０２６年４月３０日 ", "2026/04/30 8:05"])
def test_a_day_may_be_written_in_the_usual_forms(text):
    """LS-3."""
    assert notice_end(text, 7) == "2026-05-13"


@pytest.mark.parametrize("text", ["2026-04/30", "2026-13-01", "26-4-30", "4月30日", "20261301", "2026-04-30 9", "2026-04-30 下旬", "2026-04-3O"])
def test_what_might_be_another_day_is_no_day(text):
    """LS-3."""
    with pytest.raises(WrongInput):
        notice_end(text, 7)


def test_no_log_at_all_is_zero_and_no_working_day_at_all_is_no_data():
    """TX-1: who logs nothing covers nothing; a span without working days measures nothing."""
    assert coverage([None, ""], "2024-10-08", "2024-10-12") == 0
    with pytest.raises(NoData):
        coverage(["2024-10-05"], "2024-10-05", "2024-10-07")
    with pytest.raises(NoData):
        coverage(["2024-10-05"], None, "2024-10-07")


def test_what_is_no_date_and_a_span_that_runs_backwards_are_errors():
    """TX-1."""
    with pytest.raises(WrongInput):
        coverage(["十月八日"], "2024-10-08", "2024-10-12")
    with pytest.raises(WrongInput):
        work_days("2024-10-08", "2024-02-30")
    with pytest.raises(OutOfRange):
        work_days("2024-10-12", "2024-10-08")


def test_a_year_without_a_published_calendar_is_no_guess():
    """TX-1, YA-9."""
    with pytest.raises(OutOfRange):
        work_days("2101-01-01", "2101-12-31")
    with pytest.raises(OutOfRange):
        coverage([], "0001-01-01", "2024-10-12")


@pytest.mark.parametrize("first", ["2026 年 4 月 27 日", "2026年4月27号", "2026—4—27", "2026–04–27", "２０２６/４/２７ 08:30"])
def test_a_day_may_be_typed_with_spaces_and_with_any_dash(first):
    assert work_days(first, "2026-05-13") == 11


@pytest.mark.parametrize("text", [
    "20260430", "2026年4月30日 9时30分", "2026年4月30日9点半", "2026-04-30 下午", "2026-04-30 上午 9:30", "2026/4/30 9:30:00 PM",
    "2026年4月30日 星期四",
    "2026年4月30日（周四）14:05", "2026-04-30T09:30:00Z",
])
def test_a_time_of_day_or_a_weekday_leaves_a_day_what_it_is(text):
    """LS-3."""
    assert day_of_text(text) == date(2026, 4, 30)
