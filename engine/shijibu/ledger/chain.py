"""The audit trail: each entry is chained by hash to the one before, so that none can be changed, dropped or put between."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from shijibu.ledger.records import canonical
from shijibu.ledger.tables import audit

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as stored, and whether it follows the one before it."""

    sequence: int
    at: str
    action: str
    subject: str
    whole: bool


def _hash(sequence: int, at: str, action: str, subject: str, before: str) -> str:
    return hashlib.sha256(canonical([sequence, at, action, subject, before]).encode()).hexdigest()


def append(connection: Connection, at: str, action: str, subject: dict[str, Any]) -> int:
    """One entry more, in the caller's transaction. Gives its number."""
    last = connection.execute(select(audit.c.sequence, audit.c.hash).order_by(audit.c.sequence.desc()).limit(1)).first()
    sequence, before = (last.sequence + 1, last.hash) if last else (1, START)
    told = canonical(subject)
    connection.execute(audit.insert().values(
        sequence=sequence, at=at, action=action, subject=told, before=before, hash=_hash(sequence, at, action, told, before)))
    return sequence


def newest(connection: Connection) -> datetime:
    """The latest instant that any entry bears; where a clock was wrong once, that is not the last entry's."""
    return datetime.fromisoformat(connection.execute(select(func.max(audit.c.at))).scalar_one())


def links(connection: Connection) -> Iterator[Link]:
    """The trail from its beginning."""
    before, expected = START, 1
    for row in connection.execute(select(audit).order_by(audit.c.sequence)):
        told = _hash(row.sequence, row.at, row.action, row.subject, row.before)
        whole = (row.sequence, row.before, row.hash) == (expected, before, told)
        yield Link(row.sequence, row.at, row.action, row.subject, whole)
        expected, before = row.sequence + 1, row.hash
