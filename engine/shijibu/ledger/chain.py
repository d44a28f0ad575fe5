"""The audit trail: each entry is chained by hash to the one before, and decisions to their entries."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from shijibu.ledger.records import canonical, digest
from shijibu.ledger.tables import audit, decisions, returns

START = "0" * 64


def _hash(sequence: int, at: str, action: str, subject: str, before: str) -> str:
    return hashlib.sha256(canonical([sequence, at, action, subject, before]).encode()).hexdigest()


def append(connection: Connection, at: datetime, action: str, subject: dict[str, Any]) -> None:
    """One entry more, in the caller's transaction."""
    last = connection.execute(select(audit.c.sequence, audit.c.hash).order_by(audit.c.sequence.desc()).limit(1)).first()
    sequence, before = (last.sequence + 1, last.hash) if last else (1, START)
    told = canonical(subject)
    stamp = at.isoformat()
    connection.execute(audit.insert().values(sequence=sequence, at=stamp, action=action, subject=told, before=before,
                                             hash=_hash(sequence, stamp, action, told, before)))


def returns_digest(connection: Connection, decision_id: int) -> str:
    rows = connection.execute(select(returns).where(returns.c.decision_id == decision_id)).all()
    return digest(sorted(canonical([r.unit, r.sha256, r.path, r.accepted, r.modified, r.inputs, r.problems]) for r in rows))


def faults(connection: Connection) -> list[str]:
    """Everything that does not fit: broken links of the chain, decisions that are not what was entered. Empty when whole."""
    found, before, expected = [], START, 1
    entered: dict[tuple[str, str, int], dict[str, Any]] = {}


    for row in connection.execute(select(audit).order_by(audit.c.sequence)):
        if row.sequence != expected or row.before != before or row.hash != _hash(row.sequence, row.at, row.action, row.subject, row.before):
            found.append(f"审计记录第 {row.sequence} 条与前一条不相接或被改动")
        expected, before = row.sequence + 1, row.hash
        if row.action == "decide":
            subject = json.loads(row.subject)
            entered[subject["scheme"], subject["period"], subject["revision"]] = subject
    for row in connection.execute(select(decisions)):
        subject = entered.pop((row.scheme, row.period, row.revision), None)
        if subject is None:
            found.append(f"{row.scheme} {row.period} 第 {row.revision} 次决定没有审计记录")
        elif subject["digest"] != digest([row.results, row.figures]) or subject["returns"] != returns_digest(connection, row.id):
            found.append(f"{row.scheme} {row.period} 第 {row.revision} 次决定与审计记录不符")
    found += [f"{scheme} {period} 第 {revision} 次决定不见了" for scheme, period, revision in entered]
    return found
