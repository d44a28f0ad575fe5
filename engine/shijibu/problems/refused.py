"""A file that cannot be taken as a whole.

Macros, links to other files and embedded objects refuse nothing: they are facts of the grid.
"""

from __future__ import annotations

from shijibu.errors import ShijibuError
from shijibu.problems.kind import Kind


class Refused(ShijibuError):
    """Why a file, or one of its sheets, cannot be read. It travels from worker to worker as it is."""

    def __init__(self, kind: Kind, *, sheet: str | None = None, cell: str | None = None) -> None:
        super().__init__(kind.code)
        self.kind, self.sheet, self.cell = kind, sheet, cell

    @property
    def code(self) -> str:
        return self.kind.code

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuilt, (self.kind, self.sheet, self.cell)


def _rebuilt(kind: Kind, sheet: str | None, cell: str | None) -> Refused:
    return Refused(kind, sheet=sheet, cell=cell)
