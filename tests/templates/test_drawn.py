"""Workbooks that are drawn after the office's own template: its look is kept, and they do all that ours do."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Color
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from shijibu.checks.check import Expected, check_file
from shijibu.checks.checked import Checked
from shijibu.checks.clean_copy import annotated
from shijibu.checks.fields import fields_of
from shijibu.checks.printable import printable
from shijibu.issuing.patch import Master
from shijibu.returns.reader import read
from shijibu.returns.returned import Returned, read_back
from shijibu.rounds.consolidate import consolidate
from shijibu.rounds.rules import kept_by, rules_of
from shijibu.scheme.load import TEMPLATE, load, version
from shijibu.scheme.period import Period
from shijibu.workbook.stretch import Stretch
from tests.county import County
from tests.templates.forms import FORM, NOTES, REPORTS, VERDICTS, county_in, monthly, saved

PERIOD = "2026-01"


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> County:
    folder = tmp_path_factory.mktemp("templates")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHIJIBU_TEMPLATES", str(county_in(folder / "schemes")))
        made = County.made(folder / "county", "monthly")
        made.issue(PERIOD)
        yield made


@pytest.fixture(scope="module")
def unit(county) -> str:
    return county.smallest


@pytest.fixture(scope="module")
def blank(county, unit) -> Workbook:
    return load_workbook(county.blank(PERIOD, unit))


@pytest.fixture(scope="module")
def filled(county, unit) -> Path:
    return county.returned(PERIOD, unit)


def back(file: Path) -> Returned:
    return read_back(read(file.read_bytes()))


def checked(county: County, file: Path) -> Checked:
    issued = frozenset(u.code for u in county.roster.units)
    return check_file(file, file.name, Expected(key=county.ledger.key(), scheme="monthly", period=PERIOD, issued=issued))


def codes(county: County, file: Path) -> set[str]:
    return {p.code for p in checked(county, file).problems}


def said(colour: Color | None) -> str:
    """Black where the program chooses."""
    return str(colour.rgb) if colour is not None and colour.type == "rgb" else "FF000000"


def looks(sheet: Worksheet, cell: str) -> tuple[object, ...]:
    told = sheet[cell]
    sides, font, align = told.border, told.font, told.alignment
    lines = [(side.style, side.style and said(side.color)) for side in (sides.left, sides.right, sides.top, sides.bottom)]
    return (font.name, font.sz, font.b, said(font.color), align.horizontal, align.vertical, align.wrap_text, *lines)


def test_every_cell_keeps_its_look_and_the_row_of_marks_its_look_in_each_row(blank, unit, county):
    of_template, rows = load_workbook(BytesIO(saved(monthly()))), 8 * len(county.roster.team(unit))
    ws, sheet = of_template[REPORTS], blank[REPORTS]
    stretch = Stretch({6: rows})
    for row in range(1, 10):
        for letter in "ABCDEF":
            for at in stretch.all(row):
                assert looks(sheet, f"{letter}{at}") == looks(ws, f"{letter}{row}"), f"{letter}{row} → {letter}{at}"
    assert {sheet.row_dimensions[r].height for r in stretch.all(6)} == {36} and sheet.row_dimensions[1].height == 42
    assert [sheet.column_dimensions[c].width for c in "ABCDEF"] == pytest.approx([6, 12, 30, 40, 14, 10], abs=0.8)
    merged = {str(m) for m in sheet.merged_cells.ranges}
    assert merged == {"A1:F1", "A4:A5", "B4:B5", "C4:D4", "E4:E5", "F4:F5", f"A{rows + 7}:F{rows + 7}"}
    assert {str(m) for m in blank[VERDICTS].merged_cells.ranges} == {f"A4:A{5 + len(county.roster.team(unit))}"}


def test_what_stands_below_moves_down_with_its_formulas_names_and_print_set_up(blank, unit, county):
    rows, sheet = 8 * len(county.roster.team(unit)), blank[REPORTS]
    below = rows + 6
    assert sheet[f"A{below}"].value == "合计" and sheet[f"A{below + 1}"].value == "注：一事一行。"
    assert sheet[f"B{below}"].value == f"=COUNTA(B6:B{below - 1})" and sheet[f"C{below}"].value == f"=COUNTA(C6:C{below - 1})"
    assert sheet["F7"].value == '=IF(E7="","","已办")'
    assert blank[NOTES]["B3"].value == f"=SUM('{REPORTS}'!A{below})"
    assert sheet.print_area == f"'{REPORTS}'!$A$1:$F${below + 2}" and sheet.print_title_rows == "$4:$5"
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToWidth in (None, 1) and sheet.page_setup.fitToHeight == 0
    assert sheet.oddFooter.center.text == "云岭县考评办 第 &P 页" and sheet.freeze_panes == "A6"
    assert sheet[f"A{below + 1}"].comment.text.endswith("由办公室解释")
    assert any(str(c.sqref) == f"B{below}" for c in sheet.conditional_formatting)


def test_texts_are_the_units_own_and_figures_are_computed_where_the_template_has_them(blank, unit, county):
    name = county.roster.unit(unit).name
    assert blank[REPORTS]["A3"].value == f"单位：{name}（{unit}）" and blank[REPORTS]["E3"].value == "2026年1月"
    assert blank[NOTES]["A1"].value == f"云岭县{name}填表须知" and blank[NOTES]["B5"].value == "待改：2026年1月"
    assert str(blank[REPORTS]["F3"].value).startswith("=") and blank.defined_names["unit.problems"].attr_text == f"'{REPORTS}'!$F$3"
    cover = blank["封面"]
    assert any(cell.value == f"='{REPORTS}'!$F$3" for row in cover.iter_rows() for cell in row), "the cover shows it again"


def test_cells_to_fill_in_are_open_limited_and_marked_and_all_else_is_locked(blank):
    sheet = blank[REPORTS]
    assert sheet.protection.sheet and blank[NOTES].protection.sheet
    assert not any(sheet[f"{c}6"].protection.locked for c in "BCDE")
    assert all(sheet[c].protection.locked for c in ("A1", "A6", "F6", "H6", "F3"))
    assert sheet["B6"].fill.fgColor.rgb == "FFFFF9DB", "a cell without a ground takes the colour of what is to be filled in"
    assert sheet["D6"].fill.fgColor.rgb == "FFEEF3FA" and sheet["E6"].number_format == "yyyy年m月d日"
    areas = {str(v.sqref): v.type for v in sheet.data_validations.dataValidation}
    assert {kind for area, kind in areas.items() if area.startswith("B6")} == {"list"} and any(area.startswith("E6") for area in areas)
    assert not blank[NOTES]["C3"].protection.locked
    assert any(str(v.sqref) == "H8" for v in blank[VERDICTS].data_validations.dataValidation), "its own dropdown, moved down"


def test_fields_lie_where_the_template_has_them(county, unit):
    listed = {f["id"]: (f["sheet"], f["cell"]) for f in fields_of(county.book(PERIOD, unit))["fields"]}
    assert listed["reports[1].owner"] == (REPORTS, "B6") and listed["reports[2].done"] == (REPORTS, "E7")
    assert listed["verdicts[1].signed"] == (VERDICTS, "I5") and listed["unit.problems"] == (REPORTS, "F3")


def test_a_return_is_clean_and_what_is_wrong_is_named_at_its_cell(county, unit, filled):
    assert checked(county, filled).problems == []
    wrong = county.returned(PERIOD, unit, set={"reports[1].task": None, "reports[2].done": "明天"}, name="wrong.xlsx")
    found = {(p.code, p.cell) for p in checked(county, wrong).problems}
    assert ("value.missing", "C6") in found and any(cell == "E7" for _, cell in found)


def test_words_written_beside_and_signatures(county, unit, filled):
    rows = 8 * len(county.roster.team(unit))
    book = load_workbook(filled)
    book[REPORTS][f"B{rows + 8}"] = "李明"  # where the template asks who filled it in
    book[REPORTS][f"D{rows + 6}"] = "另附说明"
    file = filled.with_name("signed.xlsx")
    book.save(file)
    assert [(p.code, p.cell) for p in checked(county, file).problems if p.cell] == [("cell.stray", f"D{rows + 6}")]
    copy = load_workbook(BytesIO(annotated(back(file), [])))
    assert copy[REPORTS][f"B{rows + 8}"].value == "李明" and copy[REPORTS]["C6"].value == book[REPORTS]["C6"].value


def test_rows_inserted_columns_moved_and_names_gone(county, unit, filled):
    expected = [r.values for r in back(filled).book.tables["reports"]]
    book = load_workbook(filled)
    for name in [n for n in book.defined_names if n.startswith(("reports", "_end", "verdicts"))]:
        del book.defined_names[name]
    book[REPORTS].title = "月报"
    nameless = filled.with_name("nameless.xlsx")
    book.save(nameless)
    told = back(nameless)
    assert [r.values for r in told.book.tables["reports"]] == expected, "found by its own headings, and no further than its own words below"
    assert {f.code for f in told.findings} == {"table.name-gone"}


def test_a_sheet_that_shows_one_official_fetches_the_rows(blank, filled):
    sheet = blank[FORM]
    assert not sheet["B2"].protection.locked and sheet["B2"].value and "verdicts" not in str(sheet["D2"].value)
    assert str(sheet["B4"].value).startswith("=IFERROR(") and str(sheet["A11"].value).startswith("=IF(MAX(") and sheet["A12"].value == "评定"
    (form,) = printable(filled).forms
    assert form.sheet == FORM and form.chosen == (2, 2) and form.listed == (4, 11, 1)


def test_a_round_keeps_its_template(county, unit, filled, tmp_path):
    """The scheme's folder may change: what went out under the template is read and sent out again under it."""
    scheme = load("monthly")
    bare = scheme.model_copy(update={"template": None})
    assert version(bare) == "ed7f44635b80" != version(scheme)
    home = Path(county_in(tmp_path / "other"))
    (home / "monthly" / TEMPLATE).unlink()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHIJIBU_TEMPLATES", str(home))
        assert load("monthly").template is None
        assert rules_of(county.ledger, "monthly", PERIOD).scheme.template == scheme.template
        told = read_back(read(filled.read_bytes()), kept=kept_by(county.ledger))
        assert told.findings == [] and told.places["reports"].columns["task"] == 3


def test_the_round_is_consolidated(county, unit, filled):
    done = consolidate([filled], county.scheme, Period.parse(PERIOD), county.ledger, workers=1)
    grades = {o.id: o.figures["graded"] for o in done.results.officials if o.unit == unit}
    book = back(filled)
    assert {k: v for k, v in grades.items() if v} == {r.values["id"]: r.values["grade"] for r in book.book.tables["verdicts"]}


def test_a_unit_is_patched_and_not_drawn(county, unit):
    data = county.blank(PERIOD, unit).read_bytes()
    again = Master(data).fill({REPORTS: {"C6": "任务"}})
    assert load_workbook(BytesIO(again))[REPORTS]["C6"].value == "任务"
