"""A form as the office has it: what stands in its cells, and how they look, so far as that says what belongs in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as Drawn
from openpyxl.cell.cell import MergedCell
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from shijibu.errors import ShijibuError
from shijibu.outside_text import one_line
from shijibu.problems.refused import Refused
from shijibu.returns.admission import bytes_of, grid_of
from shijibu.returns.grid import Cell, Grid, SheetGrid
from shijibu.returns.worker import run
from shijibu.spreadsheet.limits import Limits

Place = tuple[int, int]
MOST_ROWS, MOST_COLUMNS = 400, 60
"""What lies beyond is no form's head, and is not looked at."""
_ZIP = b"PK"
_CHOICES = 100


class NoForm(ShijibuError):
    """The file cannot be read as a form."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a cell may hold, as the form's own check on entries says: list, whole, decimal, date, textLength."""

    kind: str
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(slots=True)
class FormSheet:
    """A sheet: the text of each cell that has content, formulas, number formats, rules, lines, widths.

    texts: as people see them, merged cells at their first place. spans: merged ranges (top, left, bottom, right) by their first place.
    boxed: cells with a line around or below them. dated: the cells whose content is a day. looks: whether formats and rules are known.
    """

    title: str
    texts: dict[Place, str] = field(default_factory=dict)
    numbers: dict[Place, float] = field(default_factory=dict)
    formulas: dict[Place, str] = field(default_factory=dict)
    formats: dict[Place, str] = field(default_factory=dict)
    rules: dict[Place, Rule] = field(default_factory=dict)
    spans: dict[Place, tuple[int, int, int, int]] = field(default_factory=dict)
    boxed: set[Place] = field(default_factory=set)
    dated: set[Place] = field(default_factory=set)
    widths: dict[int, float] = field(default_factory=dict)
    looks: bool = True

    def first_of(self, place: Place) -> Place:
        """The place that a merged cell's content stands at."""
        return self._inside().get(place, place)

    def text(self, row: int, column: int) -> str:
        """What a person reads at a place, merged cells counted everywhere in their range."""
        return self.texts.get(self.first_of((row, column)), "")

    def _inside(self) -> dict[Place, Place]:
        if not self._covered and self.spans:
            for first, (top, left, bottom, right) in self.spans.items():
                self._covered |= {(r, c): first for r in range(top, bottom + 1) for c in range(left, right + 1)}
        return self._covered

    _covered: dict[Place, Place] = field(default_factory=dict)

    @property
    def rows(self) -> range:
        """From the first row with anything on it to the last."""
        rows = [r for r, _ in (*self.texts, *self.boxed)]
        return range(min(rows, default=1), max(rows, default=0) + 1)

    @property
    def columns(self) -> range:
        columns = [c for _, c in (*self.texts, *self.boxed)]
        return range(min(columns, default=1), max(columns, default=0) + 1)


def form_of(file: Path, limits: Limits = Limits()) -> list[FormSheet]:
    """The sheets of a form that are seen and have content. Raises NoForm, FileNotFoundError."""
    file.resolve(strict=True)
    told = next(told for _, told in run(_read, [(0, (file, limits))], 1, limits))
    if isinstance(told, Refused):
        raise NoForm(one_line(f"{file} 打不开：{told.kind.says()}；{told.kind.remedy()}"))
    sheets = [s for s in told if s.texts]
    if not sheets:
        raise NoForm(one_line(f"{file} 里没有内容：没有可以照着起草的表"))
    return sheets


def _read(file: Path, limits: Limits) -> list[FormSheet]:
    """In a process of its own: a hostile file costs itself alone."""
    data = bytes_of(file, limits)
    grid = grid_of(data, limits)
    sheets = [_cells(sheet) for sheet in grid.sheets if sheet.state == "visible"]
    drawn = _drawn(data, grid)
    for sheet in sheets:
        own = drawn.get(sheet.title)
        sheet.looks = own is not None
        if own is not None:
            _look(own, sheet)
    return sheets


