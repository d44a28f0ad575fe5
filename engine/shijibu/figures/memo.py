"""What was computed in a round, each once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from shijibu.errors import ShijibuError

T = TypeVar("T")


class Circular(ShijibuError):
    """A scheme's figures depend on each other in a circle."""


class Memo:
    """Values by key, and which of them are being computed."""

    def __init__(self) -> None:
        self._made: dict[Hashable, object] = {}
        self._open: dict[Hashable, None] = {}

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives for a key, made once. Raises Circular where it asks for itself."""
        if key not in self._made:
            if key in self._open:
                raise Circular(".".join(map(str, key)) if isinstance(key, tuple) else str(key))
            self._open[key] = None
            try:
                self._made[key] = make()
            finally:
                del self._open[key]
        return self._made[key]  # type: ignore[return-value]  # of a key the same kind of thing is always made

    @property
    def computing(self) -> Iterable[Hashable]:
        """The keys that are being computed, innermost first."""
        return reversed(self._open)
