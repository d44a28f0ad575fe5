"""A workbook of such lists, each on a sheet of its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO

from shijibu.report.page import Listing, ReportBook
from shijibu.spreadsheet.clean_book import CleanBook


def list_book(listings: Iterable[Listing], title: str, whose: str, made: datetime) -> bytes:
    """The lists as .xlsx. title: also at the head of each page; whose: at its other end; made: the only day that stands in its properties."""
    out = BytesIO()
    with CleanBook(out) as file:
        file.set_properties({"title": title, "created": made.replace(tzinfo=None)})
        book = ReportBook(file, whose, title, "")
        for listing in listings:
            book.show(listing)
    return out.getvalue()
