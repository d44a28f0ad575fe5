"""Masters that keep sheets of one that was drawn: the same to the byte as drawn whole, and few sheets drawn."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl.comments import Comment

from shijibu.issuing.kept_sheet import Kept, KeptSheet
from shijibu.issuing.master import draw_master
from shijibu.issuing.master_writer import MasterWriter, Shape
from shijibu.issuing.masters import Masters
from shijibu.issuing.patch import Master
from shijibu.scheme.load import load
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.sheets import Column, Workbook
from shijibu.spreadsheet.clean_book import CleanBook
from shijibu.spreadsheet.plain_sheet import PlainSheet
from tests.issuing.test_verdict import ROUNDS
from tests.templates.forms import NOTES, county_in, monthly, saved

DUE = date(2026, 12, 31)
UNITS = {"D01": ("甲局", "department"), "D02": ("乙局", "department")}


def committed(workbook: Workbook, round_: int) -> list[dict[str, Sequence[Sequence[str]]]]:
    """What units may have committed: nothing; a few rows whole; many rows in part, so that other looks come first and more is printed."""
    free = {t.id: [c.id for c in t.columns if c.is_input] for t in workbook.tables_of(round_) if not t.is_fixed}
    some = {id: columns for id, columns in free.items() if columns}
    first = list(some.items())[:1]
    return [{}, {id: [columns] * 2 for id, columns in some.items()}, *(
        {id: [columns[1:], columns[:1], *[columns] * n] for id, columns in first} for n in (1, 9))]


def drawn(monkeypatch: pytest.MonkeyPatch) -> list[MasterWriter]:
    """What each master is drawn with from now on."""
    out: list[MasterWriter] = []

    def seen(*arguments, **options):
        out.append((made := draw_master(*arguments, **options))[1])
        return made

    monkeypatch.setattr("shijibu.issuing.masters.draw_master", seen)
    return out


def same(masters: Masters, scheme: Scheme, workbook: Workbook, period: Period, shape: Shape) -> None:
    master, _ = masters.of(workbook, shape)
    whole = Master(draw_master(scheme, workbook, period, shape, deadline=DUE, units=UNITS)[0])
    title = whole.titles[0]
    change = {title: {whole.cells(title)[-1]: "己"}}
    assert master.fill({}) == whole.fill({}), (scheme.id, shape.committed)
    assert master.fill(change) == whole.fill(change), (scheme.id, shape.committed)


@pytest.mark.parametrize("id", ROUNDS)
def test_a_master_that_keeps_sheets_is_the_same_as_one_drawn_whole(id, monkeypatch):
    scheme = load(id)
    period = Period.parse(ROUNDS[id], scheme.cadence)
    for workbook in [scheme.unit_workbook, *([c] if (c := scheme.county_workbook(period.round)) else [])]:
        writers = drawn(monkeypatch)
        masters = Masters(scheme, period, DUE, "hybrid", UNITS)
        for rows in committed(workbook, period.round):
            same(masters, scheme, workbook, period, Shape(5, 9, committed=rows))
        first, *others = (set(w.asked) for w in writers)
        assert not others or min(map(len, others)) < len(first), "nothing was kept"


def test_sheets_after_a_template_are_kept_but_those_with_parts_of_their_own(tmp_path, monkeypatch):
    monkeypatch.setenv("SHIJIBU_TEMPLATES", str(county_in(tmp_path)))
    book = monthly()
    book[NOTES]["A1"].comment = Comment("请先看这里", "组织部")
    scheme = load("monthly").model_copy(update={"template": b64encode(saved(book)).decode()})
    period, writers = Period.parse("2026-03", scheme.cadence), drawn(monkeypatch)
    masters = Masters(scheme, period, DUE, "hybrid", UNITS)
    for rows in committed(scheme.unit_workbook, period.round)[1:]:
        same(masters, scheme, scheme.unit_workbook, period, Shape(3, 3, committed=rows))
    assert all(NOTES in w.asked for w in writers)
    assert len(writers[-1].asked) < len(writers[0].asked)


def other(writer: MasterWriter, sheet: PlainSheet) -> None:
    """A sheet before the one that is kept, which looks otherwise than the one before it did."""
    sheet.write_number(0, 0, 1, writer.styles.get(bold=True))
    sheet.conditional_format("A1", {"type": "formula", "criteria": "=A1>0", "format": writer.styles.colour("blue")})


def with_text(writer: MasterWriter, sheet: PlainSheet) -> None:
    sheet.write_string(0, 0, "另一句", writer.styles.get(bold=True))


def with_name(writer: MasterWriter, sheet: PlainSheet) -> None:
    sheet.write_formula(0, 0, "=" + writer.by_names("'丙'!$B$1"), writer.styles.get(bold=True))


def with_list(writer: MasterWriter, sheet: PlainSheet) -> None:
    writer.choices(Column(id="choice", label="选", type="choice", choices=["一,二", "三"]))


def one(writer: MasterWriter, sheet: PlainSheet) -> None:
    sheet.set_column(0, 0, 9, writer.styles.get(italic=True))
    sheet.set_row(2, 20, writer.styles.get(font_size=20))
    sheet.write_string(0, 0, "一句", writer.styles.boxed())
    sheet.write_string(1, 0, "一句", writer.styles.get(bold=True))
    sheet.write_formula(2, 0, "=" + writer.by_names("'丙'!$A$1"), writer.styles.boxed(), "")
    sheet.data_validation(0, 0, 0, 0, {"validate": "list", "source": writer.choices(Column(id="c", label="选", type="choice", choices=["四,五"]))})
    for colour in ("red", "blue"):
        sheet.conditional_format("A1:A3", {"type": "formula", "criteria": "=A1>0", "format": writer.styles.colour(colour)})


@pytest.mark.parametrize(("before", "now", "fits"), [
    (None, other, True), (None, with_text, False), (None, with_name, False), (None, with_list, False),
    (other, None, True), (with_text, None, False), (with_name, None, False), (with_list, None, False)])
def test_a_kept_sheet_has_the_numbers_of_the_workbook_in_which_it_stands_or_is_drawn(before, now, fits):
    scheme = load("leishan")
    books: list[tuple[bytes, MasterWriter]] = []
    kept: Kept | None = None
    for first, again in ((before, False), (now, True), (now, False)):
        out = BytesIO()
        writer = MasterWriter(CleanBook(out), scheme, scheme.unit_workbook, Period.parse("2026-03"), Shape(1, 1), "hybrid")
        sheet = writer.book.add_worksheet("甲", PlainSheet)
        if first is not None:
            first(writer, sheet)
        if again:
            assert kept is not None
            assert kept.fits(writer) == fits
        if again and fits:
            writer.book.add_worksheet("乙", KeptSheet).holds(kept, writer.styles)
        else:
            with writer.drawing("乙"):
                one(writer, writer.book.add_worksheet("乙", PlainSheet))
        one(writer, writer.book.add_worksheet("丙", PlainSheet))
        writer.book.set_properties({"created": datetime(2026, 1, 1)})
        writer.book.close()
        books.append((out.getvalue(), writer))
        if kept is None:
            kept = Kept.of(writer.book.get_worksheet_by_name("乙"), Master(out.getvalue()).part("乙").decode(), writer)
    assert books[1][0] == books[2][0]
