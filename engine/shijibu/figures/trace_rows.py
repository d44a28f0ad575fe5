"""Steps for the rows and cells of a table: what was filled in where, and what the sheet makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shijibu.figures.evaluation import Evaluation, Scope
from shijibu.figures.steps import UNFILLED, Step
from shijibu.language.evidence import OfRows
from shijibu.language.node import Node
from shijibu.language.rule_call import rule_of
from shijibu.language.values import blank
from shijibu.scheme.binding import binding_of
from shijibu.scheme.names import OwnCell, TableColumn
from shijibu.scheme.sheets import Column, Table
from shijibu.spreadsheet.field import Field
from shijibu.spreadsheet.wording import said


class RowSteps:
    """What rows and cells say of themselves; the figures behind them are another's (`trace.Tracer`)."""

    def __init__(
        self, evaluation: Evaluation, sheets: Mapping[str, Mapping[str, str | None]], amendments: Iterable[Mapping[str, Any]] = (),
    ) -> None:
        self.evaluation, self.scheme, self._sheets = evaluation, evaluation.scheme, sheets
        self._binding = binding_of(evaluation.scheme)
        self._amended = {(a["unit"], a["field"]): a for a in amendments if a["state"] == "applied"}

    def nothing(self, table: Table, holder: str) -> str:
        if not self.evaluation.has_table(table.id):
            return f"本轮没有“{table.title}”"
        if holder not in self.evaluation.books:
            book = self.scheme.workbook_for(holder)
            return f"没有接收到{book.title}，“{table.title}”没有数据"
        return f"“{table.title}”没有有关的行"

    def seen(self, table: Table, wanted: Sequence[Column], rows: Sequence[Scope]) -> Step:
        """Rows that were all told before: their values in short."""
        labels, first = "、".join(c.label for c in wanted), wanted[0]
        values = [self._value(r, first.id) for r in rows] if len(wanted) == 1 else None
        note = f"{table.title}共 {len(rows)} 行，见上"
        return Step("seen", f"各行{labels}", values, f"{table.id}.{first.id}", note=note, percent=_is_percent(first), nothing="略")

    def needed(self, table: Table, wanted: list[Column]) -> tuple[list[Column], list[Column]]:
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
                waiting += [c for name in self._names(table, column) if (c := _of_row(table, name))]
        for column in table.columns:  # what the sheet shows of the very same inputs, such as a task's ratio
            if column.live and not _whole_column(column) and column.type == "number":
                used = self._names(table, column)
                if used and all(isinstance(name, OwnCell) and name.column in inputs for name in used):
                    made.add(column.id)
        return [c for c in table.columns if c.id in inputs], [c for c in table.columns if c.id in made]

    def other_tables(self, table: Table, column: Column) -> dict[str, list[str]]:
        """The columns of other tables that a live column takes, by table."""
        others: dict[str, list[str]] = {}
        for name in self._names(table, column):
            if isinstance(name, TableColumn) and name.table != table.id and self.scheme.table(name.table) is not None:
                others.setdefault(name.table, []).append(name.column)
        return others

    def node(self, table: Table, column: Column) -> Node | None:
        """What a live column says, in the table's row."""
        return self._binding.node(column.live, "row", table.id) if column.live else None

    def _names(self, table: Table, column: Column) -> list[Node]:
        node = self.node(table, column)
        return list(node.names()) if node else []

    def standing(self, column: Column, row: Scope) -> Scope:
        """Of whom a live column is asked: of its row, or, where it is computed for all rows at once, of the workbook's unit."""
        return Scope(row.unit) if _whole_column(column) else row

    def row(self, table: Table, row: Scope, inputs: Iterable[Column], made: Iterable[Column]) -> Step:
        step = Step("row", self.label(table, row), id=f"{table.id}[{row.row}]", about=self._about(table, row))
        key = self._key_columns(table)
        step.parts = [self.given(table, row, c) for c in inputs if c.id not in key]
        for column in made:
            cell = self.computed(table, row, column)
            if cell.value is None and column.live is not None:
                cell.note = self.evaluation.why_none(column.live, self.standing(column, row))
            cell.percent = _is_percent(column)
            step.parts.append(cell)
        return step

    def _about(self, table: Table, row: Scope) -> str:
        """The official whose row it is; empty of a row that is nobody's."""
        return str(self.evaluation.row_at(row).values.get(table.owner) or "") if table.owner and table.of_people else ""

    def computed(self, table: Table, row: Scope, column: Column) -> Step:
        """A live cell's value; of one that is another's to fill in, what he wrote and where."""
        if column.filled_by and (source := self._source(row, column)) is not None:
            return source
        return Step("figure", column.label, self._value(row, column.id), _field(table, row, column),
                    rules=(column.rule,) if column.rule else ())

    def _value(self, row: Scope, column: str) -> Any:
        """A cell of the row; nothing where it waits for an input to be mended, which is said at the input."""
        return self.evaluation.cell(row.unit, row.table or "", self.evaluation.row_at(row), column)

    def _source(self, row: Scope, column: Column) -> Step | None:
        """The cell in another's workbook that a live cell takes its value from; None where there is none."""
        counted = self.evaluation.record(column.live or "", row).counted
        of = next((e for e in counted if isinstance(e, OfRows) and e.rows), None)
        table = self.scheme.table(of.table) if of else None
        cell = table.column(of.column) if table and of else None
        if of is None or table is None or cell is None:
            return None
        step = self.given(table, of.rows[-1], cell)
        step.origin = f"{self.scheme.workbook_for(of.rows[-1].unit).title} {step.origin}"
        return step

    def given(self, table: Table, row: Scope, column: Column) -> Step:
        """A cell that was filled in, and where."""
        value, field = self.evaluation.row_at(row).values.get(column.id), _field(table, row, column)
        note = UNFILLED if blank(value) else ""
        amendment = self._amended.get((row.unit, field))
        if amendment is not None:
            note = f"经第 {amendment['objection']} 号异议由 {said(amendment['returned'], percent=_is_percent(column))} 更正"
        at = self.place(table, row, column)
        return Step("cell", column.label, value, field, origin="!".join(at or ()), note=note, percent=_is_percent(column), holder=row.unit, at=at)

    def place(self, table: Table, row: Scope, column: Column) -> tuple[str, str] | None:
        """Sheet and cell, as a person looks them up; None where they are not known."""
        sheet = self._sheets.get(row.unit, {}).get(table.id) or self._title(table)
        cell = self.evaluation.row_at(row).cells.get(column.id)
        return (sheet, cell) if sheet and cell else None

    def _title(self, table: Table) -> str:
        return next((s.title for w in self.scheme.workbooks for s in w.sheets if any(t.id == table.id for t in s.tables)), "")

    def _key_columns(self, table: Table) -> list[str]:
        """The columns by which people tell a row: its key, or else its first text."""
        if table.key:
            return list(table.key)
        first = next((c.id for c in table.columns if c.is_input and c.type == "text"), None)
        return [first] if first else []

    def label_at(self, row: Scope) -> str:
        """The row of a scope as people know it."""
        table = self.scheme.table(row.table or "")
        assert table is not None
        return self.label(table, row)

    def label(self, table: Table, row: Scope) -> str:
        """The row as people know it: its key, or its first text."""
        values = self.evaluation.row_at(row).values
        told = [str(v) for id in self._key_columns(table) if not blank(v := values.get(id))]
        official = self.evaluation.roster.official(told[0]) if len(told) == 1 else None
        if official is not None:
            return f"{official.name}（{official.id}）"
        short = "·".join(t if len(t) <= 40 else t[:39] + "…" for t in told)
        return f"{table.title}“{short}”" if short else f"{table.title}第 {row.row} 行"


def _field(table: Table, row: Scope, column: Column) -> str:
    return str(Field(table.id, row.row or 0, column.id))


def _of_row(table: Table, name: Node) -> Column | None:
    """The column of the row that a live column's name stands for; a column rule names the whole column, and each row's own cell counts."""
    return table.column(name.column) if isinstance(name, (OwnCell, TableColumn)) and name.table == table.id else None


def _whole_column(column: Column) -> bool:
    """Whether a live column is computed for all rows at once."""
    rule = rule_of(column.live.tree) if column.live else None
    return rule is not None and rule.returns == "column"


def _is_percent(column: Column) -> bool:
    return column.type == "percent"
