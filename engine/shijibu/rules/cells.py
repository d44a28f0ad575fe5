"""A column of a workbook that is asked for again and again, such as the owners of a month of logs by each of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


class Cells(list[Any]):
    """A column that nobody changes: what was found out of it once is kept with it."""

    __slots__ = ("_known",)

    def __init__(self, cells: Iterable[Any] = ()) -> None:
        super().__init__(cells)
        self._known: dict[Hashable, Any] = {}

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` makes of the cells, made once; what it raises is raised each time."""
        if key not in self._known:
            self._known[key] = make()
        known: T = self._known[key]
        return known


def once(cells: Sequence[Any], key: Hashable, make: Callable[[], T]) -> T:
    """The same of any list; one that somebody may change is looked at each time."""
    return cells.once(key, make) if isinstance(cells, Cells) else make()
