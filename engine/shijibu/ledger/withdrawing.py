"""Returns that the office took back. They stay on record, and the round is decided without them in the same transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from shijibu.ledger import chain
from shijibu.ledger.records import Withdrawal, digest
from shijibu.ledger.tables import withdrawals


def record(connection: Connection, scheme: str, period: str, taken_back: Withdrawal) -> None:
    """One return taken back."""
    told = {"scheme": scheme, "period": period, "unit": taken_back.unit, "sha256": taken_back.sha256, "path": taken_back.path}
    connection.execute(withdrawals.insert().values(**told, at=taken_back.at))
    chain.append(connection, taken_back.at, "withdraw", {**told, "digest": row_digest(scheme, period, taken_back)})


def row_digest(scheme: str, period: str, taken_back: Any) -> str:
    """The hash of a withdrawal as it stands."""
    return digest([scheme, period, taken_back.unit, taken_back.sha256, taken_back.path, taken_back.at])
