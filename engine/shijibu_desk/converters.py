"""How what pages are about stands in their addresses: in letters, digits, points and dashes alone, as the gate in front asks."""

from __future__ import annotations

import re


class PeriodConverter:
    """2026, 2026-Q1, 2026-03, 2026-W05."""

    regex = r"[0-9]{4}(?:-[A-Z]?[0-9]{1,2})?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


class NumberConverter:
    """A number by which something is kept; no more digits than any database has room for."""

    regex = r"[0-9]{1,9}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class CodeConverter:
    """A unit's or an official's code: as it is where it is plain, else its UTF-8 bytes in hexadecimal after `_x`."""

    regex = r"[A-Za-z0-9_][A-Za-z0-9_-]*"
    _PLAIN = re.compile(r"(?!_x)[A-Za-z0-9][A-Za-z0-9_-]*")

    def to_python(self, value: str) -> str:
        return bytes.fromhex(value[2:]).decode() if value.startswith("_x") else value

    def to_url(self, value: str) -> str:
        return value if self._PLAIN.fullmatch(value) else f"_x{value.encode().hex()}"
