"""A ledger of an earlier schema brought up to this one. From the trail, not from the rows: what was changed in them must not be blessed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, inspect, select, update

from shijibu.ledger import chain
from shijibu.ledger.ask import BATCH
from shijibu.ledger.records import SCHEMA_VERSION, stamp
from shijibu.ledger.sighting import digests_by_run
from shijibu.ledger.tables import asking, audit, decisions, meta, metadata, sightings

# What a schema added to tables that were there.
_ADDED: dict[int, tuple[str, ...]] = {
    3: ("sightings ADD COLUMN run INTEGER", "returns ADD COLUMN number INTEGER", "returns ADD COLUMN facts JSON",
        "returns ADD COLUMN kept BOOLEAN NOT NULL DEFAULT FALSE"),
    4: ("decisions ADD COLUMN version VARCHAR(64)", "decisions ADD COLUMN entry INTEGER"),
}


def upgrade(connection: Connection, found: int) -> None:
    """From schema `found`; tables that it lacked are there by now, columns and indexes are not."""
    for schema, added in _ADDED.items():
        for what in added if found < schema else ():
            connection.exec_driver_sql(f"ALTER TABLE {what}")
    _index(connection)
    if found < 2:
        for _, told in _entries(connection, "decide"):
            connection.execute(update(decisions).where(*_decision(told)).values(digest=told["digest"]))
    if found < 3:
        for sequence, told in _entries(connection, "sight"):
            for i in range(0, 0 if told.get("corrected") else len(told["sha256"]), BATCH):
                batch = sightings.c.sha256.in_(told["sha256"][i : i + BATCH])
                connection.execute(update(sightings).where(batch).values(run=sequence))
    covered: dict[str, Any] = {}
    if found < 4:
        versions: dict[tuple[str, str], str] = {}
        for sequence, told in _entries(connection, "issue", "decide", "refresh"):
            place = told["scheme"], told["period"]
            if "issued" in told:
                versions[place] = told["version"]
            else:
                connection.execute(update(decisions).where(*_decision(told)).values(version=versions.get(place), entry=sequence))
        # No entry says whose the returns seen so far are: they are entered as they stand.
        covered = {"sightings": {str(run): told for run, told in digests_by_run(asking(connection)).items()}}
    connection.execute(update(meta).where(meta.c.name == "schema").values(value=str(SCHEMA_VERSION)))
    chain.append(connection, stamp(None), "upgrade", {"from": found, "to": SCHEMA_VERSION, **covered})


def _entries(connection: Connection, *actions: str) -> Iterator[tuple[int, dict[str, Any]]]:
    query = select(audit.c.sequence, audit.c.subject).where(audit.c.action.in_(actions)).order_by(audit.c.sequence)
    return ((sequence, json.loads(subject)) for sequence, subject in connection.execute(query).all())


def _decision(told: dict[str, Any]) -> list[Any]:
    return [decisions.c[name] == told[name] for name in ("scheme", "period", "revision")]


def _index(connection: Connection) -> None:
    """Indexes of tables that were there before these."""
    for table in metadata.sorted_tables:
        held = {index["name"] for index in inspect(connection).get_indexes(table.name)}
        for index in table.indexes:
            if index.name not in held:
                index.create(connection)
