"""What the VBA functions call: one Python function a rule, made from the catalogue and told to xlwings.

An error leaves as its name (#N/A), which the VBA side turns into Excel's error value; nothing else can leave as such a text, because the
rules take these texts for errors too.
"""

from __future__ import annotations

import datetime as dt
import inspect
import math
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from typing import Any

import xlwings as xw

from shijibu.rules import CellError, Parameter, Rule, RuleError
from shijibu.rules.values import ERROR_KINDS
from shijibu.scheme import catalogue
from shijibu.spreadsheet.days import serial, serial_of_moment
from shijibu_addin.log import LOG, start_log

_LEFT_OUT = object()
# COM hands an error value over as 0x800A0000 and its number; xlwings names seven of them and lets newer ones such as #SPILL! pass as numbers.
_ERRORS = range(-0x7FF60000, -0x7FF50000)


def answer(name: str, given: tuple[Any, ...]) -> list[list[float | str]]:
    """The rule's value as rows of one column; never raises: a failure of ours is #VALUE! and a line in the log."""
    try:
        told = list(given)
        while told and told[-1] is _LEFT_OUT:
            told.pop()
        value = catalogue.call(name, [None if a is _LEFT_OUT else _arrived(a) for a in told])
        return [[_leaving(v)] for v in value] if isinstance(value, list) else [[_leaving(value)]]
    except RuleError as error:
        return [[error.kind]]
    except Exception:
        LOG.exception("%s%r", name, given)
        return [["#VALUE!"]]


def _arrived(argument: Any) -> Any:
    """An argument as the rules take it: one cell, or rows of a range."""
    if not isinstance(argument, (list, tuple)):
        return _cell(argument)
    rows = [[_cell(v) for v in row] if isinstance(row, (list, tuple)) else [_cell(row)] for row in argument]
    return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else rows


def _cell(value: Any) -> Any:
    if value in ERROR_KINDS or (type(value) is int and value in _ERRORS):
        return CellError(value if isinstance(value, str) else "#VALUE!")
    if isinstance(value, dt.datetime):
        return serial_of_moment(value)
    return float(value) if isinstance(value, Decimal) else value


def _leaving(value: Any) -> float | str:
    """A value that COM and a cell can carry; a blank is an empty text."""
    if isinstance(value, CellError):
        return value.kind
    if isinstance(value, dt.date):
        return float(serial(value))
    if isinstance(value, (bool, int, float)):
        return float(value) if math.isfinite(value) else "#NUM!"
    return "" if value is None else str(value)


def _function(rule: Rule) -> Callable[..., Any]:
    def called(*given: Any) -> list[list[float | str]]:
        return answer(rule.name, given)

    called.__name__ = called.__qualname__ = rule.name
    called.__doc__ = rule.zh
    called.__signature__ = inspect.Signature([_parameter(p) for p in rule.parameters])  # type: ignore[attr-defined]
    for p in rule.parameters:
        called = xw.arg(p.name, doc=p.zh, ndim=2, err_to_str=True)(called)
    return xw.func(called)


def _parameter(parameter: Parameter) -> inspect.Parameter:
    """Each may be left out: in Excel `F(,5)` leaves out the first of two, and the rule says which it needs."""
    return inspect.Parameter(parameter.name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=_LEFT_OUT)


with suppress(OSError):  # functions go on without a log
    start_log()
for _rule in catalogue.functions():
    globals()[_rule.name] = _function(_rule)
