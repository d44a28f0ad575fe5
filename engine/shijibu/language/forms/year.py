"""LS-7, DQ-3, DQ-14: the year so far."""

from __future__ import annotations

from collections.abc import Sequence

from shijibu.language.evidence import Past
from shijibu.language.node import At, Evaluates
from shijibu.language.over_rounds import OverRounds


class Year(OverRounds):
    __slots__ = ()

    name = "year"
    gives = ("the figure in each round of this year so far, this one included; a round that was not consolidated between them is a blank, "
             "here and in the other forms over rounds")
    example = "count(year(card))"
    said = "本年各轮{}"
    this = True

    def rounds(self, asked: Evaluates, at: At) -> Sequence[Past]:
        return asked.once(("this year",), lambda: [p for p in asked.earlier if p.period.year == asked.period.year])
