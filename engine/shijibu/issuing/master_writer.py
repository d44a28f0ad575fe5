"""What the writers of a master's sheets share: its shape, its geometry, and how a name becomes a reference."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from shijibu.figures.live_formula import Live, LiveFormula, compile_live
from shijibu.issuing.awaited import ASIDE, Awaited
from shijibu.issuing.hints import issued_hint
from shijibu.issuing.outside_rows import Outside, left_out, outside
from shijibu.issuing.said_checks import SaidCheck, row_checks
from shijibu.issuing.template_look import Looks
from shijibu.language.expression import Name, names
from shijibu.language.formula import Formula
from shijibu.language.rule_call import rule_of
from shijibu.rules import Ref
from shijibu.rules.native import literal
from shijibu.rules.values import WAITING
from shijibu.scheme.live_faults import type_of
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.sheets import Column, Table, Workbook
from shijibu.spreadsheet.address import address, pinned
from shijibu.spreadsheet.plain_sheet import PlainSheet
from shijibu.spreadsheet.style import Styles
from shijibu.workbook.layout import Layout, TableLayout, layout
from shijibu.workbook.names import FACT_CELLS, HIDDEN_SHEET, beyonds
from shijibu.workbook.printed import in_hidden_sheet

EMPTY_TABLE = f"{ASIDE}本期没有列出的，不用填）"
_FIRST_LIST = 5  # the hidden sheet's column for the first list that stands there
_PINNED = r"\$[A-Z]{1,3}\$[0-9]+"
# A text, or cells of a sheet that is named: '王''s 表'!$A$6:$A$46.
_ELSEWHERE = re.compile(rf"""("[^"]*")|(?:'(?:[^']|'')+'|(?<![\w.'])\w+)!(?:{_PINNED}(?::{_PINNED})?|\$[A-Z]{{1,3}}:\$[A-Z]{{1,3}})(?![\w(:.])""")


