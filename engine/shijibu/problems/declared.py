"""A problem that a scheme declares: its words are the scheme's."""

from __future__ import annotations

from dataclasses import dataclass

from shijibu.problems.kind import Kind
from shijibu.spreadsheet.severity import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared(Kind):
    """What a declared check says, the figures already in it."""

    code: str
    message: str
    fix: str
    severity: Severity

    def says(self) -> str:
        """As the scheme words it."""
        return self.message

    def remedy(self) -> str:
        return self.fix
