"""A decided round as part of a dataset over all counties: a Parquet file a table, in folders by county and period."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from shijibu.rounds.decided import DecidedRound
from shijibu.rounds.results import Figures
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
_MEANT = re.compile(r'[\x00-\x1f%/\\=:*?"<>|]')  # what means something in a path, or may not stand in one


def partition(table: str, county: str, period: Period) -> str:
    """The folder of a table's part, as pyarrow and pandas find it (hive)."""
    named = _MEANT.sub(lambda found: f"%{ord(found[0]):02X}", county)
    return f"{table}/county={named}/period={period}"


def parts(round_: DecidedRound, tables: RoundTables) -> Iterator[tuple[str, bytes]]:
    """Each table and its part. County and period are in the names of the folders; categories are texts, for their words differ by scheme."""
    for name in OF_A_ROUND:
        frame = tables.frame(name).drop(columns="period")
        yield name, _parquet(frame.astype(dict.fromkeys(frame.select_dtypes("category"), "string")))
    yield FIGURES, _parquet(_figures(round_))


def _figures(round_: DecidedRound) -> pd.DataFrame:
    import pandas as pd

    scheme, rows = round_.scheme, list[dict[str, Any]]()
    for unit in round_.results.units:
        rows += _rows({"whose": "unit", "code": unit.code, "name": unit.name, "unit": unit.code}, unit.figures, scheme.unit_figures)
    for one in round_.results.officials:
        rows += _rows({"whose": "official", "code": one.id, "name": one.name, "unit": one.unit}, one.figures, scheme.official_figures)
    texts = ("scheme", "whose", "code", "name", "unit", "figure", "label", "rule", "text")
    frame = pd.DataFrame([{"scheme": scheme.id} | row for row in rows], columns=[*texts, "number"])
    return frame.astype({**dict.fromkeys(texts, "string"), "number": "Float64"})


def _rows(whose: dict[str, str], figures: Figures, declared: list[Figure]) -> Iterator[dict[str, Any]]:
    """A figure's value is a number or a text; what is no data has neither."""
    for figure in declared:
        if figure.id not in figures or figure.type == "list":
            continue
        value = figures[figure.id]
        number = float(value) if isinstance(value, (int, float)) else None
        yield whose | {"figure": figure.id, "label": figure.label, "rule": figure.rule, "number": number,
                       "text": value if isinstance(value, str) else None}


def _parquet(frame: pd.DataFrame) -> bytes:
    out = BytesIO()
    frame.to_parquet(out, index=False)
    return out.getvalue()
