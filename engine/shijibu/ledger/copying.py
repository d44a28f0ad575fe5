"""A ledger copied whole into a file while others go on with it, and back from the file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Integer, Table, create_engine, delete, func, select

from shijibu.ledger.address import LedgerUnavailable, sqlite_url
from shijibu.ledger.database import Database
from shijibu.ledger.records import canonical
from shijibu.ledger.tables import audit, metadata

_ROWS = 500
"""Rows that are on their way at once: a decision's may be large."""
NOT_EMPTY = "已经有内容，不能恢复到这里"


def copy_to_file(source: Database, file: Path) -> None:
    """The ledger as one moment has it, as an SQLite ledger in `file`, which is made. Raises LedgerUnavailable."""
    with source.reading() as connection:
        raw = connection.connection.driver_connection
        if isinstance(raw, sqlite3.Connection):
            copy_sqlite(raw, file)
            return
        engine = create_engine(sqlite_url(file.as_posix()), json_serializer=canonical)
        try:
            with engine.begin() as target:
                metadata.create_all(target)
                for table in metadata.sorted_tables:
                    _copy(table, connection, target)
        finally:
            engine.dispose()


def copy_sqlite(source: sqlite3.Connection, file: Path) -> None:
    """A database that is in use, in one piece: whoever writes meanwhile waits."""
    with closing(sqlite3.connect(file)) as target:
        source.backup(target)


def copy_from_file(file: Path, target: Database) -> None:
    """A copy's rows into a database that holds no ledger but an empty one. Raises LedgerUnavailable where it holds more."""
    held = Database.open(sqlite_url(file.as_posix()))
    try:
        with held.reading() as source, target.writing() as connection:
            if connection.scalar(select(func.count()).select_from(audit)) != 1:  # the entry that made it
                raise LedgerUnavailable(target.name, NOT_EMPTY)
            for table in reversed(metadata.sorted_tables):
                connection.execute(delete(table))
            for table in metadata.sorted_tables:
                _copy(table, source, connection)
                _count_on(table, connection)
    finally:
        held.engine.dispose()


def _copy(table: Table, source: Connection, target: Connection) -> None:
    for rows in source.execution_options(yield_per=_ROWS).execute(select(table)).mappings().partitions():
        target.execute(table.insert(), [dict(row) for row in rows])


def _count_on(table: Table, connection: Connection) -> None:
    """PostgreSQL numbers new rows by a counter of its own, which knows nothing of rows that came with their number."""
    numbered = table.autoincrement_column
    if connection.dialect.name != "postgresql" or numbered is None or not isinstance(numbered.type, Integer):
        return
    counter = connection.scalar(select(func.pg_get_serial_sequence(table.name, numbered.name)))
    highest = connection.scalar(select(func.max(numbered)))
    if counter is not None and highest is not None:
        connection.execute(select(func.setval(counter, highest)))
