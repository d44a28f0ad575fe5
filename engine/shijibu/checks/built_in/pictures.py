"""Pictures that stand in cells, as their content."""

from __future__ import annotations

from collections.abc import Iterator

from shijibu.checks.built_in.stray import NAMED
from shijibu.problems.finding import Finding
from shijibu.problems.sheets import CellPicture
from shijibu.returns.places import Returned
from shijibu.spreadsheet.address import address
from shijibu.spreadsheet.field import Field


def pictures(returned: Returned) -> Iterator[Finding]:
    """Cells that hold a picture, which nobody reads: each in its field where it stands in a table."""
    for sheet in returned.grid.sheets:
        drawn = sorted([at for at, cell in sheet.cells.items() if cell.kind == "picture"])
        for r, c in drawn[:NAMED]:
            field = next((str(Field(id, r - p.header, column)) for id, p in returned.places.items() if p.sheet is sheet and p.header < r <= p.end
                          for column, at in p.columns.items() if at == c), None)
            yield Finding(CellPicture(here="这一格"), sheet.title, address(r, c), field)
        if len(drawn) > NAMED:
            yield Finding(CellPicture(more=len(drawn) - NAMED), sheet.title)
