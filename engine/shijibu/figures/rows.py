"""Which rows of which workbooks a place in the scheme means."""

from __future__ import annotations

from collections.abc import Mapping

from shijibu.figures.book import Book, Row
from shijibu.figures.memo import Memo
from shijibu.language.scope import Scope
from shijibu.language.values import Value, codes
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.sheets import Column, Table

_OPEN = 100
"""Workbooks of which rows, and what was made of them, are held at once: whoever asks, asks unit by unit, and a county may have thousands."""


class Rows:
    """The rows of a round's accepted workbooks."""

    def __init__(self, scheme: Scheme, period: Period, books: Mapping[str, Book], memo: Memo) -> None:
        self._scheme, self._period, self._books, self._memo = scheme, period, books, memo
        self._opened: dict[str, dict[str, list[Row]]] = {}
        self.tables: dict[str, Table] = {t.id: t for w in scheme.workbooks for t in w.tables_of(period.round)}
        self._columns = {(t.id, c.id): c for t in self.tables.values() for c in reversed(t.columns)}
        self._places: dict[tuple[str, str], dict[int, tuple[int, Row]]] = {}
        self._of_county = {t.id: w.unit_code for w in scheme.workbooks if w.county for t in w.tables_of(period.round)}

    def of(self, code: str, table: str) -> list[Row]:
        opened = self._opened.get(code)
        if opened is None:
            if code not in self._books:
                return []
            if len(self._opened) >= _OPEN:
                self._close(next(iter(self._opened)))
            opened = self._opened[code] = {}
        rows = opened.get(table)
        if rows is None:
            rows = opened[table] = self._books[code].tables.get(table, [])
        return rows

    def _close(self, code: str) -> None:
        """Forgets a workbook's rows and what was made of them; who asks for them again has them again."""
        for table in self._opened.pop(code):
            self._places.pop((code, table), None)
        self._memo.forget(code)

    def column(self, table: str, id: str) -> Column | None:
        """A table's column. Raises KeyError for a table that this round does not have."""
        return self._columns.get((table, id)) or self.tables[table].column(id)

    def at(self, scope: Scope) -> Row:
        """The row of a scope."""
        return self.places(scope.unit, scope.table or "")[scope.row or 0][1]

    def has_table(self, table: str) -> bool:
        """Whether this round's workbooks have the table."""
        return table in self.tables and (table not in self._of_county or self._scheme.county_workbook(self._period.round) is not None)

    def behind(self, table: str, scope: Scope) -> tuple[str, list[Row]]:
        """Whose workbook a table's rows stand in, and those that the scope means: an official's or a rated unit's own, else all."""
        if table not in self.tables:
            return scope.unit, []
        owner, holder = self.tables[table].owner, self._of_county.get(table) or scope.unit
        if scope.table is None and (scope.official is not None or holder != scope.unit) and owner:
            return holder, self._by(holder, table, owner).get(scope.official or scope.unit, [])
        return holder, self.of(holder, table)

    def everywhere(self, table: str, key: str | None, scope: Scope) -> list[tuple[str, Row]]:
        """The rows of all workbooks whose `key` column (else the owner's) names the scope's official or unit, with whose workbook it is."""
        column = key or (self.tables[table].owner if table in self.tables else None)
        if column is None:
            return []
        found = self._memo.once(("everywhere", table, column), lambda: self._named(table, column))
        return found.get(scope.official or scope.unit, [])

    def places(self, code: str, table: str) -> dict[int, tuple[int, Row]]:
        """A table's rows by their number: (position, row)."""
        places = self._places.get((code, table))
        if places is None:
            places = self._places[code, table] = {r.index: (i, r) for i, r in enumerate(self.of(code, table))}
        return places

    def _by(self, code: str, table: str, column: str) -> dict[Value, list[Row]]:
        """A table's rows by what stands in an input column."""

        def made() -> dict[Value, list[Row]]:
            out: dict[Value, list[Row]] = {}
            for row in self.of(code, table):
                out.setdefault(row.values.get(column), []).append(row)
            return out

        return self._memo.once(("rows_by", code, table, column), made, code)

    def _named(self, table: str, column: str) -> dict[str, list[tuple[str, Row]]]:
        """Every workbook's rows of a table by each code or id that a column names."""
        out: dict[str, list[tuple[str, Row]]] = {}
        for holder in sorted(self._books):
            for row in self.of(holder, table):
                for named in codes(row.values.get(column)):
                    out.setdefault(named, []).append((holder, row))
        return out
