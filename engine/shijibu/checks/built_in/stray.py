"""Contents that nobody reads, and how many of a kind are named one by one."""

from __future__ import annotations

from collections.abc import Iterator

from shijibu.problems.finding import Finding
from shijibu.problems.sheets import CellStray
from shijibu.returns.grid import SheetGrid
from shijibu.returns.places import Returned
from shijibu.spreadsheet.address import address

NAMED = 20
"""Contents of one kind on one sheet that are named one by one."""


def said(returned: Returned, sheet: SheetGrid, strays: dict[tuple[int, int], str]) -> Iterator[Finding]:
    """Each stray cell, with the column that it stands in where that is not for entries; the first ones by name, every one in the clean copy."""
    cells = sheet.covered | sheet.cells
    returned.strays += [(sheet.title, address(r, c), cells[r, c].told) for r, c in strays]
    for (r, c), column in list(strays.items())[:NAMED]:
        where = f"“{column}”一列不供填写，这里" if column else "合并的单元格下面" if (r, c) in sheet.covered else "表格之外"
        yield Finding(CellStray(where=where), sheet.title, address(r, c), value=cells[r, c].told)
    if len(strays) > NAMED:
        yield Finding(CellStray(where="表格之外", more=len(strays) - NAMED), sheet.title)
