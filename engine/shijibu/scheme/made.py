"""What a program makes of a scheme once and keeps with it: no part of what the scheme says, and of no other scheme."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any
from weakref import ref


class Made:
    """Things by what made them, or by what they are of, for one owner. Two are always the same; what is copied or travels to another process is
    empty.
    """

    def __init__(self, owner: object | None = None) -> None:
        self._owner = None if owner is None else ref(owner)
        self.things: dict[Hashable, Any] = {}

    def is_of(self, owner: object) -> bool:
        return self._owner is not None and self._owner() is owner

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Made)

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return Made, ()
