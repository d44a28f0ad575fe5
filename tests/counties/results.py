"""What the tests of the counties ask of a check and of a decided round."""

from __future__ import annotations

from typing import Any

from shijibu.checks.check import Checked
from shijibu.rounds.consolidate import Consolidated


def codes(checked: Checked, severity: str | None = None) -> list[str]:
    return sorted({p.code for p in checked.problems if severity in (None, p.severity)})


def official(done: Consolidated, id: str) -> dict[str, Any]:
    return next(o for o in done.results["officials"] if o["id"] == id)


def unit(done: Consolidated, code: str) -> dict[str, Any]:
    return next(u for u in done.results["units"] if u["code"] == code)
