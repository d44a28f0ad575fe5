"""A workbook read back: whose it is, where its tables lie now, and what stands in them."""

from __future__ import annotations

from datetime import date

from shijibu.figures.closed import closed_to
from shijibu.figures.evaluation import Book, Row
from shijibu.problems.files import LegacyFormat
from shijibu.problems.finding import Finding
from shijibu.problems.identity import IdentityDamaged, NotOurs, OtherVersion, SchemeUnknown
from shijibu.problems.refused import Refused
from shijibu.returns.entry import People
from shijibu.returns.grid import Grid
from shijibu.returns.marked_tables import located
from shijibu.returns.places import Place, Returned, figure_cell, part
from shijibu.returns.rows import TableRows
from shijibu.scheme.kept import Kept
from shijibu.scheme.load import UnknownScheme
from shijibu.scheme.period import NotAPeriod, Period
from shijibu.scheme.roster import Unit
from shijibu.spreadsheet.limits import Limits
from shijibu.workbook.identity import Facts, Identity, digest_of
from shijibu.workbook.names import HIDDEN_SHEET

__all__ = ["Place", "Returned", "identity_of", "read_back"]


def identity_of(grid: Grid) -> tuple[Identity, Facts]:
    """Whose workbook it is. Raises Refused('file.not-ours') where no sheet says so, 'file.identity-damaged' where it is torn."""
    sheets = sorted(grid.sheets, key=lambda s: s.title != HIDDEN_SHEET)
    for sheet in sheets:
        first = sheet.cells.get((1, 1))
        identity = Identity.parse(first.value) if first else None
        if identity is None:
            continue
        chunks: list[str] = []
        while (cell := sheet.cells.get((len(chunks) + 2, 1))) is not None and isinstance(cell.value, str):
            chunks.append(cell.value)
        facts = Facts.parse(chunks)
        if facts is None and grid.facts.get("short_texts"):
            raise Refused(LegacyFormat(kind="Excel 5.0/95，一格只存 255 个字，工作簿的身份信息存不下"))
        if facts is None or not _are_meant(facts, chunks, identity) or not _sound(facts):
            raise Refused(IdentityDamaged())
        return identity, facts
    raise Refused(NotOurs())


def _are_meant(facts: Facts, chunks: list[str], identity: Identity) -> bool:
    """Whether these are the facts of which the identity tells. As a rule their text is as it went out, and need not be written anew."""
    return identity.facts_digest == digest_of("".join(chunks)) or identity.facts_digest == facts.digest


def _sound(facts: Facts) -> bool:
    """Whether the facts are such as we write: a forger can compute a digest too."""
    try:
        date.fromisoformat(facts.deadline or "2000-01-01")
    except ValueError:
        return False
    rows = [row for issued in facts.prefilled.values() for row in issued]
    plain = all(v is None or isinstance(v, (str, int, float)) for row in rows for v in row.values())
    return plain and all(o["id"].strip() and o["name"].strip() for o in facts.officials)


def read_back(grid: Grid, limits: Limits = Limits(), kept: Kept = Kept()) -> Returned:
    """Everything that a returned workbook says, under the rules that its round goes by.

    Raises Refused for a file that is no workbook of ours or of an unknown scheme, SchemeFault for a scheme that cannot be used.
    """
    identity, facts = identity_of(grid)
    try:
        scheme, current = kept.of_workbook(identity.scheme, identity.period, identity.version)
        period = Period.parse(identity.period, scheme.cadence)
    except UnknownScheme:
        raise Refused(SchemeUnknown(scheme=identity.scheme)) from None
    except NotAPeriod:
        raise Refused(IdentityDamaged()) from None
    workbook = scheme.workbook_for(identity.unit)
    tables: dict[str, list[Row]] = {}
    returned = Returned(identity, facts, scheme, workbook, period, grid, Book(identity.unit, tables))
    if identity.version != current:
        returned.findings.append(Finding(OtherVersion(), value=identity.version))
    people = People.of(facts.officials, facts.units)
    for sheet in workbook.sheets_of(period.round):
        for table in sheet.tables:
            place = located(returned, sheet, table)
            if place is not None:
                returned.places[table.id] = place
    part(returned.places.values())
    closed = closed_to(scheme, workbook, period, Unit(code=identity.unit, name=facts.name, kind=facts.kind, extra=facts.extra))
    for id, place in returned.places.items():
        tables[id] = TableRows(returned, place, people, limits, closed.get(id, ())).read()
    for figure in scheme.unit_figures if not workbook.county else ():
        if figure.live and (found := figure_cell(returned, figure)) is not None:
            returned.unit_cells[figure.id] = found
    return returned
