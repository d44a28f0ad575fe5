"""YH-6: the whole course."""

from __future__ import annotations

from collections.abc import Sequence

from shijibu.language.evidence import Past
from shijibu.language.node import At, Evaluates
from shijibu.language.over_rounds import OverRounds


class Course(OverRounds):
    __slots__ = ()

    name = "course"
    gives = "the figure in every earlier round of any year, and in this one"
    example = "running(course(card), '黄牌')"
    said = "历轮{}"
    this = True

    def rounds(self, asked: Evaluates, at: At) -> Sequence[Past]:
        return asked.earlier
