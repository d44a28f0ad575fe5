"""A function's call from a LibreOffice cell: arguments as they arrive, the rule, and what a cell can take back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from shijibu_addin.libreoffice.errors import error_value
from shijibu_addin.log import LOG, log_file, start_log

__all__ = ["LOG", "call", "log_file", "start_log"]


def call(name: str, arguments: tuple[Any, ...]) -> tuple[tuple[float | str], ...]:
    """The function's value as rows of one column; never raises: a failure of ours is an error value and a line in the log.

    A single value goes as one row, too: of a lone NaN LibreOffice keeps only that it is one, in a range it keeps which error it means.
    """
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
    return tuple((_leaving(v),) for v in value) if isinstance(value, list) else ((_leaving(value),),)


def _arrived(value: Any) -> Any:
    """An argument as the rules take it: None for a blank or one left out, rows of a range."""
    if isinstance(value, tuple):
        return [[_arrived(v) for v in row] if isinstance(row, tuple) else _arrived(row) for row in value]
    return None if value is None or value == "" else value


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
