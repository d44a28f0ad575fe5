"""What the officials of a unit have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from shijibu.language.evidence import OfPeople, Whose
from shijibu.language.expression import Call, Name
from shijibu.language.form import OfName
from shijibu.language.node import At, Binder, Evaluates, Node
from shijibu.language.scope import Standing
from shijibu.language.values import Value


@dataclass(frozen=True, slots=True)
class Staff(OfName):
    """A figure of each of the unit's officials."""

    name: ClassVar = "staff"
    gives: ClassVar = "a figure of each of the unit's officials"
    example: ClassVar = "MEAN(staff(score))"

    target: Node
    label: str

    @classmethod
    def stands(cls, call: Call, index: int, standing: Standing) -> Standing:
        return Standing("official")

    @classmethod
    def made(cls, call: Call, first: Name, binder: Binder, standing: Standing) -> Self:
        return cls(binder.name(first, Standing("official")), binder.label(first.path[-1], "official"))

    def value(self, asked: Evaluates, at: At) -> Value:
        people = asked.staff(at.scope.unit)
        values = [self.target.value(asked, At(one)) for one in people]
        at.counts(lambda: OfPeople(self.label, [(one.official or "", v) for one, v in zip(people, values, strict=True)]))
        return values

    @property
    def parts(self) -> Sequence[Node]:
        return (self.target,)

    def phrase(self, level: Whose) -> str:
        return f"各干部{self.target.phrase('official')}"
