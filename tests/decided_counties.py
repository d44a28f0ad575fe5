"""A decided round of each county, for tests that only read it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from shijibu.report.write import write_result
from shijibu.rounds.consolidate import consolidate
from shijibu.rounds.decided import decided_rounds
from shijibu.scheme.period import Period
from tests.county import County

COUNTIES = ("deqing", "leishan", "yuhang", "tongxiang", "yuhuan", "quzhou")


def decided(folder: Path, id: str) -> County:
    """The last round of a year, of two units; the last of them returns nothing."""
    county = County.made(folder, id, units=2)
    period = Period.on(date(2026, 12, 28), county.scheme.cadence)
    county.issue(str(period))
    units = sorted(code for _, code in county.files)
    for code in units[:-1]:
        county.returned(str(period), code)
    consolidate([county.inbox(str(period))], county.scheme, period, county.ledger, received=period.end + timedelta(days=1))
    return county


def reported(folder: Path, id: str) -> County:
    """The same with its result written beside the inbox."""
    made = decided(folder, id)
    round_ = next(decided_rounds(made.ledger, id))
    write_result(round_, made.inbox(str(round_.period)).parent / "result")
    return made
