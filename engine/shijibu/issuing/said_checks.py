"""The declared checks in the sheet: of a table's rows, of the unit, of each member, where formulas can ask them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shijibu.figures.attributes import period_attribute
from shijibu.figures.live_condition import Cell, Cells, Found, Unsayable, condition, sentence
from shijibu.language import attributes
from shijibu.language.expression import Name
from shijibu.language.formula import Formula
from shijibu.language.values import Value
from shijibu.rules.native import literal
from shijibu.rules.values import WAITING
from shijibu.scheme.model import Scheme
from shijibu.scheme.outcomes import Check
from shijibu.scheme.period import Period
from shijibu.scheme.sheets import Table
from shijibu.spreadsheet.address import column_letters, pinned, quoted
from shijibu.workbook.hidden import IDS_COLUMN, NAMES_COLUMN, checks_of
from shijibu.workbook.layout import Layout, TableLayout
from shijibu.workbook.names import HINT_END, REMINDER

ROW_NUMBER = "\x00"  # the row's number in a formula that is made once for a table
_MEMBER = f"${column_letters(IDS_COLUMN)}{ROW_NUMBER}"  # an official's id in his or her row of the hidden sheet
_MOST = 7_000  # characters; Excel takes 8,192


@dataclass(frozen=True, slots=True)
class SaidCheck:
    """text: a formula that says the check's message where it is true, else nothing."""

    check: Check
    text: str
    error: bool


@dataclass(frozen=True, slots=True)
class _Stands:
    """Where a check stands: the names that formulas may ask there. own: of its row or member; owner: the row's owner's id."""

    scheme: Scheme
    period: Period
    layout: Layout
    own: Callable[[str], Found | None]
    owner: str | None = None
    rows_of: Callable[[Table], str | None] | None = None

    def name(self, name: Name) -> Found | Formula | Value:
        head, last = name.path[0], name.path[-1]
        if len(name.path) == 1:
            found = self.own(head)
            return self._unit(head) if found is None else found
        if head == "unit":
            return self._unit(last)
        if head == "period":
            return period_attribute(self.period, last)
        if head == "owner":
            return self._of_owner(last)
        return self._column(head, last)

    def _unit(self, id: str) -> Found | Formula | Value:
        cover = self.layout.cover
        figure = self.scheme.unit_figure(id)
        if figure is not None:
            if figure.rounds is not None and self.period.round not in figure.rounds:
                return None
            if id in cover.figures and not figure.problems:
                return Cell(unless_waiting(cover.figures[id].absolute), figure.type)
            if figure.formula is None or figure.across:
                raise Unsayable(id)
            return figure.formula
        if id == "kind" and id in cover.attributes:
            kinds = ",".join(f"IF(EXACT({cover.attributes[id].absolute},{literal(k.label)}),{literal(k.id)},\"\")" for k in self.scheme.roster.kinds)
            return Cell(f"({kinds.replace(',IF(EXACT', '&IF(EXACT')})")
        if id in cover.attributes and id in attributes.UNIT:
            return Cell(cover.attributes[id].absolute, "number" if id == "team_size" else "text")
        raise Unsayable(id)

    def _of_owner(self, id: str) -> Found:
        hidden = self.layout.hidden
        if self.owner is None or (id not in hidden.known and id not in ("id", "name")):
            raise Unsayable(id)
        at = hidden.known.get(id, {"id": IDS_COLUMN, "name": NAMES_COLUMN}.get(id, 0))
        return Cell(f'IFERROR(INDEX({hidden.range(at)},MATCH({self.owner},officials_ids,0))&"","")')

    def _column(self, table: str, column: str) -> Found | Value:
        placed = self.layout.tables.get(table)
        found = placed.table.column(column) if placed else None
        if placed is None or found is None or found.deferred:
            if self.scheme.table(table) is not None and placed is None:
                return None  # a sheet that this round does not have
            raise Unsayable(f"{table}.{column}")
        if self.rows_of is None:
            return Cells(rows_range(placed, column), found.type, None if placed.table.is_fixed else _below_heading(placed))
        meant = self.rows_of(placed.table)
        if meant is None:
            raise Unsayable(f"{table}.{column}")
        if placed.table.of_people:
            owner = placed.table.owner or placed.table.columns[0].id
            return Cell(f'IFERROR(INDEX({placed.range(column)},MATCH({_MEMBER},{placed.range(owner)},0))&"","")')
        return Cells(rows_range(placed, column), found.type, meant)


