"""QZ-7: so many rounds back."""

from __future__ import annotations

from collections.abc import Sequence

from shijibu.language.evidence import Past
from shijibu.language.kinds import ROUNDS
from shijibu.language.node import At, Evaluates
from shijibu.language.over_rounds import OverRounds
from shijibu.rules import WrongInput
from shijibu.spreadsheet.wording import in_sentence

_MOST_ROUNDS = 10_000


class Recent(OverRounds):
    __slots__ = ()

    name = "recent"
    gives = "the figure in the last rounds, as many as the second argument says, this one included"
    example = "TOTAL(recent(total, 2))"
    takes = (None, ROUNDS)
    least = most = 1
    said = "最近{1}轮{0}"
    this = True

    def rounds(self, asked: Evaluates, at: At) -> Sequence[Past]:
        value = asked.part(self.more[0], At(at.scope))
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 1 <= value <= _MOST_ROUNDS:
            raise WrongInput(f"期数应为 1 以上的整数，现为 {in_sentence(value) or '空白'}")
        first = asked.period.back(int(value) - 1)
        return [p for p in asked.earlier if not p.period < first]
