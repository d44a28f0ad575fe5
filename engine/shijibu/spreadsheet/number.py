"""A number as a cell shows it, and rounded as a sheet rounds it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

EXACT = 15
"""Digits that a spreadsheet program keeps of a number; those of a longer one are lost."""
NOISE = 10
"""Decimals from which on a figure's digits are binary noise."""
_WHOLE = 1e21
"""From here on a whole number shows with an exponent in every program."""
_CONTEXT = Context(prec=60)
_NO_DECIMALS = 1e15  # from here on a double has none to round


def number_text(number: float) -> str:
    """A number as a cell without a format shows it when there is room: 0.3 for 0.1+0.2, 12 for 12.0."""
    if 10**EXACT <= abs(number) < _WHOLE:
        return str(int(number))
    return f"{number + 0.0:.{EXACT}g}"


def round_half_away(x: float, decimals: int) -> float:
    """`x` to `decimals` places, half away from zero, on the 15 digits that a sheet knows of `x`; like ROUND there."""
    if abs(x) >= _NO_DECIMALS:
        return x
    told = f"{x:.15g}"
    if "e" not in told and decimals >= 0:
        whole, _, share = told.partition(".")
        if len(share) <= decimals:
            return float(told) + 0.0  # nothing to round, as with most of what people type
        digits = int(whole.lstrip("-") + share[:decimals]) + (share[decimals] >= "5")  # at most 15 of them, which a double holds
        return (-digits if x < 0 else digits) / float(10**decimals) + 0.0
    quantum = Decimal(1).scaleb(-decimals)
    return float(Decimal(told).quantize(quantum, rounding=ROUND_HALF_UP, context=_CONTEXT)) + 0.0  # no -0


@lru_cache(maxsize=4_096)  # figures of a round are few different numbers
def settle(x: float, decimals: int = 4) -> float:
    """ROUND(ROUND(x, 10), decimals): binary noise goes first, so that 0.285*100 is 28.5 in every face. At most 10 decimals."""
    told = f"{x:.15g}"
    digits = NOISE + 1 if "e" in told else len(told.partition(".")[2])
    if digits <= decimals:
        return float(told) + 0.0
    return round_half_away(x if digits <= NOISE else round_half_away(x, NOISE), decimals)
