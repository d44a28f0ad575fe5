"""A scheme's plain data as rows of sheets: every piece with the names of what it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shijibu.scheme_book.parts import Loc, Part


@dataclass(frozen=True, slots=True)
class PieceRow:
    """owners: the pieces of the sheets above that it belongs to. keys: what tells it among its like. piece: its fields, or its one value."""

    owners: tuple[str, ...]
    keys: tuple[str, ...]
    piece: Any


def rows(part: Part, said: dict[str, Any]) -> Iterator[PieceRow]:
    """The pieces of a sheet, in the scheme's order. said: the scheme as plain data."""
    if not part.of:
        yield from (PieceRow((), keys, piece) for keys, piece in _pieces(at(said, part.into), part.keyed))
        return
    owner = part.above[-1]
    for row in rows(owner, said):
        owners = (*(row.owners if len(part.above) > 1 else ()), row.piece[owner.known_by])
        yield from (PieceRow(owners, keys, piece) for keys, piece in _pieces(at(row.piece, part.into), part.keyed))


def at(said: Any, path: Loc) -> Any:
    """What stands at a path; None where nothing does."""
    for step in path:
        said = said.get(step) if isinstance(said, dict) else None
    return said


def put(said: dict[str, Any], path: Loc, value: Any) -> None:
    for step in path[:-1]:
        said = said.setdefault(str(step), {})
    said[str(path[-1])] = value


def _pieces(kept: Any, keyed: tuple[str, ...], keys: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if kept is None:
        return
    if keyed:
        for key, value in kept.items():
            yield from _pieces(value, keyed[1:], (*keys, key))
    elif keys:
        yield keys, kept
    else:
        yield from (((), piece) for piece in kept)
