"""The rows of a table behind a figure: what was filled in where, and what the sheet makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from shijibu.figures.evaluation import Evaluation, Row, Scope
from shijibu.figures.steps import UNFILLED, Step, said
from shijibu.figures.wording import is_percent
from shijibu.language.expression import Call, Expression, Name, names
from shijibu.language.formula import Formula
from shijibu.rules import REGISTRY
from shijibu.scheme.model import Column, Table
from shijibu.spreadsheet.field import Field


class Figures(Protocol):
    """Who steps into the figures behind a row, and knows what was shown before."""

    def first_time(self, key: tuple) -> bool: ...
    def live(self, table: Table, column: Column, scope: Scope) -> Step: ...
    def fill(self, step: Step, expression: Expression, scope: Scope) -> None: ...
    def why_none(self, step: Step, formula: Formula | None, scope: Scope) -> str: ...


class RowTracer:
    """Steps for rows and cells; the figures behind them are another's."""

    def __init__(
        self, evaluation: Evaluation, sheets: Mapping[str, Mapping[str, str | None]], figures: Figures, amendments: Iterable[Mapping[str, Any]] = (),
    ) -> None:
        self.evaluation, self.scheme, self._sheets, self._figures = evaluation, evaluation.scheme, sheets, figures
        self._amended = {(a["unit"], a["field"]): a for a in amendments if a["state"] == "applied"}

    def behind(self, table_id: str, columns: list[str], scope: Scope) -> list[Step]:
        """The rows that `<table>.<column>` means in a scope."""
        table = self.scheme.table(table_id)
        assert table is not None
        holder, rows = self.evaluation.rows_behind(table_id, scope)
        if not rows:
            return [Step("note", self._nothing(table, holder))]
        return self._told(table, columns, holder, rows, scope)

    def meant(self, call: Call, scope: Scope) -> list[Step]:
        """The rows that `where` or `everywhere` takes."""
        target = call.arguments[0]
        assert isinstance(target, Name)
        table_id, column = target.path
        table = self.scheme.table(table_id)
        assert table is not None
        holders: dict[str, list[Row]] = {}
        for holder, row in self.evaluation.rows_meant(call, scope):
            holders.setdefault(holder, []).append(row)
        if not holders:
            return [Step("note", f"“{table.title}”没有符合的行")]
        out = []
        for holder, rows in holders.items():
            steps = self._told(table, [column], holder, rows, Scope(holder))
            unit = self.evaluation.roster.unit(holder)
            for step in steps:
                step.origin = step.origin or (unit.name if unit else holder)
            out += steps
        return out

    def _told(self, table: Table, columns: list[str], holder: str, rows: list[Row], scope: Scope) -> list[Step]:
        if scope.official is not None and table.of_people:
            return [self.cell(holder, table, rows[0], table.column(c)) for c in columns]  # type: ignore[arg-type]
        wanted = [c for id in columns if (c := table.column(id)) is not None]
        inputs, made = self._needed(table, wanted)
        cells = [("cell", holder, table.id, r.index, c.id) for r in rows for c in (*inputs, *made)]
        labels = "、".join(c.label for c in wanted)
        new = [k for k in cells if self._figures.first_time(k)]
        if not new:
            values = [self.evaluation.cell(holder, table.id, r, wanted[0].id) for r in rows]
            return [Step("seen", f"各行{labels}", values if len(wanted) == 1 else None, f"{table.id}.{wanted[0].id}",
                         note=f"{table.title}共 {len(rows)} 行，见上", percent=is_percent(wanted[0]))]
        rules = [self._figures.live(table, c, scope) for c in made if self._figures.first_time(("rule", table.id, c.id))]
        return [*rules, *(self._row(holder, table, r, inputs, made) for r in rows)]

    def _nothing(self, table: Table, holder: str) -> str:
        if not self.evaluation.has_table(table.id):
            return f"本轮没有“{table.title}”"
        if holder not in self.evaluation.books:
            book = self.scheme.workbook_for(holder)
            return f"没有接收到{book.title}，“{table.title}”没有数据"
        return f"“{table.title}”没有有关的行"

    def _needed(self, table: Table, wanted: list[Column]) -> tuple[list[Column], list[Column]]:
        """The input columns that the wanted ones rest on, and the live ones that these make, both in the table's order."""
        inputs: set[str] = set()
        made: set[str] = set()
        waiting = list(wanted)
        while waiting:
            column = waiting.pop()
            if column.live is None:
                inputs.add(column.id)
            elif column.id not in made:
                made.add(column.id)
                waiting += [c for n in names(column.live.tree) if (c := _of_row(table, n))]
        for column in table.columns:  # what the sheet shows of the very same inputs, such as a task's ratio
            if column.live and not _whole_column(column) and column.type == "number":
                used = [n.path for n in names(column.live.tree)]
                if used and all(len(p) == 1 and p[0] in inputs for p in used):
                    made.add(column.id)
        return [c for c in table.columns if c.id in inputs], [c for c in table.columns if c.id in made]

    def _row(self, holder: str, table: Table, row: Row, inputs: list[Column], made: list[Column]) -> Step:
        step = Step("row", self.label(table, row), id=f"{table.id}[{row.index}]")
        key = self._key_columns(table)
        step.parts = [self._given(holder, table, row, c) for c in inputs if c.id not in key]
        for column in made:
            value = self.evaluation.cell(holder, table.id, row, column.id)
            scope = Scope(holder) if _whole_column(column) else Scope(holder, table=table.id, row=row.index)
            note = "" if value is not None or column.live is None else self.evaluation.why_none(column.live, scope)
            step.parts.append(Step("figure", column.label, value, str(Field(table.id, row.index, column.id)), note=note, percent=is_percent(column),
                                   rules=(column.rule,) if column.rule else ()))
        return step

    def cell_of(self, scope: Scope, column: str) -> Step:
        """The cell of the row that a live column's expression stands in."""
        table = self.scheme.table(scope.table or "")
        row = next(r for r in self.evaluation.rows(scope.unit, scope.table or "") if r.index == scope.row)
        found = table.column(column) if table else None
        assert table is not None and found is not None
        return self.cell(scope.unit, table, row, found)

    def cell(self, holder: str, table: Table, row: Row, column: Column) -> Step:
        """One cell: where it was filled in, or how the sheet computes it."""
        if column.live is None:
            return self._given(holder, table, row, column)
        value = self.evaluation.cell(holder, table.id, row, column.id)
        step = Step("figure", column.label, value, str(Field(table.id, row.index, column.id)), rules=(column.rule,) if column.rule else ())
        if not self._figures.first_time(("live", holder, table.id, row.index, column.id)):
            step.kind, step.note = "seen", "见上"
            return step
        scope = Scope(holder) if _whole_column(column) else Scope(holder, table=table.id, row=row.index)
        self._figures.fill(step, column.live.tree, scope)
        if value is None:
            step.note = self._figures.why_none(step, column.live, scope)
        return step

    def _given(self, holder: str, table: Table, row: Row, column: Column) -> Step:
        value, field = row.values.get(column.id), str(Field(table.id, row.index, column.id))
        note = "" if value not in (None, "") else UNFILLED
        amendment = self._amended.get((holder, field))
        if amendment is not None:
            note = f"经第 {amendment['objection']} 号异议由 {said(amendment['returned'], percent=is_percent(column))} 更正"
        return Step("cell", column.label, value, field, origin=self.place(holder, table, row, column), note=note,
                    percent=is_percent(column), rules=())

    def place(self, holder: str, table: Table, row: Row, column: Column) -> str:
        """Sheet and cell, as a person looks them up."""
        sheet = self._sheets.get(holder, {}).get(table.id) or self._title(table)
        cell = row.cells.get(column.id)
        return f"{sheet}!{cell}" if sheet and cell else ""

    def _title(self, table: Table) -> str:
        return next((s.title for w in self.scheme.workbooks for s in w.sheets if any(t.id == table.id for t in s.tables)), "")

    def _key_columns(self, table: Table) -> list[str]:
        """The columns by which people tell a row: its key, or else its first text."""
        if table.key:
            return table.key
        first = next((c.id for c in table.columns if c.is_input and c.type == "text"), None)
        return [first] if first else []

    def label(self, table: Table, row: Row) -> str:
        """The row as people know it: its key, or its first text."""
        told = [str(v) for id in self._key_columns(table) if (v := row.values.get(id)) not in (None, "")]
        official = self.evaluation.roster.official(told[0]) if len(told) == 1 else None
        if official is not None:
            return f"{official.name}（{official.id}）"
        short: Any = "·".join(t if len(t) <= 40 else t[:39] + "…" for t in told)
        return f"{table.title}“{short}”" if short else f"{table.title}第 {row.index} 行"


def _of_row(table: Table, name: Name) -> Column | None:
    """The column of the row that a live column's name stands for; a column rule names the whole column, and each row's own cell counts."""
    return table.column(name.path[-1]) if name.path[:-1] in ((), (table.id,)) else None


def _whole_column(column: Column) -> bool:
    """Whether a live column is computed for all rows at once."""
    call = column.live.tree if column.live else None
    return isinstance(call, Call) and call.function in REGISTRY and REGISTRY[call.function].returns == "column"
