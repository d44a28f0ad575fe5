"""Periods: 2026, 2026-Q1, 2026-03, 2026-W05; each belongs to a year and is one of its rounds."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering
from typing import Literal

from shijibu.errors import ShijibuError

Cadence = Literal["year", "quarter", "month", "week"]
_NUMERALS = "零一二三四五六七八九十"
# Every form that can mean only that, once widths, case and spaces are one: 2026Q1, 2026-q1, 2026年第一季度, 2026-3, 2026年3月, 202603.
# Years for which there are days before and after, deadlines among them.
_YEAR, _NUMBER = "(19[0-9]{2}|2[0-9]{3})", f"([0-9]{{1,2}}|[{_NUMERALS[1:]}]{{1,3}})"
_FORMS: dict[str, tuple[str, ...]] = {
    "year": (f"{_YEAR}(?:年|年度)?",),
    "quarter": (f"{_YEAR}(?:年|[-/._])?Q0?([1-4])(?:季度?)?", f"{_YEAR}(?:[年/._-]第?|第){_NUMBER}季度?", f"{_YEAR}([{_NUMERALS[1:5]}])季度?"),
    "month": (f"{_YEAR}[-/._年]{_NUMBER}(?:月|月份)?", f"{_YEAR}([0-9]{{2}})", f"{_YEAR}(?:年|[-/._])?M([0-9]{{1,2}})"),
    "week": (f"{_YEAR}(?:年|[-/._])?W([0-9]{{1,2}})", f"{_YEAR}(?:[年-]第?|第){_NUMBER}周"),
}
_NAMES = {"year": "年份，如 2026", "quarter": "季度，如 2026-Q1", "month": "月份，如 2026-03", "week": "周，如 2026-W05"}


_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


class NotAPeriod(ShijibuError, ValueError):
    """The text is no period, or not of the cadence that the scheme has."""


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """A round of a review. `round` counts from 1 within the year."""

    year: int
    round: int
    cadence: Cadence

    @classmethod
    def parse(cls, text: str, cadence: Cadence | None = None) -> Period:
        """The period that `text` names. Raises NotAPeriod where it names none, or none of `cadence`."""
        plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper().translate(_DASHES)
        plain = re.sub(r"年度(?=.)", "年", plain)
        plain = re.sub("^[〇○零一二三四五六七八九]{4}(?=年)", lambda m: m[0].translate(_DIGITS), plain)
        if (period := _read(plain, cadence)) is not None:
            return period
        raise NotAPeriod(f"“{text}”不是{_NAMES[cadence] if cadence else '期次，如 2026-Q1'}" + _hint(plain, cadence))

    @classmethod
    def on(cls, day: date, cadence: Cadence) -> Period:
        """The period that a day lies in."""
        if cadence == "week":
            year, week, _ = day.isocalendar()
            return cls(year, week, cadence)
        return cls(day.year, {"year": 1, "quarter": (day.month + 2) // 3, "month": day.month}[cadence], cadence)

    def __str__(self) -> str:
        return {"year": f"{self.year}", "quarter": f"{self.year}-Q{self.round}", "month": f"{self.year}-{self.round:02}",
                "week": f"{self.year}-W{self.round:02}"}[self.cadence]

    def __lt__(self, other: Period) -> bool:
        return (self.year, self.round) < (other.year, other.round)

    @property
    def rounds(self) -> int:
        """How many rounds the year has."""
        return {"year": 1, "quarter": 4, "month": 12, "week": date(self.year, 12, 28).isocalendar().week}[self.cadence]

    @property
    def previous(self) -> Period:
        if self.round > 1:
            return Period(self.year, self.round - 1, self.cadence)
        last = Period(self.year - 1, 1, self.cadence)
        return Period(last.year, last.rounds, self.cadence)

    @property
    def next(self) -> Period:
        if self.round < self.rounds:
            return Period(self.year, self.round + 1, self.cadence)
        return Period(self.year + 1, 1, self.cadence)

    def back(self, rounds: int) -> Period:
        """The period so many rounds earlier."""
        at = self
        for _ in range(rounds):
            at = at.previous
        return at

    @property
    def of_year(self) -> list[Period]:
        return [Period(self.year, n, self.cadence) for n in range(1, self.rounds + 1)]

    @property
    def start(self) -> date:
        if self.cadence == "week":
            return date.fromisocalendar(self.year, self.round, 1)
        return date(self.year, {"year": 1, "quarter": self.round * 3 - 2, "month": self.round}[self.cadence], 1)

    @property
    def end(self) -> date:
        if self.cadence == "week":
            return self.start + timedelta(days=6)
        month = {"year": 12, "quarter": self.round * 3, "month": self.round}[self.cadence]
        return date(self.year, month, monthrange(self.year, month)[1])

    @property
    def label(self) -> str:
        """As a person says it: 2026年第一季度."""
        if self.cadence == "quarter":
            return f"{self.year}年第{_NUMERALS[self.round]}季度"
        return {"year": f"{self.year}年", "month": f"{self.year}年{self.round}月", "week": f"{self.year}年第{self.round}周"}[self.cadence]


def _read(plain: str, cadence: Cadence | None) -> Period | None:
    """The period that a text in one width and case, without spaces, is; None where it is none, or none of `cadence`."""
    for kind, forms in _FORMS.items():
        match = next((m for form in forms if (m := re.fullmatch(form, plain))), None)
        if match and cadence in (None, kind):
            period = Period(int(match[1]), _number(match[2]) if match.lastindex == 2 else 1, kind)  # type: ignore[arg-type]
            if 1 <= period.round <= period.rounds:
                return period
    return None


def _hint(plain: str, cadence: Cadence | None) -> str:
    """What a text that is no period seems to mean: 27Q1, Q1-2027, a month for its quarter."""
    turned = re.sub(r"^(Q[1-4]|第?[1-4一二三四]季度?)[-/._]?((?:20)?\d{2})年?$", r"\2年\1", plain)
    meant = _read(turned, cadence) or _read(f"20{turned}", cadence)
    if meant is None and cadence in ("quarter", "year") and (shorter := _read(plain, None)) and shorter.rounds > 4:
        meant = Period.on(shorter.start, cadence)
    return f"；是不是 {meant}？" if meant else ""


def _number(text: str) -> int:
    """A number up to 99 in digits or as it is said: 三, 十二, 五十三; 0 for what is none."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.partition("十")
    parts = (tens or "一", ones or "零") if ten else ("零", text)
    if any(len(part) != 1 or part == "十" for part in parts):
        return 0
    return _NUMERALS.index(parts[0]) * 10 + _NUMERALS.index(parts[1])
