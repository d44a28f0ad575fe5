"""A number as a cell shows it."""

from __future__ import annotations

EXACT = 15
"""Digits that a spreadsheet program keeps of a number; those of a longer one are lost."""
_WHOLE = 1e21
"""From here on a whole number shows with an exponent in every program."""


def number_text(number: float) -> str:
    """A number as a cell without a format shows it when there is room: 0.3 for 0.1+0.2, 12 for 12.0."""
    if 10**EXACT <= abs(number) < _WHOLE:
        return str(int(number))
    return f"{number + 0.0:.{EXACT}g}"
