"""What is written on a sheet but in none of its cells."""

from __future__ import annotations

from collections.abc import Iterator

from shijibu.checks.built_in.stray import NAMED
from shijibu.problems.finding import Finding
from shijibu.problems.sheets import TextBox
from shijibu.returns.grid import SheetGrid
from shijibu.returns.places import Returned


def text_boxes(returned: Returned, sheet: SheetGrid) -> Iterator[Finding]:
    """The first ones by what they say, every one in the clean copy."""
    returned.strays += [(sheet.title, "", text) for text in sheet.boxes]
    for text in sheet.boxes[:NAMED]:
        yield Finding(TextBox(value=text), sheet.title, value=text)
    if len(sheet.boxes) > NAMED:
        yield Finding(TextBox(more=len(sheet.boxes) - NAMED), sheet.title)
