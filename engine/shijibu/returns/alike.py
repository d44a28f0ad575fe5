"""What workbooks of a round have alike is read once: most rows of a form stay as they were issued, byte for byte, and so does what stands around
them. What people write comes but once, and is the first to go.

The same bytes may only be taken for the same where all is the same on which they depend: the styles, and the formulas that stood above once for
many cells. So it is kept by both.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, ClassVar, Generic, TypeVar

from shijibu.returns.inflating import library
from shijibu.returns.sheet_reader import Texts
from shijibu.returns.unseen import Looks

T = TypeVar("T")
Formulas = tuple[tuple[bytes, str], ...]
"""Those that stand once for many cells, each with its number."""
_LONGEST = 16_384
"""Bytes of what is kept."""
_ENTRY = 400
"""Bytes that keeping takes besides."""
_LATELY = 4_096
"""So many that came lately are remembered, to tell what comes again."""
_MOST_STYLES, _MOST_BELOW, _DEEPEST = 8, 256, 48
"""Workbooks of a round differ little in their styles, by the kind of unit, and in what stands once for many cells, by the size of their tables."""
_LONGEST_FORMULAS = 16_384


class Above:
    """What stands above a part of a sheet, as far as the part depends on it. The same object means the same."""

    def __init__(self, first: Above | None = None, depth: int = 0, *, kept: bool = True) -> None:
        self.kept = kept
        """Whether what stands below is kept for other workbooks."""
        self.below: dict[Formulas, Above] = {}
        """What stands above the rows below one with such formulas."""
        self._first, self._depth, self._many = first or self, depth, 0

    def after(self, formulas: Formulas) -> Above:
        """What stands above the rows below one with such formulas."""
        if not formulas or not self.kept:
            return self
        if formulas not in self.below:
            # One strange sheet may not push out what is known of all others.
            if self._depth >= _DEEPEST or sum([len(formula) for _, formula in formulas]) > _LONGEST_FORMULAS:
                return Above(kept=False)
            self._first._count()
            self.below[formulas] = Above(self._first, self._depth + 1)
        return self.below[formulas]

    def _count(self) -> None:
        self._many += 1
        if self._many > _MOST_BELOW:
            self.below.clear()
            self._many = 1


class Styles:
    """What stands above the first rows of sheets: the styles of their workbooks, those of the last few."""

    def __init__(self) -> None:
        self._first: dict[tuple[int, bool, bool], tuple[Looks, Above]] = {}

    def above(self, texts: Texts, low: bool) -> Above:
        """low: see `SheetReader.low`."""
        if texts.named is None:  # nobody can tell whether strings or styles are the same
            return Above(kept=False)
        key = id(texts.looks), texts.date1904, low
        if key not in self._first:
            if len(self._first) >= _MOST_STYLES:
                del self._first[next(iter(self._first))]
            self._first[key] = texts.looks, Above()  # the styles are held with it, so that no others are taken for them
        return self._first[key][1]

    def forget(self) -> None:
        """As before the first sheet: what is kept below these styles is not found again."""
        self._first.clear()


class Known(Generic[T]):
    """What was read, by the bytes that say it; when little room is left, only what comes again within some workbooks. Where all takes too
    much, what was not asked for longest is forgotten.
    """

    rooms: ClassVar[list[Known[Any]]] = []
    """All that there are."""

    def __init__(self, room: int, longest: int = _LONGEST) -> None:
        """room: in bytes. longest: bytes of what is kept."""
        self.room = self.left = room
        self._longest = longest
        self._little = room // 4
        self._known: OrderedDict[tuple[Above, bytes], tuple[T, int]] = OrderedDict()
        self._lately: set[int] = set()
        self.rooms.append(self)

    def get(self, above: Above, written: bytes) -> T | None:
        known = self._known.get((above, written))
        if known is None:
            return None
        self._known.move_to_end((above, written))
        return known[0]

    def keep(self, above: Above, written: bytes, what: T, size: int) -> None:
        """Nobody may change what is kept. size: bytes that it takes, besides what is written."""
        key = above, written
        if not above.kept or len(written) > self._longest or (self.left < self._little and not self._has_come(hash(key))):
            return
        if key in self._known:
            self.left += self._known.pop(key)[1]
        size += _ENTRY + len(written)
        self._known[key] = what, size
        self.left -= size
        while self.left < 0:
            _, (_, gone) = self._known.popitem(last=False)
            self.left += gone

    def forget(self) -> None:
        """As before the first sheet."""
        self._known.clear()
        self._lately.clear()
        self.left = self.room

    def _has_come(self, key: int) -> bool:
        if key in self._lately:
            return True
        if len(self._lately) >= _LATELY:
            self._lately.clear()
        self._lately.add(key)
        return False


class Lately:
    """Tells of what is long whether the same came lately, by a sum of its bytes, before all that comes is kept."""

    rooms: ClassVar[list[Lately]] = []
    """All that there are."""

    def __init__(self) -> None:
        self._came: set[tuple[int, int]] = set()
        self.rooms.append(self)

    def has_come(self, written: bytes) -> bool:
        """Whether it seems to have come; now it has. Of two that are not the same it may say so too."""
        key = len(written), library.crc32(written)
        if key in self._came:
            return True
        if len(self._came) >= _LATELY:
            self._came.clear()
        self._came.add(key)
        return False

    def forget(self) -> None:
        """As before the first sheet."""
        self._came.clear()


STYLES = Styles()


def forget() -> None:
    """All that was read is as new: what reading costs from a round's first return on can be seen again."""
    STYLES.forget()
    for room in Known.rooms:
        room.forget()
    for lately in Lately.rooms:
        lately.forget()
