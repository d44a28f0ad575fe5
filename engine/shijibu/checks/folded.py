"""What an accepted file says, kept small: as the ledger keeps it. It is folded where the file is checked, so that what is carried over from there
is a text and not each of its rows."""

from __future__ import annotations

from typing import Any, Self

from shijibu.checks.checked import Checked
from shijibu.figures.book import Row
from shijibu.ledger.records import Folded


class FoldedTables(Folded):
    """What a workbook says, as the ledger keeps it. A table is read out whenever it is asked for."""

    __slots__ = ()

    @classmethod
    def of(cls, inputs: Folded) -> Self:
        """The tables of a return's inputs."""
        tables = cls({})
        tables._said = inputs._said
        return tables

    def __getitem__(self, name: str) -> list[Row]:
        return rows_of(super().__getitem__(name))


def fold(file: Checked) -> Checked:
    """Keeps what an accepted file says small. Raises TypeError, ValueError for what JSON cannot say."""
    if file.accepted:
        file.tables = FoldedTables({name: kept_table(file.sheets.get(name), rows) for name, rows in file.tables.items()})
    return file


def kept_table(sheet: str | None, rows: list[Row]) -> dict[str, Any]:
    """A table as the ledger keeps it."""
    return {"sheet": sheet, "rows": [{"index": r.index, "values": r.values, "cells": r.cells} for r in rows]}


def rows_of(table: dict[str, Any]) -> list[Row]:
    """The rows of a table that the ledger kept."""
    return [Row(row["index"], row["values"], row.get("cells", {})) for row in table["rows"]]
