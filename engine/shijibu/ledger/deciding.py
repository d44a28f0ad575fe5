"""Decisions, their revisions, and the returns that they rest on."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import fields, replace
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from shijibu.errors import ShijibuError
from shijibu.ledger import chain, kept_parts, ruling
from shijibu.ledger.reading import basis_of, rests_on, returns_of
from shijibu.ledger.records import Basis, DecidedAt, Decision, Return, Written, canonical, legible, plain
from shijibu.ledger.returns_digest import returns_digest
from shijibu.ledger.tables import asking, decisions, returns

_AT_ONCE = 50
"""Returns that are written at once."""


class DecidedMeanwhile(ShijibuError):
    """Somebody else decided the round after it was read."""


def decide(
    connection: Connection, scheme: str, period: str, *, results: dict[str, Any] | Written, figures: dict[str, Any] | Written,
    returned: Iterable[Return], at: str, upon: Basis | None = None, version: str | None = None,
) -> int:
    """A new revision where results or figures are new; else the current one, with its returns and version brought up to date.

    upon: the decision that this one builds on. Raises DecidedMeanwhile where another one is current by now, or it rests on other returns.
    version: of the scheme that it was computed under, the round's where none is named. Raises DecidedMeanwhile where the round goes by
    another by now.
    """
    in_force = ruling.version_of(connection, scheme, period)
    if upon is not None and upon != basis_of(asking(connection), scheme, period):
        raise DecidedMeanwhile(f"{scheme} {period}")
    if version not in (None, in_force):
        raise DecidedMeanwhile(f"{scheme} {period}")
    results, figures = plain(results), plain(figures)
    taken = [replace(r, path=legible(r.path)) for r in returned]
    told, resting_on = _digest(results, figures), returns_digest(taken, new=True)
    parts = kept_parts.laid(figures)
    round_ = {"scheme": scheme, "period": period}
    where = (decisions.c.scheme == scheme, decisions.c.period == period)
    columns = decisions.c.id, decisions.c.revision, decisions.c.digest, decisions.c.version
    now = connection.execute(select(*columns).where(*where, decisions.c.current)).first()
    if now is not None and now.digest == told:
        as_kept = kept_parts.digests(connection, of="decision", id=now.id).get(now.id)
        lacking = parts if parts is not None and parts.digest != as_kept else None
        if (rests_on(asking(connection), scheme, period), now.version) != (resting_on, in_force) or lacking is not None:
            connection.execute(delete(returns).where(returns.c.decision_id == now.id))
            _insert(connection, now.id, taken)
            kept_parts.keep(connection, lacking, decision_id=now.id)
            entry = chain.append(connection, at, "refresh", {
                **round_, "revision": now.revision, "returns": resting_on, "version": in_force, **kept_parts.entered(lacking)})
            connection.execute(update(decisions).where(decisions.c.id == now.id).values(version=in_force, entry=entry))
        return now.revision
    revision = (connection.scalar(select(func.max(decisions.c.revision)).where(*where)) or 0) + 1
    entry = chain.append(connection, at, "decide", {
        **round_, "revision": revision, "digest": told, "returns": resting_on, "version": in_force, **kept_parts.entered(parts)})
    connection.execute(update(decisions).where(*where, decisions.c.current).values(current=False))
    # Each is megabytes, which the database copies several times: one after the other they take half as much at once.
    id = connection.execute(decisions.insert().values(
        **round_, revision=revision, current=True, decided_at=at, digest=told, results=results, figures={}, version=in_force, entry=entry,
    )).inserted_primary_key[0]  # type: ignore[index]
    connection.execute(update(decisions).where(decisions.c.id == id).values(figures=figures))
    _insert(connection, id, taken)
    kept_parts.keep(connection, parts, decision_id=id)
    return revision


def _digest(results: Any, figures: Any) -> str:
    """The hash of both as one list; they are megabytes, so of what is written a piece is told at a time."""
    whole, before = hashlib.sha256(), b"["
    for payload in (results, figures):
        whole.update(before)
        for piece in payload.pieces() if isinstance(payload, Written) else (canonical(payload).encode(),):
            whole.update(piece)
        before = b","
    whole.update(b"]")
    return whole.hexdigest()


def decide_anew(
    connection: Connection, scheme: str, period: str, *, upon: Basis, results: dict[str, Any] | Written, figures: dict[str, Any] | Written, at: str,
    version: str | None = None,
) -> int:
    """`decide` with the returns of the decision that it builds on."""
    returned = returns_of(asking(connection), scheme, period, upon.revision)
    return decide(connection, scheme, period, results=results, figures=figures, returned=returned, at=at, upon=upon, version=version)


def entry_of(connection: Connection, scheme: str, period: str) -> int | None:
    """The audit entry that made the current decision of a round as it now is."""
    return connection.scalar(select(decisions.c.entry).where(decisions.c.scheme == scheme, decisions.c.period == period, decisions.c.current))


def still_current(connection: Connection, scheme: str, period: str, revision: int) -> None:
    """Raises DecidedMeanwhile where another revision counts by now."""
    query = select(decisions.c.revision).where(decisions.c.scheme == scheme, decisions.c.period == period, decisions.c.current)
    if connection.scalars(query).all() != [revision]:
        raise DecidedMeanwhile(f"{scheme} {period}")


def _insert(connection: Connection, decision_id: int, taken: list[Return]) -> None:
    told = [f.name for f in fields(Return) if f.name != "period"]  # the decision has it
    for first in range(0, len(taken), _AT_ONCE):
        some = taken[first:first + _AT_ONCE]
        connection.execute(returns.insert(), [{"decision_id": decision_id, **{name: getattr(r, name) for name in told}} for r in some])


def across(connection: Connection, scheme: str, *, first: str | None, before: str | None) -> list[Decision]:
    """Current decisions from `first` on and before `before`, in order of period."""
    query = select(decisions).where(decisions.c.scheme == scheme, decisions.c.current).order_by(decisions.c.period)
    if first is not None:
        query = query.where(decisions.c.period >= first)
    if before is not None:
        query = query.where(decisions.c.period < before)
    return [_decision(row) for row in connection.execute(query)]


def decided(connection: Connection, scheme: str) -> list[DecidedAt]:
    """When each round was decided as it now stands, in order of period."""
    query = select(decisions.c.period, decisions.c.decided_at, decisions.c.version, decisions.c.revision).where(
        decisions.c.scheme == scheme, decisions.c.current)
    return [DecidedAt(row.period, row.decided_at, row.version, row.revision) for row in connection.execute(query.order_by(decisions.c.period))]


def attempts(connection: Connection, scheme: str, period: str, units: Collection[str]) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Unit, content and problems of each return that any decision of a round rested on, the latest decision's first."""
    query = (select(returns.c.unit, returns.c.sha256, returns.c.problems).join(decisions, decisions.c.id == returns.c.decision_id)
             .where(decisions.c.scheme == scheme, decisions.c.period == period, returns.c.unit.is_not(None))
             .order_by(decisions.c.revision.desc(), returns.c.id))
    return [(row.unit, row.sha256, row.problems) for row in connection.execute(query) if row.unit in units]