def rows_range(table: TableLayout, column: str) -> str:
    """A column's rows, those that somebody inserted at either end among them, with the heading."""
    return table.range(column) if table.table.is_fixed else table.around(column)


def _below_heading(table: TableLayout) -> str:
    """Ones for all of that but the heading."""
    rows = rows_range(table, table.table.columns[0].id)
    return f"(ROW({rows})>ROW({quoted(table.sheet)}!{pinned(table.header, table.left)}))"


def unless_waiting(cell: str) -> str:
    """A live cell for a condition, which is not true of one that waits."""
    return f'IF(EXACT({cell}&"",{literal(WAITING)}),NA(),{cell})'


def owned(range: str) -> str:
    """Ones for the rows whose owner is the official of the hidden sheet's row, by id or by the name in the dropdown."""
    owner = f'TRIM({range}&"")'
    name = f"${column_letters(NAMES_COLUMN)}{ROW_NUMBER}"
    return f"((EXACT({owner},{_MEMBER})+EXACT({owner},{name}))>0)"


def row_checks(scheme: Scheme, period: Period, layout: Layout, table: Table, at: TableLayout | None = None) -> list[SaidCheck]:
    """What the rows of a table may say by declared checks, errors first. at: where the rows stand, if not in their table."""
    placed = at or layout.tables[table.id]

    def cell(id: str) -> str:
        return f"${column_letters(placed.columns[id])}{ROW_NUMBER}"

    def own(id: str) -> Found | None:
        column = table.column(id)
        if column is None:
            return None
        if column.deferred:
            raise Unsayable(id)
        if column.live is not None:
            return Cell(unless_waiting(cell(id)), column.type)
        return Cell(_id_of(cell(id)), "text") if column.type == "official" and column.is_input else Cell(cell(id), column.type)

    owner = table.column(table.owner) if table.owner else None
    owner_id = None if owner is None else _id_of(cell(owner.id)) if owner.type == "official" else cell(owner.id)
    stands = _Stands(scheme, period, layout, own, owner_id)
    return _said(scheme, checks_of(scheme, table, period.round), stands)


def hidden_checks(scheme: Scheme, period: Period, layout: Layout) -> list[tuple[SaidCheck, int]]:
    """Those of the unit and of each member, with their columns in the hidden sheet."""
    hidden, out = layout.hidden, []

    def of_member(id: str) -> Found | None:
        if id in hidden.known:
            return Cell(f"${column_letters(hidden.known[id])}{ROW_NUMBER}")
        raise Unsayable(id)

    def rows_of(table: Table) -> str | None:
        return owned(rows_range(layout.tables[table.id], table.owner)) if table.owner else None

    unit = _Stands(scheme, period, layout, lambda id: None)
    member = _Stands(scheme, period, layout, of_member, rows_of=rows_of)
    for check, column in hidden.checks:
        out += [(said, column) for said in _said(scheme, [check], unit if check.each == "unit" else member)]
    return out


def said_as(error: bool, text: str) -> str:
    """A text's formula as a hint says it."""
    return f"{text}&{literal(HINT_END)}" if error else f"{literal(REMINDER)}&{text}&{literal(HINT_END)}"


def _said(scheme: Scheme, checks: list[Check], stands: _Stands) -> list[SaidCheck]:
    out: list[SaidCheck] = []
    for check in checks:
        error = scheme.severities.get(check.code, check.severity) == "error"
        try:
            asked = condition(check.when, scheme, stands)
        except Unsayable:
            continue
        told = sentence(check.message, check.fix, scheme, stands)
        table = scheme.table(check.each)
        column = table.column(check.field) if table and check.field else None
        if column is not None:  # what a hint says begins with its column, by which the self-check finds the cell
            told = f"{literal(column.label + '：')}&{told}"
        if len(asked) + len(told) > _MOST // 4:
            told = literal(check.fix.replace(HINT_END, "，"))
        if len(asked) + len(told) <= _MOST // 2:
            out.append(SaidCheck(check, f'IF({asked},{said_as(error, told)},"")', error))
    return sorted(out, key=lambda s: not s.error)


def _id_of(cell: str) -> str:
    """An official's id, where a cell has it or the name in the dropdown."""
    return f"IFERROR(INDEX(officials_ids,MATCH({cell},officials_list,0)),{cell})"
