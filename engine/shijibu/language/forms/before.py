"""All that was decided before."""

from __future__ import annotations

from collections.abc import Sequence

from shijibu.language.evidence import Past
from shijibu.language.node import At, Evaluates
from shijibu.language.over_rounds import OverRounds


class Before(OverRounds):
    __slots__ = ()

    name = "before"
    gives = "the figure in every earlier round of any year"
    example = "last_of(before(card))"
    said = "以前各轮{}"

    def rounds(self, asked: Evaluates, at: At) -> Sequence[Past]:
        return asked.earlier
