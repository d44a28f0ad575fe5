"""An official's file as one page that needs nothing else and prints on A4."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shijibu.files import write_whole
from shijibu.outside_text import clean
from shijibu.report.html import template
from shijibu.report.person.charts import CourseChart, charts_of
from shijibu.report.person.person_file import PersonFile, Section
from shijibu.report.person.svg import drawing
from shijibu.report.table import cell_of

TEMPLATE, CHART = "person_file.html.j2", "chart.svg.j2"


def write_person_page(path: Path, file: PersonFile) -> None:
    write_whole(path, person_html(file).encode("utf-8"))


def person_html(file: PersonFile) -> str:
    """The page: who, the lists, the course in charts, then every section as a table."""
    return template(TEMPLATE).render(
        name=file.official.name, span=file.span, scheme=file.scheme.name, office=file.scheme.office,
        facts=[(label, clean(value)) for label, value in file.facts], lists=file.lists,
        charts=[(c.heading, drawing(c)) for c in charts_of(file)], sections=[_as_table(s) for s in (file.course, *file.sections)],
    )


def chart_svg(chart: CourseChart) -> str:
    """A chart alone, as SVG with its legend; every text in it is escaped."""
    return template(CHART).render(chart=drawing(chart))


def _as_table(section: Section) -> dict[str, Any]:
    rows = [[cell_of(c, v) for c, v in zip(section.columns, row, strict=True)] for row in section.rows]
    return {"title": section.title, "note": section.note, "labels": [c.label for c in section.columns], "rows": rows}
