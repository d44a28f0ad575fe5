"""QZ-5: what is decided over rows by what only the county knows of whom they name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from shijibu.language.evidence import OfPeople, Whose
from shijibu.language.expression import Call, Name
from shijibu.language.form import OfColumn
from shijibu.language.node import At, Binder, Evaluates, Node
from shijibu.language.scope import Standing
from shijibu.language.values import Value


@dataclass(frozen=True, slots=True)
class Owners(OfColumn):
    """What each row's owner has."""

    name: ClassVar = "owners"
    gives: ClassVar = "what each row's owner has: <table>.<figure or attribute>, in the order of the rows"
    example: ClassVar = "owners(tasks.score)"

    owner: Node
    table: str
    label: str

    @classmethod
    def made(cls, call: Call, first: Name, binder: Binder, standing: Standing) -> Self:
        table, id = first.path
        return cls(binder.name(Name(("owner", id)), cls.row(call)), table, binder.label(id, "official"))

    def value(self, asked: Evaluates, at: At) -> Value:
        rows = asked.rows_of(self.table, at.scope)
        values = [self.owner.value(asked, At(row)) for row in rows]
        if at.record is not None:
            owners = [asked.owner(row) for row in rows]
            at.counts(lambda: OfPeople(self.label, [(o.official, v) for o, v in zip(owners, values, strict=True) if o.official is not None]))
        return values

    @property
    def parts(self) -> Sequence[Node]:
        return (self.owner,)

    def phrase(self, level: Whose) -> str:
        return f"各人的{self.label}"
