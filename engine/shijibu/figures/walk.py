"""The walk through a formula: each part is asked for its value, and, where somebody wants to know, what counted is kept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import TypeVar

from shijibu.figures.round import Round
from shijibu.figures.uncomputed import Uncomputed, uncomputed
from shijibu.language.node import At, Node, Record
from shijibu.language.rule_call import RuleCall
from shijibu.language.scope import Level, Scope
from shijibu.language.values import Value
from shijibu.rules import NoData, RuleError, Waits
from shijibu.scheme.binding import Asked
from shijibu.scheme.outcomes import Figure

T = TypeVar("T")


class Walk(Round, ABC):
    """A round whose formulas are asked; what figures and cells are is another's (`evaluation.Evaluation`)."""

    _telling = 0

    def node(self, asked: Asked, scope: Scope) -> Node:
        """What an expression is where it is asked."""
        return self.binding.node(asked, level_of(scope), scope.table)

    @property
    def uncomputed(self) -> list[Uncomputed]:
        """What was asked for and could not be computed because of an error, so far."""
        return list(self.failed)

    # what a formula's parts come to

    def part(self, node: Node, at: At) -> Value:
        """Inside another call "no data" is a blank, as it is in the sheet. Raises Waits where an error keeps it from being computed, so that
        nothing is made of it as of a blank."""
        if at.record is not None:
            return self._recorded(node, at, at.record)
        try:
            return node.value(self, at)
        except RuleError as error:
            self._missed(error, node, at)
            return None

    def _recorded(self, node: Node, at: At, whole: Record) -> Value:
        """The same, with what came of it kept."""
        record = Record(node, at.scope)
        whole.parts.append(record)
        at = at._replace(record=record)
        try:
            record.value = node.value(self, at)
        except RuleError as error:
            record.why = str(error)
            self._missed(error, node, at)
        return record.value

    def _missed(self, error: RuleError, node: Node, at: At) -> None:
        """Keeps it that a part has no value. Raises Waits where that is for an error."""
        self.object(error, node, at)
        if not isinstance(error, NoData):
            raise error if isinstance(error, Waits) else Waits(str(error)) from error

    def unasked(self, node: Node, at: At) -> None:
        if at.record is not None:
            with suppress(RuleError):
                self.part(node, at)
            at.record.parts[-1].unasked = True

    def object(self, error: RuleError, node: Node, at: At) -> None:
        self.blank(error, node.says, at.scope)

    def once(self, key: Hashable, make: Callable[[], T], of: str | None = None) -> T:
        return self.memo.once(key, make, of)

    # what counted

    def record(self, asked: Asked, scope: Scope) -> Record:
        """What came of an expression and of each of its parts: the same walk as `value`, with what counted kept."""
        return self._told(self.node(asked, scope), scope)

    def figure_record(self, figure: Figure, scope: Scope) -> Record:
        """The same of a figure that has a formula; of one across the county what it takes of this unit or official."""
        assert figure.formula is not None
        node = self.node(figure.formula, scope)
        if not figure.across or not isinstance(node, RuleCall):
            return self._told(node, scope)
        record = Record(node, scope)
        self._telling += 1
        try:
            for part in node.parts:
                with suppress(RuleError):
                    self.part(part, At(scope, record=record))
        finally:
            self._telling -= 1
        return record

    def why_none(self, asked: Asked, scope: Scope) -> str:
        """What a rule says of why an expression has no value; empty where none objects."""
        return self.record(asked, scope).why

    def _told(self, node: Node, scope: Scope) -> Record:
        # Parts that stand in cells of their own are told as people see them there, so the walk is of no rule's inside.
        record = Record(node, scope)
        self._telling += 1
        try:
            record.value = node.value(self, At(scope, record=record))
        except RuleError as error:
            record.why = str(error)
        finally:
            self._telling -= 1
        return record

    def blank(self, error: RuleError, expression: str, scope: Scope | None) -> None:
        """The blank of what a rule cannot answer. An error, other than that something is missing or was said already, is kept with what was
        being computed."""
        self.objections += 1
        computing = list(self.memo.computing)
        if isinstance(error, NoData | Waits) or (self._telling and not computing):  # what is only told again is known already
            return
        self.failed[uncomputed(self.scheme, computing, expression, str(error), scope)] = None

    # what is another's

    @abstractmethod
    def owner(self, scope: Scope) -> Scope: ...
    @abstractmethod
    def cell_at(self, scope: Scope, column: str) -> Value: ...
    @abstractmethod
    def column_of(self, table: str, column: str, at: At) -> Value: ...
    @abstractmethod
    def unit_value(self, id: str, at: At) -> Value: ...
    @abstractmethod
    def official_value(self, id: str, at: At) -> Value: ...
    @abstractmethod
    def of_penalty(self, id: str, what: str, scope: Scope) -> Value: ...


def level_of(scope: Scope) -> Level:
    return "row" if scope.table is not None else "official" if scope.official is not None else "unit"
