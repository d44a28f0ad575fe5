"""Entering in the audit trail (`chain`), in SQL that SQLite and PostgreSQL read alike."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from typing import Any, NamedTuple

from shijibu.errors import ShijibuError
from shijibu.ledger.ask import Ask
from shijibu.ledger.records import canonical

START = "0" * 64
_PURPOSE = b"shijibu audit trail"


class KeyGone(ShijibuError):
    """The ledger has no key, or what stands in its place is none."""


class Last(NamedTuple):
    """The last entry: its number and its mark."""

    sequence: int
    hash: str


def trail_key(key: bytes) -> bytes:
    """The key of the trail, made from the ledger's, which signs workbooks: one says nothing of the other."""
    return hmac.new(key, _PURPOSE, hashlib.sha256).digest()


def mark_of(key: bytes | None, sequence: int, at: str, action: str, subject: str, before: str) -> str:
    """An entry's mark; without a key the hash that earlier schemas gave it."""
    told = canonical([sequence, at, action, subject, before]).encode()
    return hashlib.sha256(told).hexdigest() if key is None else hmac.new(key, told, hashlib.sha256).hexdigest()


def sealed(key: bytes, sequence: int, mark: str) -> str:
    """What seals the end of the trail: the last entry's number, and a mark of its mark."""
    return f"{sequence} {hmac.new(key, canonical(['head', sequence, mark]).encode(), hashlib.sha256).hexdigest()}"


def append(ask: Ask, at: str, action: str, subject: dict[str, Any]) -> int:
    """One entry more, in the caller's transaction. Gives its number. Reads the last entry alone, however long the trail is.

    Where entries were taken off the end, that is entered first: what is written now must not cover it up.
    """
    known, end = held(ask), last(ask)
    key, head = key_of(known), known.get("head")
    unsealed_yet = head is None and action == "upgrade"
    if end is not None and not unsealed_yet and head != sealed(key, *end):
        end = _put(ask, key, end, at, "break", {"head": head})
    end = _put(ask, key, end, at, action, subject)
    ask("UPDATE meta SET value = :value WHERE name = 'head'" if head is not None else "INSERT INTO meta (name, value) VALUES ('head', :value)",
        value=sealed(key, *end))
    return end.sequence


def _put(ask: Ask, key: bytes, end: Last | None, at: str, action: str, subject: dict[str, Any]) -> Last:
    sequence, before = (end.sequence + 1, end.hash) if end is not None else (1, START)
    told = canonical(subject)
    mark = mark_of(key, sequence, at, action, told, before)
    ask("INSERT INTO audit (sequence, at, action, subject, before, hash) VALUES (:sequence, :at, :action, :subject, :before, :hash)",
        sequence=sequence, at=at, action=action, subject=told, before=before, hash=mark)
    return Last(sequence, mark)


def last(ask: Ask, sequence: int | None = None) -> Last | None:
    """The last entry, or the one of that number; None where there is none."""
    rows = (ask("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1") if sequence is None else
            ask("SELECT sequence, hash FROM audit WHERE sequence = :sequence", sequence=sequence))
    return next((Last(*row) for row in rows), None)


def held(ask: Ask) -> dict[str, str]:
    """The ledger's key and the seal of its trail, by name, as far as they are there."""
    return dict(map(tuple, ask("SELECT name, value FROM meta WHERE name IN ('key', 'head')")))


def key_of(known: dict[str, str]) -> bytes:
    """The key of the trail. Raises KeyGone."""
    try:
        return trail_key(bytes.fromhex(known["key"]))
    except (KeyError, TypeError, ValueError):
        raise KeyGone from None


def newest(ask: Ask) -> datetime:
    """The latest instant that any entry bears; where a clock was wrong once, that is not the last entry's."""
    (at,), = ask("SELECT MAX(at) FROM audit")
    return datetime.fromisoformat(at)