@dataclass(frozen=True, slots=True)
class Shape:
    """What makes one master serve several units: sizes of team and staff, subject rows, and what is committed in each table.

    committed: table -> how many rows are committed with every carried column, or for each committed row the columns that are. fact_cells: how
    many cells of the hidden sheet the facts may need. closed: table -> the columns that are not for these units to fill in.
    """

    team_size: int
    staff_size: int
    subject_rows: Mapping[str, int] = field(default_factory=dict)
    committed: Mapping[str, int | Sequence[Collection[str]]] = field(default_factory=dict)
    fact_cells: int = FACT_CELLS
    closed: Mapping[str, Collection[str]] = field(default_factory=dict)

    @property
    def committed_rows(self) -> dict[str, int]:
        return {table: c if isinstance(c, int) else len(c) for table, c in self.committed.items()}

    @property
    def key(self) -> tuple[object, ...]:
        committed = ((t, c if isinstance(c, int) else tuple(tuple(sorted(row)) for row in c)) for t, c in self.committed.items())
        return *self.frame, tuple(sorted(committed))

    @property
    def frame(self) -> tuple[object, ...]:
        """All but what is committed."""
        closed = tuple(sorted((t, tuple(c)) for t, c in self.closed.items()))
        return self.team_size, self.staff_size, tuple(sorted(self.subject_rows.items())), self.fact_cells, closed

    def empty(self, table: Table) -> bool:
        """Whether a table of subjects has none for this unit: its one row stays blank and is not to be filled in."""
        return table.subjects is not None and not self.subject_rows.get(table.id)

    def given(self, table: Table, number: int) -> Collection[str]:
        """The input columns that go out filled in and locked in a table's row (from 1)."""
        committed = self.committed.get(table.id, 0)
        if number > (committed if isinstance(committed, int) else len(committed)):
            return ()
        return [c.id for c in table.columns if c.carry] if isinstance(committed, int) else committed[number - 1]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a sheet asks for of what stands once in a workbook, and what it is called there."""

    kind: Literal["name", "place", "list"]
    of: tuple[str, ...]
    answer: str


class MasterWriter:
    """What the writers of the sheets share: the book, the scheme, the geometry, and how a name becomes a reference."""

    def __init__(self, book: xlsxwriter.Workbook, scheme: Scheme, workbook: Workbook, period: Period, shape: Shape, live: Live) -> None:
        self.book, self.scheme, self.workbook, self.period, self.shape, self.live = book, scheme, workbook, period, shape, live
        self.styles = Styles(book)
        self.lists: dict[tuple[str, ...], int] = {}
        self.asked: dict[str, list[Asked]] = {}
        """What each sheet asks for of what stands once in the workbook, by its title."""
        self._asked: list[Asked] = []
        self.goes_by: dict[str, set[str]] = {}
        """The tables by whose commitments a sheet goes, by its title."""
        self._goes_by: set[str] = set()
        self.into: dict[str, set[str]] = {}
        """The sheets into which another one puts something of its own, by the title of that."""
        self._into: set[str] = set()
        self._row_checks: dict[str, list[SaidCheck]] = {}
        self._named: set[str] = set()
        self._places: dict[str, str] = {}
        self.layout: Layout = layout(
            scheme, workbook, period.round, team_size=shape.team_size, staff_size=shape.staff_size, subject_rows=shape.subject_rows,
            committed_rows=shape.committed_rows)

    @contextmanager
    def drawing(self, title: str) -> Iterator[None]:
        """While a sheet of that title is drawn it is put down what it asks for, what it goes by, and where it puts something."""
        self._asked, self._goes_by, self._into = self.asked[title], self.goes_by[title], self.into[title] = [], set(), set()
        yield
        self._asked, self._goes_by, self._into = [], set(), set()

    def given(self, table: Table, number: int) -> Collection[str]:
        """The input columns that go out filled in and locked in a table's row (from 1)."""
        self._goes_by.add(table.id)
        return self.shape.given(table, number)

    def committed_rows(self, table: Table) -> int:
        """How many rows of a table are committed."""
        self._goes_by.add(table.id)
        return self.shape.committed_rows.get(table.id, 0)

    def answer(self, kind: Literal["name", "place", "list"], of: tuple[str, ...]) -> str:
        """What that is called in this workbook, which has it from now on."""
        if kind == "list":
            at = self.lists.setdefault(of, _FIRST_LIST + len(self.lists))
            answer = f"={HIDDEN_SHEET}!{pinned(1, at)}:{pinned(len(of), at)}"
        elif kind == "place":
            if of[0] not in self._places:
                self._places[of[0]] = self._defined(f"_at.{len(self._places) + 1}", of[0])
            answer = self._places[of[0]]
        else:
            answer = self._defined(*of)
        self._asked.append(Asked(kind, of, answer))
        return answer

    def _defined(self, name: str, text: str) -> str:
        if name not in self._named:
            self.book.define_name(name, f"={text}")
            self._named.add(name)
        return name

    @cached_property
    def template_looks(self) -> Looks:
        """How cells of the template look."""
        assert self.layout.template is not None
        return Looks(self.layout.template.book.loaded_theme)

    @cached_property
    def awaited(self) -> Awaited:
        """What live cells that cannot be computed wait for."""
        return Awaited(self.scheme, self.layout)

    @cached_property
    def outside(self) -> dict[str, Outside]:
        """Where rows that somebody inserts are found, by table."""
        return outside(self.layout)

    def _whole(self, expression: Formula, formula: LiveFormula, table: TableLayout | None = None, row: int = 0) -> LiveFormula:
        """The formula, which waits while an inserted row would be left out of what it takes, or an entry in it is more or less than may be.

        table, row: where the formula stands, if in a table's row.
        """
        stops = [missed] if (missed := left_out(self.outside, expression)) else []
        for name in dict.fromkeys(names(expression.tree)):
            placed = table if len(name.path) == 1 else self.layout.tables.get(name.path[0])
            column = placed.table.column(name.path[-1]) if placed else None
            if placed is not None and column is not None and column.is_input:
                cells = placed.reach(column.id) if len(name.path) == 2 else address(row, placed.columns[column.id])
                stops += [f'COUNTIF({cells},"{beyond}")' for beyond in beyonds(column)]
        return LiveFormula(f"IF({'+'.join(stops)}>0,{literal(WAITING)},{formula.text})", formula.array) if stops else formula

    def issued_hint(self, table: Table, number: int) -> str:
        """What a row's hint says as the workbook goes out; nothing, so that it is computed at once, where declared checks may say more."""
        given = self.given(table, number)
        if self.shape.empty(table):
            return EMPTY_TABLE
        if self.row_checks(table) and (given or not any(c.is_input for c in table.columns)):
            return ""
        return issued_hint(table, given)

    def row_checks(self, table: Table) -> list[SaidCheck]:
        """What declared checks may say of a table's rows."""
        if table.id not in self._row_checks:
            self._row_checks[table.id] = row_checks(self.scheme, self.period, self.layout, table)
        return self._row_checks[table.id]

    def closed(self, table: Table) -> Collection[str]:
        """The columns of a table that are not for these units to fill in."""
        return self.shape.closed.get(table.id, ())

    def choices(self, column: Column) -> list[str] | str:
        """A dropdown's list; one too long for the dropdown itself, or with commas in it, stands in the hidden sheet."""
        choices = column.choices or []
        if not in_hidden_sheet(choices):
            return choices
        return self.answer("list", tuple(choices))

    def named(self, name: str, text: str) -> str:
        """The name, which stands for that in the workbook: a formula that asks for another sheet by name may be shared by a column's cells."""
        return self.answer("name", (name, text))

    def by_names(self, formula: str) -> str:
        """A formula of a row that asks for other sheets' cells by name, so that a column's cells may share it."""
        return _ELSEWHERE.sub(lambda m: m[0] if m[1] else self.answer("place", (m[0],)), formula)

    def sheet(self, title: str) -> PlainSheet | None:
        """A sheet that is there already, to put something more into it."""
        self._into.add(title)
        found = self.book.get_worksheet_by_name(title)
        return found if isinstance(found, PlainSheet) else None

    def row_formula(self, expression: Formula, table: TableLayout, row: int) -> LiveFormula:
        """A live cell of a table's row."""

        def refer(name: Name) -> Ref:
            return Ref(address(row, table.columns[name.path[0]])) if len(name.path) == 1 else self._far(name)

        def own(name: Name) -> Ref:
            return Ref(address(row, table.columns[name.path[-1]]))

        first = pinned(table.first, table.left)
        row_number = f"ROWS({first}:{address(row, table.left)})"
        formula = compile_live(expression, self.scheme, refer, live=self.live, own=own, row_number=row_number, typed=self._typed(table.table))
        return self._where_begun(self._whole(expression, formula, table, row), expression, table, row)

    def unit_formula(self, expression: Formula) -> LiveFormula:
        """A live figure of the unit."""
        refer = lambda n: self._far(n) if len(n.path) > 1 else self._unit(n.path[0])  # noqa: E731
        return self._whole(expression, compile_live(expression, self.scheme, refer, live=self.live, typed=self._typed(None)))

    def _typed(self, table: Table | None) -> Callable[[Name], str]:
        return lambda name: type_of(self.scheme, name, table)

    def _where_begun(self, formula: LiveFormula, expression: Formula, table: TableLayout, row: int) -> LiveFormula:
        """Of words nothing in a row that nobody has begun: it is no row yet, and a condition has an answer to blanks too."""
        entered = [c.id for c in table.table.columns if c.is_input and c.id not in table.table.begun]
        if rule_of(expression.tree) is not None or table.table.is_fixed or not entered:
            return formula
        begun = "+".join(f"LEN({address(row, table.columns[id])})" for id in entered)
        return LiveFormula(f'IF({begun}=0,"",{formula.text})', formula.array)

    def _far(self, name: Name) -> Ref:
        head, last = name.path
        return self._unit(last) if head == "unit" else Ref(self.layout.tables[head].reach(last))

    def _unit(self, id: str) -> Ref:
        cover = self.layout.cover
        return Ref((cover.figures.get(id) or cover.attributes[id]).absolute)

    def write_formula(self, sheet: Worksheet, row: int, column: int, formula: LiveFormula, style: object, value: object = "") -> None:
        """A live cell (row and column from 1) with its cached value."""
        if formula.array:
            sheet.write_array_formula(row - 1, column - 1, row - 1, column - 1, "{=" + formula.text + "}", style, value)
        else:
            sheet.write_formula(row - 1, column - 1, "=" + formula.text, style, value)
