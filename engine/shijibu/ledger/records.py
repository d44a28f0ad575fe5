"""What the ledger takes and gives. Payloads (rosters, inputs, results) are JSON that it does not look into."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any


def canonical(value: Any) -> str:
    """JSON by which payloads are compared and hashed."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(value: Any) -> str:
    return hashlib.sha256(canonical(value).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Issue:
    """One workbook that went out."""

    unit: str
    number: int
    file: str
    sha256: str
    prefilled: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Round:
    """A scheme's round as issued; `issues` has each unit's latest."""

    scheme: str
    period: str
    version: str
    deadline: date | None
    roster: dict[str, Any]
    issues: dict[str, Issue]


@dataclass(frozen=True, slots=True)
class Return:
    """One return that counted for its unit, accepted or rejected; `inputs` what it says, by table."""

    unit: str | None
    sha256: str
    path: str
    accepted: bool
    modified: str | None
    inputs: dict[str, Any]
    problems: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided for a round; of several revisions one is current."""

    scheme: str
    period: str
    revision: int
    current: bool
    decided_at: str
    results: dict[str, Any]
    figures: dict[str, Any]
