"""A decided round as part of a dataset over all counties: a Parquet file a table, in folders by county and period."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from shijibu.rounds.results import Figures, Results
from shijibu.scheme.model import Scheme
from shijibu.scheme.outcomes import Figure
from shijibu.scheme.period import Period
from shijibu.tables.round import RoundTables

if TYPE_CHECKING:
    import pandas as pd

OF_A_ROUND = ("units", "officials", "returns", "problems")
FIGURES = "figures"
TABLES = (*OF_A_ROUND, FIGURES)
"""`figures` has the same columns for every scheme: a row for each figure of each unit and official."""
PART = "part-0.parquet"
_TEXTS = ("scheme", "whose", "code", "name", "unit", "figure", "label", "rule", "text")
_MEANT = re.compile(r'[\x00-\x1f%/\\=:*?"<>|]')  # what means something in a path, or may not stand in one


def partition(table: str, county: str, period: Period) -> str:
    """The folder of a table's part, as pyarrow and pandas find it (hive)."""
    named = _MEANT.sub(lambda found: f"%{ord(found[0]):02X}", county)
    return f"{table}/county={named}/period={period}"


def parts(scheme: Scheme, results: Results, tables: RoundTables) -> Iterator[tuple[str, bytes]]:
    """Each table of a decided round and its part. County and period are in the names of the folders; categories are texts, for their words differ
    by scheme."""
    for name in OF_A_ROUND:
        frame = tables.frame(name).drop(columns="period")
        yield name, _parquet(frame.astype(dict.fromkeys(frame.select_dtypes("category"), "string")))
    yield FIGURES, _parquet(_figures(scheme, results))


def _figures(scheme: Scheme, results: Results) -> pd.DataFrame:
    import pandas as pd

    columns: dict[str, list[Any]] = {name: [] for name in (*_TEXTS, "number")}  # a county has a hundred thousand figures: as rows they are large
    for unit in results.units:
        _add(columns, {"whose": "unit", "code": unit.code, "name": unit.name, "unit": unit.code}, unit.figures, scheme.unit_figures)
    for one in results.officials:
        _add(columns, {"whose": "official", "code": one.id, "name": one.name, "unit": one.unit}, one.figures, scheme.official_figures)
    columns["scheme"] = [scheme.id] * len(columns["number"])
    return pd.DataFrame({name: pd.array(columns[name], dtype="Float64" if name == "number" else "string") for name in columns})


def _add(columns: dict[str, list[Any]], whose: dict[str, str], figures: Figures, declared: list[Figure]) -> None:
    """A figure's value is a number or a text; what is no data has neither."""
    for figure in declared:
        if figure.id not in figures or figure.type == "list":
            continue
        value = figures[figure.id]
        number = float(value) if isinstance(value, (int, float)) else None
        text = value if isinstance(value, str) else None
        for name, said in (whose | {"figure": figure.id, "label": figure.label, "rule": figure.rule, "number": number, "text": text}).items():
            columns[name].append(said)


def _parquet(frame: pd.DataFrame) -> bytes:
    out = BytesIO()
    frame.to_parquet(out, index=False)
    return out.getvalue()
