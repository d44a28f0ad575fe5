"""What became of a file that was checked. It stands apart from the checking, which whoever only asks the ledger need not load."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from shijibu.figures.book import Row
from shijibu.problems.problem import Problem


@dataclass(slots=True)
class Checked:
    """A file after checking.

    `tables` is what it says, rows by table, for consolidation (empty where it could not be read); `sheets` the tables' sheets' titles;
    `file` where it lies on disk (None where it could not be read). `facts`: what the issue that it was made from said of the unit, by part, as
    digests. `untouched`: nothing was filled in since it was issued.
    """

    path: str
    sha256: str = ""
    scheme: str | None = None
    version: str | None = None
    period: str | None = None
    unit: str | None = None
    number: int | None = None
    modified: datetime | None = None
    problems: list[Problem] = field(default_factory=list)
    tables: Mapping[str, list[Row]] = field(default_factory=dict)
    sheets: Mapping[str, str] = field(default_factory=dict)
    facts: dict[str, str] | None = None
    untouched: bool = False
    ignored: bool = False
    fault: str = ""
    """What is wrong with the file's scheme: then nothing can be said of the file."""
    file: Path | None = None

    @property
    def accepted(self) -> bool:
        return not self.ignored and not any(p.severity == "error" for p in self.problems)

    def to_json(self) -> dict[str, Any]:
        status = "ignored" if self.ignored else "accepted" if self.accepted else "rejected"
        return {"path": self.path, "status": status, "scheme": self.scheme, "period": self.period, "unit": self.unit,
                "problems": [p.to_json() for p in self.problems]}
