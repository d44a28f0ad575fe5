"""Workbooks with the add-in: every live cell is computed by it and not by the native face beside it; XlsxWriter's and openpyxl's files compute."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula
from xlsxwriter import Workbook as Written

from shijibu_addin.libreoffice.extension import unpack
from shijibu_addin.libreoffice.office import Office
from tests.county import County

HYBRID = "IFERROR("
# DQ-11 to DQ-13 for a team of four: floor(0.6 * 4) = 2 places; 95 and 92 take them, 91 would have five, is past the quota and gets four,
# 60 has two. A yellow card caps at four, a red one at three.
TEAM = [(95, 90, 90), (92, 80, 85), (91, 80, 80), (60, 70, 70)]
STARS = {"": [5, 5, 4, 2], "黄牌": [4, 4, 4, 2], "红牌": [3, 3, 3, 2]}
# DQ-10: (10*100 + 5*85 + 3*70 + 2*50) / 20; no votes; all good.
VOTES = [(10, 5, 3, 2), (0, 0, 0, 0), (10, 0, 0, 0)]
BALLOTS = [86.75, "#N/A", 100]


@pytest.fixture(scope="module")
def with_addin(tmp_path_factory) -> Iterator[Office]:
    with Office(extensions=[unpack(tmp_path_factory.mktemp("extension") / "shijibu")]) as running:
        yield running


def first_argument(formula: str, start: int) -> str:
    """The text of the argument that begins at `start`."""
    depth, quoted = 0, False
    for at in range(start, len(formula)):
        letter = formula[at]
        if letter == '"':
            quoted = not quoted
        elif not quoted and letter in "({":
            depth += 1
        elif not quoted and letter in ")}":
            depth -= 1
        elif not quoted and depth == 0 and letter == ";":
            return formula[start:at]
    raise ValueError(formula)


def test_each_live_cell_is_computed_by_the_add_in_itself(with_addin, tmp_path):
    """Without its native face, each cell still shows the same: IFERROR hides an add-in that answers nothing at all."""
    county = County.made(tmp_path, units=2)
    county.issue("2026-Q1")
    document = with_addin.open(county.returned("2026-Q1", county.roster.units[0].code))
    tried: Counter[str] = Counter()
    for sheet in document.Sheets:
        sheet.unprotect("")
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        used = sheet.getCellRangeByPosition(0, 0, cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow)
        for r, row in enumerate(used.getFormulaArray()):
            for c, formula in enumerate(row):
                starts = [formula.find(HYBRID + call) for call in ("SHIJI.", "INDEX(SHIJI.")]
                if max(starts) < 0:
                    continue
                addin = first_argument(formula, max(starts) + len(HYBRID))
                cell, before = sheet.getCellByPosition(c, r), sheet.getCellByPosition(c, r).String
                if formula.startswith("{"):
                    sheet.getCellRangeByPosition(c, r, c, r).setArrayFormula(f"={addin}")
                else:
                    cell.setFormula(f"={addin}")
                assert cell.String == before, (sheet.Name, cell.AbsoluteName, addin)
                tried[addin.removeprefix("INDEX(").split("(")[0]] += 1
    document.close(True)
    assert {"SHIJI.PROGRESS", "SHIJI.CARD", "SHIJI.RATIO", "SHIJI.STARS", "SHIJI.STARCAP", "SHIJI.STARLIMIT", "SHIJI.STARSCORE"} <= set(tried)


def xlsxwriter_file(file: Path) -> Path:
    with Written(file) as book:
        sheet = book.add_worksheet()
        for r, row in enumerate(TEAM):
            sheet.write_row(r, 0, row)
        for r, row in enumerate(VOTES):
            sheet.write_row(r, 3, row)
        sheet.write("H1", "黄牌")
        sheet.write_array_formula("I1:I4", '{=SHIJI.STARS(A1:A4,B1:B4,C1:C4,"")}')
        sheet.write_array_formula("J1:J4", "{=SHIJI.STARS(A1:A4,B1:B4,C1:C4,H1)}")
        sheet.write_array_formula("K1:K3", "{=SHIJI.BALLOT(D1:D3,E1:E3,F1:F3,G1:G3)}")
        for r in range(4):
            sheet.write_formula(r, 11, f'=INDEX(SHIJI.STARS($A$1:$A$4,$B$1:$B$4,$C$1:$C$4,"红牌"),{r + 1})')
        sheet.write_formula("M1", '=SHIJI.STARLIMIT("x")')
        sheet.write_formula("M2", "=SHIJI.STARLIMIT(2.5)")
        sheet.write_formula("M3", "=SHIJI.BALLOT(0,0,0,0)")
        sheet.write_formula("M4", "=SHIJI.STARLIMIT(Z1:Z1)")
    return file


def openpyxl_file(file: Path) -> Path:
    book = Workbook()
    sheet = book.active
    for row, votes in zip(TEAM, [*VOTES, (None,) * 4], strict=True):
        sheet.append([*row, *votes])
    sheet["H1"] = "黄牌"
    sheet["I1"] = ArrayFormula("I1:I4", '=SHIJI.STARS(A1:A4,B1:B4,C1:C4,"")')
    sheet["J1"] = ArrayFormula("J1:J4", "=SHIJI.STARS(A1:A4,B1:B4,C1:C4,H1)")
    sheet["K1"] = ArrayFormula("K1:K3", "=SHIJI.BALLOT(D1:D3,E1:E3,F1:F3,G1:G3)")
    for r in range(1, 5):
        sheet[f"L{r}"] = f'=INDEX(SHIJI.STARS($A$1:$A$4,$B$1:$B$4,$C$1:$C$4,"红牌"),{r})'
    for r, call in enumerate(('STARLIMIT("x")', "STARLIMIT(2.5)", "BALLOT(0,0,0,0)", "STARLIMIT(Z1:Z1)"), 1):
        sheet[f"M{r}"] = f"=SHIJI.{call}"
    book.save(file)
    return file


@pytest.mark.parametrize("write", [xlsxwriter_file, openpyxl_file])
def test_a_foreign_workbook_computes_and_keeps_figures_errors_and_text_when_saved(with_addin, tmp_path, write):
    document = with_addin.open(write(tmp_path / "foreign.xlsx"))
    saved = with_addin.save(document, tmp_path / "saved.xlsx")
    document.close(True)
    figures = load_workbook(saved, data_only=True).active
    assert [figures[f"I{n}"].value for n in range(1, 5)] == STARS[""]
    assert [figures[f"J{n}"].value for n in range(1, 5)] == STARS["黄牌"]
    assert [figures[f"L{n}"].value for n in range(1, 5)] == STARS["红牌"]
    assert [figures[f"K{n}"].value for n in range(1, 4)] == BALLOTS
    assert [figures[f"M{n}"].value for n in range(1, 4)] == ["#VALUE!", "#NUM!", "#N/A"]
    assert figures["M4"].value in (None, "")
    formulas = load_workbook(saved).active
    assert formulas["I1"].value.ref == "I1:I4" and formulas["I1"].value.text == '=SHIJI.STARS(A1:A4,B1:B4,C1:C4,"")'
    assert formulas["L2"].value == '=INDEX(SHIJI.STARS($A$1:$A$4,$B$1:$B$4,$C$1:$C$4,"红牌"),2)'
    with zipfile.ZipFile(saved) as parts:
        assert "xldudf" not in parts.read("xl/worksheets/sheet1.xml").decode()


# DQ-2: an index of 80 is yellow (below 90) and not red (75), where no other lines are given; texts of four letters, one apart: 1 - 2/8.
@pytest.mark.parametrize(("formula", "value"), [
    ('SIMILAR("abcd";"abce")', "0.75"), ("CARD(80)", "黄牌"), ("CARD(80;;81)", "红牌"), ("CARD(80;;60;70)", ""), ("STARLIMIT(7;)", "4"),
    ("STARLIMIT(7;100)", "7"), ("STARCAP()", "5"), ("TOTAL({1;2;3})", "6"), ("STARLIMIT({7})", "4"),
])
def test_an_argument_that_is_left_out_has_the_schemes_value(with_addin, formula, value):
    document = with_addin.new()
    cell = document.Sheets.getByIndex(0).getCellRangeByName("A1")
    cell.Formula = f"=SHIJI.{formula}"
    assert cell.String == value
    document.close(True)
