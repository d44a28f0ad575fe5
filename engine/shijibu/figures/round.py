"""What is known of a round before any figure is computed: its scheme, its people, its workbooks, and the rounds before it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from functools import cached_property
from typing import Any, Self, cast

from shijibu.figures.attributes import Attributes, period_attribute
from shijibu.figures.book import Book, PastRound, Row
from shijibu.figures.memo import Memo
from shijibu.figures.rows import Rows
from shijibu.figures.uncomputed import Uncomputed
from shijibu.language.evidence import Past, Whose
from shijibu.language.scope import Scope
from shijibu.language.values import Value
from shijibu.scheme.binding import binding_of
from shijibu.scheme.model import Scheme
from shijibu.scheme.outcomes import Figure, ListRule
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Roster


class Round:
    """One round. `books` holds accepted workbooks by unit code, the county's own included.

    late: the units whose return came after the deadline. rejected: those whose returns were all rejected. home: the unit that a
    workbook goes to, while its rows are chosen. failed: what could not be computed because of an error, as it comes up. objections: how often
    a rule could not answer so far.
    """

    def __init__(
        self, scheme: Scheme, period: Period, roster: Roster, books: Mapping[str, Book], past: list[PastRound] | None = None, *,
        late: Collection[str] = (), rejected: Collection[str] = (), home: str | None = None,
    ) -> None:
        self.scheme, self.period, self.roster, self.books, self.home = scheme, period, roster, books, home
        self.past = sorted(past or [], key=lambda p: p.period)
        self.earlier: Sequence[PastRound] = [p for p in self.past if p.period < period]
        self.binding, self.memo = binding_of(scheme), Memo()
        self.returned = Rows(scheme, period, books, self.memo)
        self._attributes = Attributes(scheme, roster, {"late": late, "returned": books, "rejected": {unit for unit in rejected if unit not in books}})
        self.objections = 0
        self._of_period: dict[str, Value] = {}
        self.failed: dict[Uncomputed, None] = {}
        self.decided: PastRound | None = None
        self.about_unit = ""

    def about(self, unit: str, decided: PastRound) -> Self:
        """The round for whoever asks about one unit and its officials: what others have, and what units cost each other, as was decided."""
        one = copy(self)
        one.memo, one.failed, one.decided, one.about_unit = Memo(), {}, decided, unit
        one.returned = Rows(one.scheme, one.period, one.books, one.memo)
        return one

    def computes(self, what: Figure | ListRule, unit: str) -> bool:
        """Whether a figure or list is asked for in this round, for what is in that unit's hands."""
        return (what.always or unit in self.books) and (what.rounds is None or self.period.round in what.rounds)

    def figure_of(self, whose: Whose, id: str) -> Figure | None:
        return self.binding.names.figures[whose].get(id)

    def rows(self, code: str, table: str) -> list[Row]:
        return self.returned.of(code, table)

    def has_table(self, table: str) -> bool:
        """Whether this round's workbooks have the table."""
        return self.returned.has_table(table)

    def rows_behind(self, table: str, scope: Scope) -> tuple[str, list[Row]]:
        """Whose workbook a table's rows stand in, and those that the scope means: an official's or a rated unit's own, else all."""
        return self.returned.behind(table, scope)

    def rows_everywhere(self, table: str, key: str | None, scope: Scope) -> list[tuple[str, Row]]:
        """The rows of all workbooks whose `key` column (else the owner's) names the scope's official or unit, with whose workbook it is."""
        return self.returned.everywhere(table, key, scope)

    def row_at(self, scope: Scope) -> Row:
        """The row of a scope."""
        return self.returned.at(scope)

    # what the parts of a formula ask of it (`language.node.Evaluates`)

    def parameter(self, path: str) -> Any:
        return self.scheme.parameter(path)

    def scale(self, name: str) -> Any:
        return self.scheme.scale(name)

    def past_value(self, past: Past, whose: Whose, scope: Scope, id: str) -> Value:
        return self.past_values([past], whose, scope, id)[0]

    def past_values(self, course: Sequence[Past | None], whose: Whose, scope: Scope, id: str) -> list[Value]:
        one = (scope.unit if whose == "unit" else scope.official) or ""
        return [None if past is None else past.figure(whose, one, id) for past in cast("Sequence[PastRound | None]", course)]

    def past_officials(self, past: Past, id: str) -> list[Value]:
        return [own.get(id) for own in self._past(past).officials.values()]

    def _past(self, past: Past) -> PastRound:
        assert isinstance(past, PastRound)
        return past

    def rounds_asked(self, whose: Whose, id: str) -> Sequence[int] | None:
        found = self.figure_of(whose, id)
        return found.rounds if found else None

    def staff(self, unit: str) -> Sequence[Scope]:
        return [Scope(o.unit, official=o.id) for o in self.roster.staff(unit)]

    def everyone(self) -> Sequence[Scope]:
        return self._everyone

    @cached_property
    def _everyone(self) -> list[Scope]:
        """Made when first asked for: whoever asks of one workbook among hundreds needs nobody else."""
        return [Scope(o.unit, official=o.id) for o in self.roster.officials]

    def rows_of(self, table: str, scope: Scope) -> Sequence[Scope]:
        holder, rows = self.returned.behind(table, scope)
        return [Scope(holder, table=table, row=r.index) for r in rows]

    def rows_naming(self, table: str, column: str | None, scope: Scope) -> Sequence[Scope]:
        return [Scope(holder, table=table, row=r.index) for holder, r in self.returned.everywhere(table, column, scope)]

    def unit_attribute(self, id: str, scope: Scope) -> Value:
        return self._attributes.of_unit(id, scope)

    def official_attribute(self, id: str, scope: Scope) -> Value:
        return self._attributes.of_official(id, scope)

    def period_attribute(self, id: str) -> Value:
        if id not in self._of_period:  # each row's condition asks again
            self._of_period[id] = period_attribute(self.period, id)
        return self._of_period[id]

    def of_county(self, id: str) -> Value:
        workbook = self.scheme.county_workbook(self.period.round)
        return self._attributes.of_unit(id, Scope(workbook.unit_code or "")) if workbook else None
