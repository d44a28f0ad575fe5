"""YA-1: what somebody else says of this very row, in a table of his own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from shijibu.language.evidence import OfRows, Whose
from shijibu.language.expression import Call, Name
from shijibu.language.form import OfColumn
from shijibu.language.node import At, Binder, Evaluates, Node
from shijibu.language.scope import Scope, Standing
from shijibu.language.values import Value
from shijibu.spreadsheet.names import same

_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matching(OfColumn):
    """A cell of the last row of another table that says the same as this row in the columns that both have."""

    name: ClassVar = "matching"
    gives: ClassVar = ("a table's column in its last row that agrees with this row in the columns named, which both tables have; texts agree "
                       "without regard to width, case and spaces")
    example: ClassVar = "count(where(tasks.title, above(matching(tasks.points, owner, title), 3)))"
    least: ClassVar = 1
    most: ClassVar = 9

    target: Node
    table: str
    column: str
    agreeing: tuple[str, ...]
    keys: tuple[Node, ...]

    @classmethod
    def suits(cls, call: Call) -> bool:
        return OfColumn.suits(call) and all(isinstance(key, Name) and len(key.path) == 1 for key in call.arguments[1:])

    @classmethod
    def made(cls, call: Call, first: Name, binder: Binder, standing: Standing) -> Self:
        table, column = first.path
        agreeing = tuple(key.path[0] for key in call.arguments[1:] if isinstance(key, Name))
        for key in agreeing:
            binder.name(Name((table, key)), standing)  # the other table has it too
        return cls(binder.name(first, standing), table, column, agreeing, tuple(binder.bind(key, standing) for key in call.arguments[1:]))

    def value(self, asked: Evaluates, at: At) -> Value:
        known = asked.once(("matching", self.table, self.agreeing, at.scope.unit), lambda: self._rows(asked, at.scope))
        row = known.get(self._key(asked, at.scope))
        at.counts(lambda: OfRows(self.table, self.column, [] if row is None else [row]))
        return None if row is None else asked.cell_at(row, self.column)

    def _rows(self, asked: Evaluates, scope: Scope) -> dict[_Key, Scope]:
        return {self._key(asked, row): row for row in asked.rows_of(self.table, scope)}

    def _key(self, asked: Evaluates, row: Scope) -> _Key:
        return tuple(same(str(asked.cell_at(row, column) or "")) for column in self.agreeing)

    @property
    def parts(self) -> Sequence[Node]:
        return (self.target, *self.keys)

    def phrase(self, level: Whose) -> str:
        return f"{'、'.join(key.phrase(level) for key in self.keys)}相同的一行的{self.target.phrase(level)}"
