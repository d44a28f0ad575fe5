"""Which columns a formula counts with: whatever their headings say, numbers belong in them."""

from __future__ import annotations

from collections.abc import Iterator

from shijibu.language.expression import Call, Expression, Name, parse

_OF_NUMBERS = frozenset((
    "plus", "minus", "product", "ratio", "percent", "above", "below", "at_least", "at_most", "latest", "earliest", "TOTAL", "MEAN", "SHAREOF"))


def counted(formula: str) -> set[str]:
    """The ids of a row's columns that stand where a number belongs."""
    return set(_counted(parse(formula), number=False))


def _counted(part: Expression, *, number: bool) -> Iterator[str]:
    if isinstance(part, Name) and number and len(part.path) == 1:
        yield part.path[0]
    if isinstance(part, Call):
        inside = part.function in _OF_NUMBERS or (number and part.function in ("rows", "when"))
        for at, argument in enumerate(part.arguments):
            yield from _counted(argument, number=inside and not (part.function == "when" and at == 0))
