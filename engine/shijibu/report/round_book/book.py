"""report.xlsx: the round for the county office, one sheet a question."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path

from shijibu.files import write_whole
from shijibu.report.material import Material
from shijibu.report.page import ReportBook
from shijibu.report.round_book.amendments import amendments_sheet, changes_sheet
from shijibu.report.round_book.files import missing_sheet, problems_sheet
from shijibu.report.round_book.lists import lists_sheet, ties_sheet
from shijibu.report.round_book.overview import overview_sheet
from shijibu.report.round_book.penalties import penalties_sheet
from shijibu.report.round_book.people import officials_sheet, scheme_sheet, units_sheet
from shijibu.report.round_book.ranking import ranking_sheet
from shijibu.report.round_book.rules import rules_sheet
from shijibu.report.round_book.similar import similar_sheet
from shijibu.report.round_book.uncomputed import uncomputed_sheet
from shijibu.spreadsheet.clean_book import CleanBook


def write_report(path: Path, material: Material) -> None:
    """Write the report workbook. The same material gives the same bytes: the only date inside is the round's end."""
    out = BytesIO()
    with CleanBook(out) as file:
        file.set_properties({
            "title": f"{material.period.label}考评结果", "subject": material.scheme.name, "company": material.scheme.office,
            "created": datetime.combine(material.period.end, datetime.min.time()),
        })
        book = ReportBook(file, material.scheme.name, material.period.label)
        # The overview comes first, but its charts speak of the ranking's cells.
        overview = book.sheet("总览")
        ranking = ranking_sheet(book, material)
        overview_sheet(book, overview, material, ranking)
        units_sheet(book, material)
        officials_sheet(book, material)
        for sheet in material.scheme.report.sheets:
            scheme_sheet(book, material, sheet)
        for penalty in material.scheme.penalties:
            penalties_sheet(book, material, penalty)
        lists_sheet(book, material)
        if material.results["ties"]:
            ties_sheet(book, material)
        for similar in material.scheme.similar:
            similar_sheet(book, material, similar)
        if material.results.get("amendments"):
            amendments_sheet(book, material)
            changes_sheet(book, material)
        if material.rule_changes or material.notice:
            rules_sheet(book, material)
        missing_sheet(book, material)
        problems_sheet(book, material)
        if material.evaluation.uncomputed:
            uncomputed_sheet(book, material)
        overview.activate()
    write_whole(path, out.getvalue())
