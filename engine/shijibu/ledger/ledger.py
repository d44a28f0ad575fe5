"""The ledger: what was issued, first seen, taken in and decided, in every period; each write is one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from shijibu.ledger import chain
from shijibu.ledger.records import Decision, Issue, Return, Round, digest
from shijibu.ledger.tables import SCHEMA_VERSION, decisions, issues, meta, metadata, returns, rounds, sightings


class LedgerUnavailable(Exception):
    """The ledger cannot be opened; the text names it, without a password, and why."""


def _now() -> datetime:
    return datetime.now(UTC)


class Ledger:
    """Open with `Ledger.open(url)`; a context manager."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> Ledger:
        """The ledger at `url`, made if there is none. Raises LedgerUnavailable."""
        try:
            told = make_url(url).render_as_string(hide_password=True)
            engine = create_engine(url, future=True, connect_args={"timeout": 30} if url.startswith("sqlite") else {})
            if engine.dialect.name == "sqlite":
                _prepare_sqlite(engine)
            ledger = cls(engine)
            with ledger._writing() as connection:
                metadata.create_all(connection)
                ledger._check_schema(connection, told)
        except (SQLAlchemyError, ImportError) as error:
            reason = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise LedgerUnavailable(f"{url if '@' not in url else make_url(url).render_as_string(hide_password=True)}（{reason}）") from None
        return ledger

    def _check_schema(self, connection: Connection, told: str) -> None:
        found = connection.scalar(select(meta.c.value).where(meta.c.name == "schema"))
        if found is None:
            connection.execute(meta.insert().values(name="schema", value=str(SCHEMA_VERSION)))
            connection.execute(meta.insert().values(name="key", value=secrets.token_hex(32)))
            connection.execute(meta.insert().values(name="next_number", value="1"))
            chain.append(connection, _now(), "create", {"schema": SCHEMA_VERSION})
        elif int(found) > SCHEMA_VERSION:
            raise LedgerUnavailable(f"{told}（由更新的版本写成，请升级实绩簿）")

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            if self._engine.dialect.name == "postgresql":
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7261905)")
            yield connection

    def _reading(self) -> Connection:
        return self._engine.connect().execution_options(reading=True)

    def key(self) -> bytes:
        """The county's signing key: 32 bytes."""
        with self._reading() as connection:
            return bytes.fromhex(connection.scalar(select(meta.c.value).where(meta.c.name == "key")))  # type: ignore[arg-type]

    # what went out

    def next_numbers(self, count: int) -> list[int]:
        """`count` issue numbers that nobody else gets."""
        with self._writing() as connection:
            first = int(connection.scalar(select(meta.c.value).where(meta.c.name == "next_number")))  # type: ignore[arg-type]
            connection.execute(update(meta).where(meta.c.name == "next_number").values(value=str(first + count)))
        return list(range(first, first + count))

    def record_issue(
        self, scheme: str, period: str, *, version: str, deadline: date | None, roster: dict[str, Any], issued: Iterable[Issue],
        at: datetime | None = None,
    ) -> None:
        """A round went out; a second time for the same period takes the new roster and adds the new workbooks."""
        stamp, listed = at or _now(), list(issued)
        values = {"version": version, "deadline": deadline.isoformat() if deadline else None, "roster": roster}
        with self._writing() as connection:
            where = (rounds.c.scheme == scheme, rounds.c.period == period)
            id = connection.scalar(select(rounds.c.id).where(*where))
            if id is None:
                id = connection.execute(rounds.insert().values(scheme=scheme, period=period, **values)).inserted_primary_key[0]
            else:
                connection.execute(update(rounds).where(*where).values(**values))
            if listed:
                connection.execute(issues.insert(), [
                    {"number": i.number, "round_id": id, "unit": i.unit, "file": i.file, "sha256": i.sha256, "issued_at": stamp.isoformat(),
                     "prefilled": i.prefilled} for i in listed
                ])
            chain.append(connection, stamp, "issue", {"scheme": scheme, "period": period, "version": version, "roster": digest(roster),
                                                      "issued": {i.unit: [i.number, i.sha256] for i in listed}})

    def round(self, scheme: str, period: str) -> Round | None:
        with self._reading() as connection:
            row = connection.execute(select(rounds).where(rounds.c.scheme == scheme, rounds.c.period == period)).first()
            return None if row is None else self._round(connection, row)

    def rounds(self, scheme: str | None = None) -> list[Round]:
        """Rounds in order of period."""
        query = select(rounds).order_by(rounds.c.scheme, rounds.c.period)
        with self._reading() as connection:
            return [self._round(connection, r) for r in connection.execute(query if scheme is None else query.where(rounds.c.scheme == scheme)).all()]

    def _round(self, connection: Connection, row: Any) -> Round:
        listed = connection.execute(select(issues).where(issues.c.round_id == row.id).order_by(issues.c.number)).all()
        latest = {i.unit: Issue(i.unit, i.number, i.file, i.sha256, i.prefilled) for i in listed}
        deadline = date.fromisoformat(row.deadline) if row.deadline else None
        return Round(row.scheme, row.period, row.version, deadline, row.roster, latest)

    # what came back

    def sight_all(self, seen: Iterable[dict[str, Any]], received: date | None = None) -> dict[str, date]:
        """The day each content was first seen: `received` or today for what is new, else the day recorded before.

        seen: {sha256, scheme, period, unit, path}.
        """
        told = {s["sha256"]: s for s in seen}
        day = (received or date.today()).isoformat()
        if not told:
            return {}
        with self._writing() as connection:
            known = self._first_seen(connection, list(told))
            new = [{**told[h], "first_seen": day} for h in sorted(set(told) - set(known))]
            if new:
                connection.execute(sightings.insert(), new)
                chain.append(connection, _now(), "sight", {"first_seen": day, "sha256": [n["sha256"] for n in new]})
        return {h: date.fromisoformat(known.get(h, day)) for h in told}

    @staticmethod
    def _first_seen(connection: Connection, hashes: list[str]) -> dict[str, str]:
        known: dict[str, str] = {}
        for i in range(0, len(hashes), 500):
            query = select(sightings.c.sha256, sightings.c.first_seen).where(sightings.c.sha256.in_(hashes[i : i + 500]))
            known |= {r.sha256: r.first_seen for r in connection.execute(query)}
        return known

    # what was decided

    def decide(self, scheme: str, period: str, *, results: dict[str, Any], figures: dict[str, Any], returned: list[Return],
               at: datetime | None = None) -> int:
        """Decide a round, in place of what was decided before; the earlier revision stays readable. Gives the revision.

        Deciding the same again, from the same returns, changes nothing.
        """
        stamp, told = at or _now(), digest([results, figures])
        values = [{"unit": r.unit, "sha256": r.sha256, "path": r.path, "accepted": r.accepted, "modified": r.modified, "inputs": r.inputs,
                   "problems": r.problems} for r in returned]
        with self._writing() as connection:
            where = (decisions.c.scheme == scheme, decisions.c.period == period)
            now = connection.execute(select(decisions.c.id, decisions.c.revision, decisions.c.digest).where(*where, decisions.c.current)).first()
            mark = digest(sorted(digest(v) for v in values))
            if now is not None and now.digest == digest([told, mark]):
                return now.revision
            revision = (connection.scalar(select(func.max(decisions.c.revision)).where(*where)) or 0) + 1
            connection.execute(update(decisions).where(*where).values(current=False))
            id = connection.execute(decisions.insert().values(
                scheme=scheme, period=period, revision=revision, current=True, decided_at=stamp.isoformat(), digest=digest([told, mark]),
                results=results, figures=figures)).inserted_primary_key[0]
            if values:
                connection.execute(returns.insert(), [{"decision_id": id, **v} for v in values])
            chain.append(connection, stamp, "decide", {"scheme": scheme, "period": period, "revision": revision, "digest": told,
                                                       "returns": chain.returns_digest(connection, id)})
        return revision

    def decision(self, scheme: str, period: str) -> Decision | None:
        """The current decision of a round."""
        return next((d for d in self.revisions(scheme, period) if d.current), None)

    def revisions(self, scheme: str, period: str) -> list[Decision]:
        """Every decision of a round, oldest first."""
        query = select(decisions).where(decisions.c.scheme == scheme, decisions.c.period == period).order_by(decisions.c.revision)
        with self._reading() as connection:
            return [_decision(r) for r in connection.execute(query)]

    def decisions(self, scheme: str, *, first: str | None = None, before: str | None = None) -> list[Decision]:
        """Current decisions from `first` on and before `before`, in order of period."""
        query = select(decisions).where(decisions.c.scheme == scheme, decisions.c.current).order_by(decisions.c.period)
        if first is not None:
            query = query.where(decisions.c.period >= first)
        if before is not None:
            query = query.where(decisions.c.period < before)
        with self._reading() as connection:
            return [_decision(r) for r in connection.execute(query)]

    def returns(self, scheme: str, period: str) -> list[Return]:
        """The returns that the current decision rests on."""
        query = (select(returns).join(decisions, decisions.c.id == returns.c.decision_id)
                 .where(decisions.c.scheme == scheme, decisions.c.period == period, decisions.c.current).order_by(returns.c.unit, returns.c.path))
        with self._reading() as connection:
            return [_return(r) for r in connection.execute(query)]

    def accepted_returns(self, scheme: str, *, first: str, before: str) -> dict[str, Return]:
        """Each unit's latest accepted return of the current decisions from `first` on and before `before`."""
        query = (select(returns).join(decisions, decisions.c.id == returns.c.decision_id)
                 .where(decisions.c.scheme == scheme, decisions.c.current, returns.c.accepted, decisions.c.period >= first,
                        decisions.c.period < before).order_by(decisions.c.period))
        with self._reading() as connection:
            return {r.unit: _return(r) for r in connection.execute(query)}

    def verify(self) -> list[str]:
        """What does not fit in the audit trail; empty when it is whole."""
        with self._reading() as connection:
            return chain.faults(connection)


def _decision(row: Any) -> Decision:
    return Decision(row.scheme, row.period, row.revision, row.current, row.decided_at, row.results, row.figures)


def _return(row: Any) -> Return:
    return Return(row.unit, row.sha256, row.path, row.accepted, row.modified, row.inputs, row.problems)


def _prepare_sqlite(engine: Engine) -> None:
    """Foreign keys on, and BEGIN IMMEDIATE, so that two writers wait for each other instead of failing."""

    @event.listens_for(engine, "connect")
    def connected(raw: Any, _: Any) -> None:
        raw.isolation_level = None
        raw.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get("reading") else "BEGIN IMMEDIATE")
