"""Names that act: that start a macro, or stand for something outside."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shijibu.problems.files import NameLinks, NameStarts
from shijibu.problems.finding import Finding
from shijibu.problems.sheets import FormulaReaches
from shijibu.returns.outside import acts_outside, reaches_outside
from shijibu.returns.places import Returned

_STARTS = re.compile(r"(_xlnm\.)?_?auto_?(open|close|activate|deactivate)\d*", re.I)


def names(returned: Returned) -> Iterator[Finding]:
    """Names that start a macro, or that stand for something outside."""
    grid = returned.grid
    listed = [*grid.names.items(), *((name, text) for (_, name), text in grid.local_names.items())]
    for name, text in listed:
        if _STARTS.fullmatch(name.strip()):
            yield Finding(NameStarts(name=name), value=name)
        elif acts_outside(text):
            yield Finding(FormulaReaches(where=f"名称“{name}”", formula=f"={text}"), value=text)
    linking = [name for name, text in listed if reaches_outside(text) and not acts_outside(text)]
    if linking:
        yield Finding(NameLinks(name=linking[0], more=len(linking) - 1 or None), value=linking[0])
