"""What our sheets say of themselves: who writes it nowhere has written nothing of his own."""

from __future__ import annotations

from datetime import date

from shijibu.returns.entry import plain_text
from shijibu.returns.grid import Cell, SheetGrid
from shijibu.returns.places import Place, Returned, range_of
from shijibu.scheme.load import version
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.sheets import Workbook
from shijibu.spreadsheet.text import squeezed
from shijibu.spreadsheet.wording import NO_FIGURE
from shijibu.workbook.due import naming_the_day
from shijibu.workbook.printed import ASKED, head_line, printed
from shijibu.workbook.template import SIGNED, filled, marked_table, template_of, told_of

_KEPT: dict[tuple[str, ...], frozenset[str]] = {}
_MOST_KEPT = 16


def printed_in(returned: Returned) -> frozenset[str] | None:
    """What our sheets say of themselves, without spaces; None where the workbook is of another version of the scheme, which may say it otherwise."""
    return returned.once(_printed_in)


def _printed_in(returned: Returned) -> frozenset[str] | None:
    if returned.identity.version != version(returned.scheme):
        return None
    facts, kind = returned.facts, returned.scheme.kind(returned.facts.kind)
    deadline = facts.deadline or returned.period.end.isoformat()
    code = NO_FIGURE if returned.workbook.county else returned.identity.unit  # the office's own book shows none
    own = [facts.name, code, kind.label if kind else facts.kind, returned.period.label, deadline,
           str(sum(bool(o["team"]) for o in facts.officials)), *(text for o in facts.officials for text in (o["name"], o["id"]))]
    own += [returned.scheme.county + sheet.heading for sheet in returned.workbook.sheets if sheet.cover]  # as covers said it before
    due = date.fromisoformat(facts.deadline) if facts.deadline else returned.scheme.due(returned.period)
    if (template := template_of(returned.scheme)) is not None:
        attributes = {"name": facts.name, "code": code, "kind": own[2], "period": own[3], "deadline": own[4], "team_size": own[5]}
        told = told_of(returned.scheme, attributes)
        own += [filled(text, told) for text in template.texts()]
    own.append(head_line(returned.scheme, (facts.name, returned.identity.unit), returned.period.label, due, county=returned.workbook.county))
    return _texts(returned.scheme, returned.workbook, returned.period, due) | {squeezed(text) for text in own}


def is_printed(cell: Cell, returned: Returned, texts: frozenset[str]) -> bool:
    told = squeezed(plain_text(cell))
    return told in texts or told.startswith(squeezed(f"{returned.facts.name}（"))


def asides_in(returned: Returned) -> frozenset[str]:
    """What the office's own template says in notes, links and page heads: nobody wrote it into the return. It may take openpyxl to know, so it is
    asked where a return has any.
    """
    template = template_of(returned.scheme)
    return frozenset() if template is None else template.asides


def is_marked(returned: Returned, place: Place) -> bool:
    """Whether a table was drawn after the office's own template."""
    return marked_table(returned.scheme, returned.workbook, returned.period.round, place.table) is not None


def signed_at(returned: Returned, sheet: SheetGrid) -> frozenset[tuple[int, int]]:
    """Cells of a sheet in which the template asks a unit to sign."""
    found = (range_of(returned.grid, name) for name in returned.grid.names if name.startswith(SIGNED))
    return frozenset((f[1], f[2]) for f in found if f is not None and f[0] is sheet)


def is_asked_beside(label: Cell) -> bool:
    """Whether a cell is the label of one that a sheet asks to fill in, though it is no entry of a table."""
    return squeezed(plain_text(label)) in ASKED


def _texts(scheme: Scheme, workbook: Workbook, period: Period, due: date) -> frozenset[str]:
    """The texts of a workbook; those of some are kept, since a round's workbooks come together."""
    key = scheme.id, version(scheme), workbook.id, str(period), str(due)
    if key not in _KEPT:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        _KEPT[key] = frozenset(squeezed(text) for text in printed(scheme, naming_the_day(workbook, due), period.round) if text)
    return _KEPT[key]
