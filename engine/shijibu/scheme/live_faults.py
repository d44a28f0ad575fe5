"""What is wrong with what a workbook computes while one types: a formula that no cell says, and names of what stands in no cell of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from shijibu.language.dictionary import forms
from shijibu.language.expression import Call, Name, names
from shijibu.language.formula import Formula
from shijibu.language.in_cell import NotInCell, cell_formula, rule_alone
from shijibu.rules import Ref
from shijibu.rules.native import Argument
from shijibu.scheme.model import Scheme
from shijibu.scheme.outcomes import Figure
from shijibu.scheme.sheets import Table, Workbook

Fault = tuple[tuple[Any, ...], str]
_ON_COVER = ("name", "code", "team_size")
"""What every cover says of its unit, as the engine has it."""
_LONGEST = 4000
"""Characters of a formula, half of what Excel takes: more is added where it stands, and thousands of rows have it."""
_OF_COLUMN = "；不必随填随算的，加上“交回后再算”（deferred: true），由系统在交回后计算"
_OF_FIGURE = "；不必在封面上随填随算的，去掉“在封面上”（live）"


def live_faults(scheme: Scheme) -> Iterator[Fault]:
    """Those of every live column and figure, each with its place in the file."""
    figures = {f.id: f for f in scheme.unit_figures}
    for w, workbook in enumerate(scheme.workbooks):
        for s, sheet in enumerate(workbook.sheets):
            for t, table in enumerate(sheet.tables):
                cell = _Cell(scheme, workbook, figures, sheet.rounds, table)
                for c, column in enumerate(table.columns):
                    if column.live and not column.deferred:
                        loc = ("workbooks", w, "sheets", s, "tables", t, "columns", c, "live")
                        yield from ((loc, what + _OF_COLUMN) for what in _wrong(column.live, cell))
    of_units = next((w for w in scheme.workbooks if not w.county), None)
    for i, figure in enumerate(scheme.unit_figures):
        if figure.live and figure.formula is not None and of_units is not None:
            cell = _Cell(scheme, of_units, figures, figure.rounds, None)
            yield from ((("unit_figures", i, "formula"), what + _OF_FIGURE) for what in _wrong(figure.formula, cell))


def type_of(scheme: Scheme, name: Name, table: Table | None) -> str:
    """Of what type the cells of a name are; table: in whose row it is named, if in any."""
    if len(name.path) == 2 and name.path[0] != "unit":
        table = scheme.table(name.path[0])
    elif len(name.path) == 2:
        table = None
    if table is not None:
        column = table.column(name.path[-1])
        return column.type if column else "number"
    figure = scheme.unit_figure(name.path[-1])
    return figure.type if figure else "integer" if name.path[-1] == "team_size" else "text"


@dataclass(frozen=True, slots=True)
class _Cell:
    """Where a formula stands. rounds: in which rounds of the year it does; None for all. table: whose row it is in, if any."""

    scheme: Scheme
    workbook: Workbook
    figures: dict[str, Figure]
    rounds: Sequence[int] | None
    table: Table | None

    def unseen(self, name: Name) -> str | None:
        """Why a cell there can take nothing from a name; None where it can, or where the name is wrong otherwise."""
        head, last = name.path[0], name.path[-1]
        if len(name.path) == 1 and self.table is not None:
            return self._column(self.table, last)
        if len(name.path) == 1 or head == "unit":
            return self._figure(last)
        placed = next(((s, t) for s in self.workbook.sheets for t in s.tables if t.id == head), None)
        if placed is None:
            return f"这本工作簿里没有 {name}"
        sheet, table = placed
        return self._column(table, last) or (None if self._in(sheet.rounds) else f"“{sheet.title}”不是每一轮都有，{name} 有时取不到")

    def ref(self, name: Name) -> Ref:
        """One that is as long as any will be."""
        if len(name.path) == 1:
            return Ref("$AB$1000")
        return Ref("'一张名称很长的工作表'!$AB$1000" + (":$AB$1999" if name.path[0] != "unit" else ""))

    def type(self, name: Name) -> str:
        return type_of(self.scheme, name, self.table)

    def known(self, call: Call) -> Argument:
        form = forms().get(call.function)
        try:
            return form.in_cell(call, self.scheme.parameter) if form else None  # type: ignore[return-value]
        except KeyError:  # said where parameters are looked over
            return 0

    def _column(self, table: Table, id: str) -> str | None:
        column = table.column(id)
        return f"“{column.label}”（{table.id}.{id}）交回后才算出来，表里取不到" if column is not None and column.deferred else None

    def _figure(self, id: str) -> str | None:
        figure = self.figures.get(id)
        if figure is None:
            return None if id in _ON_COVER else f"封面上没有 {id}，表里取不到"
        if not figure.live or self.workbook.county:
            return f"“{figure.label}”（{id}）不在封面上，表里取不到"
        return None if self._in(figure.rounds) else f"“{figure.label}”（{id}）不是每一轮都在封面上，有时取不到"

    def _in(self, rounds: Sequence[int] | None) -> bool:
        return rounds is None or (self.rounds is not None and set(self.rounds) <= set(rounds))


def _wrong(formula: Formula, cell: _Cell) -> list[str]:
    if formula.fault:
        return []
    unseen = [told for name in dict.fromkeys(names(formula.tree)) if (told := cell.unseen(name))]
    if unseen or rule_alone(formula.tree, cell):
        return unseen
    try:
        long = len(cell_formula(formula.tree, cell)) > _LONGEST
    except NotInCell as fault:
        return [str(fault)]
    return ["算式太长，单元格里写不下"] if long else []
