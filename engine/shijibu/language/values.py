"""Values as figures have them, and what words do with lists of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any, TypeAlias, TypeGuard

from shijibu.rules import CellError, NoData
from shijibu.rules.cells import Cells, once

Value: TypeAlias = "bool | int | float | str | list[Value] | CellError | None"
"""A number, a text, a truth, None for a blank, or a list of them. An empty text is a blank too. In a list, what could not be computed because
of an error is an error value: only rules and lists pass it on, and what would look into it waits as well."""

_LISTS = frozenset((list, Cells))


def blank(value: Value) -> bool:
    return value is None or value == ""


def flat(values: Iterable[Value]) -> list[Value]:
    """The values, those of lists among them one by one."""
    return [v for value in values for v in (value if isinstance(value, list) else [value])]


def present(values: Iterable[Value]) -> list[Value]:
    """The values that are there, those of lists among them one by one."""
    return [v for v in flat(values) if not blank(v)]


def together(values: Iterable[Value]) -> list[Value]:
    """What is there in lists within lists, in one list."""
    return list(_inside(values))


def _inside(values: Iterable[Value]) -> Iterator[Value]:
    for value in values:
        if isinstance(value, list):
            yield from _inside(value)
        elif not blank(value):
            yield value


def is_number(value: Value) -> TypeGuard[float]:
    return isinstance(value, (int, float))


def plain(value: Any) -> Value:
    """What a rule gives, as figures have it: "no data" in a column's row and an empty text are blanks."""
    if isinstance(value, list):
        return [plain(v) for v in value]
    return None if value == "" or value == CellError(NoData.kind) else value


def waiting(values: Sequence[Value]) -> bool:
    """Whether something among the values, or in lists within them, could not be computed because of an error."""
    kinds = set(map(type, values))  # asked of every part of every formula, and of every cell of a list: each is not worth a step of Python
    return CellError in kinds or (not kinds.isdisjoint(_LISTS) and any(once(v, waiting, partial(waiting, v)) for v in values if isinstance(v, list)))


def known(value: Value) -> Value:
    """A value as it goes out: blank where it could not be computed."""
    if isinstance(value, list):
        return [known(v) for v in value]
    return None if isinstance(value, CellError) else value


def codes(value: Value) -> list[str]:
    """The codes or ids that a cell names, `;` between them."""
    return [c for c in str(value or "").split(";") if c]
