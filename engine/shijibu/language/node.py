"""An expression whose names are bound: each part of it is an object that knows its value, what counted for it, and its wording.

A part is made once, when the scheme is loaded; whoever computes is handed in (`Evaluates`), with where it is asked (`At`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple, Protocol, TypeVar

from shijibu.errors import ShijibuError
from shijibu.language.evidence import Evidence, Past, Time, Whose
from shijibu.language.expression import Expression, Name
from shijibu.language.scope import Scope, Standing
from shijibu.language.values import Value
from shijibu.rules import RuleError
from shijibu.spreadsheet.wording import said

T = TypeVar("T")


class Unbound(ShijibuError, LookupError):
    """Something is asked of a name or a call that nothing stands behind; a scheme that was loaded has none."""


@dataclass(slots=True)
class Record:
    """What came of a part when it was asked: its value or why there is none, what counted, and its own parts in order.

    unasked: the value did not depend on it, as on a `when`'s other branch; it is looked at for the explanation alone.
    """

    node: Node
    scope: Scope
    value: Value = None
    why: str = ""
    unasked: bool = False
    counted: list[Evidence] = field(default_factory=list)
    parts: list[Record] = field(default_factory=list)


class At(NamedTuple):
    """Where and how a part is asked; one is made for every value. of: the rule that is being computed. exact: inside a greater rule, where
    nothing is rounded.

    record: where it is kept what counted; None where nobody asks. facts: what a prefilled cell may name.
    """

    scope: Scope
    of: str | None = None
    exact: bool = False
    record: Record | None = None
    facts: Mapping[str, Value] | None = None

    def counts(self, evidence: Callable[[], Evidence]) -> None:
        """Keeps what counted, where somebody wants to know; for anybody else it is not even made."""
        if self.record is not None:
            self.record.counted.append(evidence())

    def plainly(self, *, exact: bool = False) -> At:
        """The same place, but no part of the rule that is being computed."""
        return self if self.of is None and self.exact == exact else At(self.scope, None, exact, self.record, self.facts)

    def inside(self, exact: bool) -> At:
        return self if self.exact == exact else At(self.scope, self.of, exact, self.record, self.facts)


class Evaluates(Protocol):
    """What a part may ask of whoever computes."""

    @property
    def period(self) -> Time: ...
    @property
    def earlier(self) -> Sequence[Past]:
        """The decided rounds before this one, oldest first."""
    def part(self, node: Node, at: At) -> Value:
        """A part's value; a blank where a rule has none."""
    def unasked(self, node: Node, at: At) -> None:
        """Look at a part that the value does not depend on, where it is kept what counted."""
    def object(self, error: RuleError, node: Node, at: At) -> None:
        """Keep it that a part could not be computed because of an error."""
    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once in a round."""
    def parameter(self, path: str) -> Value: ...
    def scale(self, name: str) -> Value: ...
    def past_value(self, past: Past, whose: Whose, scope: Scope, id: str) -> Value:
        """A figure of the scope's unit or official as it was decided."""
    def past_values(self, course: Sequence[Past | None], whose: Whose, scope: Scope, id: str) -> list[Value]:
        """The same of one round after the other; a blank for one that was never decided."""
    def past_officials(self, past: Past, id: str) -> list[Value]:
        """A figure of every official as it was decided."""
    def rounds_asked(self, whose: Whose, id: str) -> Sequence[int] | None:
        """The rounds of a year that a figure is asked for in; None for all."""
    def staff(self, unit: str) -> Sequence[Scope]: ...
    def everyone(self) -> Sequence[Scope]:
        """All officials of the county."""
    def owner(self, scope: Scope) -> Scope:
        """The official or unit that a row names; nobody where it names none."""
    def rows_of(self, table: str, scope: Scope) -> Sequence[Scope]:
        """The rows of a table that a scope means."""
    def rows_naming(self, table: str, column: str | None, scope: Scope) -> Sequence[Scope]:
        """The rows of all workbooks whose column (else the owner's) names the scope's official or unit."""
    def cell_at(self, scope: Scope, column: str) -> Value:
        """A cell of the scope's row."""
    def column_of(self, table: str, column: str, at: At) -> Value:
        """A table's column in the rows that the scope means; of the official's own row the one cell."""
    def unit_value(self, id: str, at: At) -> Value: ...
    def official_value(self, id: str, at: At) -> Value: ...
    def unit_attribute(self, id: str, scope: Scope) -> Value: ...
    def official_attribute(self, id: str, scope: Scope) -> Value: ...
    def period_attribute(self, id: str) -> Value: ...
    def of_county(self, id: str) -> Value: ...
    def of_penalty(self, id: str, what: str, scope: Scope) -> Value: ...
    @property
    def home(self) -> str | None:
        """The unit that a workbook goes to, while its rows are chosen."""


class Binder(Protocol):
    """Whoever makes parts of a scheme's expressions, and is told what nothing stands behind."""

    def bind(self, part: Expression, standing: Standing) -> Node: ...
    def name(self, name: Name, standing: Standing) -> Node: ...
    def fault(self, what: str) -> None: ...
    def setting(self, path: str) -> Callable[[], str] | None:
        """How a parameter is told, value, unit and title, for whoever asks. None where the scheme has none of that path."""
    def meant(self, path: str) -> str:
        """The end of a sentence about a parameter that is none: which may be meant."""
    def has_scale(self, name: str) -> bool: ...
    def label(self, id: str, whose: Whose) -> str:
        """What people call a figure or an attribute."""


class Node(ABC):
    """A part of a bound expression. named: it is a name, or a form whose first argument is one. of_round: its value is the same wherever in a
    round it is asked."""

    __slots__ = ()

    named: ClassVar[bool] = False

    @property
    def of_round(self) -> bool:
        return False

    @abstractmethod
    def value(self, asked: Evaluates, at: At) -> Value:
        """Its value, and into `at` what counted. Raises RuleError where there is none."""

    @abstractmethod
    def phrase(self, level: Whose) -> str:
        """It in Chinese, as a part of a sentence that is told of a unit or of an official."""

    @property
    def parts(self) -> Sequence[Node]:
        """What it is made of."""
        return ()

    @property
    def says(self) -> str:
        """It as a formula has it; empty of what can always be computed."""
        return ""

    def names(self) -> Iterator[Node]:
        """What its names stand for, in order."""
        if self.named and not self.parts:
            yield self
        for part in self.parts:
            yield from part.names()

    @property
    def depends(self) -> bool:
        """Whether its value depends on where it is asked: something in it is a name."""
        return self.named or any(part.depends for part in self.parts)


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """A number or a text of the scheme. label: what people call what a text stands for, such as a kind of unit."""

    given: float | int | str
    label: str | None = None

    @property
    def of_round(self) -> bool:
        return True

    def value(self, asked: Evaluates, at: At) -> Value:
        return self.given

    def phrase(self, level: Whose) -> str:
        return self.label or said(self.given)


@dataclass(frozen=True, slots=True)
class Unknown(Node):
    """A call that nothing stands behind: a fault of the scheme."""

    text: str

    @property
    def says(self) -> str:
        return self.text

    def value(self, asked: Evaluates, at: At) -> Value:
        raise Unbound(self.text)

    def phrase(self, level: Whose) -> str:
        return self.text