def taken(connection: Connection, scheme: str, unit: str) -> dict[str, bool]:
    """Period -> whether a return of the unit is accepted in the current decision; a period in which none came is left out."""
    query = (select(decisions.c.period, returns.c.accepted).join(decisions, decisions.c.id == returns.c.decision_id)
             .where(decisions.c.scheme == scheme, decisions.c.current, returns.c.unit == unit).order_by(returns.c.accepted))
    return {row.period: row.accepted for row in connection.execute(query)}


def accepted(
    connection: Connection, scheme: str, *, unit: str | None, first: str | None, before: str, periods: Collection[str] | None = None
) -> dict[str, Return]:
    """The latest accepted return of each unit, or of one, in the current decisions of earlier periods, or of those named, with its period."""
    joined = decisions.c.id == returns.c.decision_id
    query = (select(returns.c.id, returns.c.unit).join(decisions, joined)
             .where(decisions.c.scheme == scheme, decisions.c.current, returns.c.accepted, decisions.c.period < before)
             .order_by(decisions.c.period, returns.c.id))
    if first is not None:
        query = query.where(decisions.c.period >= first)
    if unit is not None:
        query = query.where(returns.c.unit == unit)
    if periods is not None:
        query = query.where(decisions.c.period.in_(periods))
    latest = {row.unit: row.id for row in connection.execute(query)}  # the rows of a year of returns are many: only these are read
    found = connection.execute(select(returns, decisions.c.period).join(decisions, joined).where(returns.c.id.in_(latest.values())))
    return {row.unit: replace(_return(row), period=row.period) for row in found}


def _decision(row: Row[Any]) -> Decision:
    return Decision(row.scheme, row.period, row.revision, row.current, row.decided_at, row.results, row.figures, row.version, row.entry)


def _return(row: Row[Any]) -> Return:
    return Return(row.unit, row.sha256, row.path, row.accepted, row.modified, row.inputs, row.problems, row.number, row.facts, row.kept)
