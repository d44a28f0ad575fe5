"""What was computed in a round, each once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
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
        self._figures: dict[tuple[str, str], dict[str, object]] = {}
        self._open: dict[Hashable, None] = {}

    def once(self, key: Hashable, make: Callable[[], T], of: str | None = None) -> T:
        """What `make` gives for a key, made once; of: the unit of whose rows it is made. Raises Circular where it asks for itself."""
        made = self._made if of is None else self._of.get(of)
        if made is None:
            made = self._of[of or ""] = {}
        value = made.get(key, _NOTHING)
        if value is _NOTHING:
            value = made[key] = self._make(key, make)
        return value  # type: ignore[return-value]  # of a key the same kind of thing is always made

    def keep(self, key: Hashable, value: object, of: str) -> None:
        """What was made on the way, of a unit's rows."""
        self._of.setdefault(of, {})[key] = value

    def figure(self, whose: str, one: str, id: str, make: Callable[[], T]) -> T:
        """The same of a unit's or an official's figure. They are kept figure by figure: a county has a hundred thousand of them, and a key for
        each would be larger than what it stands for."""
        made = self._figures.get((whose, id))
        if made is None:
            made = self._figures[whose, id] = {}
        value = made.get(one, _NOTHING)
        if value is _NOTHING:
            value = made[one] = self._make((whose, one, id), make)
        return value  # type: ignore[return-value]

    def take(self, whose: str, id: str, values: Mapping[str, object]) -> None:
        """What a figure came to that another process computed, by unit or official."""
        self._figures.setdefault((whose, id), {}).update(values)

    def _make(self, key: Hashable, make: Callable[[], T]) -> T:
        if key in self._open:
            raise Circular(".".join(map(str, key)) if isinstance(key, tuple) else str(key))
        self._open[key] = None
        try:
            return make()
        finally:
            del self._open[key]

    def forget(self, unit: str) -> None:
        """What was made of a unit's rows."""
        self._of.pop(unit, None)

    @property
    def computing(self) -> Iterable[Hashable]:
        """The keys that are being computed, innermost first."""
        return reversed(self._open)
