"""What an accepted file says, kept small: as the ledger keeps it. It is folded where the file is checked, so that what is carried over from there
is a text and not each of its rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from shijibu.checks.checked import Checked
from shijibu.figures.book import Row
from shijibu.ledger.records import Canonical, Written, canonical


class FoldedTables(Mapping[str, list[Row]], Written):
    """What a workbook says, as the ledger keeps it: a county's workbooks are many, and are looked at one after the other. A table is read out
    whenever it is asked for. Raises TypeError, ValueError for what JSON cannot say."""

    def __init__(self, tables: Mapping[str, list[Row]], sheets: Mapping[str, str]) -> None:
        self._said = {name: Canonical(kept_table(sheets.get(name), rows)) for name, rows in sorted(tables.items())}

    def __getitem__(self, name: str) -> list[Row]:
        return rows_of(json.loads(self._said[name].said))

    def __iter__(self) -> Iterator[str]:
        return iter(self._said)

    def __len__(self) -> int:
        return len(self._said)

    @property
    def said(self) -> str:
        """All tables, as a return's inputs."""
        return f"{{{','.join(f'{canonical(name)}:{table.said}' for name, table in self._said.items())}}}"


def fold(file: Checked) -> Checked:
    """Keeps what an accepted file says small."""
    if file.accepted:
        file.tables = FoldedTables(file.tables, file.sheets)
    return file


def kept_table(sheet: str | None, rows: list[Row]) -> dict[str, Any]:
    """A table as the ledger keeps it."""
    return {"sheet": sheet, "rows": [{"index": r.index, "values": r.values, "cells": r.cells} for r in rows]}


def rows_of(table: dict[str, Any]) -> list[Row]:
    """The rows of a table that the ledger kept."""
    return [Row(row["index"], row["values"], row.get("cells", {})) for row in table["rows"]]
