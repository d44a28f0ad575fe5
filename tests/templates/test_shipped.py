"""The templates that came along are what their script draws, and their looks are kept."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from scripts.draw_templates import ROOT, TEMPLATES, drawn

from shijibu.issuing.issued import layout_of
from shijibu.scheme.load import TEMPLATE
from shijibu.spreadsheet.address import address
from shijibu.workbook.layout import SheetLayout
from tests.county import County
from tests.templates.test_drawn import looks


@pytest.mark.parametrize("id", TEMPLATES)
def test_the_script_draws_what_is_shipped(id):
    assert drawn(id, TEMPLATES[id]) == (Path(ROOT) / id / TEMPLATE).read_bytes()


@pytest.mark.parametrize(("id", "period"), [("deqing", "2026-Q1"), ("leishan", "2026-01")])
def test_every_cell_of_a_shipped_template_keeps_its_look(id, period, tmp_path):
    county = County.made(tmp_path, id)
    county.issue(period)
    book = county.book(period, county.smallest)
    out, of_template = load_workbook(county.blank(period, county.smallest)), load_workbook(BytesIO((ROOT / id / TEMPLATE).read_bytes()))
    sheets: list[SheetLayout] = [s for s in layout_of(county.scheme, book.workbook, book.period, book.facts).sheets if s.drawn is not None]
    assert [s.sheet.title for s in sheets] and {s.sheet.title for s in sheets} == set(of_template.sheetnames)
    for placed in sheets:
        ws, sheet = of_template[placed.sheet.title], out[placed.sheet.title]
        for row in ws.iter_rows():
            for cell in row:
                for at in placed.stretch.all(cell.row):
                    assert looks(sheet, address(at, cell.column)) == looks(ws, cell.coordinate), (placed.sheet.title, cell.coordinate, at)
                    if isinstance(cell.value, str) and "{{" not in cell.value and not cell.value.startswith("="):
                        assert sheet.cell(at, cell.column).value == cell.value
        assert len(sheet.merged_cells.ranges) == sum(
            len(placed.stretch.all(m.min_row)) if m.min_row == m.max_row else 1 for m in ws.merged_cells.ranges)
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == (9, ws.page_setup.orientation, 0)
