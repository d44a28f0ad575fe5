"""A master workbook: everything that units of one shape have alike; what differs stands as blank styled cells to be patched."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import partial

from shijibu.figures.live_formula import Live
from shijibu.issuing.kept_sheet import Kept, KeptSheet
from shijibu.issuing.master_writer import MasterWriter, Shape
from shijibu.issuing.sheet_cover import write_cover
from shijibu.issuing.sheet_drawn import template_names, write_drawn, write_extra
from shijibu.issuing.sheet_drawn_personal import write_drawn_personal
from shijibu.issuing.sheet_hidden import write_hidden
from shijibu.issuing.sheet_personal import write_personal
from shijibu.issuing.sheet_selfcheck import write_selfcheck
from shijibu.issuing.sheet_tables import write_tables
from shijibu.issuing.sheet_units import write_units
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.sheets import Workbook
from shijibu.spreadsheet.address import pinned, quoted
from shijibu.spreadsheet.clean_book import CleanBook
from shijibu.spreadsheet.plain_sheet import PlainSheet
from shijibu.spreadsheet.uncollected import uncollected
from shijibu.workbook.due import naming_the_day
from shijibu.workbook.layout import Layout, SheetLayout
from shijibu.workbook.names import FIELD_PREFIX, HIDDEN_SHEET, HINT, IDENTITY_PROPERTY, SELF_CHECK, UNITS_SHEET
from shijibu.workbook.template import TemplateSheet, column_name, end_name, signed_name


def build_master(
    scheme: Scheme, workbook: Workbook, period: Period, shape: Shape, *, deadline: date | None = None, live: Live = "hybrid",
    units: Mapping[str, tuple[str, str]] | None = None, finish: Callable[[MasterWriter], None] | None = None,
) -> tuple[bytes, Layout]:
    """The master workbook and its geometry, as `draw_master` draws it. `finish` may add to it before it is closed."""
    data, writer = draw_master(scheme, workbook, period, shape, deadline=deadline, live=live, units=units, finish=finish)
    return data, writer.layout


@uncollected()
def draw_master(
    scheme: Scheme, workbook: Workbook, period: Period, shape: Shape, *, deadline: date | None = None, live: Live = "hybrid",
    units: Mapping[str, tuple[str, str]] | None = None, finish: Callable[[MasterWriter], None] | None = None, kept: Mapping[str, Kept] | None = None,
) -> tuple[bytes, MasterWriter]:
    """The master workbook, and what it was drawn with. The same arguments give the same bytes, with or without sheets that were kept.

    deadline: the day that its texts name; the scheme's own where none is given. units: name and kind of the county's units by code, for a
    workbook that asks for some. finish: as of `build_master`. kept: by their titles sheets of a master for which all arguments were the same, but for
    what is committed in tables of other sheets.
    """
    out = io.BytesIO()
    book = CleanBook(out, small=True, default_date_format="yyyy-mm-dd")
    created = datetime(period.start.year, period.start.month, period.start.day)
    told = {"title": scheme.in_county(workbook.title), "subject": period.label, "author": scheme.office, "company": scheme.county}
    book.set_properties({**told, "created": created})
    book.set_custom_property(IDENTITY_PROPERTY, "-", "text")
    book.set_calc_mode("auto")
    writer = MasterWriter(book, scheme, naming_the_day(workbook, deadline or scheme.due(period)), period, shape, live)

    again = set[str]()

    def put(title: str, write: Callable[[MasterWriter, PlainSheet], None]) -> None:
        same = (kept or {}).get(title)
        if same is not None and same.into <= again and same.fits(writer):
            book.add_worksheet(title, KeptSheet).holds(same, writer.styles)
            again.add(title)
            return
        with writer.drawing(title):
            write(writer, book.add_worksheet(title, PlainSheet))

    for placed in writer.layout.sheets:
        for extra in _before(writer.layout, placed.sheet.title):
            put(extra.title, partial(write_extra, drawn=extra))
        put(placed.sheet.title, _placed(placed))
    for extra in _before(writer.layout, None):
        put(extra.title, partial(write_extra, drawn=extra))
    if workbook.asks_for_units(period.round):
        put(UNITS_SHEET, partial(write_units, units=units or {}))
    put(SELF_CHECK, write_selfcheck)
    put(HIDDEN_SHEET, write_hidden)
    _name_everything(writer)
    if finish is not None:  # it says on which sheet the workbook opens: of two that were told so both would be chosen, and edited together
        finish(writer)
    else:
        book.worksheets()[0].activate()
    book.close()
    return out.getvalue(), writer


def _placed(placed: SheetLayout) -> Callable[[MasterWriter, PlainSheet], None]:
    """What writes a sheet of the scheme's."""
    if placed.drawn is not None:
        write = write_drawn_personal if placed.sheet.personal else write_drawn
    elif placed.sheet.cover:
        write = write_cover
    else:
        write = write_personal if placed.sheet.personal else write_tables
    return lambda writer, sheet: write(writer, sheet, placed)


def _before(layout: Layout, title: str | None) -> Iterator[TemplateSheet]:
    """The office's own sheets that the template has before one of ours, and behind the one before; None: those behind all."""
    if layout.template is None or not layout.extra:
        return
    ours = {s.sheet.title for s in layout.sheets}
    waiting: list[TemplateSheet] = []
    for sheet in layout.template.sheets:
        if sheet in layout.extra:
            waiting.append(sheet)
        elif sheet.title in ours:
            if sheet.title == title:
                yield from waiting
            waiting = []
    if title is None:
        yield from waiting


def _name_everything(writer: MasterWriter) -> None:
    book, staff = writer.book, max(writer.shape.staff_size, 1)
    for table in writer.layout.tables.values():
        book.define_name(table.table.id, "=" + table.area)
        if table.marked is None:
            continue
        for id in [*table.columns, *([HINT] if table.hint and not table.quiet else [])]:
            book.define_name(column_name(table.table.id, id), "=" + table.whole(id))
        if table.ends is not None:
            book.define_name(end_name(table.table.id), f"={quoted(table.sheet)}!{pinned(table.ends, table.begin)}")
    for number, place in enumerate(writer.layout.signing, 1):
        book.define_name(signed_name(number), "=" + place.absolute)
    for name, text in template_names(writer):
        book.define_name(name, text)
    for id, place in writer.layout.cover.figures.items():
        book.define_name(FIELD_PREFIX + id, "=" + place.absolute)
    book.define_name("officials_list", f"={HIDDEN_SHEET}!$C$1:$C${staff}")
    book.define_name("officials_ids", f"={HIDDEN_SHEET}!$D$1:$D${staff}")
