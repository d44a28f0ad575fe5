"""YH-8: years running, each by its last round."""

from __future__ import annotations

from collections.abc import Sequence

from shijibu.language.evidence import Past, Whose
from shijibu.language.node import At, Evaluates
from shijibu.language.over_rounds import OverRounds
from shijibu.language.scope import Scope
from shijibu.language.values import Value


class Years(OverRounds):
    __slots__ = ()

    name = "years"
    gives = "the figure in the last round of each earlier year, and in this round; a year without a round between them is a blank"
    example = "running(years(grade), '优秀')"
    said = "历年{}"
    this = True

    def rounds(self, asked: Evaluates, at: At) -> Sequence[Past]:
        return list({p.period.year: p for p in asked.earlier if p.period.year < asked.period.year}.values())

    def course(self, asked: Evaluates, rounds: Sequence[Past], whose: Whose, scope: Scope) -> Value:
        known = {p.period.year: asked.past_value(p, whose, scope, self.id) for p in rounds}
        now = asked.period.year
        return [known.get(year) for year in range(min(known, default=now), now)]
