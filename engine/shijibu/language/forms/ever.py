"""What was ever said of anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from shijibu.language.evidence import Whose
from shijibu.language.expression import Call, Name
from shijibu.language.form import OfName
from shijibu.language.node import At, Binder, Evaluates, Node
from shijibu.language.scope import Standing
from shijibu.language.values import Value, together


@dataclass(frozen=True, slots=True)
class Ever(OfName):
    """All that a figure of any official was; too much to be told one by one."""

    name: ClassVar = "ever"
    gives: ClassVar = "all that a figure of any official was in any earlier round, lists within lists in one"
    example: ClassVar = "listed(field, ever(seen_fields))"

    target: Node
    id: str

    @classmethod
    def stands(cls, call: Call, index: int, standing: Standing) -> Standing:
        return Standing("official")

    @classmethod
    def made(cls, call: Call, first: Name, binder: Binder, standing: Standing) -> Self:
        return cls(binder.name(first, Standing("official")), first.path[-1])

    def value(self, asked: Evaluates, at: At) -> Value:
        return asked.once(("ever", self.id), lambda: together([asked.past_officials(p, self.id) for p in asked.earlier]))

    @property
    def parts(self) -> Sequence[Node]:
        return (self.target,)

    def phrase(self, level: Whose) -> str:
        return f"以前各轮全部干部的{self.target.phrase('official')}"
