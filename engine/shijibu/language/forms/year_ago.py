"""同比: against the same round of the year before."""

from __future__ import annotations

from collections.abc import Sequence

from shijibu.language.evidence import Past
from shijibu.language.node import At, Evaluates
from shijibu.language.over_rounds import OneRound


class YearAgo(OneRound):
    __slots__ = ()

    name = "year_ago"
    gives = "the figure in the same round of the year before; a blank where that was not consolidated"
    example = "minus(total, year_ago(total))"
    said = "去年同期{}"

    def rounds(self, asked: Evaluates, at: At) -> Sequence[Past]:
        now = asked.period
        return [p for p in asked.earlier if (p.period.year, p.period.round) == (now.year - 1, now.round)]
