"""A value as its column's kind has it, whatever a table becomes: a DataFrame, a line of CSV or a row of a sheet."""

from __future__ import annotations

from datetime import date
from typing import Any

from shijibu.ledger.records import legible
from shijibu.spreadsheet.wording import said
from shijibu.tables.heading import Heading, Language


def value_of(heading: Heading, given: Any, language: Language) -> Any:
    """None for what is missing, an int, a float, a bool, a date or a text; a whole number where the column counts."""
    if given is None or given == "":
        return None
    kind = heading.kind
    if kind in ("integer", "number", "percent"):
        if not isinstance(given, (int, float)):
            return None
        return int(given) if kind == "integer" and float(given).is_integer() else float(given)
    if kind == "truth":
        return given if isinstance(given, bool) else None
    if kind == "date":
        return given if isinstance(given, date) else date.fromisoformat(given)
    # A name that is no UTF-8 keeps its odd bytes as the ledger shows them: Arrow has no room for them.
    text = legible(given if isinstance(given, str) else said(given))
    return heading.word(text, language) if kind == "category" else text
