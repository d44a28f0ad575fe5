"""What reading a workbook turns up: a problem, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shijibu.problems.kind import Kind
from shijibu.spreadsheet.severity import Severity


@dataclass(slots=True)
class Finding:
    """One thing found, and where: sheet title, cell such as F8, field id such as tasks[1].planned, the value as it stands there."""

    kind: Kind
    sheet: str | None = None
    cell: str | None = None
    field: str | None = None
    value: Any = None
    severity: Severity | None = None  # where it weighs other than its kind does

    @property
    def code(self) -> str:
        return self.kind.code
