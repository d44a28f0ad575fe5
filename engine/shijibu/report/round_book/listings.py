"""Every list of a decided round, in the order in which the report has them: a sheet each of the workbook, a page each of the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from shijibu.report.page import Listing
from shijibu.report.reported_round import ReportedRound
from shijibu.report.round_book.amendments import amendments_list, changes_list
from shijibu.report.round_book.confirmations import confirmations_list
from shijibu.report.round_book.files import missing_list, problems_list
from shijibu.report.round_book.lists import lists_list, ties_list
from shijibu.report.round_book.penalties import penalties_list
from shijibu.report.round_book.people import officials_list, scheme_list, units_list
from shijibu.report.round_book.ranking import ranking_list
from shijibu.report.round_book.rules import rules_list
from shijibu.report.round_book.similar import similar_list
from shijibu.report.round_book.uncomputed import uncomputed_list

RANKED, LISTED, DECIDED = "ranking", "lists", "confirmations"
"""The list of which the overview's charts are drawn; that of the proposed lists; that of what people decided of proposals."""


def listings(reported: ReportedRound) -> Iterator[tuple[str, Callable[[], Listing]]]:
    """Each list with a name of plain letters by which addresses name it; what a round has nothing of is none."""
    scheme, results = reported.scheme, reported.results
    yield RANKED, partial(ranking_list, reported)
    yield "units", partial(units_list, reported)
    yield "officials", partial(officials_list, reported)
    for n, sheet in enumerate(scheme.report.sheets, 1):
        yield f"sheet-{n}", partial(scheme_list, reported, sheet)
    for n, penalty in enumerate(scheme.penalties, 1):
        yield f"penalties-{n}", partial(penalties_list, reported, penalty)
    yield LISTED, partial(lists_list, reported)
    if results.ties:
        yield "ties", partial(ties_list, reported)
    if reported.considered:
        yield DECIDED, partial(confirmations_list, reported)
    for n, similar in enumerate(scheme.similar, 1):
        yield f"similar-{n}", partial(similar_list, reported, similar)
    if results.amendments:
        yield "amendments", partial(amendments_list, reported)
        yield "changes", partial(changes_list, reported)
    if reported.decided.rule_changes or reported.decided.notice:
        yield "rules", partial(rules_list, reported)
    yield "missing", partial(missing_list, reported)
    yield "problems", partial(problems_list, reported)
    if reported.evaluation.uncomputed:
        yield "uncomputed", partial(uncomputed_list, reported)
