"""The cover of another unit."""

from __future__ import annotations

from collections.abc import Iterator

from shijibu.problems.finding import Finding
from shijibu.problems.sheets import CoverChanged
from shijibu.returns.entry import is_empty, plain_text
from shijibu.returns.places import LONGEST_HEADING, Returned
from shijibu.returns.rows import key_of
from shijibu.spreadsheet.address import address
from shijibu.spreadsheet.names import same
from shijibu.workbook.names import ATTRIBUTES

_COVER_ROWS = 12


def cover(returned: Returned) -> Iterator[Finding]:
    """A unit's name or code written over on the cover: somebody may have filled in another unit's workbook."""
    title = next((s.title for s in returned.workbook.sheets if s.cover), None)
    sheet = next((s for s in returned.grid.sheets if s.title == title), None)
    labels = {same(ATTRIBUTES["name"]): returned.facts.name}
    if not returned.workbook.county:  # the office's own book shows no code
        labels[same(ATTRIBUTES["code"])] = returned.identity.unit
    for (r, c), cell in sorted(sheet.cells.items()) if sheet else ():
        issued = labels.get(same(cell.value[:LONGEST_HEADING])) if r <= _COVER_ROWS and isinstance(cell.value, str) else None
        told = sheet.cells.get((r, c + 1)) if sheet and issued else None
        if told is not None and not is_empty(told) and key_of(plain_text(told)) != key_of(issued):
            changed = CoverChanged(value=told.told, label=cell.value, issued=issued)
            yield Finding(changed, sheet.title if sheet else None, address(r, c + 1), value=told.told)
