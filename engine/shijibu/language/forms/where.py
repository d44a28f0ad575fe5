"""LS-9: what is past its day and not done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from shijibu.language.evidence import OfRows, Whose
from shijibu.language.expression import Call, Name
from shijibu.language.form import OfColumn
from shijibu.language.node import At, Binder, Evaluates, Node
from shijibu.language.scope import Standing
from shijibu.language.values import Value


@dataclass(frozen=True, slots=True)
class Where(OfColumn):
    """The rows of which the condition, asked in the row, is true."""

    name: ClassVar = "where"
    gives: ClassVar = "a table's column in the rows of which the second argument, asked in the row, is true"
    example: ClassVar = "count(where(tasks.title, below(actual, planned)))"
    least: ClassVar = 1
    most: ClassVar = 1

    target: Node
    table: str
    column: str
    condition: Node

    @classmethod
    def stands(cls, call: Call, index: int, standing: Standing) -> Standing:
        return cls.row(call) if index == 1 else standing

    @classmethod
    def made(cls, call: Call, first: Name, binder: Binder, standing: Standing) -> Self:
        table, column = first.path
        return cls(binder.name(first, standing), table, column, binder.bind(call.arguments[1], cls.row(call)))

    def value(self, asked: Evaluates, at: At) -> Value:
        rows = [row for row in asked.rows_of(self.table, at.scope) if asked.part(self.condition, At(row))]
        at.counts(lambda: OfRows(self.table, self.column, rows))
        return [asked.cell_at(row, self.column) for row in rows]

    @property
    def parts(self) -> Sequence[Node]:
        return self.target, self.condition

    def phrase(self, level: Whose) -> str:
        return f"符合条件（{self.condition.phrase(level)}）的{self.target.phrase(level)}"
