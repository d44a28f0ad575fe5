"""Which columns of a scheme's tables hold progress: those that a live cell hands to a rule as `planned` and `actual`."""

from __future__ import annotations

from collections.abc import Iterator

from shijibu.language.expression import Call, Name, names
from shijibu.language.formula import Formula
from shijibu.rules import REGISTRY
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.sheets import Table


def progress_columns(table: Table) -> dict[str, str]:
    """`planned` and `actual` -> the table's percent column that plays that part; empty for a table without progress."""
    out: dict[str, str] = {}
    for column in table.columns:
        for role, id in _given(column.live) if column.live else ():
            found = table.column(id)
            if role in ("planned", "actual") and found is not None and found.is_input and found.type == "percent":
                out.setdefault(role, id)
    return out if "actual" in out else {}


def _given(live: Formula) -> Iterator[tuple[str, str]]:
    """(parameter, column) of a rule's call on columns of the same row."""
    call = live.tree
    if isinstance(call, Call) and call.function in REGISTRY:
        parameters = REGISTRY[call.function].parameters
        for name, value in [*((p.name, a) for p, a in zip(parameters, call.arguments, strict=False)), *call.keywords]:
            if isinstance(value, Name) and len(value.path) == 1:
                yield name, value.path[0]


def unit_tables(scheme: Scheme, period: Period) -> list[Table]:
    """The tables with progress on which a figure of the unit rests: its tasks."""
    rest_on = {n.path[0] for f in scheme.unit_figures if f.live and f.formula for n in names(f.formula.tree) if len(n.path) > 1}
    return [t for t in scheme.unit_workbook.tables_of(period.round) if t.id in rest_on and progress_columns(t)]
