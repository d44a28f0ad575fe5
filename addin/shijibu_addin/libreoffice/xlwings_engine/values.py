"""Single values: as a cell takes them, and as xlwings hands them on."""

from __future__ import annotations

import datetime as dt
import numbers
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from shijibu_addin.libreoffice.errors import NUMBERS

Written = float | str | bool | dt.datetime | dt.time

EPOCH = dt.datetime(1899, 12, 30)
_KINDS = {number: kind for kind, number in NUMBERS.items()} | {508: "#NAME?", 511: "#NAME?"}


class CellError(str):
    """An error value of a cell, such as #N/A; a text that only looks like one is a plain str."""

    __slots__ = ()


def cell_error(number: int) -> CellError:
    """The error with LibreOffice's `number`; one that Excel has no word for is #VALUE!."""
    return CellError(_KINDS.get(number, "#VALUE!"))


def written(value: Any) -> Written:
    """The value in one of the few types that a cell takes; blanks of every kind become an empty text."""
    if type(value) in (str, float, int, bool):
        return _number(value) if type(value) in (float, int) else value
    if value is None or _is_missing(value):
        return ""
    if hasattr(value, "dtype") and hasattr(value, "item") and not getattr(value, "shape", ()):
        if value.dtype.kind == "M":
            value = value.astype("datetime64[us]")
        return written(value.item())
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)
    if isinstance(value, dt.timedelta):
        return value / dt.timedelta(days=1)
    if isinstance(value, bool | dt.time):
        return value
    if isinstance(value, numbers.Real | Decimal):
        return _number(value)
    return str(value)


def _number(value: Any) -> float | str:
    number = float(value)
    return number if number - number == 0 else ""  # cells hold neither NaN nor infinity


def _is_missing(value: Any) -> bool:
    pandas = sys.modules.get("pandas")
    return pandas is not None and (value is pandas.NaT or value is pandas.NA)


def serial(value: dt.datetime | dt.time, epoch: dt.datetime = EPOCH) -> float:
    """The number that a cell holds for a date or a time of day."""
    if isinstance(value, dt.time):
        value = dt.datetime.combine(epoch, value)
    return (value - epoch) / dt.timedelta(days=1)


def moment(number: float, epoch: dt.datetime = EPOCH) -> dt.datetime | float:
    """The date for a cell's number, to the millisecond; a number that no date has stays a number."""
    try:
        return epoch + dt.timedelta(milliseconds=round(number * 86_400_000))
    except OverflowError:
        return number


def cleaned(value: Any, datetime_builder: Callable[..., Any], empty_as: Any, number_builder: Callable[[float], Any] | None, err_to_str: bool) -> Any:
    """A value as read, in the form that the options of a range ask for."""
    if value is None or value == "":
        return empty_as
    if isinstance(value, CellError):
        return str(value) if err_to_str else None
    if isinstance(value, dt.datetime):
        if datetime_builder is dt.datetime:
            return value
        return datetime_builder(
            year=value.year, month=value.month, day=value.day, hour=value.hour, minute=value.minute, second=value.second,
            microsecond=value.microsecond, tzinfo=None,
        )  # fmt: skip
    if number_builder is not None and isinstance(value, float):
        return number_builder(value)
    return value
