"""Live cells against the engine: a sheet's own figure that differs from the one computed afresh from its inputs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from shijibu.figures.evaluation import Evaluation
from shijibu.figures.live_formula import LATER, NEEDS_ADDIN
from shijibu.problems.finding import Finding
from shijibu.problems.values import LiveDiffers, LiveError
from shijibu.returns.entry import day_in, is_empty, number_in
from shijibu.returns.grid import FORMULA_UNKNOWN, Cell
from shijibu.returns.returned import Returned
from shijibu.returns.seen import seen
from shijibu.rules.values import WAITING
from shijibu.spreadsheet.address import address
from shijibu.spreadsheet.days import day_of_serial
from shijibu.spreadsheet.field import Field
from shijibu.spreadsheet.number import number_text, settle
from shijibu.spreadsheet.text import folded
from shijibu.spreadsheet.wording import BLANK, said

_READ_BY_US_ALONE = ("value.text-number", "value.text-date")
_NOT_IN_THE_SHEET = ("row.inserted", "row.beyond-table")
_NOT_SAID = (LATER, NEEDS_ADDIN.strip('"'))


def live_findings(returned: Returned, evaluation: Evaluation) -> Iterator[Finding]:
    """Each live cell whose figure is not the engine's at 4 decimals. An uncached cell, or one that is gone, says nothing, and one that waits
    nothing while a formula cannot read an input, or a row that was inserted: it waits wherever that is used, and is said at the input."""
    # A sheet that went out under other rules reckons by them, and that is said once for all of it.
    other = any(f.code == "scheme.other-version" for f in returned.findings)
    unread = any(f.field and (f.code in _READ_BY_US_ALONE or f.kind.severity == "error") for f in returned.findings)
    unread |= any(f.code in _NOT_IN_THE_SHEET for f in returned.findings)
    left = {code for code, reason in (("live.error", unread), ("live.differs", other)) if reason}
    yield from (f for f in _differences(returned, evaluation, unread) if f.code not in left)


def _differences(returned: Returned, evaluation: Evaluation, unread: bool) -> Iterator[Finding]:
    """unread: a formula cannot read one of the inputs."""
    code = returned.book.code
    for table_id, place in returned.places.items():
        rows = returned.book.tables[table_id]
        for column in place.table.columns:
            if column.live is None or column.deferred or column.id not in place.columns:
                continue
            for row in rows:
                number = returned.row_number(table_id, row)
                cell, engine = place.cell(number, column.id), evaluation.cell(code, table_id, row, column.id)
                if column.type == "date" and cell is not None:
                    cell = _as_day(cell, returned.grid.date1904)
                if (kind := _differing(cell, engine, column.label, unread)) is not None:
                    field = str(Field(table_id, row.index, column.id))
                    yield Finding(kind, place.sheet.title, place.address(number, column.id), field, cell.value if cell else None)
    for id, (sheet, at, col) in returned.unit_cells.items():
        figure = returned.scheme.unit_figure(id)
        if figure is not None and not figure.problems:
            cell = sheet.cells.get((at, col))
            if (kind := _differing(cell, evaluation.unit(code, id), figure.label, unread)) is not None:
                yield Finding(kind, sheet.title, address(at, col), f"unit.{id}", cell.value if cell else None)


def _as_day(cell: Cell, date1904: bool) -> Cell:
    """A cell that holds a day, as a number or in words, with the day."""
    if cell.kind == "text":
        return replace(cell, value=day_in(cell) or cell.value)
    day = day_of_serial(cell.value, date1904) if cell.kind == "number" and isinstance(cell.value, (int, float)) else None
    return cell if day is None else replace(cell, value=day.isoformat(), shown=None)


def _differing(cell: Cell | None, engine: Any, label: str, unread: bool) -> LiveError | LiveDiffers | None:
    """What is wrong with a live cell's figure, if anything is."""
    # A row that somebody inserted, or wrote below the table, has no formulas: it shows no figure that could differ.
    if cell is None or (cell.formula is None and is_empty(cell)) or cell.kind == "uncached" or cell.value in _NOT_SAID:
        return None
    if same(cell, engine):
        return None
    if cell.formula == FORMULA_UNKNOWN and cell.value == 0 and (unread or not isinstance(engine, (int, float))):
        return None  # LibreOffice leaves 0 in an .xls where a formula gives a text: an empty one too, or that it waits
    if cell.kind == "error" or cell.value == WAITING:
        if engine is None:  # an input that cannot be read shows as an error here and is said at the input
            return None
        kind: type[LiveError] | type[LiveDiffers] = LiveError
    else:
        kind = LiveDiffers
    shown, wanted = _in_words(cell.value, cell), _in_words(engine, cell)
    if shown == wanted:  # they differ where nobody looks
        shown, wanted = (f"{text}（{_form(value)}）" for text, value in ((shown, cell.value), (wanted, engine)))
    return kind(label=label, value=shown, engine=wanted or BLANK)


def same(cell: Cell, engine: Any) -> bool:
    """Whether a sheet's figure is the engine's: blanks alike, numbers at 4 decimals, also those that a program saved as text, texts without
    regard to width and padding.
    """
    shown = cell.value
    if shown in (None, "") or engine in (None, ""):
        return shown in (None, "") and engine in (None, "")
    if isinstance(engine, (int, float)) and cell.kind == "text":
        shown = number_in(cell)
    if isinstance(shown, (int, float)) and isinstance(engine, (int, float)):
        return settle(float(shown)) == settle(float(engine))
    return folded(_text(shown)) == folded(_text(engine))


def _text(value: Any) -> str:
    """A figure as a text that it is compared by: 49 is the text “49”."""
    return number_text(value) if isinstance(value, float) else said(value, nothing="")


def _form(value: Any) -> str:
    return "数字" if isinstance(value, (int, float)) else "文字"


def _in_words(value: Any, cell: Cell) -> str:
    """A figure as the cell shows its own: a share in percent, any number at 4 decimals."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return seen(cell) if value is cell.value and value is not None else said(value, nothing="")
    number = settle(float(value))
    return f"{number * 100:.12g}%" if (cell.shown or "").endswith("%") else number_text(number)
