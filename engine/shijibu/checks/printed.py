"""What our sheets say of themselves: who writes it nowhere has written nothing of his own."""

from __future__ import annotations

from shijibu.issue.master import build_master
from shijibu.issue.master_writer import Shape
from shijibu.returns.entry import plain_text
from shijibu.returns.grid import Cell
from shijibu.returns.places import Returned
from shijibu.returns.reader import read
from shijibu.scheme.load import version
from shijibu.scheme.model import Scheme, Workbook
from shijibu.scheme.period import Period
from shijibu.spreadsheet.text import squeezed

_KEPT: dict[tuple[str, ...], frozenset[str]] = {}
_MOST_KEPT = 16


def printed_in(returned: Returned) -> frozenset[str] | None:
    """What our sheets say of themselves, without spaces; None where the workbook is of another version of the scheme, which may say it otherwise."""
    if returned.identity.version != version(returned.scheme):
        return None
    facts, kind = returned.facts, returned.scheme.kind(returned.facts.kind)
    deadline = facts.deadline or returned.period.end.isoformat()
    own = [facts.name, returned.identity.unit, kind.label if kind else facts.kind, returned.period.label, deadline,
           str(sum(bool(o["team"]) for o in facts.officials)), *(text for o in facts.officials for text in (o["name"], o["id"]))]
    return _texts(returned.scheme, returned.workbook, returned.period) | {squeezed(text) for text in own}


def is_printed(cell: Cell, returned: Returned, printed: frozenset[str]) -> bool:
    told = squeezed(plain_text(cell))
    return told in printed or told.startswith(squeezed(f"{returned.facts.name}（"))


def _texts(scheme: Scheme, workbook: Workbook, period: Period) -> frozenset[str]:
    """The texts of a blank workbook; one is kept, since a round's workbooks come together."""
    key = scheme.id, version(scheme), workbook.id, str(period)
    if key not in _KEPT:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        blank = read(build_master(scheme, workbook, period, Shape(1, 1))[0])
        _KEPT[key] = frozenset(squeezed(str(c.value)) for s in blank.sheets for c in s.cells.values() if c.kind == "text" and c.formula is None)
    return _KEPT[key]
