"""Error values as LibreOffice keeps them: a NaN whose low half is the error's number."""

from __future__ import annotations

import struct

NUMBERS = {"#VALUE!": 519, "#N/A": 32767, "#NUM!": 503, "#DIV/0!": 532, "#NAME?": 525, "#REF!": 524, "#NULL!": 521}


def error_value(kind: str) -> float:
    """The double that a cell shows as the error `kind`."""
    return struct.unpack("<d", struct.pack("<Q", 0x7FF8 << 48 | NUMBERS.get(kind, NUMBERS["#VALUE!"])))[0]
