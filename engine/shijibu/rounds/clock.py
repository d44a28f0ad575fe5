"""A clock that is behind what the ledger already knows: days taken from it would make late returns come in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shijibu.ledger.reading import Reading


@dataclass(frozen=True, slots=True)
class ClockBehind:
    """This computer's day, and the later day of the ledger's newest entry, which counts as today."""

    today: date
    newest: date

    def __str__(self) -> str:
        return (f"电脑日期 {self.today} 早于台账最近的记录 {self.newest}，两者必有一错；这次按 {self.newest} 计收到日期。"
                "请校正电脑时间；收到日期不是这一天的，用 --received 指明")


def clock_behind(ledger: Reading, now: datetime | None = None) -> ClockBehind | None:
    """Where the clock is a day or more behind the ledger; None where it is not."""
    today, newest = (now or datetime.now(UTC)).astimezone().date(), ledger.newest().astimezone().date()
    return ClockBehind(today, newest) if today < newest else None
