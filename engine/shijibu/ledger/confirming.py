"""What somebody decided of a round's proposals: confirmed or turned down. Nothing is changed or taken away; another mind is another entry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, select

from shijibu.ledger import chain, deciding
from shijibu.ledger.reading import confirmations_of
from shijibu.ledger.records import Confirmation, Ruled, digest, legible, plain
from shijibu.ledger.tables import asking, confirmations


def confirm(
    connection: Connection, scheme: str, period: str, *, revision: int, ruled: Iterable[Ruled], by: str, at: str
) -> tuple[list[Confirmation], list[Confirmation]]:
    """Enter what was decided of proposals of the current decision. Gives what was entered, and what stood in the way: what somebody else
    decided of the same proposals since they were read, for which nothing is entered.

    Raises DecidedMeanwhile where `revision` is not current any more.
    """
    deciding.still_current(connection, scheme, period, revision)
    last = {c.proposal: c for c in confirmations_of(asking(connection), scheme, period)}
    entered, in_the_way = list[Confirmation](), list[Confirmation]()
    for one in ruled:
        before = last.get(one.proposal)
        if before is not None and before.id != one.after:
            in_the_way.append(before)
            continue
        about, awarded = plain(one.about), list(one.awarded)
        id = connection.execute(confirmations.insert().values(
            scheme=scheme, period=period, revision=revision, proposal=one.proposal, about=about, confirmed=one.confirmed, awarded=awarded,
            reason=legible(one.reason), by=legible(by), at=at,
        )).inserted_primary_key[0]  # type: ignore[index]
        row = connection.execute(select(confirmations).where(confirmations.c.id == id)).one()
        chain.append(connection, at, "confirm", {
            "confirmation": id, "scheme": scheme, "period": period, "digest": row_digest(row, row.about, row.awarded)})
        last[one.proposal] = _confirmation(row)
        entered.append(last[one.proposal])
    return entered, in_the_way


def row_digest(row: Row[Any], about: Any, awarded: Any) -> str:
    """The hash of a confirmation as it stands, with what it is about and who was awarded."""
    return digest([row.id, row.scheme, row.period, row.revision, row.proposal, about, row.confirmed, awarded, row.reason, row.by, row.at])


def _confirmation(row: Row[Any]) -> Confirmation:
    return Confirmation(row.id, row.revision, row.proposal, row.about, row.confirmed, tuple(row.awarded), row.reason, row.by, row.at)
