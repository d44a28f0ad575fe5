"""When each content was first seen: whether a return is late hangs on it, so the first day stays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, select, update

from shijibu.ledger import chain
from shijibu.ledger.records import legible
from shijibu.ledger.tables import sightings

# Databases limit how many values one query may carry.
BATCH = 500


def first_days(connection: Connection, hashes: Iterable[str]) -> dict[str, date]:
    """The days on record of those that were seen before."""
    listed, known = list(hashes), {}
    for i in range(0, len(listed), BATCH):
        query = select(sightings.c.sha256, sightings.c.first_seen).where(sightings.c.sha256.in_(listed[i : i + BATCH]))
        known |= {row.sha256: date.fromisoformat(row.first_seen) for row in connection.execute(query)}
    return known


def record(connection: Connection, seen: dict[str, dict[str, Any]], day: date, at: str, *, said: bool) -> dict[str, date]:
    """`day` for what is new; else the day on record, unless `said`, that somebody names the day, and it is earlier. seen: by hash."""
    known = first_days(connection, seen)
    new = sorted(set(seen) - set(known))
    earlier = sorted(h for h, before in known.items() if day < before) if said else []
    for i in range(0, len(earlier), BATCH):
        connection.execute(update(sightings).where(sightings.c.sha256.in_(earlier[i : i + BATCH])).values(first_seen=day.isoformat()))
    if earlier:
        chain.append(connection, at, "sight", {"first_seen": day.isoformat(), "sha256": earlier, "corrected": True})
    if new:
        connection.execute(sightings.insert(), [
            {"sha256": h, "first_seen": day.isoformat(), "path": legible(seen[h].get("path") or ""),
             **{name: seen[h].get(name) for name in ("scheme", "period", "unit")}} for h in new
        ])
        chain.append(connection, at, "sight", {"first_seen": day.isoformat(), "sha256": new})
    return {h: day if h in earlier else known.get(h, day) for h in seen}
