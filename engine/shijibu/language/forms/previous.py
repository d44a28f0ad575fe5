"""DQ-14: two rounds running; a gap is not "running"."""

from __future__ import annotations

from collections.abc import Sequence

from shijibu.language.evidence import Past
from shijibu.language.node import At, Evaluates
from shijibu.language.over_rounds import OneRound


class Previous(OneRound):
    __slots__ = ()

    name = "previous"
    gives = "the figure in the round before this one"
    example = "previous(card)"
    said = "上一轮{}"

    def rounds(self, asked: Evaluates, at: At) -> Sequence[Past]:
        before = asked.period.previous
        return [p for p in asked.earlier if p.period == before]
