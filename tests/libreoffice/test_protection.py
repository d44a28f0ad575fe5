"""What the cover says of deleting, sorting, inserting and pasting is what LibreOffice does in each county's book, as a clerk does it.

That every sheet is protected alike is tested where books are made (tests/workbook/test_widths.py)."""

from __future__ import annotations

from typing import Any

import pytest

from shijibu.issuing.issued import layout_of
from shijibu.spreadsheet.address import address
from shijibu.workbook.how_to import DELETING, INSERTING, NOT_SORTED, PASTING, SORTING
from shijibu.workbook.layout import TableLayout
from tests.county import County
from tests.issuing.test_verdict import ROUNDS

pytestmark = pytest.mark.xdist_group("libreoffice")


class Clerk:
    """Somebody at a document, with the program's own commands."""

    def __init__(self, office: Any, document: Any) -> None:
        self.office, self.document, self.view = office, document, document.CurrentController
        manager = office.context.ServiceManager
        self.dispatcher = manager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", office.context)

    def does(self, command: str, sheet: Any, area: str, **arguments: Any) -> None:
        self.view.setActiveSheet(sheet)
        self.view.select(sheet.getCellRangeByName(area))
        self.dispatcher.executeDispatch(self.view.Frame, f".uno:{command}", "", 0, self.office.properties(**arguments))


def copied(office: Any) -> Any:
    """Another document, of which a cell is copied with its looks."""
    other = office.new(hidden=False)
    clerk, sheet = Clerk(office, other), other.Sheets.getByIndex(0)
    sheet.getCellRangeByName("A1").String = "外来"
    clerk.does("Copy", sheet, "A1")
    return other


def yellow(table: TableLayout, sheet: Any) -> list[int]:
    """The columns beside each other that stand open in the last two rows."""
    open_ = [at for at in sorted(table.columns.values())
             if not any(sheet.getCellByPosition(at - 1, r - 1).CellProtection.IsLocked for r in (table.last - 1, table.last))]
    return [at for n, at in enumerate(open_) if at == open_[0] + n]


@pytest.mark.parametrize("scheme", ROUNDS)
def test_the_cover_says_what_deleting_sorting_inserting_and_pasting_do(office, tmp_path, scheme):
    county = County.made(tmp_path, scheme, units=2)
    county.issue(ROUNDS[scheme])
    other = copied(office)
    book = county.book(ROUNDS[scheme], county.smallest)
    layout = layout_of(county.scheme, book.workbook, book.period, book.facts)
    document = office.open(county.blank(ROUNDS[scheme], county.smallest), hidden=False, recalculate=False)
    clerk, cover = Clerk(office, document), document.Sheets.getByName(layout.cover.sheet)
    said = " ".join(cover.getCellByPosition(1, layout.cover.guide_row + n).String for n in range(len(layout.cover.guide)))
    assert DELETING in said and PASTING in said
    tried = set()
    for table in layout.tables.values():
        sheet = document.Sheets.getByName(table.sheet)
        columns = yellow(table, sheet) if any(c.is_input for c in table.table.columns) else []
        if table.rows >= 2 and len(columns) >= 2 and not table.table.beside and table.table.is_fixed not in tried:
            behaves(clerk, sheet, table, columns, said)
            tried.add(table.table.is_fixed)
    document.close(True)
    other.close(True)
    assert False in tried


def behaves(clerk: Clerk, sheet: Any, table: TableLayout, columns: list[int], said: str) -> None:
    """Each thing tried on the last two rows of a table."""
    first, upper, lower = columns[0], table.last - 1, table.last
    area = f"{address(upper, first)}:{address(lower, columns[-1])}"
    cells = [sheet.getCellByPosition(first - 1, r - 1) for r in (upper, lower)]
    cells[0].String, cells[1].String = "B", "A"
    clerk.does("DeleteRows", sheet, address(upper, first))
    clerk.does("DeleteColumns", sheet, address(upper, first))
    assert [c.String for c in cells] == ["B", "A"], "rows and columns cannot be deleted"
    grey = next(at for at in range(table.left, table.right + 1) if sheet.getCellByPosition(at - 1, lower - 1).CellProtection.IsLocked)
    clerk.does("ClearContents", sheet, f"{address(upper, min(grey, first))}:{address(lower, max(grey, first))}")
    assert [c.String for c in cells] == ["B", "A"], "with locked cells among them none is cleared"
    clerk.does("SortAscending", sheet, f"{address(upper, table.left)}:{address(lower, table.right)}")
    assert [c.String for c in cells] == ["B", "A"], "with locked cells among them none is sorted"
    clerk.does("SortAscending", sheet, area)
    assert [c.String for c in cells] == ["A", "B"], "open cells are sorted, away from the names before them"
    assert (NOT_SORTED if table.table.is_fixed else SORTING) in said
    clerk.does("ClearContents", sheet, area)
    assert [c.String for c in cells] == ["", ""]
    if not table.table.is_fixed:
        cells[1].String = "丙"
        clerk.does("InsertRowsBefore", sheet, address(lower, first))
        assert cells[1].String == "丙" and cells[1].CellAddress.Row == lower, "a row can be inserted"
        assert not sheet.getCellByPosition(first - 1, lower - 1).CellProtection.IsLocked
        assert INSERTING in said
        clerk.does("Undo", sheet, address(upper, first))
        clerk.does("ClearContents", sheet, area)
    had = cells[1].Validation.Type.value
    clerk.does("InsertContents", sheet, address(lower, first), Flags="SVD", FormulaCommand=0, SkipEmptyCells=False, Transpose=False, AsLink=False,
               MoveMode=4)
    assert (cells[1].String, cells[1].CellProtection.IsLocked, cells[1].Validation.Type.value) == ("外来", False, had)
    clerk.does("Paste", sheet, address(upper, first))
    assert (cells[0].String, cells[0].CellProtection.IsLocked, cells[0].Validation.Type.value) == ("外来", True, "ANY"), "as the cover warns"
