"""领导简报.html: the round on one page, which leads to everything else in the result's folder."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from shijibu.report.brief import BRIEF, brief_of
from shijibu.report.html import template
from shijibu.report.reported_round import ReportedRound

TEMPLATE = "brief.html.j2"
BRIEF_PAGE = f"{BRIEF}.html"


def brief_html(reported: ReportedRound, neighbours: Iterable[tuple[str, str]]) -> str:
    """The page, for the office and its leaders. neighbours: what else lies in the folder, as its label and its name there."""
    return template(TEMPLATE).render(
        brief=brief_of(reported), scheme=reported.scheme.name, signed=reported.scheme.signed,
        neighbours=[(label, quote(name)) for label, name in neighbours],
    )
