"""notice.html: what the public may read, one page that needs nothing else and prints on A4."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from shijibu.files import write_whole
from shijibu.report.html import template
from shijibu.report.reported_round import REJECTED, UNCORRECTED, ReportedRound
from shijibu.report.seal import head_said
from shijibu.scheme.outcomes import Figure
from shijibu.scheme.posting import posting
from shijibu.scheme.roster import Official
from shijibu.spreadsheet.wording import MISSING, NO_FIGURE, day_said, fixed, said

TEMPLATE = "notice.html.j2"
TO_CORRECT = "报送有误，待更正"


def write_notice(path: Path, reported: ReportedRound, *, dated: date | None = None) -> None:
    """Write the notice. Without `dated` the day is left for the office to fill in by hand."""
    write_whole(path, notice_html(reported, dated=dated).encode("utf-8"))


def notice_html(reported: ReportedRound, *, dated: date | None = None) -> str:
    """The notice's page. Of people it names only those on the lists that the scheme publishes, and none of their scores."""
    scheme = reported.scheme
    figures = [f for id in scheme.report.notice if (f := scheme.unit_figure(id)) is not None]
    # What nobody has this period, such as the quarter's figures in its first month, is no column.
    figures = [f for f in figures if any(reported.of_unit(c, f.id) not in (None, "") for c in reported.evaluation.books)] or figures
    stands = posting(scheme, reported.period)
    return template(TEMPLATE).render(
        county=scheme.county, name=scheme.name, period=reported.period.label, office=scheme.office, texts=scheme.report.notice_text,
        kinds=[_kind(reported, kind, figures) for kind in scheme.roster.kinds], labels=[f.label for f in figures], people=_people(reported),
        stands=stands.text if stands else None, seal=head_said(reported.decided.head) if reported.decided.head else None,
        dated=day_said(dated) if dated else None,
    )


def _kind(reported: ReportedRound, kind: Any, figures: list[Figure]) -> dict[str, Any]:
    rows = []
    for unit in reported.ranking(kind):
        if unit.code in reported.evaluation.books:
            cells = [_cell(reported.unit_cell(unit.code, f), f) for f in figures]
            rows.append({"name": unit.name, "cells": cells, "absent": None})
        else:
            absent = TO_CORRECT if reported.state_of(unit.code).startswith((REJECTED, UNCORRECTED)) else MISSING
            rows.append({"name": unit.name, "cells": [], "absent": absent})
    return {"label": kind.label, "rows": rows}


def _cell(value: Any, figure: Figure) -> dict[str, str]:
    number = isinstance(value, (int, float))
    text = fixed(value) if number and figure.type == "number" else said(value, nothing=NO_FIGURE)
    align = "number" if number and figure.type == "number" else "text"
    return {"text": text, "colour": figure.colours.get(str(value), ""), "align": align}


def _people(reported: ReportedRound) -> list[dict[str, Any]]:
    """The lists that are published, each official with name, unit and post."""
    published = []
    for rule, listed in reported.listed():
        if rule.id in reported.scheme.report.notice_lists:
            officials = [o for o in listed if isinstance(o, Official)]
            people = [{"name": o.name, "unit": reported.unit_name(o.unit), "post": o.post} for o in officials]
            published.append({"title": rule.title, "people": people})
    return published
