"""The year before this round."""

from __future__ import annotations

from collections.abc import Sequence

from shijibu.language.evidence import Past
from shijibu.language.node import At, Evaluates
from shijibu.language.over_rounds import OverRounds


class Earlier(OverRounds):
    __slots__ = ()

    name = "earlier"
    gives = "the figure in each earlier round of this year"
    example = "count(earlier(card))"
    said = "本年以前各轮{}"

    def rounds(self, asked: Evaluates, at: At) -> Sequence[Past]:
        return [p for p in asked.earlier if p.period.year == asked.period.year]
