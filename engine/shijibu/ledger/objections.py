"""Objections to published figures: received, checked, and settled once."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, Row, select, update

from shijibu.errors import ShijibuError
from shijibu.ledger import chain
from shijibu.ledger.records import Objection, digest, legible, plain
from shijibu.ledger.tables import objections


class UnknownObjection(ShijibuError, LookupError):
    """There is no objection of that id."""


class ObjectionSettled(ShijibuError, ValueError):
    """The objection was settled before, and stays as it was settled."""


class DaysOutOfOrder(ShijibuError, ValueError):
    """It would be checked before it was received, or decided before it was checked; `earlier` and `later` are the two days."""

    def __init__(self, earlier: date, later: date) -> None:
        super().__init__(f"{later} is before {earlier}")
        self.earlier, self.later = earlier, later


def receive(
    connection: Connection, scheme: str, period: str, *, subject: str, figure: str, text: str, received: date, at: str
) -> int:
    """A new objection; gives its id."""
    id = connection.execute(objections.insert().values(
        scheme=scheme, period=period, subject=subject, figure=legible(figure), text=legible(text), received=received.isoformat(),
    )).inserted_primary_key[0]  # type: ignore[index]
    _enter(connection, id, "object", at)
    return id


def check(connection: Connection, id: int, *, checked: date, note: str, at: str) -> None:
    """What was found on looking into it; it may be looked into again until it is settled."""
    _change(connection, id, "check", at, checked, checked=checked.isoformat(), note=legible(note))


def settle(
    connection: Connection, id: int, *, decided: date, decision: Literal["upheld", "rejected"], reason: str,
    changed: dict[str, Any] | None, at: str,
) -> None:
    """Upheld, with the inputs that it changes, or rejected. `changed` as consolidate.amend has it; nothing here looks into it."""
    if decision not in ("upheld", "rejected"):
        raise ValueError(f"an objection is upheld or rejected, not {decision!r}")
    if changed and decision == "rejected":
        raise ValueError("a rejected objection changes no inputs")
    _change(connection, id, "settle", at, decided, decided=decided.isoformat(), decision=decision, reason=legible(reason),
            changed=plain(changed))


def one(connection: Connection, id: int) -> Objection:
    """The objection of that id. Raises UnknownObjection."""
    return _objection(_row(connection, id))


def row_digest(row: Row[Any], changed: Any) -> str:
    """The hash of an objection as it stands, with its changed inputs."""
    return digest([row.id, row.scheme, row.period, row.subject, row.figure, row.text, row.received, row.checked, row.note,
                   row.decided, row.decision, row.reason, changed])


def _row(connection: Connection, id: int) -> Row[Any]:
    row = connection.execute(select(objections).where(objections.c.id == id)).first()
    if row is None:
        raise UnknownObjection(f"no objection {id}")
    return row


def _change(connection: Connection, id: int, action: str, at: str, day: date, **values: Any) -> None:
    row = _row(connection, id)
    if row.decided is not None:
        raise ObjectionSettled(f"objection {id} was settled on {row.decided}")
    before = date.fromisoformat(row.received if action == "check" else row.checked or row.received)
    if day < before:
        raise DaysOutOfOrder(before, day)
    connection.execute(update(objections).where(objections.c.id == id).values(**values))
    _enter(connection, id, action, at)


def _enter(connection: Connection, id: int, action: str, at: str) -> None:
    row = connection.execute(select(objections).where(objections.c.id == id)).one()
    told = {"objection": id, "scheme": row.scheme, "period": row.period, "digest": row_digest(row, row.changed)}
    chain.append(connection, at, action, told)


def _objection(row: Row[Any]) -> Objection:
    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    return Objection(
        row.id, row.scheme, row.period, row.subject, row.figure, row.text, date.fromisoformat(row.received), day(row.checked),
        row.note, day(row.decided), row.decision, row.reason, row.changed)
