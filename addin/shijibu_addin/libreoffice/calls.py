"""A function's call from a LibreOffice cell: arguments as they arrive, the rule, and what a cell can take back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from shijibu_addin.libreoffice.errors import error_value
from shijibu_addin.log import LOG, log_file, start_log

__all__ = ["LOG", "call", "log_file", "start_log"]


# The bridge takes a minute and more to carry the million rows of a whole column back, and less than a second for these: below them, rows that
# are blank to the column's end are left out.
_BLANKS_UP_TO = 100_000


def call(name: str, arguments: tuple[Any, ...], document: Any = None) -> float | str | tuple[tuple[float | str], ...]:
    """The function's value, of a column function rows of one cell; never raises: a failure of ours is an error value and a line in the log.

    document: of a function that takes days, the document that calls it, which may count its days from 1904.
    """
    from shijibu.rules import RuleError
    from shijibu.scheme import catalogue

    told = list(arguments)
    while told and told[-1] is None:  # left out; an empty text is a blank that was given
        told.pop()
    given = [_arrived(a) for a in told]
    try:
        later = _days_later(document)
        if later:
            days = zip(given, catalogue.function(name).parameters, strict=False)
            given = [_shifted(a, later) if p.is_day else a for a, p in days] + given[len(catalogue.function(name).parameters):]
        value = catalogue.call(name, given)
        if later and catalogue.function(name).returns == "day":
            value = _shifted(value, -later)
    except RuleError as error:
        value = error_value(error.kind)
    except Exception:
        LOG.exception("%s%r", name, tuple(given))
        value = error_value("#VALUE!")
    return _column(value) if isinstance(value, list) else _leaving(value)


def _days_later(document: Any) -> int:
    """How many days after the usual first day the document begins to count: 1462 in one of the 1904 system."""
    if document is None:
        return 0
    from shijibu.spreadsheet.days import serial

    first = document.getPropertyValue("NullDate")
    return serial(dt.date(first.Year, first.Month, first.Day))


def _shifted(value: Any, days: int) -> Any:
    """Serial numbers that many days on; whatever else is given, as it is."""
    if isinstance(value, list):
        return [_shifted(v, days) for v in value]
    return value + days if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def _arrived(value: Any) -> Any:
    """An argument as the rules take it: None for a blank or one left out, the cells of a range of one column, else its rows."""
    if not isinstance(value, tuple):
        return None if value == "" else value
    if set(map(len, value)) == {1}:
        return _blanks([cell for (cell,) in value])
    return [_blanks(list(row)) for row in value]


def _blanks(cells: list[Any]) -> list[Any]:
    return [None if cell == "" else cell for cell in cells] if "" in cells else cells


def _column(values: list[Any]) -> tuple[tuple[float | str], ...]:
    if len(values) > _BLANKS_UP_TO:
        last = next((i + 1 for i in range(len(values) - 1, _BLANKS_UP_TO - 1, -1) if values[i] is not None), _BLANKS_UP_TO)
        values = values[:last]
    plain = set(map(type, values)) <= {float, str}
    return tuple(zip(values if plain else map(_leaving, values), strict=True))


def _leaving(value: Any) -> float | str:
    """A value that the bridge and a cell can carry; a blank is an empty text."""
    from shijibu.rules import CellError
    from shijibu.spreadsheet.days import serial

    if value is None:
        return ""
    if isinstance(value, CellError):
        return error_value(value.kind)
    if isinstance(value, dt.date):
        return float(serial(value))
    if isinstance(value, (bool, int, float)):
        return float(value)
    return str(value)
