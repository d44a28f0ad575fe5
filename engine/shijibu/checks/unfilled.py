"""The sheets of a workbook of ours that nobody filled in, beside others that somebody did: their blank rows are nothing to file."""

from __future__ import annotations

from shijibu.problems.refused import Refused
from shijibu.returns.grid import Grid
from shijibu.returns.returned import Returned, read_back
from shijibu.scheme.kept import Kept
from shijibu.scheme.load import SchemeFault
from shijibu.scheme.sheets import Sheet, Table
from shijibu.spreadsheet.limits import Limits
from shijibu.workbook.template import Template, TemplateUnreadable, template_of


def filled_sheets(grid: Grid, limits: Limits = Limits(), kept: Kept = Kept()) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Titles of the sheets whose tables hold nothing, and of those that end on paper with the last row that holds anything.

    None of either in a workbook that nobody filled in, which is printed to be written in by hand, and in one that cannot be read back. A table
    that names its rows, such as one of the team, is never blank; a form of one official is, where nobody has a row that it lists, and it says
    nothing else.
    """
    try:
        returned = read_back(grid, limits, kept)
        template = template_of(returned.scheme)
    except (Refused, SchemeFault, TemplateUnreadable):
        return (), ()
    sheets = [s for s in returned.workbook.sheets_of(returned.period.round) if not s.cover]
    if not any(_holds(returned, t) for s in sheets for t in s.tables):
        return (), ()
    blank = [s for s in sheets if _is_blank(returned, s)]
    ending = [s for s in sheets if s not in blank and not _drawn(template, s)]
    forms = [s.title for s in sheets if s.personal and not s.personal.facts and not returned.book.tables.get(s.personal.of)]
    return (*_titles(returned, blank), *forms), tuple(_titles(returned, ending))


def _holds(returned: Returned, table: Table) -> bool:
    """Whether somebody entered anything in a table: not what went out filled in."""
    issued = returned.facts.prefilled.get(table.id, [])
    entered = [c.id for c in table.columns if c.is_input]
    for row in returned.book.tables.get(table.id, []):
        given = issued[row.index - 1] if row.index <= len(issued) and not table.begun else {}
        if any(row.values.get(id) not in (None, "", given.get(id)) for id in entered):
            return True
    return False


def _is_blank(returned: Returned, sheet: Sheet) -> bool:
    """A table of subjects may have none this time."""
    tables = [t for t in sheet.tables if any(c.is_input for c in t.columns)]
    named = {t.id for t in tables if t.of_people or (t.subjects is not None and returned.facts.prefilled.get(t.id))}
    return bool(tables) and all(t.id in returned.places and t.id not in named and not returned.book.tables.get(t.id) for t in tables)


def _drawn(template: Template | None, sheet: Sheet) -> bool:
    """The office's own form keeps its foot and its blank rows."""
    return template is not None and template.of(sheet) is not None


def _titles(returned: Returned, sheets: list[Sheet]) -> list[str]:
    """What the sheets are called now."""
    return list(dict.fromkeys(returned.places[t.id].sheet.title for s in sheets for t in s.tables if t.id in returned.places))
