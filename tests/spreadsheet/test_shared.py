"""Formulas that a column's cells share: only what Excel can hold so, and each cell's own when they are written out again."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from html import unescape

import openpyxl
import pytest
from openpyxl.formula.translate import Translator
from xlsxwriter.worksheet import CellFormulaTuple

from shijibu.issuing import sheet_drawn, sheet_selfcheck, sheet_tables
from shijibu.issuing.master import build_master
from shijibu.issuing.master_writer import Shape
from shijibu.scheme.load import load
from shijibu.scheme.period import Period
from shijibu.spreadsheet.address import address
from shijibu.spreadsheet.clean_book import CleanBook, CleanSheet
from shijibu.spreadsheet.plain_sheet import PlainSheet
from shijibu.spreadsheet.shared import Moving, may_be_shared
from tests.issuing.test_verdict import ROUNDS

_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"[^>]*><f(?: t="shared"(?: ref="([A-Z0-9:]+)")? si="([0-9]+)")?(?:/>|>([^<]*)</f>)')
LONG = "AND(TRUE,TRUE,TRUE,TRUE)"


def master(scheme: str, period: str) -> bytes:
    county = load(scheme)
    return build_master(county, county.unit_workbook, Period.parse(period, county.cadence), Shape(5, 9))[0]


def written(*columns: list[str | None]) -> tuple[str, list[list[str | None]]]:
    """A sheet with formulas from its second row on: its part, and the formulas as openpyxl reads them, by column."""
    out = io.BytesIO()
    with CleanBook(out) as book:
        sheet = book.add_worksheet("表")
        for at, column in enumerate(columns):
            for row, formula in enumerate(column, 1):
                if formula is not None:
                    sheet.write_formula(row, at, "=" + formula, None, 1)
    out.seek(0)
    read = openpyxl.load_workbook(out)["表"]
    told = [[None if (v := read.cell(row + 1, at).value) is None else str(v)[1:] for row in range(1, len(column) + 1)]
            for at, column in enumerate(columns, 1)]
    return zipfile.ZipFile(out).read("xl/worksheets/sheet1.xml").decode(), told


def test_a_column_tells_its_formula_once_and_each_cell_has_its_own():
    column = [f'IF(A{n}&"A{n}">$A$2,SUM(B$1:B{n + 7}),LOG10(C{n})+$D{n})' for n in range(2, 6)]
    other = [f"{LONG}+A{n}" for n in (2, 3, 9, 5)]
    # What stands in a text is the same for all, or these are not alike.
    plain = [f'IF(A{n}&"A2">$A$2,SUM(B$1:B{n + 7}),LOG10(C{n})+$D{n})' for n in range(2, 6)]
    part, told = written(plain, column, other)
    assert told == [plain, column, other]
    shared = {cell: (over, text != "") for cell, over, number, text in _CELL.findall(part) if number}
    assert shared == {"A2": ("A2:A5", True), "A3": ("", False), "A4": ("", False), "A5": ("", False), "C2": ("C2:C3", True), "C3": ("", False)}


def test_cells_that_do_not_stand_below_one_another_share_nothing():
    alike = [f"{LONG}+D{n}" for n in range(2, 7)]
    part, _ = written([alike[0], None, alike[2], "1+1", alike[4]])
    assert 't="shared"' not in part


@pytest.mark.parametrize("formula", [
    f"{LONG}+'别的'!A2", f"{LONG}+别的!$A$2", f'SUM({LONG},FIND({{"-","/"}},A2))', f"{LONG}+SUM(INDEX(A2:A9,1):INDEX(A2:A9,2))", f"{LONG}+#REF!",
    f"SHIJI.RATIO(A2,{LONG})", f"SHIJI_RATIO(A2,{LONG})", f"SUM((A2,B2),{LONG})", f"SUM(A2:B3 B2:C3)+{LONG}", f"{LONG}+[1]x!A2", f"{LONG}+SUM(2:2)",
])
def test_what_excel_cannot_hold_as_shared_is_written_in_each_cell(formula):
    assert not may_be_shared(formula)


@pytest.mark.parametrize("formula", [
    f'IF({LONG},"别的!{{1}} SHIJI.X(","")', f"COUNTIF(officials_list,A2)+{LONG}", f"SUM($A:$A,A$2:B9)*({LONG}+MAX(A2,B2))", f"IFERROR(A2,-{LONG})",
])
def test_texts_names_and_ranges_of_the_sheet_may_be_shared(formula):
    assert may_be_shared(formula)


@pytest.mark.parametrize(("formula", "below"), [
    ("IF(A2>$A$2,SUM(B$1:B9),LOG10(C2)+$D2)", "IF(A5>$A$2,SUM(B$1:B12),LOG10(C5)+$D5)"),
    ("'Q1 A2'!$A$2&\"A2 'A2\"&'王''s A2'!A2&Q1!B2", "'Q1 A2'!$A$2&\"A2 'A2\"&'王''s A2'!A5&Q1!B5"),
    ("ROWS($A$8:A9)+_at.1+officials_list2+1E2", "ROWS($A$8:A12)+_at.1+officials_list2+1E2"),
])
def test_a_formula_moves_along_with_its_row(formula, below):
    assert Moving(formula).by(3) == below


@pytest.mark.parametrize("alike", ["1+A{}", f"{LONG}+'别的'!$A$2+A{{}}", f"{LONG}+A{{}}"])
def test_a_cell_that_goes_on_from_the_one_above_has_its_formula(alike):
    out = io.BytesIO()
    with CleanBook(out) as book:
        sheet = book.add_worksheet("表", PlainSheet)
        sheet.write_formula(1, 1, "=" + alike.format(2), None, 1)
        sheet.write_array_formula(1, 2, 1, 2, "{=" + alike.format(2) + "}", None, 1)
        for row in (2, 3):
            sheet.write_below(row, 1, None, 1)
            sheet.write_below(row, 2, None, 1)
        with pytest.raises(KeyError):
            sheet.write_below(5, 1)
    told = openpyxl.load_workbook(out)["表"]
    assert [told.cell(row, 2).value for row in (2, 3, 4)] == ["=" + alike.format(row) for row in (2, 3, 4)]
    assert [(a.ref, a.text) for row in (2, 3, 4) if (a := told.cell(row, 3).value)] == [(f"C{row}", "=" + alike.format(row)) for row in (2, 3, 4)]


def test_what_goes_out_says_in_each_cell_what_was_written_for_it(monkeypatch):
    """All six counties: of each group the cell that tells the formula, and the last one that shares it. Drawn row by row it is the same file."""
    masters = {scheme: master(scheme, when) for scheme, when in ROUNDS.items()}
    for drawn in (sheet_drawn, sheet_tables):
        monkeypatch.setattr(drawn, "alike", lambda given, above: False)
    monkeypatch.setattr(sheet_selfcheck, "_ALIKE", sheet_selfcheck.LINES + 1)
    write_below = PlainSheet.write_below

    def in_full(sheet, row, column, *look):
        write_below(sheet, row, column, *look)
        if isinstance(cell := sheet.table[row][column], CellFormulaTuple):
            sheet.table[row][column] = cell._replace(formula=Moving(sheet.table[row - 1][column].formula).by(1))

    monkeypatch.setattr(PlainSheet, "write_below", in_full)
    meant: dict[str, dict[str, str]] = {}
    write_rows = CleanSheet._write_rows

    def keeping(sheet):
        meant[sheet.name] = {address(r + 1, c + 1): cell.formula for r, row in sheet.table.items() for c, cell in row.items()
                             if isinstance(cell, CellFormulaTuple)}
        write_rows(sheet)

    monkeypatch.setattr(CleanSheet, "_write_rows", keeping)
    for scheme, when in ROUNDS.items():
        looked_at, drawn_in_full = 0, master(scheme, when)
        assert drawn_in_full == masters[scheme]
        with zipfile.ZipFile(io.BytesIO(drawn_in_full)) as package:
            for number, formulas in enumerate(meant.values(), 1):
                groups: dict[str, list[tuple[str, str]]] = {}
                found = _CELL.findall(package.read(f"xl/worksheets/sheet{number}.xml").decode())
                for cell, _, share, text in found:
                    assert share or unescape(text) == formulas[cell], (scheme, number, cell)
                    groups.setdefault(share or cell, []).append((cell, unescape(text)))
                for (first, text), *_, (last, nothing) in (g for g in groups.values() if len(g) > 1):
                    assert may_be_shared(text) and not nothing and text == formulas[first]
                    assert Translator("=" + text, first).translate_formula(last) == "=" + formulas[last], (scheme, number, last)
                    looked_at += 1
                hints = Counter(cell.rstrip("0123456789") for cell, _, _, text in found if text.startswith("SUBSTITUTE(SUBSTITUTE("))
                assert max(hints.values(), default=0) <= 2, (scheme, number, "a column's hints are written more than once")
        assert looked_at, scheme
        meant.clear()
