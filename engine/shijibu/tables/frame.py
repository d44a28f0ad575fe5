"""Rows and their headings as a DataFrame. pandas is loaded when the first is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from shijibu.tables.heading import FRACTION, Heading, Language
from shijibu.tables.values import value_of

if TYPE_CHECKING:
    import pandas as pd

ATTRS = "shijibu"
"""The key of `frame.attrs` under which a table says what its columns are."""
Rows = Sequence[Mapping[str, Any]]


def frame_of(headings: Sequence[Heading], rows: Rows, language: Language, *, title: str = "") -> pd.DataFrame:
    """A row for each of `rows`, whose values stand by heading id; a column for each heading, with the dtype of its kind.

    text string, integer Int64, number and percent Float64, truth boolean, date datetime64[s], category Categorical: what is missing is NA
    in each, never zero. `attrs["shijibu"]` has the table's title and of each column id, label, kind, unit and rule.
    """
    import pandas as pd

    frame = pd.DataFrame({h.name(language): _column(h, [value_of(h, row.get(h.id), language) for row in rows], language) for h in headings})
    frame.attrs[ATTRS] = {"title": title, "columns": {h.name(language): _said(h) for h in headings}}
    return frame


def _said(heading: Heading) -> dict[str, Any]:
    """What `attrs` says of a column."""
    told: dict[str, Any] = {"id": heading.id, "label": heading.label, "kind": heading.kind}
    if heading.unit or heading.kind == "percent":
        told["unit"] = heading.unit or FRACTION
    if heading.rule:
        told["rule"] = heading.rule
    if heading.colours:
        told["colours"] = dict(heading.colours)
    return told


def _column(heading: Heading, values: list[Any], language: Language) -> Any:
    import numpy as np
    import pandas as pd

    kind = heading.kind
    if kind == "integer" and all(v is None or isinstance(v, int) for v in values):
        return pd.array(values, dtype="Int64")
    if kind in ("number", "percent", "integer"):
        return pd.array(values, dtype="Float64")
    if kind == "truth":
        return pd.array(values, dtype="boolean")
    if kind == "date":
        return pd.Series(np.array([v or "NaT" for v in values], dtype="datetime64[s]"))
    if kind == "category":
        listed = heading.categories(language)
        unknown = list(dict.fromkeys(t for t in values if t is not None and t not in listed))
        return pd.Categorical(values, categories=[*listed, *unknown], ordered=heading.ordered and not unknown)
    return pd.array(values, dtype="string")
