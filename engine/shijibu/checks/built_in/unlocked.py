"""A sheet whose protection was taken off."""

from __future__ import annotations

from collections.abc import Iterator

from shijibu.problems.finding import Finding
from shijibu.problems.sheets import SheetUnlocked
from shijibu.returns.grid import SheetGrid
from shijibu.returns.places import Returned


def unlocked(returned: Returned, sheet: SheetGrid) -> Iterator[Finding]:
    """Cells that are not for entries may have been changed."""
    if sheet.protected is False:
        yield Finding(SheetUnlocked(), sheet.title)
