"""How a ledger is asked: in SQL that SQLite and PostgreSQL read alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

# Databases limit how many values one query may carry.
BATCH = 500


class Ask(Protocol):
    """Rows of a query, none of what writes; JSON is asked for as text."""

    def __call__(self, sql: str, **values: Any) -> Sequence[Any]: ...


def among(values: Iterable[Any], size: int = BATCH) -> Iterator[tuple[str, dict[str, Any]]]:
    """So many values at once: what stands behind IN, and what it stands for."""
    listed = list(values)
    for i in range(0, len(listed), size):
        named = {f"v{n}": value for n, value in enumerate(listed[i : i + size])}
        yield f"({', '.join(f':{name}' for name in named)})", named
