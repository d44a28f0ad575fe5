"""Columns that a unit is not to fill in: what stands there is somebody else's to say."""

from __future__ import annotations

from shijibu.figures.evaluation import Evaluation
from shijibu.language.scope import Scope
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Roster, Unit
from shijibu.scheme.sheets import Workbook


def closed_to(scheme: Scheme, workbook: Workbook, period: Period, unit: Unit) -> dict[str, tuple[str, ...]]:
    """The columns that are asked of other units only, by table; tables without one are left out."""
    asked: Evaluation | None = None
    out: dict[str, tuple[str, ...]] = {}
    for table in workbook.tables_of(period.round):
        conditional = [c for c in table.columns if c.filled_where is not None]
        if conditional:
            asked = asked or Evaluation(scheme, period, Roster.of([unit], []), {}, home=unit.code)
            out[table.id] = tuple(c.id for c in conditional if not asked.true(c.filled_where or "", Scope(unit.code)))
    return {table: columns for table, columns in out.items() if columns}
