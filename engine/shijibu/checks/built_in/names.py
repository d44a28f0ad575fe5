"""Names that act: that start a macro, or stand for something outside.

A formula of the unit's sheets may hide behind a name what it would be refused for, and ours ask for other sheets by names: such a name weighs as
the formula itself would.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from shijibu.checks.built_in.formulas import sheets_of_ours
from shijibu.problems.files import NameLinks, NameStarts
from shijibu.problems.finding import Finding
from shijibu.problems.sheets import FormulaReaches
from shijibu.returns.outside import acts_outside, reaches_outside
from shijibu.returns.places import Returned

_STARTS = re.compile(r"(_xlnm\.)?_?auto_?(open|close|activate|deactivate)\d*", re.I)
_TEXT = re.compile(r'"[^"]*"')
_WORD = re.compile(r"[\w.\\?]+")


def names(returned: Returned) -> Iterator[Finding]:
    """Names that start a macro, or that stand for something outside."""
    grid = returned.grid
    listed = [*grid.names.items(), *((name, text) for (_, name), text in grid.local_names.items())]
    outside = dict.fromkeys((name, text) for name, text in listed if reaches_outside(text))
    used = _used(returned, listed) if outside else set()
    for name, text in listed:
        if _STARTS.fullmatch(name.strip()):
            yield Finding(NameStarts(name=name), value=name)
        elif acts_outside(text) or (name.casefold() in used and (name, text) in outside):
            yield Finding(FormulaReaches(where=f"名称“{name}”", formula=f"={text}"), value=text)
    linking = [name for name, text in outside if name.casefold() not in used and not acts_outside(text)]
    if linking:
        yield Finding(NameLinks(name=linking[0], more=len(linking) - 1 or None), value=linking[0])


def _used(returned: Returned, listed: Iterable[tuple[str, str]]) -> set[str]:
    """The names that formulas of the unit's sheets ask for, or names that these ask for, whatever their case."""
    ours = sheets_of_ours(returned)
    formulas = {cell.formula for sheet in returned.grid.sheets if sheet.title in ours
                for cells in (sheet.covered, sheet.cells) for cell in cells.values() if cell.formula}
    stands_for: dict[str, set[str]] = {}
    for name, text in listed:
        stands_for.setdefault(name.casefold(), set()).update(_words(text))
    asked = {word for formula in formulas for word in _words(formula)} & stands_for.keys()
    used: set[str] = set()
    while asked:
        used |= asked
        asked = {word for name in asked for word in stands_for[name]} & stands_for.keys() - used
    return used


def _words(formula: str) -> set[str]:
    return set(_WORD.findall(_TEXT.sub('""', formula).casefold()))
