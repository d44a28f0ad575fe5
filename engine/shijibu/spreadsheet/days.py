"""Days as a sheet counts them: from the end of 1899, or from 1904 in workbooks of old Macs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

DAY_ZERO = date(1899, 12, 30)
MOMENT_ZERO = datetime(1899, 12, 30)
DAYS_1904 = 1462
"""How many days later the other count begins."""
_AFTER_LIKELY = 80_000


@dataclass(frozen=True, slots=True)
class Days:
    """How a workbook counts its days, and the year that a date without one seems to mean."""

    date1904: bool = False
    year: int | None = None


def serial(day: date) -> int:
    """The number of a day."""
    return (day - DAY_ZERO).days


def serial_of_moment(moment: datetime, date1904: bool = False) -> float:
    """The number of a day with its time as the fraction; a time zone is left out."""
    return (moment.replace(tzinfo=None) - moment_zero(date1904)) / timedelta(days=1)


def moment_zero(date1904: bool) -> datetime:
    """The moment that has the number 0."""
    return MOMENT_ZERO + timedelta(days=DAYS_1904 if date1904 else 0)


def day_of_serial(number: float, date1904: bool) -> date | None:
    """The day of a number in a cell; None where it can hardly be one."""
    if not 1 <= number < _AFTER_LIKELY:
        return None
    return DAY_ZERO + timedelta(days=int(number) + (DAYS_1904 if date1904 else 0))
