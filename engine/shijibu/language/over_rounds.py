"""A figure over the rounds: the ground of the forms that look back."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from shijibu.language.evidence import OfRounds, Past, Time, Whose
from shijibu.language.expression import Call, Name
from shijibu.language.form import OfName
from shijibu.language.node import At, Binder, Evaluates, Node
from shijibu.language.scope import Scope, Standing
from shijibu.language.values import Value


@dataclass(frozen=True, slots=True)
class OverRounds(OfName):
    """A unit's or official's figure in the rounds that `rounds` chooses, oldest first; and in this one, `this` says.

    target: the figure in this round. owner: it is that of the one whom the row names; unit: the unit's, whoever is asked about.
    """

    said: ClassVar[str]
    this: ClassVar[bool] = False

    target: Node
    id: str
    owner: bool
    unit: bool
    more: tuple[Node, ...]
    text: str

    @classmethod
    def made(cls, call: Call, first: Name, binder: Binder, standing: Standing) -> Self:
        owner, unit = (len(first.path) > 1 and first.path[0] == head for head in ("owner", "unit"))
        more = tuple(binder.bind(part, standing) for part in call.arguments[1:])
        return cls(binder.name(first, standing), first.path[-1], owner, unit, more, str(call))

    @abstractmethod
    def rounds(self, asked: Evaluates, at: At) -> Sequence[Past]:
        """The earlier rounds that it takes, oldest first. Raises WrongInput."""

    def value(self, asked: Evaluates, at: At) -> Value:
        scope = asked.owner(at.scope) if self.owner else at.scope
        whose: Whose = "unit" if scope.official is None or self.unit else "official"
        rounds = self.rounds(asked, at)
        if at.record is not None:
            at.counts(lambda: OfRounds(whose, self.id, scope, rounds, self.this))
        course = self.course(asked, rounds, whose, scope)
        if not self.this or not isinstance(course, list):
            return course
        return [*course, self.target.value(asked, At(at.scope))]

    def course(self, asked: Evaluates, rounds: Sequence[Past], whose: Whose, scope: Scope) -> Value:
        """What the figure was: every round in which it is asked for, from the first of these to the one before this.

        One that was never decided is a blank, so that it breaks what runs.
        """

        def ran() -> list[Past | None]:  # the same for everybody of whom it is asked
            decided = {(p.period.year, p.period.round): p for p in rounds}
            among = asked.rounds_asked(whose, self.id)
            run = _down_to(rounds[0].period, asked.period) if rounds else []
            return [decided.get((at.year, at.round)) for at in reversed(run) if among is None or at.round in among]

        course = asked.once(("course", whose, self.id, *map(id, rounds)), ran)  # which are held as long as what is asked
        return asked.past_values(course, whose, scope, self.id)

    @property
    def says(self) -> str:
        return self.text

    @property
    def parts(self) -> Sequence[Node]:
        return (self.target, *self.more)

    def phrase(self, level: Whose) -> str:
        return self.said.format(*(part.phrase(level) for part in self.parts))


class OneRound(OverRounds):
    """The figure in one earlier round; a blank where there was none."""

    __slots__ = ()

    def course(self, asked: Evaluates, rounds: Sequence[Past], whose: Whose, scope: Scope) -> Value:
        return asked.past_value(rounds[0], whose, scope, self.id) if rounds else None


def _down_to(first: Time, now: Time) -> list[Time]:
    """The rounds before `now`, latest first, as far back as `first`."""
    out, at = list[Time](), now
    while first < at:
        at = at.previous
        out.append(at)
    return out
