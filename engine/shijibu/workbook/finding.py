"""What reading a workbook turns up: a code and the facts; the catalogue of problems gives it words and weight."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from shijibu.spreadsheet.severity import Severity


@dataclass(slots=True)
class Finding:
    """One thing found, and where: sheet title, cell such as F8, field id such as tasks[1].planned, the value as it stands there."""

    code: str
    sheet: str | None = None
    cell: str | None = None
    field: str | None = None
    value: Any = None
    facts: dict[str, Any] = dataclasses.field(default_factory=dict)  # what the message needs to know
    severity: Severity | None = None  # where it weighs other than its kind does
