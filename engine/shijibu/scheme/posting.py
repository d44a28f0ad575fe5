"""How long a round's public notice stands: from a day after the round's end, for so many working days of the state's calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from shijibu.rules import REGISTRY, RuleError
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.spreadsheet.wording import day_said

LAST_DAY = "NOTICEEND"


@dataclass(frozen=True, slots=True)
class Posting:
    """First and last day of a notice, and its working days. `last` is None where the calendar does not reach so far; `why` says it."""

    first: date
    days: int
    last: date | None
    why: str = ""

    def stands(self, day: date) -> bool:
        """Whether the notice is up on a day; where nobody knows its last one, from the first on."""
        return self.first <= day and (self.last is None or day <= self.last)

    @property
    def text(self) -> str:
        """As the notice has it."""
        if self.last is None:
            return f"公示期：自{day_said(self.first)}起满{self.days}个工作日（首日不计；{self.why}，截止日待放假安排公布后另行告知）。"
        return f"公示期：{day_said(self.first)}至{day_said(self.last)}（{self.days}个工作日，首日不计）。"


def posting(scheme: Scheme, period: Period) -> Posting | None:
    """The round's notice period by the rule NOTICEEND; None where the scheme sets none."""
    if scheme.notice_days is None or scheme.notice_start is None:
        return None
    first = period.end + timedelta(days=int(scheme.parameter(scheme.notice_start)))  # type: ignore[arg-type]
    days = int(scheme.parameter(scheme.notice_days))  # type: ignore[arg-type]
    try:
        return Posting(first, days, date.fromisoformat(REGISTRY[LAST_DAY](first.isoformat(), days)))
    except RuleError as error:
        return Posting(first, days, None, str(error))
