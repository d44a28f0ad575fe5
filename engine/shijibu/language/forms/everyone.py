"""YA-9: whether anybody has what a unit asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from shijibu.language.evidence import Whose
from shijibu.language.expression import Call, Name
from shijibu.language.form import OfName
from shijibu.language.node import At, Binder, Evaluates, Node
from shijibu.language.scope import Standing
from shijibu.language.values import Value


@dataclass(frozen=True, slots=True)
class Everyone(OfName):
    """What each official of the county has; too many to be told one by one."""

    name: ClassVar = "everyone"
    gives: ClassVar = "a figure or attribute of each of the county's officials"
    example: ClassVar = "listed(field, everyone(field))"

    target: Node
    of_whom: str

    @classmethod
    def stands(cls, call: Call, index: int, standing: Standing) -> Standing:
        return Standing("official")

    @classmethod
    def made(cls, call: Call, first: Name, binder: Binder, standing: Standing) -> Self:
        return cls(binder.name(first, Standing("official")), str(first))

    def value(self, asked: Evaluates, at: At) -> Value:
        return asked.once(("everyone", self.of_whom), lambda: [self.target.value(asked, At(one)) for one in asked.everyone()])

    @property
    def parts(self) -> Sequence[Node]:
        return (self.target,)

    def phrase(self, level: Whose) -> str:
        return f"全部干部的{self.target.phrase('official')}"
