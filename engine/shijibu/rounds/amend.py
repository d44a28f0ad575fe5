"""What upheld objections change: input cells, amended wherever the workbooks of their round are taken.

The ledger keeps the returns as they came; the amendment stands in the objection's `changed`:
{"unit": whose workbook, "order": 1 for the round's first, "inputs": [{"field", "row", "from", "to"}]}, `field` as `shijibu fields` gives it and
`row` what the row is known by, null for a row that the return does not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from shijibu.figures.evaluation import Book, Row
from shijibu.ledger import Objection
from shijibu.rounds.results import AmendedCell
from shijibu.scheme.model import Scheme
from shijibu.scheme.sheets import Table
from shijibu.spreadsheet.field import Field

if TYPE_CHECKING:
    from shijibu.ledger import Ledger
    from shijibu.ledger.reading import Reading

State = Literal["applied", "replaced", "lost"]
APPLIED: Final = "applied"
REPLACED: Final = "replaced"
LOST: Final = "lost"
Sheets = Mapping[str, Mapping[str, str | None]]


@dataclass(frozen=True, slots=True)
class Amendment:
    """One input cell that an upheld objection changed; `before` is what stood there then, `row` as in `changed`."""

    objection: int
    unit: str
    field: str
    row: dict[str, Any] | None
    before: Any
    value: Any
    decided: str
    reason: str


def amendments_of(ledger: Reading, scheme: str, period: str) -> list[Amendment]:
    """The amendments of a round, in the order in which they were decided."""
    upheld = [o for o in ledger.objections(scheme, period) if o.decision == "upheld" and o.changed]
    return [a for o in sorted(upheld, key=order_of) for a in amendments_in(o)]


def amendments_in(objection: Objection) -> list[Amendment]:
    """What one upheld objection changed."""
    changed = objection.changed or {}
    decided = objection.decided.isoformat() if objection.decided else ""
    return [
        Amendment(objection.id, changed["unit"], i["field"], i["row"], i["from"], i["to"], decided, objection.reason or "")
        for i in changed.get("inputs", [])
    ]


def changed_by(amendments: Iterable[Amendment], order: int) -> dict[str, Any]:
    """What the ledger keeps of the amendments of one objection, all in one unit's workbook."""
    listed = list(amendments)
    return {"unit": listed[0].unit, "order": order, "inputs": [{"field": a.field, "row": a.row, "from": a.before, "to": a.value} for a in listed]}


def next_order(ledger: Ledger, scheme: str, period: str) -> int:
    """The place in the round's order that the next amending objection has."""
    return 1 + max((order_of(o) for o in ledger.objections(scheme, period) if o.changed), default=0)


def order_of(objection: Objection) -> int:
    """The place of an amending objection among those of its round, by when it was decided."""
    return int((objection.changed or {}).get("order", 0))


def known_by(table: Table, row: Row) -> dict[str, Any]:
    """The values by which people know a row again: its key, else its first text, else its owner."""
    text = next((c.id for c in table.columns if c.is_input and c.type == "text"), table.owner)
    return {c: row.values.get(c) for c in (table.key or ([text] if text else []))}


def amended(
    scheme: Scheme, books: Mapping[str, Book], amendments: Iterable[Amendment], sheets: Sheets | None = None,
) -> tuple[Mapping[str, Book], list[AmendedCell]]:
    """The workbooks with every amendment in its cell, and what became of each amendment.

    A row that has moved in a workbook returned again is found by what it is known by. `state`: applied; replaced by a later amendment of the
    same cell; or lost, with `why`, where the row is there no more.
    """
    placed: list[tuple[Amendment, Field, str]] = []
    for a in amendments:
        field = Field.parse(a.field) or Field("", 0, "")
        table, book = scheme.table(field.table), books.get(a.unit)
        if book is None:
            placed.append((a, field, "没有接收到该工作簿"))
        elif table is None or table.column(field.column) is None:
            placed.append((a, field, "方案中已没有这一栏"))
        else:
            at = _place(table, book.tables.get(field.table, []), a, field.row)
            placed.append((a, replace(field, row=at or field.row), "" if at else "交回的工作簿里找不到这一行"))
    last = {(a.unit, field): i for i, (a, field, why) in enumerate(placed) if not why}
    changes: dict[str, dict[str, dict[int, dict[str, Any]]]] = {}
    cells = []
    for i, (a, field, why) in enumerate(placed):
        counts = last.get((a.unit, field)) == i and not why
        if counts:
            changes.setdefault(a.unit, {}).setdefault(field.table, {}).setdefault(field.row, {})[field.column] = a.value
        cells.append(_cell(scheme, books, sheets or {}, a, field, APPLIED if counts else LOST if why else REPLACED, why))
    return {code: _changed(book, changes[code]) if code in changes else book for code, book in books.items()} if changes else books, cells


def _place(table: Table, rows: list[Row], amendment: Amendment, index: int) -> int | None:
    """The number of the row that an amendment means; None where it is gone, or where a new row's place was taken."""
    row = next((r for r in rows if r.index == index), None)
    if amendment.row is None:
        return index if row is None else None
    if row is not None and known_by(table, row) == amendment.row:
        return index
    same = [r.index for r in rows if any(v not in (None, "") for v in amendment.row.values()) and known_by(table, r) == amendment.row]
    return same[0] if len(same) == 1 else None


def _changed(book: Book, changes: Mapping[str, Mapping[int, Mapping[str, Any]]]) -> Book:
    """A book with cells changed; what was returned stays as it was. A row without anything in it is none."""
    tables = dict(book.tables)
    for name, by_row in changes.items():
        rows = {r.index: r for r in tables.get(name, [])}
        for index, values in by_row.items():
            old = rows.get(index) or Row(index, {}, {})
            rows[index] = Row(index, {**old.values, **values}, old.cells)
        filled_in = (r for r in rows.values() if any(v not in (None, "") for v in r.values.values()))
        tables[name] = sorted(filled_in, key=lambda r: r.index)
    return Book(book.code, tables)


def _cell(
    scheme: Scheme, books: Mapping[str, Book], sheets: Sheets, a: Amendment, field: Field, state: State, why: str,
) -> AmendedCell:
    table, book = scheme.table(field.table), books.get(a.unit)
    row = next((r for r in book.tables.get(field.table, []) if r.index == field.row), None) if book and state != LOST else None
    column = table.column(field.column) if table else None
    return AmendedCell(
        objection=a.objection, unit=a.unit, field=str(field), label=column.label if column else field.column,
        sheet=sheets.get(a.unit, {}).get(field.table), cell=row.cells.get(field.column) if row else None,
        returned=row.values.get(field.column) if row else None, amended=a.value, state=state, why=why, decided=a.decided, reason=a.reason,
    )
