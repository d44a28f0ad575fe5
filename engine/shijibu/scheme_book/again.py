"""A scheme workbook drawn anew as it came back, with what is wrong marked in its cells and listed on the first sheet."""

from __future__ import annotations

from collections.abc import Sequence

from shijibu.returns.grid import Cell
from shijibu.scheme_book.book import At, SchemeBook, filled, text_in
from shijibu.scheme_book.contents import Contents, columns
from shijibu.scheme_book.draw import BASIC, HEADER, Mark, drawn, faults_listing
from shijibu.scheme_book.forms import NO, YES, Content
from shijibu.scheme_book.parts import PARTS, Part, basics
from shijibu.scheme_book.read import MOST_ROWS
from shijibu.spreadsheet.names import same as same_name


def annotated(book: SchemeBook, faults: Sequence[tuple[At, str]]) -> bytes:
    """The workbook. A fault whose cell is not there any more is on the list alone."""
    told, moved = Contents([None] * len(basics())), dict[At, Mark]()
    if BASIC in book.headers:
        _basics(book, told, moved)
    for part in PARTS:
        told.parts[part.title] = _lines(book, part, moved) if part.title in book.headers else []
    told.template = str(book.values.get("template", ""))
    return drawn(told, faults_listing([(str(at), what, moved.get(at)) for at, what in faults]))


def _basics(book: SchemeBook, told: Contents, moved: dict[At, Mark]) -> None:
    number, sheet, _, _ = book.headers[BASIC]
    line = {same_name(p.label): i for i, p in enumerate(basics())}
    for row in {r for r, _ in sheet.cells}:
        i = line.get(same_name(text_in(sheet.cells.get((row, 1)))))
        if i is not None:
            told.basics[i] = _shown(sheet.cells.get((row, 2)))
            moved[At(number, sheet.title, row, 2)] = BASIC, HEADER + i + 1, 2


def _lines(book: SchemeBook, part: Part, moved: dict[At, Mark]) -> list[list[Content | None]]:
    number, sheet, header, by_label = book.headers[part.title]
    wanted, lines = columns(part), []
    last = max((r for (r, c), cell in sheet.cells.items() if c in by_label.values() and filled(cell)), default=header)
    for row in range(header + 1, min(last, MOST_ROWS) + 1):
        lines.append([_shown(sheet.cells.get((row, by_label.get(p.label, 0)))) for p in wanted])
        for column, place in enumerate(wanted, 1):
            moved[At(number, sheet.title, row, by_label.get(place.label, 1))] = part.title, HEADER + row - header, column
    return lines


def _shown(cell: Cell | None) -> Content | None:
    if cell is None or not filled(cell):
        return None
    return (YES if cell.value else NO) if isinstance(cell.value, bool) else cell.value
