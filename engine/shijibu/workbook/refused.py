"""A file that cannot be taken as a whole. The catalogue of problems has the words; these are the codes and their facts.

file.empty · file.too-large (size, limit) · file.not-a-workbook (kind: what it seems to be) · file.encrypted ·
file.scrambled · file.legacy-format (kind: xls or xlsb) · file.ods · file.damaged (part) · file.too-many-parts (count, limit) ·
file.inflates-too-large (limit) · file.too-many-tags (limit) · file.ratio (part, limit) · file.dtd (part) ·
sheet.too-large (limit; sheet where it is one) · file.unreadable (error: a type's name) · reader.killed · reader.timeout

Macros, links to other files and embedded objects refuse nothing: they are facts of the grid.
"""

from __future__ import annotations

from typing import Any

from shijibu.errors import ShijibuError


class Refused(ShijibuError):
    """Why a file, or one of its sheets, cannot be read: a code of the catalogue and the facts that its message needs."""

    def __init__(self, code: str, *, sheet: str | None = None, cell: str | None = None, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.sheet, self.cell, self.facts = code, sheet, cell, facts

    def __reduce__(self) -> tuple:
        return (_rebuilt, (self.code, self.sheet, self.cell, self.facts))


def _rebuilt(code: str, sheet: str | None, cell: str | None, facts: dict[str, Any]) -> Refused:
    return Refused(code, sheet=sheet, cell=cell, **facts)
