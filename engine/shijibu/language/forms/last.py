"""The latest round that was consolidated."""

from __future__ import annotations

from collections.abc import Sequence

from shijibu.language.evidence import Past
from shijibu.language.node import At, Evaluates
from shijibu.language.over_rounds import OneRound


class Last(OneRound):
    __slots__ = ()

    name = "last"
    gives = "the figure in the latest earlier round that was consolidated, however long ago"
    example = "last(card)"
    said = "最近一轮{}"

    def rounds(self, asked: Evaluates, at: At) -> Sequence[Past]:
        return asked.earlier[-1:]
