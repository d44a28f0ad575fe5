"""Rounds and the workbooks that went out in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, select, update

from shijibu.ledger import chain, kept_parts, ruling
from shijibu.ledger.records import Issue, Written, digest, legible, plain
from shijibu.ledger.tables import issues, meta, rounds


def _next_number(connection: Connection) -> int:
    return int(connection.execute(select(meta.c.value).where(meta.c.name == "next_number")).scalar_one())


def reserve(connection: Connection, count: int, at: str) -> list[int]:
    """`count` numbers that no workbook had or will have."""
    if count < 1:
        return []
    first = _next_number(connection)
    connection.execute(update(meta).where(meta.c.name == "next_number").values(value=str(first + count)))
    chain.append(connection, at, "reserve", {"first": first, "count": count})
    return list(range(first, first + count))


def record(
    connection: Connection, scheme: str, period: str, *, version: str, deadline: date | None, roster: dict[str, Any] | Written,
    issued: Iterable[Issue], at: str, text: str | None = None,
) -> None:
    """The round as it now is, and the workbooks that went out this time. text: what this version of the scheme says."""
    listed, roster = list(issued), plain(roster)
    reserved = _next_number(connection)
    if any(not 1 <= i.number < reserved for i in listed):
        raise ValueError("an issue's number was not reserved: take numbers from next_numbers()")
    if len({i.unit for i in listed}) < len(listed):
        raise ValueError("two workbooks for one unit in one issue")
    if text is not None:
        ruling.keep(connection, scheme, version, text, at)
    where = (rounds.c.scheme == scheme, rounds.c.period == period)
    values = {"version": version, "deadline": deadline.isoformat() if deadline else None, "roster": roster}
    id = connection.scalar(select(rounds.c.id).where(*where))
    if id is None:
        id = connection.execute(rounds.insert().values(scheme=scheme, period=period, **values)).inserted_primary_key[0]  # type: ignore[index]
    else:
        connection.execute(update(rounds).where(*where).values(**values))
    rows = [{"number": i.number, "round_id": id, "unit": i.unit, "file": legible(i.file), "sha256": i.sha256, "issued_at": at,
             "prefilled": plain(i.prefilled)} for i in listed]
    if rows:
        connection.execute(issues.insert(), rows)
    parts = kept_parts.laid(roster)
    kept_parts.keep(connection, parts, round_id=id)
    chain.append(connection, at, "issue", {
        "scheme": scheme, "period": period, "version": version, "deadline": values["deadline"], "roster": digest(roster),
        "issued": {r["unit"]: [r["number"], r["sha256"], digest([r["file"], r["prefilled"]])] for r in rows},
        **kept_parts.entered(parts),
    })
