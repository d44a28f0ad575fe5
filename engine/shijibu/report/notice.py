"""notice.html: what the public may read, one page that needs nothing else and prints on A4."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from shijibu.files import write_whole
from shijibu.report.html import template
from shijibu.report.published import noticed_on, published_figures, published_kinds, published_lists, where_to_turn
from shijibu.report.reported_round import ReportedRound
from shijibu.report.seal import head_said
from shijibu.scheme.posting import posting
from shijibu.spreadsheet.wording import day_said

TEMPLATE = "notice.html.j2"


def write_notice(path: Path, reported: ReportedRound, *, dated: date | None = None) -> None:
    """Write the notice."""
    write_whole(path, notice_html(reported, dated=dated).encode("utf-8"))


def notice_html(reported: ReportedRound, *, dated: date | None = None) -> str:
    """The notice's page. Of people it names only those on the lists that the scheme publishes, and none of their scores.

    dated: the day on which it is put up where that is another than the scheme's; where there is none it is left to be filled in by hand.
    """
    scheme, day, stands = reported.scheme, dated or noticed_on(reported), posting(reported.scheme, reported.period)
    return template(TEMPLATE).render(
        county=scheme.county, name=scheme.name, period=reported.period.label, signed=scheme.signed, texts=scheme.report.notice_text,
        kinds=published_kinds(reported), labels=[f.label for f in published_figures(reported)], people=published_lists(reported),
        stands=stands.text if stands else None, turn=where_to_turn(scheme), seal=head_said(reported.decided.head) if reported.decided.head else None,
        dated=day_said(day) if day else None,
    )
