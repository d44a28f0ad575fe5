"""Makes of a ledger one as an earlier schema wrote it."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from shijibu.ledger.chain import KEYED_SINCE
from shijibu.ledger.records import canonical
from shijibu.ledger.trail import START, mark_of, sealed, trail_key

# What each schema added, newest first, and how it is taken away.
_ADDED = {
    6: ("DROP TABLE parts", "DROP INDEX returns_by_outcome"),
    5: ("DROP TABLE confirmations",),
    4: ("DROP TABLE schemes", "DROP TABLE rule_changes", "ALTER TABLE decisions DROP COLUMN version", "ALTER TABLE decisions DROP COLUMN entry",
        "DELETE FROM meta WHERE name = 'head'"),
    3: ("DROP TABLE withdrawals", "DROP INDEX sightings_by_round", "ALTER TABLE sightings DROP COLUMN run",
        *(f"ALTER TABLE returns DROP COLUMN {c}" for c in ("number", "facts", "kept"))),
    2: ("DROP TABLE objections", "UPDATE decisions SET digest = 'of results, figures and returns together'"),
}


def made_by(file: Path, schema: int) -> None:
    """Takes from the ledger in `file` what later schemas added, and chains its trail as they did: before schema 4 by hash alone."""
    connection = sqlite3.connect(file)
    with connection:
        for added, statements in _ADDED.items():
            for sql in statements if added > schema else ():
                connection.execute(sql)
        connection.execute("UPDATE meta SET value = ? WHERE name = 'schema'", (str(schema),))
        if schema < KEYED_SINCE:
            _chained_by_hash(connection, schema)
        else:
            _chained_by_key(connection, schema)
    connection.close()


def _chained_by_key(connection: sqlite3.Connection, schema: int) -> None:
    """The ledger was made by this schema: its first entry says so, and every mark after it is another."""
    held = bytes.fromhex(connection.execute("SELECT value FROM meta WHERE name = 'key'").fetchone()[0])
    key, before, last = trail_key(held), START, 0
    for sequence, at, action, subject in connection.execute("SELECT sequence, at, action, subject FROM audit ORDER BY sequence").fetchall():
        said = {name: value for name, value in json.loads(subject).items() if name != "parts" or schema >= 6}
        told = canonical(said | {"schema": schema} if action == "create" else said)
        mark = mark_of(key, sequence, at, action, told, before)
        connection.execute("UPDATE audit SET subject = ?, before = ?, hash = ? WHERE sequence = ?", (told, before, mark, sequence))
        before, last = mark, sequence
    connection.execute("UPDATE meta SET value = ? WHERE name = 'head'", (sealed(key, last, before),))


def _chained_by_hash(connection: sqlite3.Connection, schema: int) -> None:
    before, sequence = START, 0
    rows = connection.execute("SELECT sequence, at, action, subject FROM audit ORDER BY sequence").fetchall()
    connection.execute("DELETE FROM audit")
    for was, at, action, subject in rows:
        told = json.loads(subject)
        for name in ("version", "parts") if action in ("decide", "refresh") else ("rows", "parts"):
            told.pop(name, None)
        if action == "create":
            told["schema"] = schema
        if action == "scheme":
            continue
        sequence += 1
        text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        mark = mark_of(None, sequence, at, action, text, before)
        connection.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?)", (sequence, at, action, text, before, mark))
        if schema >= 3 and action == "sight":
            connection.execute("UPDATE sightings SET run = ? WHERE run = ?", (sequence, was))
        before = mark
