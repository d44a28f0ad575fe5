"""One hash for all returns of a decision: by it the ledger tells whether the same results rest on other returns by now, and whether those that it
has were changed since they were entered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any

from shijibu.ledger.records import Return, canonical, plain


def returns_digest(listed: Iterable[Return], *, new: bool = False) -> str:
    """The hash of the sorted list of what each one says, in whatever order they come. new: they do not come from the ledger yet, and are hashed as
    they will be read back. Raises TypeError, ValueError for what JSON cannot say.
    """
    by_place = sorted(((place_of(r.unit, r.sha256, r.path), r) for r in listed), key=itemgetter(0))
    return digest_by_place((place, said_of(r, new=new)) for place, r in by_place)


def place_of(unit: str | None, sha256: str, path: str) -> str:
    """What alone says where a return belongs among others."""
    return canonical([unit, sha256, path])[:-1]


def said_of(r: Return, *, new: bool = False) -> str:
    """What of a return is hashed, as canonical JSON."""
    return f"[{','.join(canonical(plain(part) if new else part) for part in _hashed(r))}]"


def digest_by_place(said: Iterable[tuple[str, str]]) -> str:
    """said: place and text of each return, in order of the places. They are many megabytes, so one at a time is at hand."""
    whole, before = hashlib.sha256(), "["
    for _, of_one_place in groupby(said, key=itemgetter(0)):
        for text in sorted(text for _, text in of_one_place):
            whole.update(f"{before}{canonical(text)}".encode())
            before = ","
    whole.update(b"]" if before == "," else b"[]")
    return whole.hexdigest()


def _hashed(r: Return) -> list[Any]:
    """What of a return is hashed; one that knows nothing of its issue has the hash that earlier schemas gave it."""
    later = [r.number, r.facts, r.kept]
    return [r.unit, r.sha256, r.path, r.accepted, r.modified, r.inputs, r.problems, *(later if later != [None, None, False] else [])]
