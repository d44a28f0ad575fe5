"""What the figures of a decision and the roster of a round say, kept once more in small parts, each read alone.

Whoever decides or issues says what is asked for alone: values by key, in sections. The ledger does not look into the values. It lays neighbours
together until a part has some size; so the index leads to the part that a key is in, however large the county is, and the parts take little
room. Their digest is entered with the payload that they were made of.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, delete, select

from shijibu.ledger.records import Written, canonical, legible, unpacked
from shijibu.ledger.tables import parts

_LARGE = 4_000
"""Characters of JSON that a part has, more or less."""
_TRIED = 100
"""Values of a section by which it is seen how many make a part."""


@dataclass(frozen=True, slots=True)
class Laid:
    """Parts that are to be kept: section, least key, the next one's, and compressed JSON of each."""

    parts: list[tuple[str, str, str | None, bytes]]
    digest: str


def laid(payload: Any) -> Laid | None:
    """The parts of a payload; None of one that comes without."""
    if not isinstance(payload, Written) or payload.parts is None:
        return None
    listed, out = hashlib.sha256(), list[tuple[str, str, str | None, bytes]]()
    for section, values in sorted(payload.parts.items()):
        for since, until, said in _cut(values):
            listed.update(_line(section, since, until, said))
            out.append((section, since, until, zlib.compress(said.encode())))
    return Laid(out, listed.hexdigest())


def entered(laid: Laid | None) -> dict[str, str]:
    """What the trail says of them."""
    return {} if laid is None else {"parts": laid.digest}


def keep(connection: Connection, laid: Laid | None, *, decision_id: int | None = None, round_id: int | None = None) -> None:
    """Keeps the parts of a decision, or those of a round's roster, whose earlier ones go."""
    if laid is not None or round_id is not None:
        connection.execute(delete(parts).where(parts.c.decision_id == decision_id if round_id is None else parts.c.round_id == round_id))
    rows = [{"decision_id": decision_id, "round_id": round_id, "section": section, "since": since, "until": until, "said": said}
            for section, since, until, said in (laid.parts if laid is not None else ())]
    if rows:
        connection.execute(parts.insert(), rows)


def digests(connection: Connection, *, of: Literal["decision", "round"], id: int | None = None) -> dict[int, str]:
    """The digest of what is kept by now of each decision, or of each round's roster, by its id; of one alone where its id is given."""
    whose = parts.c.decision_id if of == "decision" else parts.c.round_id
    listed: dict[int, Any] = {}
    asked = whose.is_not(None) if id is None else whose == id
    query = select(whose.label("id"), parts.c.section, parts.c.since, parts.c.until, parts.c.said).where(asked)
    for row in connection.execute(query.order_by(whose, parts.c.section, parts.c.since)):
        listed.setdefault(row.id, hashlib.sha256()).update(_line(row.section, row.since, row.until, _said(row.said)))
    return {id: told.hexdigest() for id, told in listed.items()}


def _cut(values: Mapping[str, Any]) -> Iterator[tuple[str, str | None, str]]:
    """Least key, that of the next one, and JSON of each part of a section, in order; there is one at least."""
    keys = sorted((legible(key), key) for key in values)
    some = {key: values[key] for _, key in keys[:: len(keys) // _TRIED + 1]}
    together = max(1, _LARGE * len(some) // len(canonical(some)))
    for first in range(0, max(1, len(keys)), together):
        until = keys[first + together][0] if first + together < len(keys) else None
        part = {key: values[key] for _, key in keys[first : first + together]}
        yield keys[first][0] if first else "", until, canonical(part)


def _line(section: str, since: str, until: str | None, said: str) -> bytes:
    return canonical([section, since, until, said]).encode()


def _said(kept: Any) -> str:
    """What a part says; of one that somebody spoilt something that no part says."""
    try:
        return unpacked(kept)
    except (TypeError, ValueError):
        return ""
