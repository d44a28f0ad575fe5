"""What is written on a sheet but in none of its cells."""

from __future__ import annotations

from collections.abc import Iterator

from shijibu.checks.built_in.stray import NAMED
from shijibu.checks.printed import asides_in
from shijibu.problems.finding import Finding
from shijibu.problems.sheets import TextBox
from shijibu.returns.grid import SheetGrid
from shijibu.returns.places import Returned


def text_boxes(returned: Returned, sheet: SheetGrid) -> Iterator[Finding]:
    """The first ones by what they say, every one in the clean copy."""
    if not sheet.boxes:
        return
    known = asides_in(returned)
    boxes = [text for text in sheet.boxes if text.strip().rpartition(" ")[2] not in known and text.strip() not in known]
    returned.strays += [(sheet.title, "", text) for text in boxes]
    for text in boxes[:NAMED]:
        yield Finding(TextBox(value=text), sheet.title, value=text)
    if len(boxes) > NAMED:
        yield Finding(TextBox(more=len(boxes) - NAMED), sheet.title)