def _cells(sheet: SheetGrid) -> FormSheet:
    out = FormSheet(sheet.title)
    for place, cell in sheet.cells.items():
        if place[0] > MOST_ROWS or place[1] > MOST_COLUMNS:
            continue
        if cell.formula is not None:
            out.formulas[place] = cell.formula
        text = _said(cell)
        if text and cell.formula is None:
            out.texts[place] = text
        if cell.kind == "number" and cell.formula is None and isinstance(cell.value, int | float):
            if cell.shown is None or cell.shown.endswith("%"):
                out.numbers[place] = float(cell.value)
            else:
                out.dated.add(place)
    for top, left, bottom, right in sheet.merged:
        if top <= MOST_ROWS and left <= MOST_COLUMNS:
            out.spans[top, left] = top, left, min(bottom, MOST_ROWS), min(right, MOST_COLUMNS)
    return out


def _said(cell: Cell) -> str:
    told = cell.told
    if told is None or isinstance(told, bool):
        return ""
    if isinstance(told, float) and told.is_integer():
        return str(int(told))
    return one_line(str(told)).strip()


def _drawn(data: bytes, grid: Grid) -> dict[str, Worksheet]:
    """The sheets as openpyxl has them; none of a format that it does not know."""
    if not data.startswith(_ZIP) or (b"[Content_Types].xml" not in data[:4096] and b"xl/" not in data):
        return {}
    try:
        book = load_workbook(BytesIO(data))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError):  # whatever it stumbles over: the cells were read already
        return {}
    return {sheet.title: sheet for sheet in book.worksheets}


def _look(sheet: Worksheet, into: FormSheet) -> None:
    for row in sheet.iter_rows(max_row=min(sheet.max_row, MOST_ROWS), max_col=min(sheet.max_column, MOST_COLUMNS)):
        for cell in row:
            border = cell.border
            if border is not None and any(side is not None and side.style for side in (border.bottom, border.top, border.left, border.right)):
                into.boxed.add((cell.row, cell.column))
            if isinstance(cell, MergedCell):
                continue
            if cell.number_format and cell.number_format != "General":
                into.formats[cell.row, cell.column] = cell.number_format
    for dimension in sheet.column_dimensions.values():
        if dimension.width and dimension.customWidth and dimension.min:
            for column in range(dimension.min, min(dimension.max or dimension.min, MOST_COLUMNS) + 1):
                into.widths[column] = float(dimension.width)
    for validation in sheet.data_validations.dataValidation:
        rule = Rule(validation.type or "", tuple(_choices(sheet, validation.formula1)) if validation.type == "list" else (),
                    *_bounds(validation.operator, validation.formula1, validation.formula2))
        for place in _places(str(validation.sqref)):
            into.rules.setdefault(place, rule)


def _places(ranges: str) -> Iterator[Place]:
    for one in ranges.split():
        left, top, right, bottom = range_boundaries(one)
        for row in range(top or 1, min(bottom or MOST_ROWS, MOST_ROWS) + 1):
            for column in range(left or 1, min(right or MOST_COLUMNS, MOST_COLUMNS) + 1):
                yield row, column


def _choices(sheet: Worksheet, formula: str | None) -> Iterator[str]:
    """The entries of a list: written out, or those of a range."""
    text = (formula or "").strip()
    if text.startswith('"'):
        yield from (part.strip() for part in text.strip('"').split(",") if part.strip())
        return
    title, _, where = text.lstrip("=").rpartition("!")
    book = sheet.parent
    assert book is not None
    name = title.strip("'").replace("''", "'")
    source = book[name] if name in book.sheetnames else sheet
    try:
        left, top, right, bottom = range_boundaries(where.replace("$", ""))
    except ValueError:
        return
    if None in (left, top, right, bottom):
        return
    for row in source.iter_rows(min_row=top, max_row=min(bottom, top + _CHOICES), min_col=left, max_col=right):
        for cell in row:
            if isinstance(cell, Drawn) and cell.value not in (None, "") and not isinstance(cell.value, date | datetime):
                yield one_line(str(cell.value)).strip()


def _bounds(operator: str | None, first: str | None, second: str | None) -> tuple[float | None, float | None]:
    low, high = _number(first), _number(second)
    match operator:
        case "greaterThanOrEqual" | "greaterThan":
            return low, None
        case "lessThanOrEqual" | "lessThan":
            return None, low
        case "between" | None:
            return low, high
    return None, None


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text is not None else None
    except ValueError:
        return None
