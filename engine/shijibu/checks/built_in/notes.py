"""Notes at cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shijibu.checks.built_in.stray import NAMED
from shijibu.checks.printed import asides_in
from shijibu.problems.finding import Finding
from shijibu.problems.sheets import CellNote
from shijibu.returns.places import Returned
from shijibu.spreadsheet.address import address

_OURS = re.compile(r"(.{,40}\n)?【(错误|警告|提示)】")
"""Begins the notes that the clean copy and the macros write; some programs put a name before it."""


def notes(returned: Returned) -> Iterator[Finding]:
    """What people wrote in notes at the cells of our sheets, ours aside: nobody reads them."""
    for sheet in returned.grid.sheets:
        written = {at: text for at, text in sorted(sheet.notes.items()) if not _OURS.match(text)}
        if not written:
            continue
        known = asides_in(returned)
        written = {at: text for at, text in written.items() if text.strip() not in known}
        returned.strays += [(sheet.title, address(r, c), text) for (r, c), text in written.items()]
        for (r, c), text in list(written.items())[:NAMED]:
            yield Finding(CellNote(value=text), sheet.title, address(r, c), value=text)
        if len(written) > NAMED:
            yield Finding(CellNote(more=len(written) - NAMED), sheet.title)
