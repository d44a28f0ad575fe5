"""A person's file at the desk: what all decided rounds hold of an official, or those that are published."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import HttpResponse
from django.utils.safestring import mark_safe

from shijibu.backup import UPLOADS
from shijibu.files import safe_name
from shijibu.report.page import Listing
from shijibu.report.person.charts import charts_of
from shijibu.report.person.page import chart_svg, person_html
from shijibu.report.person.person_file import PersonFile, person_file
from shijibu.report.person.sheets import write_person_workbook
from shijibu.report.table import table_of
from shijibu_desk.downloads import PAPER_POLICY, WORKBOOK, attachment
from shijibu_desk.held import held_rounds
from shijibu_desk.ledgers import ledger, options
from shijibu_desk.publishing import published

_LOOKED_INTO = "已核实"


def file_of(scheme: str, official: str, *, own: bool) -> tuple[PersonFile, list[tuple[str, str]]] | None:
    """The file of an official, and its rounds, period and label, latest first; None of one whom no round knows. own: as the official sees
    it, of published rounds alone. Raises DecisionUnreadable and what rules raise."""
    with held_rounds(scheme) as held:
        rounds = [r for r in (published(scheme, held) if own else held) if r.roster.official(official) is not None]
        if not rounds:
            return None
        objections = ledger().objections(scheme)
        if own:  # what the office noted stays with it
            objections = [replace(o, note=_LOOKED_INTO) if o.note else o for o in objections]
        return person_file(official, rounds, objections), [(str(r.period), r.period.label) for r in reversed(rounds)]


def facts_of(file: PersonFile, rounds: list[tuple[str, str]]) -> dict[str, Any]:
    """What the template of a file shows."""
    sections = [table_of(Listing(s.title, s.title, s.columns, s.rows, s.note)) for s in (file.course, *file.sections)]
    # Numbers, and texts that its own template has escaped.
    charts = [(c.heading, mark_safe(chart_svg(c))) for c in charts_of(file)]
    return {"file": file, "scheme": file.scheme.id, "sections": sections, "charts": charts, "rounds": rounds}


def as_page(file: PersonFile) -> HttpResponse:
    """The page that one prints, with its look in itself."""
    answer = HttpResponse(person_html(file))
    answer["Content-Security-Policy"] = PAPER_POLICY
    return answer


def as_workbook(file: PersonFile) -> HttpResponse:
    """The file as a workbook to be saved."""
    name = safe_name(f"{file.official.id}_{file.official.name}", ".xlsx")
    with TemporaryDirectory(dir=Path(options().folder) / UPLOADS) as out:
        place = Path(out) / "file.xlsx"
        write_person_workbook(place, file)
        return attachment(place.read_bytes(), name, WORKBOOK)
