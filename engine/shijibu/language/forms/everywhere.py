"""QZ-4: what several units say of one."""

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
class Everywhere(OfColumn):
    """The rows of all workbooks that name this official or unit."""

    name: ClassVar = "everywhere"
    gives: ClassVar = ("a table's column over all workbooks' rows that name this official or unit: as owner, or in the second argument's column; "
                       "a third argument is asked in the row")
    example: ClassVar = "TOTAL(everywhere(tasks.points, tasks.unit, present(points)))"
    most: ClassVar = 2

    target: Node
    table: str
    column: str
    key: str | None
    keyed: tuple[Node, ...]
    condition: Node | None

    @classmethod
    def suits(cls, call: Call) -> bool:
        return OfColumn.suits(call) and all(isinstance(key, Name) and len(key.path) == 2 for key in call.arguments[1:2])

    @classmethod
    def stands(cls, call: Call, index: int, standing: Standing) -> Standing:
        return cls.row(call) if index == 2 else standing

    @classmethod
    def made(cls, call: Call, first: Name, binder: Binder, standing: Standing) -> Self:
        _, *more = call.arguments
        keyed = tuple(binder.bind(part, standing) for part in more[:1])
        key = more[0].path[-1] if more and isinstance(more[0], Name) else None
        condition = binder.bind(more[1], cls.row(call)) if more[1:] else None
        table, column = first.path
        return cls(binder.name(first, standing), table, column, key, keyed, condition)

    def value(self, asked: Evaluates, at: At) -> Value:
        rows = asked.rows_naming(self.table, self.key, at.scope)
        if self.condition is not None:
            rows = [row for row in rows if asked.part(self.condition, At(row))]
        at.counts(lambda: OfRows(self.table, self.column, rows))
        return [asked.cell_at(row, self.column) for row in rows]

    @property
    def parts(self) -> Sequence[Node]:
        return (self.target, *self.keyed, *([self.condition] if self.condition else []))

    def phrase(self, level: Whose) -> str:
        chosen = f"符合条件（{self.condition.phrase(level)}）的" if self.condition else ""
        return f"各单位所填{chosen}{self.target.phrase(level)}"
