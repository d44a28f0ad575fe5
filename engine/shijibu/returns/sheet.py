"""One sheet read into cells, in one pass, within what the workbook may still cost."""

from __future__ import annotations

from shijibu.problems.files import Damaged
from shijibu.problems.refused import Refused
from shijibu.returns.cell_text import corners_of
from shijibu.returns.grid import SheetGrid
from shijibu.returns.left import Left
from shijibu.returns.package import Package, parse, safe_parser
from shijibu.returns.plain_cells import read_plain
from shijibu.returns.sheet_asides import notes_of, read_links
from shijibu.returns.sheet_reader import SheetReader, Texts


def read_sheet(package: Package, part: str, title: str, state: str, texts: Texts, left: Left) -> SheetGrid:
    """A sheet with its cells."""
    cells, characters = left.cells, left.characters
    reader = SheetReader(SheetGrid(title, state, protected=False), texts, left)
    if not read_plain(reader, package, part):
        left.cells, left.characters = cells, characters
        reader = SheetReader(SheetGrid(title, state, protected=False), texts, left)
        parser = safe_parser(part)
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = reader.start, reader.end, reader.text
        try:
            parse(parser, package.chunks(part), part)
        except (ValueError, OverflowError):
            raise Refused(Damaged(part=part)) from None
    sheet = reader.sheet
    reader.spread_out()
    reader.narrow_rest()
    reader.veils.lay(sheet, reader.styles, corners_of, left.limits.looks)
    read_links(package, part, sheet, reader.links)
    sheet.cover(left.limits.looks)
    for _, kind, target in package.relations(part):
        if kind == "comments" and target in package:
            sheet.notes = notes_of(package, target, left) | sheet.notes
        elif kind == "threadedComment" and target in package:  # a note beside it only says that there is one
            sheet.notes |= notes_of(package, target, left)
    return sheet
