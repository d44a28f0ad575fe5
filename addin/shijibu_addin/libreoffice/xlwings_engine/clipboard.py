"""Copying cells, wholly or in part, within a sheet, a book or an app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shijibu_addin.libreoffice.xlwings_engine.address import COLUMNS, ROWS, Box
from shijibu_addin.libreoffice.xlwings_engine.unsupported import editing, unsupported

if TYPE_CHECKING:
    from shijibu_addin.libreoffice.xlwings_engine.app import App
    from shijibu_addin.libreoffice.xlwings_engine.range import Range

# The letters of LibreOffice's command InsertContents: S texts, V numbers, D dates, F formulas, N notes, T formats.
_PARTS = {None: "A", "all": "A", "values": "SVD", "formulas": "SVDF", "formats": "T", "comments": "N", "values_and_number_formats": "SVDT"}
_OPERATIONS = {None: 0, "add": 1, "subtract": 2, "multiply": 3, "divide": 4}
_DO_NOT_SHIFT = 4


def copy(source: Range, target: Range) -> None:
    """Copy everything; where the target is larger, it is filled as often as the source fits."""
    if source.is_empty or target.is_empty:
        return
    if source.document is not target.document:
        paste(source, target, None, None, False, False)
        return
    rows, columns = source.box.rows, source.box.columns
    across, down = max(target.box.columns // columns, 1), max(target.box.rows // rows, 1)
    if target.box.columns % columns or target.box.rows % rows:
        across = down = 1
    with editing("copy to", type(target)(target.sheet, Box(target.row, target.column, rows * down, columns * across))):
        _copy_once(source, target, source.box)
        first = Box(target.row, target.column, rows, columns)
        _repeat(target, first, across, down)


def _copy_once(source: Range, target: Range, box: Box) -> None:
    place = target.document.struct("com.sun.star.table.CellAddress", target.sheet.index - 1, target.column - 1, target.row - 1)
    area = source.sheet.model.getCellRangeByPosition(*box.position).RangeAddress
    target.sheet.model.copyRange(place, area)


def _repeat(target: Range, first: Box, across: int, down: int) -> None:
    """Double what is there until it fills the target: a few calls however large it is."""
    done = first
    for times, rows, columns in ((across, 0, first.columns), (down, first.rows, 0)):
        have = 1
        while have < times:
            more = min(have, times - have)
            part = done._replace(columns=columns * more) if columns else done._replace(rows=rows * more)
            beside = Box(done.row, done.last_column + 1) if columns else Box(done.last_row + 1, done.column)
            _copy_once(target, type(target)(target.sheet, beside), part)
            have += more
            done = done._replace(columns=columns * have) if columns else done._replace(rows=rows * have)


def paste(source: Range, target: Range, part: str | None, operation: str | None, skip_blanks: bool, transpose: bool) -> None:
    """Copy what `part` names, through LibreOffice's own clipboard."""
    if part == "column_widths":
        for i in range(source.box.columns):
            target(1, i + 1).column_width = source(1, i + 1).column_width  # type: ignore[assignment]  # one column never differs
        return
    if part not in _PARTS:
        raise unsupported(f"paste='{part}'")
    if operation not in _OPERATIONS:
        raise unsupported(f"operation='{operation}'")
    app = source.sheet.book.app
    if app is not target.sheet.book.app:
        raise unsupported("Copying between two apps")
    rows, columns = (source.box.columns, source.box.rows) if transpose else (source.box.rows, source.box.columns)
    if target.box.rows % rows or target.box.columns % columns or target.box.rows == ROWS or target.box.columns == COLUMNS:
        target = type(target)(target.sheet, target.box._replace(rows=rows, columns=columns))
    with editing("paste to", target):
        active = app.active_model
        with _selected(source):
            app.dispatch(source.document.model, "Copy")
        with _selected(target), _unasked(app):
            app.dispatch(
                target.document.model, "InsertContents", Flags=_PARTS[part], FormulaCommand=_OPERATIONS[operation],
                SkipEmptyCells=skip_blanks, Transpose=transpose, AsLink=False, MoveMode=_DO_NOT_SHIFT,
            )  # fmt: skip
        app.active_model = active


class _unasked:
    """While it lasts, LibreOffice does not ask whether to overwrite cells: where nobody can answer, it would leave them as they were."""

    def __init__(self, app: App) -> None:
        self._input = app.settings("/org.openoffice.Office.Calc/Input", update=True)

    def __enter__(self) -> None:
        self._asks = self._input.getPropertyValue("ReplaceCellsWarning")
        self._set(False)

    def __exit__(self, *_: object) -> None:
        self._set(self._asks)

    def _set(self, asks: bool) -> None:
        if self._input.getPropertyValue("ReplaceCellsWarning") != asks:
            self._input.setPropertyValue("ReplaceCellsWarning", asks)
            self._input.commitChanges()


class _selected:
    """The range as the selection, and its book and sheet as they were before afterwards; commands work on visible sheets alone."""

    def __init__(self, cells: Range) -> None:
        self._cells = cells

    def __enter__(self) -> None:
        self._sheet = self._cells.sheet.model
        self._visible = self._sheet.IsVisible
        self._before = self._cells.sheet.book.sheets.active
        self._sheet.IsVisible = True
        self._cells.select()

    def __exit__(self, *_: object) -> None:
        if self._before.model != self._sheet:
            self._before.activate()
        self._sheet.IsVisible = self._visible
