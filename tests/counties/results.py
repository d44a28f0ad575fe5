"""What the tests of the counties ask of a check and of a decided round."""

from __future__ import annotations

from typing import Any

from shijibu.checks.checked import Checked
from shijibu.rounds.decided import DecidedRound


def codes(checked: Checked, severity: str | None = None) -> list[str]:
    return sorted({p.code for p in checked.problems if severity in (None, p.severity)})


def official(done: DecidedRound, id: str) -> dict[str, Any]:
    return done.results.official(id).model_dump()


def unit(done: DecidedRound, code: str) -> dict[str, Any]:
    return done.results.unit(code).model_dump()
