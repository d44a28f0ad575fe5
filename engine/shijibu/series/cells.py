"""Series, arrays and what stands in them as the cells that a rule takes, and a rule's answers as a Series."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from shijibu.rules import Parameter, WrongInput
from shijibu.spreadsheet.days import DAY_ZERO

if TYPE_CHECKING:
    import pandas as pd


def is_column(given: Any) -> bool:
    """Whether it is a Series, an Index, an array, a list or a tuple: several cells, not one."""
    return isinstance(given, (list, tuple)) or (hasattr(given, "__array__") and getattr(given, "ndim", 0) >= 1)


def cells_of(given: Any) -> list[Any]:
    """The cells of a column. Raises WrongInput for a table."""
    if getattr(given, "ndim", 1) != 1:
        raise WrongInput("应为一列，不是多列的表")
    return [cell_of(v) for v in given]


def cell_of(value: Any) -> Any:
    """One cell: None for NaN, NA and NaT, Python's own numbers, a day as its ISO text."""
    if value is None or type(value) in (str, int, bool):
        return value
    if hasattr(value, "item") and getattr(value, "ndim", 1) == 0:  # a number of numpy's
        value = value.item()
    if isinstance(value, date):
        return None if value != value else value.isoformat()[:10]
    if isinstance(value, float):
        return None if math.isnan(value) else value
    return None if type(value).__name__ in ("NAType", "NaTType") else value


def list_of(parameter: Parameter, given: Any) -> Any:
    """A scale or a list of values: two columns, as pairs, as a mapping from label to number, or by its name as it is."""
    if not isinstance(given, Mapping):
        return [[cell_of(v) for v in row] for row in given] if is_column(given) else given
    pairs = ((cell_of(label), cell_of(number)) for label, number in given.items())
    return [[number, label] for label, number in pairs] if parameter.kind == "scale" else [[label, number] for label, number in pairs]


def index_of(columns: Sequence[Any]) -> Any:
    """The index of the Series among the columns; the rows' numbers where none is one. Raises WrongInput where they do not agree."""
    indexes = [c.index for c in columns if hasattr(c, "index") and hasattr(c, "dtype")]
    if any(not indexes[0].equals(other) for other in indexes[1:]):
        raise WrongInput("各列的索引不同；请先对齐，或用 .to_numpy()")
    if len({len(c) for c in columns}) > 1:
        raise WrongInput("各列的行数不相等")
    return indexes[0] if indexes else range(len(columns[0]))


def day_of(answer: float | str) -> date:
    """The day that a rule gives, as a sheet's serial number or as an ISO text."""
    return DAY_ZERO + timedelta(days=int(answer)) if isinstance(answer, (int, float)) else date.fromisoformat(answer)


def series_of(values: Sequence[Any], index: Any, name: str, kind: str) -> pd.Series:
    """A rule's answers as a Series: Float64, Int64, string or datetime64; NA for a blank and for an empty text."""
    import pandas as pd

    told = [None if v == "" else v for v in values]
    if kind == "day":
        return pd.Series(pd.array([None if v is None else day_of(v) for v in told], dtype="datetime64[s]"), index=index, name=name)
    texts = kind == "text" or any(isinstance(v, str) for v in told)
    whole = kind == "integer" or (kind == "column" and all(v is None or float(v).is_integer() for v in told if not texts))
    dtype = "string" if texts else "Int64" if whole else "Float64"
    return pd.Series(pd.array([int(v) if whole and v is not None and not texts else v for v in told], dtype=dtype), index=index, name=name)
