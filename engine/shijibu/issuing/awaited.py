"""What a live cell that cannot be computed waits for: the sheets on which an input of it may have to be mended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from shijibu.language.expression import names
from shijibu.language.formula import Formula
from shijibu.rules.native import literal
from shijibu.rules.values import WAITING
from shijibu.scheme.model import Scheme
from shijibu.scheme.sheets import Column
from shijibu.workbook.layout import Layout, TableLayout

ASIDE = "（"
"""What a hint begins with that is no problem of its own row: the row only waits for another cell."""


class Awaited:
    """Which sheets the live cells of a workbook take their figures from, directly or by way of others."""

    def __init__(self, scheme: Scheme, layout: Layout) -> None:
        self.scheme, self.layout = scheme, layout

    def aside(self, table: TableLayout, cells: Mapping[str, str]) -> tuple[str, str]:
        """A formula of what a row says of its own live cells that wait, and the text that it then gives; both empty where none could.

        cells: the row's cells by column.
        """
        live = [c for c in table.table.columns if c.live is not None and not c.deferred]
        sheets = list(dict.fromkeys(s for c in live for s in self._sheets[table.table.id, c.id]))
        if not sheets:
            return "", ""
        told = f"{ASIDE}先改好{'、'.join('本表' if s == table.sheet else f'“{s}”' for s in sheets)}里标出的格）"
        waits = "+".join(f"COUNTIF({cells[c.id]},{literal(WAITING)})" for c in live)
        return f'IF({waits}>0,{literal(told)},"")', told

    @cached_property
    def _sheets(self) -> dict[tuple[str, str], list[str]]:
        """Per live column the sheets with inputs of it, its own first."""
        out: dict[tuple[str, str], list[str]] = {}
        for id, table in self.layout.tables.items():
            for column in table.table.columns:
                if column.live is not None:
                    tables = [t for t, c in self._cells(column.live, id, set()) if self._is_input(t, c)]
                    sheets = dict.fromkeys(self.layout.tables[t].sheet for t in tables)
                    out[id, column.id] = sorted(sheets, key=lambda s, own=table.sheet: s != own)  # type: ignore[misc]
        return out

    def _column(self, table: str, id: str) -> Column | None:
        placed = self.layout.tables.get(table)
        return placed.table.column(id) if placed else None

    def _is_input(self, table: str, id: str) -> bool:
        column = self._column(table, id)
        return column is not None and column.is_input

    def _cells(self, formula: Formula, table: str | None, seen: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """Every column, as (table, column), that a formula asks for, and those that these ask for."""
        for name in names(formula.tree):
            head, last = name.path if len(name.path) == 2 else (table or "unit", name.path[0])
            if (head, last) in seen:
                continue
            seen.add((head, last))
            if head == "unit":
                figure = self.scheme.unit_figure(last)
                if figure is not None and figure.formula is not None:
                    yield from self._cells(figure.formula, None, seen)
                continue
            yield head, last
            column = self._column(head, last)
            if column is not None and column.live is not None:
                yield from self._cells(column.live, head, seen)
