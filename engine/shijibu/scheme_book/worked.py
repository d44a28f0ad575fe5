"""Worked examples computed by the engine itself: over made-up people and what they fill in, no file is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shijibu.figures.evaluation import Book, Evaluation, PastRound, Row, Scope
from shijibu.figures.step_parts import line_of
from shijibu.figures.trace import Tracer
from shijibu.issuing.prefill import Rows, completed, prefilled_rows
from shijibu.rules.values import shown
from shijibu.scheme.model import Scheme
from shijibu.scheme.outcomes import Figure, ListRule
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Roster, Unit
from shijibu.scheme.sheets import Workbook
from shijibu.scheme.worked import Expected, Given, WorkedExample
from shijibu.spreadsheet.wording import NO, YES, fixed, said, several

_MOST = 6  # parameters that one line names


@dataclass(frozen=True, slots=True)
class Failed:
    """What does not come out as expected. loc: its place in the scheme. computed: at 2 decimals, as results have it."""

    loc: tuple[str | int, ...]
    example: str
    whose: str
    figure: str
    expected: Any
    computed: Any
    why: str

    @property
    def sentence(self) -> str:
        if not self.figure:
            return f"算例“{self.example}”：{self.why}"
        due = f"应为 {_told(self.expected)}，算出 {_told(self.computed)}"
        return f"算例“{self.example}”：{self.whose}的“{self.figure}”{due}" + (f"；{self.why}" if self.why else "")


def failures(scheme: Scheme) -> Iterator[Failed]:
    """What the examples of a sound scheme do not come to, in their order."""
    for i, example in enumerate(scheme.examples):
        yield from _Example(scheme, example, ("examples", i)).failures()


class _Example:
    """One example, as a round of its own."""

    def __init__(self, scheme: Scheme, example: WorkedExample, loc: tuple[str | int, ...]) -> None:
        self.scheme, self.example, self.loc = scheme, example, loc
        self.period = Period.parse(example.period, scheme.cadence)
        self.first = next(example.units).name
        self.roster = _roster(example, self.first)
        self.past = self._past()
        self.nowhere: list[Failed] = []
        books = self._books()
        came = {u.name: u.returned for u in example.units}
        self.evaluation = Evaluation(
            scheme, self.period, self.roster, books, self.past, late=[c for c, how in came.items() if how == "late"],
            rejected=[c for c, how in came.items() if how == "rejected"])

    def failures(self) -> Iterator[Failed]:
        yield from self.nowhere
        tracer = Tracer(self.evaluation, {})
        for i, expected in enumerate(self.example.expects):
            whose = expected.of or self.first
            figure, label, value = self._computed(expected, whose)
            computed = _shown(value, figure)
            if _same(computed) != _same(expected.value):
                why = self._why(tracer, figure, whose) if figure is not None else ""
                yield Failed((*self.loc, "expects", i, "value"), self.example.title, whose, label, expected.value, computed, why)

    def _why(self, tracer: Tracer, figure: Figure, whose: str) -> str:
        """How the figure came about, in a line, or why it did not."""
        step = tracer.official(whose, figure) if self.roster.official(whose) else tracer.unit(whose, figure)
        told = step.note if step.note and step.value is None else line_of(step)
        used = dict.fromkeys(f"{s.title} {said(s.value)}{s.unit}" for s in step.settings if not isinstance(s.value, list))
        return f"{told}；用到{several(list(used), _MOST, counted='项')}" if used else told

    def _computed(self, expected: Expected, whose: str) -> tuple[Figure | None, str, Any]:
        """The figure if it is one, what people call what is expected, and what it comes to."""
        official = self.roster.official(whose)
        table, dot, column = expected.figure.partition(".")
        if dot:
            return None, self._label(table, column), self._column(table, column, whose)
        figure = (self.scheme.official_figure if official else self.scheme.unit_figure)(expected.figure)
        if figure is not None:
            return figure, figure.label, (self.evaluation.official if official else self.evaluation.unit)(whose, figure.id)
        rule = next(r for r in self.scheme.lists if r.id == expected.figure)
        return None, rule.title, YES if self._listed(rule, whose) else NO

    def _listed(self, rule: ListRule, whose: str) -> bool:
        official = self.roster.official(whose)
        scope = Scope(official.unit, official=whose) if official else Scope(whose)
        of_them = (rule.of == "officials") == (official is not None)
        return of_them and self.evaluation.computes(rule, scope.unit) and self.evaluation.true(rule.when, scope)

    def _label(self, table: str, column: str) -> str:
        found = self.scheme.table(table)
        of = found.column(column) if found else None
        return f"{found.title}.{of.label}" if found and of else f"{table}.{column}"

    def _column(self, table: str, column: str, whose: str) -> Any:
        """A column in the rows that are the unit's or official's."""
        official = self.roster.official(whose)
        holder, rows = self.evaluation.rows_behind(table, Scope(official.unit, official=whose) if official else Scope(whose))
        values = [self.evaluation.cell(holder, table, row, column) for row in rows]
        return values[0] if len(values) == 1 else values or None

    # what it is made of

    def _past(self) -> list[PastRound]:
        rounds: dict[str, PastRound] = {}
        for earlier in self.example.before:
            period = Period.parse(earlier.period, self.scheme.cadence)
            past = rounds.setdefault(str(period), PastRound(period, {}, {}, {}))
            whose = earlier.of or self.first
            official = self.roster.official(whose) is not None
            figure = (self.scheme.official_figure if official else self.scheme.unit_figure)(earlier.figure)
            lone = figure is not None and figure.type == "list" and earlier.value is not None and not isinstance(earlier.value, list)
            kept: Any = past.officials if official else past.units
            kept.setdefault(whose, {})[earlier.figure] = [earlier.value] if lone else earlier.value
        return list(rounds.values())

    def _books(self) -> dict[str, Book]:
        books = {u.name: self._book(self.scheme.unit_workbook, self.roster.unit(u.name), u.name) for u in self.example.units
                 if u.returned in ("in_time", "late")}
        county = self.scheme.county_workbook(self.period.round)
        if county is not None:
            code = county.unit_code or ""
            books[code] = self._book(county, Unit(code=code, name=county.unit_name or county.title, kind="county"), None)
        return books

    def _book(self, workbook: Workbook, unit: Unit | None, own: str | None) -> Book:
        """What one workbook says. own: the unit's name; None for the county's own workbook."""
        assert unit is not None
        prefilled: Rows = prefilled_rows(self.scheme, workbook, self.period, unit, self.roster, past=self.past)
        tables: dict[str, list[Row]] = {}
        for table in workbook.tables_of(self.period.round):
            given = [(i, g) for i, g in enumerate(self.example.given) if g.table == table.id and own in (None, g.of or self.first)]
            told = [(i, r, entry) for i, g in given for r, entry in enumerate(_entries(g))]
            # What goes out begun is no row until somebody goes on with it.
            rows, nowhere = completed(table, prefilled.get(table.id, []) if table.is_fixed else [], [entry for _, _, entry in told])
            tables[table.id] = rows
            for place in nowhere:
                i, r, entry = told[place]
                why = f"“{table.title}”没有与这一行相符的行（{said(entry)}）；这张表的行由办公室定好，栏目要与之一致"
                self.nowhere.append(Failed((*self.loc, "given", i, "rows", r), self.example.title, "", "", None, None, why))
        return Book(unit.code, tables)


def _roster(example: WorkedExample, first: str) -> Roster:
    """The people, whose names are their codes and ids too."""
    units = [Unit(code=u.name, name=u.name, kind=u.kind or "", links=tuple(u.links), extra=u.extra) for u in example.units]
    officials = [Official(id=o.name, name=o.name, unit=o.unit or first, post=o.post, team=not o.outside, extra=o.extra) for o in example.officials]
    return Roster.of(units, officials)


def _entries(given: Given) -> Iterator[Mapping[str, Any]]:
    for row in given.rows:
        yield {column: value for column, value in zip(given.columns, row, strict=False) if value is not None}


def _shown(value: Any, figure: Figure | None) -> Any:
    """A value as results have it."""
    if isinstance(value, list):
        return [_shown(v, figure) for v in value]
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, (int, float)):
        return int(value) if figure is not None and figure.type == "integer" else shown(float(value))
    return value


def _same(value: Any) -> Any:
    """What two values share that are one to a reader: a list of one is that one, 90 and 90.0 are alike, blank is nothing."""
    if isinstance(value, list):
        return _same(value[0]) if len(value) == 1 else tuple(map(_same, value)) or None
    if isinstance(value, (int, float)):
        return shown(float(value))
    return value if value != "" else None


def _told(value: Any) -> str:
    return fixed(value) if isinstance(value, float) else said(value, decimals=2)
