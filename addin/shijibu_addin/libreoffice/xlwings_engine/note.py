"""Notes on cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from shijibu_addin.libreoffice.xlwings_engine.address import Box
from shijibu_addin.libreoffice.xlwings_engine.unsupported import complete, editing

if TYPE_CHECKING:
    from shijibu_addin.libreoffice.xlwings_engine.range import Range
    from shijibu_addin.libreoffice.xlwings_engine.sheet import Sheet


def note_of(cells: Range) -> Note | None:
    """The note of the first cell, if it has one."""
    cell = cells(1, 1)
    note = Note(cell)
    return note if note.text or note.exists() else None


def notes_of(sheet: Sheet) -> list[Note]:
    """Every note of the sheet."""
    from shijibu_addin.libreoffice.xlwings_engine.range import Range

    notes = sheet.model.Annotations
    places = [notes.getByIndex(i).Position for i in range(notes.Count)]
    return [Note(Range(sheet, Box(place.Row + 1, place.Column + 1))) for place in places]


@complete
class Note(base_classes.Note):
    """The note of one cell."""

    def __init__(self, cell: Range) -> None:
        self._cell = cell

    @property
    def api(self) -> Any:
        """com.sun.star.sheet.CellAnnotation"""
        return self._cell.sheet.model.getCellByPosition(self._cell.column - 1, self._cell.row - 1).Annotation

    @property
    def text(self) -> str:
        return self.api.String

    @text.setter
    def text(self, value: str) -> None:
        with editing("change the note of", self._cell):
            self.api.setString(value)

    @property
    def author(self) -> str:
        return self.api.Author

    @property
    def location(self) -> Range:
        return self._cell

    def _index(self) -> int | None:
        notes = self._cell.sheet.model.Annotations
        for i in range(notes.Count):
            place = notes.getByIndex(i).Position
            if (place.Row + 1, place.Column + 1) == (self._cell.row, self._cell.column):
                return i
        return None

    def exists(self) -> bool:
        """Whether the cell has a note, if only an empty one."""
        return self._index() is not None

    def delete(self) -> None:
        index = self._index()
        if index is not None:
            with editing("delete the note of", self._cell):
                self._cell.sheet.model.Annotations.removeByIndex(index)
