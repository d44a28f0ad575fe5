"""What was computed in a round, each once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from shijibu.errors import ShijibuError

T = TypeVar("T")
_NOTHING = object()
"""Where nothing was made yet."""


class Circular(ShijibuError):
    """A scheme's figures depend on each other in a circle."""


class Memo:
    """Values by key, and which of them are being computed. What is made of one unit's rows may be forgotten, and is made again if it is asked
    for again."""

    def __init__(self) -> None:
        self._made: dict[Hashable, object] = {}
        self._of: dict[str, dict[Hashable, object]] = {}
        self._open: dict[Hashable, None] = {}

    def once(self, key: Hashable, make: Callable[[], T], of: str | None = None) -> T:
        """What `make` gives for a key, made once; of: the unit of whose rows it is made. Raises Circular where it asks for itself."""
        made = self._made if of is None else self._of.get(of)
        if made is None:
            made = self._of[of or ""] = {}
        value = made.get(key, _NOTHING)
        if value is _NOTHING:
            if key in self._open:
                raise Circular(".".join(map(str, key)) if isinstance(key, tuple) else str(key))
            self._open[key] = None
            try:
                value = made[key] = make()
            finally:
                del self._open[key]
        return value  # type: ignore[return-value]  # of a key the same kind of thing is always made

    def forget(self, unit: str) -> None:
        """What was made of a unit's rows."""
        self._of.pop(unit, None)

    @property
    def computing(self) -> Iterable[Hashable]:
        """The keys that are being computed, innermost first."""
        return reversed(self._open)
