"""The state's working days: holidays off, make-up days on (TX-1, YA-9, LS-3). No formula can say them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import chinese_calendar

from shijibu.rules.parameter import Parameter
from shijibu.rules.registry import rule
from shijibu.rules.values import Day, NoData, OutOfRange

FAMILY = "工作日与日志"
FIRST = Parameter("first", "起始日", "first day, as a date", "day", need=True)
LAST = Parameter("last", "截止日", "last day, as a date", "day", need=True)


def is_working(day: date) -> bool:
    """Raises OutOfRange for a year whose holidays the calendar does not have."""
    try:
        return chinese_calendar.is_workday(day)
    except NotImplementedError:
        raise OutOfRange(f"{day.year}年的放假安排尚未收录") from None


@lru_cache(maxsize=64)
def working_days(first: date, last: date) -> frozenset[date]:
    """The state's working days from first to last, both included. Raises OutOfRange."""
    if first > last:
        raise OutOfRange("起始日晚于截止日")
    for day in (first, last):  # before millions of days are listed
        is_working(day)
    return frozenset(chinese_calendar.get_workdays(first, last))


@rule(
    "WORKDAYS", FIRST, LAST, rules=("TX-1", "YA-9"), returns="integer",
    zh="工作日数：起止日都计入，按国家放假调休安排；日历未公布的年份报错。",
    en="The state's working days from first to last, both included; a year without a published calendar is an error.",
    example=((("2026-04-27", "2026-05-13"), 11),),
)
def work_days(first: Day, last: Day) -> int:
    return len(working_days(first.date, last.date))


@rule(
    "LOGGEDDAYS", Parameter("dates", "日期", "days with a log, as dates", "days"), FIRST, LAST, rules=("TX-1",), returns="integer",
    blank_is_blank=False,
    zh="已记工作日数：起止日之间有记录的工作日；一日多记算一次，休息日不计；一条也没有为 0。",
    en="How many working days from first to last are among the dates, each counted once; no date at all: 0.",
    example=(((["2026-05-06", "2026-05-06", "2026-05-07", "2026-05-10"], "2026-05-06", "2026-05-09"), 2),),
)
def logged_days(dates: list[Day | None], first: Day, last: Day) -> int:
    return len(working_days(first.date, last.date) & {d.date for d in dates if d is not None})


@rule(
    "COVERAGE", Parameter("dates", "日期", "days with a log, as dates", "days"), FIRST, LAST, rules=("TX-1",), blank_is_blank=False,
    zh="日志覆盖率（0～1）：起止日之间有记录的工作日÷工作日数；一日多记算一次，休息日不计；一条也没有为 0。",
    en="Coverage 0..1: distinct working days among the dates, divided by the working days from first to last; no date at all: 0.",
    example=(((["2026-05-06", "2026-05-06", "2026-05-07", "2026-05-10"], "2026-05-06", "2026-05-09"), 0.5),),
)
def coverage(dates: list[Day | None], first: Day, last: Day) -> float:
    due = working_days(first.date, last.date)
    if not due:
        raise NoData("其间没有工作日")
    return len(due & {d.date for d in dates if d is not None}) / len(due)
