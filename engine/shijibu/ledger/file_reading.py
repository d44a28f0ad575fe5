"""A ledger's file for whoever only asks, and enters what was seen, by sqlite3 alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from shijibu.ledger import trail
from shijibu.ledger.address import LedgerUnavailable, file_of, shown
from shijibu.ledger.ask import Ask
from shijibu.ledger.reading import Reading
from shijibu.ledger.records import SCHEMA_VERSION
from shijibu.ledger.sqlite import BUSY_SECONDS, KEY_GONE, SPOILT, SQLITE_BEGINS, ready, reason


class FileReading(Reading):
    """A ledger's file. It sees what is there at the moment of each question, as `Ledger` does."""

    def __init__(self, name: str, connection: sqlite3.Connection) -> None:
        self._name, self._connection = name, connection

    @classmethod
    def open(cls, url: str) -> FileReading | None:
        """The ledger at `url`; None for what is no file of this schema: `Ledger` says why, or makes it one. Raises LedgerUnavailable
        for one that others keep locked."""
        file = file_of(url)
        if file is None or "?" in url:
            return None
        try:
            with open(file, "rb") as there:
                if there.read(len(SQLITE_BEGINS)) != SQLITE_BEGINS:
                    return None
            connection = sqlite3.connect(file, timeout=BUSY_SECONDS)
        except (sqlite3.Error, OSError):
            return None
        try:
            ready(connection)
            if connection.execute("SELECT value FROM meta WHERE name = 'schema'").fetchall() == [(str(SCHEMA_VERSION),)]:
                return cls(shown(url), connection)
        except sqlite3.Error as error:
            if "locked" in str(error):  # who has waited so long need not wait once more
                connection.close()
                raise LedgerUnavailable(shown(url), reason(error)) from error
        connection.close()
        return None

    def close(self) -> None:
        self._connection.close()

    def _ask(self, sql: str, **values: Any) -> list[Any]:
        with closing(self._connection.execute(sql, values)) as rows:
            return rows.fetchall()

    @contextmanager
    def _asking(self) -> Iterator[Ask]:
        try:
            self._connection.execute("BEGIN")
            try:
                yield self._ask
            finally:
                self._connection.rollback()
        except sqlite3.DatabaseError as error:
            raise LedgerUnavailable(self._name, reason(error)) from error
        except (TypeError, ValueError) as error:
            raise LedgerUnavailable(self._name, SPOILT) from error

    @contextmanager
    def _entering(self) -> Iterator[Ask]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            with self._connection:
                yield self._ask
        except sqlite3.IntegrityError:  # a rule of the tables was broken: our own fault
            raise
        except sqlite3.DatabaseError as error:
            raise LedgerUnavailable(self._name, reason(error)) from error
        except trail.KeyGone:
            raise LedgerUnavailable(self._name, KEY_GONE) from None
