"""A master workbook: everything that units of one shape have alike; what differs stands as blank styled cells to be patched."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import date, datetime

from shijibu.figures.live_formula import Live
from shijibu.issuing.master_writer import MasterWriter, Shape
from shijibu.issuing.sheet_cover import write_cover
from shijibu.issuing.sheet_hidden import write_hidden
from shijibu.issuing.sheet_personal import write_personal
from shijibu.issuing.sheet_selfcheck import write_selfcheck
from shijibu.issuing.sheet_tables import write_tables
from shijibu.issuing.sheet_units import write_units
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.sheets import Workbook
from shijibu.spreadsheet.clean_book import CleanBook, CleanSheet
from shijibu.workbook.due import naming_the_day
from shijibu.workbook.layout import Layout
from shijibu.workbook.names import FIELD_PREFIX, HIDDEN_SHEET, IDENTITY_PROPERTY


class PlainSheet(CleanSheet):
    """A sheet whose formulas use functions of Excel 2010 alone: the search for newer ones would take two thirds of the time."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("{").removeprefix("=").removesuffix("}")


def build_master(
    scheme: Scheme, workbook: Workbook, period: Period, shape: Shape, *, deadline: date | None = None, live: Live = "hybrid",
    units: Mapping[str, tuple[str, str]] | None = None, finish: Callable[[MasterWriter], None] | None = None,
) -> tuple[bytes, Layout]:
    """The master workbook and its geometry. The same arguments give the same bytes. `finish` may add to it before it is closed.

    deadline: the day that its texts name; the scheme's own where none is given. units: name and kind of the county's units by code, for a
    workbook that asks for some.
    """
    out = io.BytesIO()
    book = CleanBook(out, default_date_format="yyyy-mm-dd")
    created = datetime(period.start.year, period.start.month, period.start.day)
    told = {"title": scheme.in_county(workbook.title), "subject": period.label, "author": scheme.office, "company": scheme.county}
    book.set_properties({**told, "created": created})
    book.set_custom_property(IDENTITY_PROPERTY, "-", "text")
    book.set_calc_mode("auto")
    writer = MasterWriter(book, scheme, naming_the_day(workbook, deadline or scheme.due(period)), period, shape, live)
    for placed in writer.layout.sheets:
        sheet = book.add_worksheet(placed.sheet.title, PlainSheet)
        if placed.sheet.cover:
            write_cover(writer, sheet, placed)
        elif placed.sheet.personal:
            write_personal(writer, sheet, placed)
        else:
            write_tables(writer, sheet, placed)
    if workbook.asks_for_units(period.round):
        write_units(writer, units or {})
    write_selfcheck(writer)
    write_hidden(writer)
    _name_everything(writer)
    if finish is not None:  # it says on which sheet the workbook opens: of two that were told so both would be chosen, and edited together
        finish(writer)
    else:
        book.worksheets()[0].activate()
    book.close()
    return out.getvalue(), writer.layout


def _name_everything(writer: MasterWriter) -> None:
    book, staff = writer.book, max(writer.shape.staff_size, 1)
    for table in writer.layout.tables.values():
        book.define_name(table.table.id, "=" + table.area)
    for id, place in writer.layout.cover.figures.items():
        book.define_name(FIELD_PREFIX + id, "=" + place.absolute)
    book.define_name("officials_list", f"={HIDDEN_SHEET}!$C$1:$C${staff}")
    book.define_name("officials_ids", f"={HIDDEN_SHEET}!$D$1:$D${staff}")
