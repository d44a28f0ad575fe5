"""How a number is shown: one format for one kind of thing, in workbooks, in what is printed, and in reports.

Decimals are fixed, so that a column reads 1.02, 60.00, 88.40. What somebody typed shows more of them where more were typed: it is not
rounded before his eyes.
"""

from __future__ import annotations

DATE, TEXT = "yyyy-mm-dd", "@"
_GENERAL = "General"
_TYPED = {"number": "0.00##", "percent": "0.0#%", "integer": "0", "date": DATE}
NUMBERS = frozenset({"number", "percent", "integer"})
"""The types whose values are numbers to a reader."""


def computed_format(type: str, decimals: int = 2) -> str:
    """Of a value that was computed: as many decimals as it is rounded to."""
    decimal = "0." + "0" * decimals if decimals else "0"
    return {"number": decimal, "percent": f"{decimal}%", "integer": "0", "date": DATE}.get(type, _GENERAL)


def typed_format(type: str) -> str:
    """Of a cell that somebody fills in."""
    return _TYPED.get(type, TEXT)
