"""Values of a rectangle, read and written in bulk."""

from __future__ import annotations

import datetime as dt
from typing import Any

from xlwings import XlwingsError

from shijibu_addin.libreoffice.xlwings_engine import number_formats
from shijibu_addin.libreoffice.xlwings_engine.address import Box
from shijibu_addin.libreoffice.xlwings_engine.document import Document
from shijibu_addin.libreoffice.xlwings_engine.formulas import blocks
from shijibu_addin.libreoffice.xlwings_engine.values import CellError, cell_error, moment, serial, written

_FEW_ERRORS = 16
NOT_AVAILABLE = CellError("#N/A")
# Formats under which a date would be a bare number. LibreOffice itself sets the one of texts where a text that looks like a number is written.
_WITHOUT_MEANING = (number_formats.GENERAL, number_formats.TEXT, number_formats.LOGICAL)


def read(document: Document, sheet: Any, box: Box) -> list[list[Any]]:
    """Rows of None, float, bool, str, datetime and CellError."""
    cells = sheet.getCellRangeByPosition(*box.position)
    found = cells.getDataArray()
    rows = [[None if value == "" else value for value in row] for row in found]
    if any(type(value) is float for row in rows for value in row):
        _meant(document, cells, box, rows)
    errors = [(i, j) for i, row in enumerate(found) for j, value in enumerate(row) if value is None]
    if errors:
        _name_errors(document, cells, rows, errors)
    return rows


def _meant(document: Document, cells: Any, box: Box, rows: list[list[Any]]) -> None:
    """Turn numbers into the dates and truth values that their formats make of them."""
    one, areas = document.formats.kinds(cells)
    if one is not None:
        areas = [((box.row, box.column, box.last_row, box.last_column), one)]
    epoch = None
    for (top, left, bottom, right), kind in areas:
        if kind not in (number_formats.DATE, number_formats.LOGICAL):
            continue
        epoch = epoch or document.epoch
        for row in rows[top - box.row : bottom - box.row + 1]:
            for j in range(left - box.column, right - box.column + 1):
                value = row[j]
                if type(value) is float:
                    row[j] = moment(value, epoch) if kind == number_formats.DATE else bool(value) if value in (0.0, 1.0) else value


def _name_errors(document: Document, cells: Any, rows: list[list[Any]], errors: list[tuple[int, int]]) -> None:
    """Say which error each is: where they are many, #N/A, the one that comes in columns, in one call; the others cell by cell."""
    if len(errors) > _FEW_ERRORS:
        told = document.function("ISNA", cells)
        for i, j in errors:
            if told[i][j]:
                rows[i][j] = NOT_AVAILABLE
    for i, j in errors:
        if rows[i][j] is None:
            rows[i][j] = cell_error(cells.getCellByPosition(j, i).getError())


def write(document: Document, sheet: Any, box: Box, rows: list[list[Any]]) -> None:
    """Put the rows into the cells; texts that start with = are formulas, and a leading apostrophe marks a text as in Excel."""
    formulas: dict[tuple[int, int], str] = {}
    moments: dict[tuple[int, int], str] = {}
    truths: set[tuple[int, int]] = set()
    epoch = None
    data = []
    for i, row in enumerate(rows, box.row):
        line: list[float | str] = []
        for j, value in enumerate(row, box.column):
            value = written(value)
            if isinstance(value, str):
                if value.startswith("=") and len(value) > 1:
                    formulas[i, j] = value
                    value = ""
                elif value.startswith("'"):
                    value = value[1:]
            elif isinstance(value, bool):
                truths.add((i, j))
                value = float(value)
            elif not isinstance(value, float):
                epoch = epoch or document.epoch
                moments[i, j] = _format_of(value)
                value = serial(value, epoch)
            line.append(value)
        data.append(tuple(line))
    cells = sheet.getCellRangeByPosition(*box.position)
    notes = _notes(sheet, cells.RangeAddress)
    try:
        cells.setDataArray(tuple(data))
    except SystemError:  # the bridge fails on what is no Unicode
        raise XlwingsError("A text holds half of a surrogate pair, which is no character.") from None
    _format(document, sheet, cells, box, moments, truths)
    if formulas:
        document.formulas.write(sheet, formulas)
    for place, text, shown in notes:
        sheet.Annotations.insertNew(place, text)
        sheet.getCellByPosition(place.Column, place.Row).Annotation.setIsVisible(shown)


def _notes(sheet: Any, area: Any) -> list[tuple[Any, str, bool]]:
    """The notes on these cells, which LibreOffice drops when it is given values in bulk: where, what, and whether always shown."""
    notes = sheet.Annotations
    found = []
    for i in range(notes.Count):
        note = notes.getByIndex(i)
        place = note.Position
        if area.StartRow <= place.Row <= area.EndRow and area.StartColumn <= place.Column <= area.EndColumn:
            found.append((place, note.String, note.getIsVisible()))
    return found


def _format_of(value: dt.datetime | dt.time) -> str:
    if isinstance(value, dt.time):
        return "hh:mm:ss"
    return "yyyy-mm-dd" if value.time() == dt.time() else "yyyy-mm-dd hh:mm:ss"


def _format(document: Document, sheet: Any, cells: Any, box: Box, moments: dict[tuple[int, int], str], truths: set[tuple[int, int]]) -> None:
    """Where cells have no format of their own, dates and truth values get one; a format that a truth value left behind goes."""
    one, areas = document.formats.kinds(cells)
    if one is not None:
        if one not in _WITHOUT_MEANING or (one != number_formats.LOGICAL and not moments and not truths):
            return
        areas = [((box.row, box.column, box.last_row, box.last_column), one)]
    wanted: dict[str, set[tuple[int, int]]] = {}
    for (top, left, bottom, right), kind in areas:
        if kind not in _WITHOUT_MEANING:
            continue
        special = moments.keys() | truths if kind != number_formats.LOGICAL else None
        every = special if special is not None else {(i, j) for i in range(top, bottom + 1) for j in range(left, right + 1)}
        for place in every:
            if top <= place[0] <= bottom and left <= place[1] <= right:
                code = moments.get(place) or ("BOOLEAN" if place in truths else "General")
                wanted.setdefault(code, set()).add(place)
    for code, places in wanted.items():
        document.areas(_addresses(document, sheet, places)).NumberFormat = document.formats.key(code)


def _addresses(document: Document, sheet: Any, places: set[tuple[int, int]]) -> list[Any]:
    number = sheet.RangeAddress.Sheet
    return [
        document.struct("com.sun.star.table.CellRangeAddress", number, box.column - 1, box.row - 1, box.last_column - 1, box.last_row - 1)
        for box in blocks(places)
    ]
