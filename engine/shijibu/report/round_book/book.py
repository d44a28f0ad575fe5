"""report.xlsx: the round for the county office, one sheet a question."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path

from shijibu.files import write_whole
from shijibu.report.page import ReportBook
from shijibu.report.reported_round import ReportedRound
from shijibu.report.round_book.amendments import amendments_sheet, changes_sheet
from shijibu.report.round_book.brief import brief_sheet
from shijibu.report.round_book.files import missing_sheet, problems_sheet
from shijibu.report.round_book.lists import lists_sheet, ties_sheet
from shijibu.report.round_book.overview import OVERVIEW, overview_sheet
from shijibu.report.round_book.penalties import penalties_sheet
from shijibu.report.round_book.people import officials_sheet, scheme_sheet, units_sheet
from shijibu.report.round_book.ranking import ranking_sheet
from shijibu.report.round_book.rules import rules_sheet
from shijibu.report.round_book.similar import similar_sheet
from shijibu.report.round_book.uncomputed import uncomputed_sheet
from shijibu.spreadsheet.clean_book import CleanBook


def write_report(path: Path, reported: ReportedRound) -> None:
    """Write the report workbook. The same reported gives the same bytes: the only date inside is the round's end."""
    out = BytesIO()
    with CleanBook(out) as file:
        file.set_properties({
            "title": f"{reported.period.label}考评结果", "subject": reported.scheme.name, "company": reported.scheme.office,
            "created": datetime.combine(reported.period.end, datetime.min.time()),
        })
        book = ReportBook(file, reported.scheme.name, reported.period.label, OVERVIEW)
        # The overview comes first, but its charts speak of the ranking's cells.
        overview = book.sheet(OVERVIEW)
        brief_sheet(book, reported)
        ranking = ranking_sheet(book, reported)
        overview_sheet(book, overview, reported, ranking)
        units_sheet(book, reported)
        officials_sheet(book, reported)
        for sheet in reported.scheme.report.sheets:
            scheme_sheet(book, reported, sheet)
        for penalty in reported.scheme.penalties:
            penalties_sheet(book, reported, penalty)
        lists_sheet(book, reported)
        if reported.results.ties:
            ties_sheet(book, reported)
        for similar in reported.scheme.similar:
            similar_sheet(book, reported, similar)
        if reported.results.amendments:
            amendments_sheet(book, reported)
            changes_sheet(book, reported)
        if reported.decided.rule_changes or reported.decided.notice:
            rules_sheet(book, reported)
        missing_sheet(book, reported)
        problems_sheet(book, reported)
        if reported.evaluation.uncomputed:
            uncomputed_sheet(book, reported)
        overview.activate()
    write_whole(path, out.getvalue())
