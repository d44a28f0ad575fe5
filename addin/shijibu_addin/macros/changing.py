"""Making changes and taking them back. Nothing that a person changed since is touched."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from shijibu_addin.macros.book_grid import plain
from shijibu_addin.macros.hosts import colour_of, note_of, unable, unlocked
from shijibu_addin.macros.journal import Change, Journal
from shijibu_addin.macros.page import Page, page_of, write_page

if TYPE_CHECKING:
    import xlwings as xw

_READ_AS_FORMULA = "=+-@'"
FIRST = "first"


def make(book: xw.Book, changes: Iterable[Change]) -> list[Change]:
    """Make the changes; gives those that were made."""
    return _each(book, list(changes), forward=True)


def take_back(book: xw.Book, changes: Iterable[Change]) -> list[Change]:
    """Put back what was there before, the last change first; gives those that were taken back."""
    return _each(book, list(changes)[::-1], forward=False)


def as_entered(value: Any) -> Any:
    """A value for a cell: a text that a host would read as a formula or a number keeps being a text."""
    if isinstance(value, str) and value and (value[0] in _READ_AS_FORMULA or value[0].isdigit()):
        return "'" + value
    return value


def _each(book: xw.Book, changes: list[Change], *, forward: bool) -> list[Change]:
    there = {s.name for s in book.sheets}
    cells = {c.sheet for c in changes if c.kind in ("colour", "note")} & there  # entries go into unlocked cells
    done = []
    with unlocked(book, cells):
        for change in changes:
            was, will = (change.before, change.after) if forward else (change.after, change.before)
            if change.kind == "sheet":
                done += [change] if _sheet(book, change.sheet, was, will) else []
            elif change.sheet in there and _CELL[change.kind](book.sheets[change.sheet].range(change.cell), was, will):
                done.append(change)
    return done


def _content(cell: xw.Range, was: Any, will: Any) -> bool:
    now = plain(cell.options(err_to_str=True).value)
    if (None if now == "" else now) != was:
        return False
    if will is None:
        cell.clear_contents()
    else:
        cell.value = as_entered(will)
    return True


def _colour(cell: xw.Range, was: Any, will: Any) -> bool:
    known = None if was is None else tuple(was)
    if colour_of(cell, known) != known:
        return False
    cell.color = None if will is None else tuple(will)
    return True


def _note(cell: xw.Range, was: str | None, will: str | None) -> bool:
    text, known = note_of(cell)
    if known and text != was:
        return False
    try:
        note = cell.note
        if will is None:
            if note is not None:
                note.delete()
        elif note is not None:
            note.text = will
        else:
            cell.add_note(will)
    except unable():  # the colour and the list say it too
        return False
    return True


def _sheet(book: xw.Book, title: str, was: dict[str, Any] | None, will: dict[str, Any] | None) -> bool:
    sheet = next((s for s in book.sheets if s.name == title), None)
    if was is not None and FIRST in was and sheet is not None and not begins(sheet, was):
        return False
    if will is not None:
        write_page(book, title, Page(**will))
    elif sheet is not None:
        sheet.delete()
    return True


def made_sheet(title: str, page: Page) -> Change:
    """A sheet that a macro writes itself, which goes again when it is taken back. It is known by its first cell: whoever has another sheet of that
    title keeps it."""
    return Change("sheet", title, "", None, {FIRST: page.rows[0][0]})


def still_ours(book: xw.Book, journal: Journal, macro: str) -> set[str]:
    """The titles of the sheets of a macro's last run that nobody put another in the place of."""
    step = journal.last(macro)
    made = {c.sheet: c.after for c in step.changes if c.kind == "sheet"} if step is not None else {}
    return {s.name for s in book.sheets if s.name in made and begins(s, made[s.name])}


def begins(sheet: xw.Sheet, made: dict[str, Any]) -> bool:
    """Whether the sheet is still the one that was made."""
    return plain(sheet.range((1, 1)).options(err_to_str=True).value) == made.get(FIRST)


def sheet_change(book: xw.Book, title: str, page: Page) -> Change:
    """The change that puts `page` on a sheet of that title, whatever stood there."""
    sheet = next((s for s in book.sheets if s.name == title), None)
    return Change("sheet", title, "", None if sheet is None else page_of(sheet).told(), page.told())


_CELL = {"content": _content, "colour": _colour, "note": _note}
