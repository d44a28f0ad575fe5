"""A function's call from a LibreOffice cell: arguments as they arrive, the rule, and what a cell can take back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from shijibu_addin.libreoffice.errors import error_value
from shijibu_addin.log import LOG, log_file, start_log

__all__ = ["LOG", "call", "log_file", "start_log"]


def call(name: str, arguments: tuple[Any, ...]) -> float | str | tuple[tuple[float | str], ...]:
    """The function's value, of a column function rows of one cell; never raises: a failure of ours is an error value and a line in the log."""
    from shijibu.rules import RuleError
    from shijibu.scheme import catalogue

    told = list(arguments)
    while told and told[-1] is None:  # left out; an empty text is a blank that was given
        told.pop()
    given = [_arrived(a) for a in told]
    try:
        value = catalogue.call(name, given)
    except RuleError as error:
        value = error_value(error.kind)
    except Exception:
        LOG.exception("%s%r", name, tuple(given))
        value = error_value("#VALUE!")
    return _column(value) if isinstance(value, list) else _leaving(value)


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
    plain = set(map(type, values)) <= {float, str}
    return tuple(zip(values if plain else map(_leaving, values), strict=True))


def _leaving(value: Any) -> float | str:
    """A value that the bridge and a cell can carry; a blank is an empty text."""
    from shijibu.rules import CellError

    if value is None:
        return ""
    if isinstance(value, CellError):
        return error_value(value.kind)
    if isinstance(value, dt.date):
        return float((value - dt.date(1899, 12, 30)).days)
    if isinstance(value, (bool, int, float)):
        return float(value)
    return str(value)
