"""When each content was first seen: whether a return is late hangs on it, so the first day stays; and which of two came later, so the run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select, update

from shijibu.ledger import chain
from shijibu.ledger.records import Sighting, digest, legible
from shijibu.ledger.tables import audit, sightings

# Databases limit how many values one query may carry.
BATCH = 500


def today(connection: Connection, moment: datetime) -> date:
    """The county's day of a moment, not UTC's: a deadline ends at its midnight. Never before a day that the ledger already knows of:
    a clock that is in the past makes nothing come in time."""
    return max(moment, chain.newest(connection)).astimezone().date()


def first_days(connection: Connection, hashes: Iterable[str]) -> dict[str, date]:
    """The days on record of those that were seen before."""
    listed = list(hashes)
    known: dict[str, date] = {}
    for i in range(0, len(listed), BATCH):
        query = select(sightings.c.sha256, sightings.c.first_seen).where(sightings.c.sha256.in_(listed[i : i + BATCH]))
        known |= {row.sha256: date.fromisoformat(row.first_seen) for row in connection.execute(query)}
    return known


def of_hashes(connection: Connection, hashes: Iterable[str]) -> dict[str, Sighting]:
    """The sightings of those that were seen."""
    listed = sorted(set(hashes))
    found: dict[str, Sighting] = {}
    for i in range(0, len(listed), BATCH):
        found |= {row.sha256: _sighting(row) for row in connection.execute(_query().where(sightings.c.sha256.in_(listed[i : i + BATCH])))}
    return found


def of_round(connection: Connection, scheme: str, period: str) -> list[Sighting]:
    """Every sighting of a return that some unit made in a round, whatever became of it, as they came."""
    where = sightings.c.scheme == scheme, sightings.c.period == period, sightings.c.unit.is_not(None)
    return [_sighting(row) for row in connection.execute(_query().where(*where).order_by(sightings.c.run, sightings.c.sha256))]


def _query() -> Select[Any]:
    return select(sightings, audit.c.at).join(audit, audit.c.sequence == sightings.c.run)


def _sighting(row: Row[Any]) -> Sighting:
    return Sighting(row.sha256, date.fromisoformat(row.first_seen), row.run, datetime.fromisoformat(row.at), row.scheme, row.period, row.unit)


def rows_digest(rows: Iterable[Mapping[str, Any]]) -> str:
    """One hash of whose returns a run saw, and where they lay, in whatever order."""
    return digest(sorted([row[name] or "" for name in ("sha256", "scheme", "period", "unit", "path")] for row in rows))


def digests_by_run(connection: Connection) -> dict[int | None, str]:
    """`rows_digest` of what each run saw, as the table has it."""
    runs: dict[int | None, list[Any]] = {}
    for row in connection.execute(select(sightings)).mappings():
        runs.setdefault(row["run"], []).append(row)
    return {run: rows_digest(rows) for run, rows in runs.items()}


def record(connection: Connection, seen: dict[str, dict[str, Any]], day: date, at: str, *, said: bool) -> dict[str, date]:
    """`day` for what is new; else the day on record, unless `said`, that somebody names the day, and it is earlier. seen: by hash.

    The run stays the first one whatever is said of the day.
    """
    known = first_days(connection, seen)
    new = sorted(set(seen) - set(known))
    earlier = sorted(h for h, before in known.items() if day < before) if said else []
    for i in range(0, len(earlier), BATCH):
        connection.execute(update(sightings).where(sightings.c.sha256.in_(earlier[i : i + BATCH])).values(first_seen=day.isoformat()))
    if earlier:
        chain.append(connection, at, "sight", {"first_seen": day.isoformat(), "sha256": earlier, "corrected": True})
    if new:
        rows = [{"sha256": h, "path": legible(seen[h].get("path") or ""), **{name: seen[h].get(name) for name in ("scheme", "period", "unit")}}
                for h in new]
        run = chain.append(connection, at, "sight", {"first_seen": day.isoformat(), "sha256": new, "rows": rows_digest(rows)})
        connection.execute(sightings.insert(), [row | {"first_seen": day.isoformat(), "run": run} for row in rows])
    return {h: day if h in earlier else known.get(h, day) for h in seen}
