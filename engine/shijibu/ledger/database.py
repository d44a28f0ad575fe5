"""The database behind the ledger: opening it, its schema, and one transaction for each write."""

from __future__ import annotations

import hashlib
import io
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DatabaseError, InterfaceError, InternalError, NoResultFound, OperationalError, SQLAlchemyError

from shijibu.ledger import chain, sqlite, trail
from shijibu.ledger.address import LEDGER, LedgerUnavailable, file_of, shown
from shijibu.ledger.records import SCHEMA_VERSION, canonical, stamp
from shijibu.ledger.tables import meta, metadata
from shijibu.ledger.upgrade import upgrade

# Any number will do, as long as every writer of a PostgreSQL ledger takes the same lock.
WRITERS_LOCK = 7261905
_FOREIGN = "是别的程序的数据库，不是实绩簿的台账"
_UNKNOWN_KIND = "台账只能是文件，或 PostgreSQL 数据库（postgresql://…）"
_NOWHERE = f"这样写的台账只在内存里，关掉就没有了；请写一个文件，如 {LEDGER}"


class Database:
    """The ledger's engine: `reading()` and `writing()` give a connection in a transaction."""

    def __init__(self, engine: Engine, name: str) -> None:
        self.engine, self.name = engine, name

    @classmethod
    def open(cls, place: str) -> Database:
        """The database at a URL, with the ledger's tables made if there are none. Raises LedgerUnavailable."""
        name = shown(place)
        try:
            url = _with_driver(make_url(place))
            if (wrong := _no_ledgers_place(url)) is not None:
                raise LedgerUnavailable(name, wrong)
            # A server that was started again meanwhile must not cost whoever asks next: a connection of the pool is tried first.
            database = cls(create_engine(url, connect_args=_connect_args(url), json_serializer=canonical, pool_pre_ping=True), name)
        except ImportError as error:
            raise LedgerUnavailable(name, f"缺少 {error.name}，请在实绩簿的文件夹里运行 pip install '.[postgresql]'") from None
        except (SQLAlchemyError, ValueError) as error:
            raise LedgerUnavailable(name, sqlite.reason(error)) from None
        if url.get_backend_name() == "sqlite":
            _refuse_other_file(file_of(place), name)
            _prepare_sqlite(database.engine)
        try:
            database._prepare()
        except (SQLAlchemyError, ValueError, LookupError, TypeError) as error:  # the latter from a trail that cannot be upgraded
            database.engine.dispose()
            raise LedgerUnavailable(name, sqlite.reason(error)) from None
        except LedgerUnavailable:
            database.engine.dispose()
            raise
        return database

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state and changes nothing."""
        with self._reachable(), self.engine.connect() as bare:
            options = {"isolation_level": "REPEATABLE READ"} if self.engine.dialect.name == "postgresql" else {}
            try:
                yield bare.execution_options(reading=True, **options)
            except (TypeError, ValueError, NoResultFound) as error:  # no date, no number, no JSON, no UTF-8 where there should be one
                raise LedgerUnavailable(self.name, sqlite.SPOILT) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that no other writer is inside of: all of it is kept or nothing."""
        with self._reachable(), self.engine.begin() as connection:
            if self.engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})")
            yield connection

    @contextmanager
    def _reachable(self) -> Iterator[None]:
        """A ledger locked by somebody for too long, made read-only or cut off is a clear sentence, not a traceback."""
        try:
            yield
        except (OperationalError, InterfaceError, InternalError) as error:
            raise LedgerUnavailable(self.name, sqlite.reason(error)) from error
        except DatabaseError as error:
            if type(error) is not DatabaseError:  # a rule of the tables was broken: our own fault
                raise
            raise LedgerUnavailable(self.name, sqlite.reason(error)) from error
        except trail.KeyGone:
            raise LedgerUnavailable(self.name, sqlite.KEY_GONE) from None

    def _prepare(self) -> None:
        # Looking first keeps an ordinary opening free of the write lock, and a ledger on a read-only disk readable.
        with self.reading() as connection:
            if inspect(connection).has_table(meta.name) and self._schema(connection) == SCHEMA_VERSION:
                return
        with self.writing() as connection:
            tables = set(inspect(connection).get_table_names())
            known = self._schema(connection) if meta.name in tables else None
            if known is None and (meta.name in tables or (tables and self.engine.dialect.name == "sqlite")):
                raise LedgerUnavailable(self.name, _FOREIGN)
            metadata.create_all(connection)
            found = self._schema(connection)
            if found is None:
                _begin(connection)
            elif found < SCHEMA_VERSION:
                upgrade(connection, found)

    def _schema(self, connection: Connection) -> int | None:
        found = connection.scalar(select(meta.c.value).where(meta.c.name == "schema"))
        if found is not None and not found.isdecimal():
            raise LedgerUnavailable(self.name, "不是实绩簿的台账")
        if found is not None and int(found) > SCHEMA_VERSION:
            raise LedgerUnavailable(self.name, "由更新的版本写成，请升级实绩簿")
        return None if found is None else int(found)


def _begin(connection: Connection) -> None:
    """A new ledger, with a signing key of its own."""
    key = secrets.token_bytes(32)
    connection.execute(meta.insert(), [
        {"name": "schema", "value": str(SCHEMA_VERSION)},
        {"name": "key", "value": key.hex()},
        {"name": "next_number", "value": "1"},
    ])
    chain.append(connection, stamp(None), "create", {"schema": SCHEMA_VERSION, "key": hashlib.sha256(key).hexdigest()})


def _no_ledgers_place(url: URL) -> str | None:
    """Why no ledger can be kept at a URL; None where one can."""
    if url.get_backend_name() != "sqlite":
        return None if url.get_backend_name() == "postgresql" else _UNKNOWN_KIND
    if url.database in (None, "", ":memory:"):
        return _NOWHERE
    file = Path(url.database or "")
    if file.is_dir():
        return "它是文件夹；请写文件夹里的台账文件，如 shijibu.db"
    return None if file.parent.is_dir() else f"没有 {file.parent} 这个文件夹"


def _with_driver(url: URL) -> URL:
    """psycopg 3 is the driver that we ship, whatever SQLAlchemy prefers; `postgres://` is how hosting services write it."""
    return url.set(drivername="postgresql+psycopg") if url.drivername in ("postgres", "postgresql") else url


def _connect_args(url: URL) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        return {"timeout": sqlite.BUSY_SECONDS}
    # Without it a wrong address takes minutes to be known as one.
    return {} if "connect_timeout" in url.query or url.get_backend_name() != "postgresql" else {"connect_timeout": 10}


def _prepare_sqlite(engine: Engine) -> None:
    """Foreign keys on, and BEGIN IMMEDIATE, so that two writers wait for each other instead of failing.

    The rollback journal stays: with WAL, a ledger copied while open would lack what is still in the -wal file beside it.
    """

    @event.listens_for(engine, "connect")
    def connected(raw: Any, _: Any) -> None:
        sqlite.ready(raw)

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get("reading") else "BEGIN IMMEDIATE")


def _refuse_other_file(file: str | None, name: str) -> None:
    """SQLite takes any file that is shorter than a page of its own for an empty database, and writes over it. Raises LedgerUnavailable."""
    try:
        with open(file, "rb") if file and Path(file).is_file() else io.BytesIO() as there:
            head = there.read(len(sqlite.SQLITE_BEGINS))
    except OSError:
        return  # SQLite says why
    if head not in (b"", sqlite.SQLITE_BEGINS):
        raise LedgerUnavailable(name, sqlite.SAID["not a database"])
