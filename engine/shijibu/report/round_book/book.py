"""report.xlsx: the round for the county office, one sheet a question."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path

from shijibu.files import write_whole
from shijibu.report.figure_names import REPORT, ReportSaid
from shijibu.report.page import ReportBook
from shijibu.report.reported_round import ReportedRound
from shijibu.report.round_book.brief import brief_sheet
from shijibu.report.round_book.listings import RANKED, listings
from shijibu.report.round_book.overview import OVERVIEW, overview_sheet
from shijibu.report.round_book.ranking import ranking_sheet
from shijibu.spreadsheet.clean_book import CleanBook
from shijibu.spreadsheet.uncollected import uncollected


def write_report(path: Path, reported: ReportedRound) -> None:
    """Write the report workbook. The same reported gives the same bytes: the only date inside is the round's end."""
    out = BytesIO()
    with uncollected(), CleanBook(out) as file:
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
        for slug, listing in listings(reported):
            if slug != RANKED:
                book.show(listing())
        file.define_name(REPORT, ReportSaid(reported.scheme.id, str(reported.period), reported.decided.head).formula)
        overview.activate()
    write_whole(path, out.getvalue())
