"""The counties' own forms, filled in, returned and consolidated through LibreOffice."""

from __future__ import annotations

import pytest

from shijibu.returns.reader import read
from shijibu.returns.returned import read_back
from shijibu.rounds.consolidate import consolidate
from shijibu.scheme.period import Period
from shijibu.spreadsheet.address import address
from shijibu.workbook.layout import personal_stretch
from shijibu.workbook.template import template_of
from tests.county import County
from tests.libreoffice.test_roundtrip import fill_in, seen, sheet_cell

pytestmark = pytest.mark.xdist_group("libreoffice")


@pytest.mark.parametrize(("id", "period", "form", "table", "asked"), [
    ("deqing", "2026-Q1", "实绩档案表", "records", "questions"), ("leishan", "2026-04", "实绩报告登记表", "items", "postings")])
def test_a_countys_own_form_is_filled_in_returned_and_consolidated(id, period, form, table, asked, office, tmp_path):
    county = County.made(tmp_path, id, units=3)
    county.issue(period)
    unit = county.smallest
    book, rows, template = county.book(period, unit), county.rows(period, unit), template_of(county.scheme)
    assert template is not None
    sheet = template.sheet(form)
    assert sheet is not None and sheet.chosen is not None
    document = office.open(county.blank(period, unit), recalculate=False)
    fill_in(document, county, period, unit, rows)
    owner = rows[table][-1].values["owner"]
    name = next(o.name for o in county.roster.officials if o.id == owner)
    sheet_cell(document, form, address(sheet.chosen.row, sheet.chosen.column)).String = name
    sheet_cell(document, *signed_at(county, period, unit)).String = "李明"
    document.calculateAll()

    # The form lists that official's rows, in the template's own cells.
    personal = next(s.personal for w in county.scheme.workbooks for s in w.sheets if s.title == form)
    text = next(m for m in sheet.marks if m.parts == (table, {"records": "work", "items": "result"}[table]))
    stretch = personal_stretch(personal, sheet)
    own = [r.values[text.parts[1]] for r in rows[table] if r.values["owner"] == owner]
    shown = [seen(document, form, address(row, text.column)) for row in stretch.all(text.row)]
    assert shown == [*own[:len(shown)], *[None] * (len(shown) - len(own))]

    file = county.inbox(period) / f"{unit}.xlsx"
    office.save(document, file, "xlsx")
    document.close(True)
    done = consolidate([file], county.scheme, Period.parse(period, county.scheme.cadence), county.ledger, workers=1)
    assert [p for p in done.files.accepted[unit].problems if p.severity == "error"] == []
    told = read_back(read(file.read_bytes()))
    assert [r.values for r in told.book.tables[asked]] == [r.values for r in rows[asked]]
    assert told.places[asked].end == book.places[asked].last, "what stands below is the form's own"


def signed_at(county: County, period: str, unit: str) -> tuple[str, str]:
    """Where the template asks the head to sign."""
    template = template_of(county.scheme)
    assert template is not None
    mark = next(m for s in template.sheets for m in s.marks if m.name == "unit.signed_by")
    place = next(p for p in county.book(period, unit).places.values() if p.sheet.title == mark.sheet)
    return mark.sheet, address(place.last + (2 if county.scheme.id == "deqing" else 1), mark.column)
