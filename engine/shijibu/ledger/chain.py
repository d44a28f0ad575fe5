"""The audit trail: each entry is chained to the one before, so that none can be changed, dropped or put between.

The chain is keyed: an entry's mark is an HMAC under a key made from the ledger's, so that nobody who has not the key can make the chain anew.
The mark of the last entry is sealed apart, so that entries taken off the end are missed. Whoever holds the ledger holds its key: against
that only a head on paper helps (see `Head`).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from shijibu.errors import ShijibuError
from shijibu.ledger.records import canonical
from shijibu.ledger.tables import audit, meta

START = "0" * 64
# The entries of ledgers before this schema are chained by hash alone.
KEYED_SINCE = 4
_PURPOSE = b"shijibu audit trail"
_SHORT = 16
_READ_FOR = str.maketrans("oOlI", "0011")  # what people read for a digit on paper


class KeyGone(ShijibuError):
    """The ledger has no key, or what stands in its place is none."""


class NotAHead(ShijibuError, ValueError):
    """The text is no head."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the trail as paper carries it: the number of the last entry, and the first hexadecimal digits of its mark."""

    sequence: int
    mark: str

    def __str__(self) -> str:
        return "-".join([str(self.sequence), *(self.mark[i : i + 4] for i in range(0, len(self.mark), 4))])

    @classmethod
    def parse(cls, text: str) -> Head:
        """The head that somebody typed off paper, however grouped. Raises NotAHead."""
        plain = unicodedata.normalize("NFKC", text).strip().translate(_READ_FOR).lower()
        match = re.fullmatch(r"(\d{1,12})[\W_]+([0-9a-f\W_]+)", plain)
        mark = re.sub(r"[\W_]", "", match[2]) if match else ""
        if match is None or len(mark) != _SHORT or not int(match[1]):
            raise NotAHead(text)
        return cls(int(match[1]), mark)


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as stored, and whether it follows the one before it."""

    sequence: int
    at: str
    action: str
    subject: str
    whole: bool


def trail_key(key: bytes) -> bytes:
    """The key of the trail, made from the ledger's, which signs workbooks: one says nothing of the other."""
    return hmac.new(key, _PURPOSE, hashlib.sha256).digest()


def mark_of(key: bytes | None, sequence: int, at: str, action: str, subject: str, before: str) -> str:
    """An entry's mark; without a key the hash that earlier schemas gave it."""
    told = canonical([sequence, at, action, subject, before]).encode()
    return hashlib.sha256(told).hexdigest() if key is None else hmac.new(key, told, hashlib.sha256).hexdigest()


def _sealed(key: bytes, sequence: int, mark: str) -> str:
    return f"{sequence} {hmac.new(key, canonical(['head', sequence, mark]).encode(), hashlib.sha256).hexdigest()}"


def append(connection: Connection, at: str, action: str, subject: dict[str, Any]) -> int:
    """One entry more, in the caller's transaction. Gives its number. Reads the last entry alone, however long the trail is.

    Where entries were taken off the end, that is entered first: what is written now must not cover it up.
    """
    held, last = _held(connection), _last(connection)
    key, sealed = _key(held), held.get("head")
    unsealed_yet = sealed is None and action == "upgrade"
    if last is not None and not unsealed_yet and sealed != _sealed(key, last.sequence, last.hash):
        _put(connection, key, last, at, "break", {"head": sealed})
        last = _last(connection)
    sequence, mark = _put(connection, key, last, at, action, subject)
    now = _sealed(key, sequence, mark)
    if not connection.execute(update(meta).where(meta.c.name == "head").values(value=now)).rowcount:
        connection.execute(insert(meta).values(name="head", value=now))
    return sequence


def _put(connection: Connection, key: bytes, last: Row[Any, Any] | None, at: str, action: str, subject: dict[str, Any]) -> tuple[int, str]:
    sequence, before = (last.sequence + 1, last.hash) if last is not None else (1, START)
    told = canonical(subject)
    mark = mark_of(key, sequence, at, action, told, before)
    connection.execute(audit.insert().values(sequence=sequence, at=at, action=action, subject=told, before=before, hash=mark))
    return sequence, mark


def _last(connection: Connection) -> Row[Any, Any] | None:
    return connection.execute(select(audit.c.sequence, audit.c.hash).order_by(audit.c.sequence.desc()).limit(1)).first()


def _held(connection: Connection) -> dict[str, str]:
    rows = connection.execute(select(meta.c.name, meta.c.value).where(meta.c.name.in_(("key", "head"))))
    return {row.name: row.value for row in rows}


def _key(held: dict[str, str]) -> bytes:
    try:
        return trail_key(bytes.fromhex(held["key"]))
    except (KeyError, TypeError, ValueError):
        raise KeyGone from None


def newest(connection: Connection) -> datetime:
    """The latest instant that any entry bears; where a clock was wrong once, that is not the last entry's."""
    return datetime.fromisoformat(connection.execute(select(func.max(audit.c.at))).scalar_one())


def last_act(connection: Connection, what: str) -> datetime | None:
    """The instant of the latest act of that name."""
    acts = select(audit.c.at, audit.c.subject).where(audit.c.action == "act", audit.c.subject.contains(f'"what":"{what}"', autoescape=True))
    row = connection.execute(acts.order_by(audit.c.sequence.desc()).limit(1)).first()
    return None if row is None else datetime.fromisoformat(row.at)


def head(connection: Connection, sequence: int | None = None) -> Head | None:
    """The head as of an entry, the last one where none is named. None where there is no such entry."""
    if sequence is None:
        row = _last(connection)
    else:
        row = connection.execute(select(audit.c.sequence, audit.c.hash).where(audit.c.sequence == sequence)).first()
    return None if row is None else Head(row.sequence, str(row.hash)[:_SHORT])


def is_sealed(connection: Connection) -> bool:
    """Whether the trail ends where the ledger last left it."""
    held, last = _held(connection), _last(connection)
    try:
        return last is not None and held.get("head") == _sealed(_key(held), last.sequence, last.hash)
    except KeyGone:
        return False


def links(connection: Connection, key: bytes | None) -> Iterator[Link]:
    """The trail from its beginning. key: the ledger's; without it, it is seen only whether each entry names the one before."""
    before, expected, keyed = START, 1, False
    for row in connection.execute(select(audit).order_by(audit.c.sequence)):
        keyed = keyed or _begins_keyed(row)
        told = row.hash if keyed and key is None else mark_of(trail_key(key) if keyed and key else None, *row[:5])
        whole = (row.sequence, row.before, row.hash) == (expected, before, told)
        yield Link(row.sequence, row.at, row.action, row.subject, whole)
        expected, before = row.sequence + 1, row.hash


def _begins_keyed(row: Row[Any]) -> bool:
    """Whether an entry made the ledger, or brought it to a schema, whose trail is keyed."""
    name = {"create": "schema", "upgrade": "to"}.get(row.action)
    try:
        return name is not None and json.loads(row.subject)[name] >= KEYED_SINCE
    except (TypeError, ValueError, KeyError):
        return False
