"""The audit trail: each entry is chained to the one before, so that none can be changed, dropped or put between.

The chain is keyed: an entry's mark is an HMAC under a key made from the ledger's, so that nobody who has not the key can make the chain anew.
The mark of the last entry is sealed apart, so that entries taken off the end are missed. Whoever holds the ledger holds its key: against
that only a head on paper helps (see `Head`).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from shijibu.errors import ShijibuError
from shijibu.ledger import trail
from shijibu.ledger.tables import asking, audit

# The entries of ledgers before this schema are chained by hash alone.
KEYED_SINCE = 4
_SHORT = 16
_READ_FOR = str.maketrans("oOlI", "0011")  # what people read for a digit on paper


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


def append(connection: Connection, at: str, action: str, subject: dict[str, Any]) -> int:
    """As `trail.append`."""
    return trail.append(asking(connection), at, action, subject)


def last_act(connection: Connection, what: str) -> datetime | None:
    """The instant of the latest act of that name."""
    acts = select(audit.c.at, audit.c.subject).where(audit.c.action == "act", audit.c.subject.contains(f'"what":"{what}"', autoescape=True))
    row = connection.execute(acts.order_by(audit.c.sequence.desc()).limit(1)).first()
    return None if row is None else datetime.fromisoformat(row.at)


def head(connection: Connection, sequence: int | None = None) -> Head | None:
    """The head as of an entry, the last one where none is named. None where there is no such entry."""
    found = trail.last(asking(connection), sequence)
    return None if found is None else Head(found.sequence, str(found.hash)[:_SHORT])


def is_sealed(connection: Connection) -> bool:
    """Whether the trail ends where the ledger last left it."""
    ask = asking(connection)
    held, last = trail.held(ask), trail.last(ask)
    try:
        return last is not None and held.get("head") == trail.sealed(trail.key_of(held), *last)
    except trail.KeyGone:
        return False


def links(connection: Connection, key: bytes | None) -> Iterator[Link]:
    """The trail from its beginning. key: the ledger's; without it, it is seen only whether each entry names the one before."""
    before, expected, keyed = trail.START, 1, False
    for row in connection.execute(select(audit).order_by(audit.c.sequence)):
        keyed = keyed or _begins_keyed(row)
        told = row.hash if keyed and key is None else trail.mark_of(trail.trail_key(key) if keyed and key else None, *row[:5])
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
