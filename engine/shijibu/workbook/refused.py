"""A file that cannot be taken as a whole. The catalogue of problems has the words."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """Why a file, or one of its sheets, cannot be read: a code of the catalogue and the facts that its message needs."""

    def __init__(self, code: str, *, sheet: str | None = None, cell: str | None = None, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.sheet, self.cell, self.facts = code, sheet, cell, facts

    def __reduce__(self) -> tuple:
        return (_rebuilt, (self.code, self.sheet, self.cell, self.facts))


def _rebuilt(code: str, sheet: str | None, cell: str | None, facts: dict[str, Any]) -> Refused:
    return Refused(code, sheet=sheet, cell=cell, **facts)
