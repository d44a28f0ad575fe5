"""A unit's attempt before the one that is looked at: what was to be mended then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from shijibu.problems.problem import Problem

if TYPE_CHECKING:
    from shijibu.ledger import Ledger


def earlier_attempts(ledger: Ledger, scheme: str, period: str, now: Mapping[str, str]) -> dict[str, list[Problem]]:
    """The problems of each unit's latest return that some consolidation knew, and that is another than its present one.

    now: the content of the present one, by unit. What was only checked before left no problems in the ledger.
    """
    found: dict[str, list[Problem]] = {}
    for unit, sha256, problems in ledger.attempts(scheme, period, now.keys()) if now else ():
        if unit not in found and sha256 != now[unit]:
            found[unit] = [Problem(**p) for p in problems]
    return found
