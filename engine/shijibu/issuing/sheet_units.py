"""The sheet of the county's units: whoever is to name one finds the name here, with its code beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from shijibu.issuing.master_writer import MasterWriter
from shijibu.issuing.paper_rows import page
from shijibu.issuing.sheet_tables import PROTECTION
from shijibu.scheme.model import Scheme
from shijibu.spreadsheet.address import pinned
from shijibu.spreadsheet.clean_book import CleanSheet
from shijibu.spreadsheet.names import Directory
from shijibu.spreadsheet.style import GIVEN, GREY
from shijibu.workbook.names import UNITS_CODES, UNITS_LIST, UNITS_SHEET
from shijibu.workbook.printed import UNITS_GUIDE, UNITS_HEADINGS

_WIDTHS = (34, 14, 14)
_FIRST = 5


def write_units(writer: MasterWriter, sheet: CleanSheet, units: Mapping[str, tuple[str, str]]) -> None:
    """Every unit by kind, and the names of the ranges that dropdowns take. units: name and kind by code."""
    styles = writer.styles
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    sheet.hide_gridlines(2)
    sheet.set_row(0, 30)
    sheet.merge_range(0, 0, 0, len(_WIDTHS) - 1, UNITS_SHEET, styles.heading(font_size=16, align="center"))
    sheet.merge_range(1, 0, 1, len(_WIDTHS) - 1, UNITS_GUIDE, styles.get(font_size=10, font_color=GREY, text_wrap=True))
    sheet.set_row(1, 32)
    sheet.set_row(2, 6)
    for at, heading in enumerate(UNITS_HEADINGS):
        sheet.write_string(_FIRST - 2, at, heading, styles.header)
    cell = styles.boxed(bg_color=GIVEN, num_format="@", indent=1)
    shown = Directory((code, name) for code, (name, _) in units.items())
    row = _FIRST
    for kind, label, codes in _by_kind(writer.scheme, units):
        first = row
        for code in codes:
            for at, text in enumerate((shown.shown(code), label, code)):
                sheet.write_string(row - 1, at, text, cell)
            row += 1
        writer.named(f"{UNITS_LIST}_{kind}", f"{UNITS_SHEET}!{pinned(first, 1)}:{pinned(row - 1, 1)}")
    last = max(row - 1, _FIRST)
    writer.named(UNITS_LIST, f"{UNITS_SHEET}!{pinned(_FIRST, 1)}:{pinned(last, 1)}")
    writer.named(UNITS_CODES, f"{UNITS_SHEET}!{pinned(_FIRST, 3)}:{pinned(last, 3)}")
    sheet.freeze_panes(_FIRST - 1, 0)
    sheet.repeat_rows(0, _FIRST - 2)
    sheet.print_area(0, 0, last - 1, len(_WIDTHS) - 1)
    page(sheet, False)
    sheet.ignore_errors({"number_stored_as_text": f"A{_FIRST}:C{last}"})
    sheet.protect("", PROTECTION)


def _by_kind(scheme: Scheme, units: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, str, list[str]]]:
    """Id and label of each kind that has units, in the scheme's order, with their codes."""
    for kind in scheme.roster.kinds:
        if codes := sorted(code for code, (_, of) in units.items() if of == kind.id):
            yield kind.id, kind.label, codes
