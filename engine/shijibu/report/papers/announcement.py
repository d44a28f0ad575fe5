"""公示: what the public may read of a round, from when to when it stands, and where to turn."""

from __future__ import annotations

from datetime import date

from shijibu.report.papers.draft import Draft, ending, results_attached, title_of
from shijibu.report.published import noticed_on, published_figures, published_kinds, published_lists
from shijibu.report.reported_round import ReportedRound
from shijibu.scheme.posting import posting


def announcement(reported: ReportedRound, *, dated: date | None = None) -> Draft:
    """The notice. Of people it names only those on the lists that the scheme publishes, and none of their scores."""
    scheme, stands = reported.scheme, posting(reported.scheme, reported.period)
    labels = [f.label for f in published_figures(reported)]
    body = [f"按照{scheme.name}的要求，{reported.period.label}考评结果已经汇总。", *scheme.report.notice_text]
    return Draft(
        title_of(reported, "结果的公示"), "", ["".join(body[:2]), *body[2:]], f"{reported.period.label}考评结果",
        results_attached(published_kinds(reported), labels, published_lists(reported)),
        ending(reported, dated or noticed_on(reported), stands.text if stands else ""),
    )
