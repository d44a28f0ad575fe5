"""When each content was first seen: whether a return is late hangs on it, so the first day stays; and which of two came later, so the run."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from shijibu.ledger import trail
from shijibu.ledger.ask import Ask, among
from shijibu.ledger.records import Sighting, digest, legible

_WHOSE = ("scheme", "period", "unit")
_SEEN = f"SELECT sha256, first_seen, run, audit.at, {', '.join(_WHOSE)} FROM sightings JOIN audit ON audit.sequence = sightings.run"
_AT_ONCE = 100
"""Rows that are entered at once."""


def today(ask: Ask, moment: datetime) -> date:
    """The county's day of a moment, not UTC's: a deadline ends at its midnight. Never before a day that the ledger already knows of:
    a clock that is in the past makes nothing come in time."""
    return max(moment, trail.newest(ask)).astimezone().date()


def first_days(ask: Ask, hashes: Iterable[str]) -> dict[str, date]:
    """The days on record of those that were seen before."""
    return {sha256: date.fromisoformat(day) for some, named in among(hashes)
            for sha256, day in ask(f"SELECT sha256, first_seen FROM sightings WHERE sha256 IN {some}", **named)}


def of_hashes(ask: Ask, hashes: Iterable[str]) -> dict[str, Sighting]:
    """The sightings of those that were seen."""
    found = (_sighting(row) for some, named in among(sorted(set(hashes))) for row in ask(f"{_SEEN} WHERE sha256 IN {some}", **named))
    return {one.sha256: one for one in found}


def of_round(ask: Ask, scheme: str, period: str) -> list[Sighting]:
    """Every sighting of a return that some unit made in a round, whatever became of it, as they came."""
    where = "scheme = :scheme AND period = :period AND unit IS NOT NULL"
    return [_sighting(row) for row in ask(f"{_SEEN} WHERE {where} ORDER BY run, sha256", scheme=scheme, period=period)]


def _sighting(row: Any) -> Sighting:
    sha256, day, run, at, *whose = row
    return Sighting(sha256, date.fromisoformat(day), run, datetime.fromisoformat(at), *whose)


def rows_digest(rows: Iterable[tuple[str | None, ...]]) -> str:
    """One hash of whose returns a run saw, and where they lay, in whatever order. rows: content, scheme, period, unit and path."""
    return digest(sorted([value or "" for value in row] for row in rows))


def digests_by_run(ask: Ask) -> dict[int | None, str]:
    """`rows_digest` of what each run saw, as the table has it."""
    runs: dict[int | None, list[Any]] = {}
    for run, *row in ask("SELECT run, sha256, scheme, period, unit, path FROM sightings"):
        runs.setdefault(run, []).append(row)
    return {run: rows_digest(rows) for run, rows in runs.items()}


def record(ask: Ask, seen: dict[str, dict[str, Any]], day: date, at: str, *, said: bool) -> dict[str, date]:
    """`day` for what is new; else the day on record, unless `said`, that somebody names the day, and it is earlier. seen: by hash.

    The run stays the first one whatever is said of the day.
    """
    known, on = first_days(ask, seen), day.isoformat()
    new = sorted(set(seen) - set(known))
    earlier = sorted(h for h, before in known.items() if day < before) if said else []
    for some, named in among(earlier):
        ask(f"UPDATE sightings SET first_seen = :day WHERE sha256 IN {some}", day=on, **named)
    if earlier:
        trail.append(ask, at, "sight", {"first_seen": on, "sha256": earlier, "corrected": True})
    if new:
        rows = [(h, *(seen[h].get(name) for name in _WHOSE), legible(seen[h].get("path") or "")) for h in new]
        run = trail.append(ask, at, "sight", {"first_seen": on, "sha256": new, "rows": rows_digest(rows)})
        for first in range(0, len(rows), _AT_ONCE):
            _enter(ask, rows[first : first + _AT_ONCE], on, run)
    return {h: day if h in earlier else known.get(h, day) for h in seen}


def _enter(ask: Ask, rows: list[tuple[Any, ...]], day: str, run: int) -> None:
    listed = ", ".join(f"(:day, :run, {', '.join(f':v{n}_{i}' for i in range(len(row)))})" for n, row in enumerate(rows))
    ask(f"INSERT INTO sightings (first_seen, run, sha256, {', '.join(_WHOSE)}, path) VALUES {listed}",
        day=day, run=run, **{f"v{n}_{i}": value for n, row in enumerate(rows) for i, value in enumerate(row)})
