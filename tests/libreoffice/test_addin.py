"""The LibreOffice add-in in a real LibreOffice: errors, columns, hybrid workbooks, formulas of other hosts, installing."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from shijibu.checks.check import Expected, check_file
from shijibu.figures.evaluation import Row
from shijibu.figures.live_formula import LATER
from shijibu.rules.names import canonical_formula
from shijibu.scheme import catalogue
from shijibu_addin.libreoffice.extension import build, members, unpack
from shijibu_addin.libreoffice.office import Office
from tests.county import County


@pytest.fixture(scope="module")
def log(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("log") / "addin.log"


@pytest.fixture(scope="module")
def with_addin(tmp_path_factory, log):
    folder = unpack(tmp_path_factory.mktemp("extension") / "shijibu")
    with Office(extensions=[folder], environment={"SHIJIBU_ADDIN_LOG": str(log)}) as running:
        yield running


RANGES = {
    "B": (50, 80, 0), "C": (45, 80, 10), "D": (1, 2, 5), "F": (95, 92, 92, 80), "G": (90, 80, 80, 70), "H": (90, 85, 85, 70),
    "J": ("好", "好", "差", "好"), "K": ("a", "a", "b", "b"), "L": ("x1", "x2", "x3", "x4"), "M": (0.5, 0.3),
}

def sheet_with_ranges(office):
    document = office.new()
    sheet = document.Sheets.getByIndex(0)
    for letter, values in RANGES.items():
        for row, value in enumerate(values, 1):
            cell = sheet.getCellRangeByName(f"{letter}{row}")
            if isinstance(value, str):
                cell.String = value
            else:
                cell.Value = value
    return document, sheet


@pytest.mark.parametrize(("formula", "shown"), [
    ("BALLOT(0;0;0;0)", "#N/A"), ('STARLIMIT("x")', "#VALUE!"), ("MEASURE(-1;0)", "#NUM!"), ("RATIO(0;1)", "#N/A"), ('CARD("高")', "#VALUE!"),
    ("STARLIMIT(2.5)", "#NUM!"),
    ('STARLIMIT("")', ""), ('RATIO(50;"")', "#N/A"), ("STARLIMIT()", "#VALUE!"), ("STARLIMIT(B9:B9)", ""), ('STARCAP("绿牌")', "#VALUE!"),
])
def test_wrong_input_is_an_error_value_and_a_blank_stays_blank(with_addin, formula, shown):
    document, sheet = sheet_with_ranges(with_addin)
    cell = sheet.getCellByPosition(20, 0)
    cell.Formula = f"=SHIJI.{formula}"
    assert cell.String == shown
    document.close(True)


def test_a_column_function_fills_an_array_formula_with_errors_in_their_rows(with_addin):
    document, sheet = sheet_with_ranges(with_addin)
    sheet.getCellRangeByName("V1:V3").setArrayFormula("=SHIJI.BALLOT(B1:B3;C1:C3;D1:D3;B1:B3)")
    sheet.getCellRangeByName("W1:W4").setArrayFormula('=SHIJI.STARS(F1:F4;G1:G4;H1:H4;"红牌")')
    assert [sheet.getCellRangeByName(f"W{n}").Value for n in (1, 2, 3, 4)] == [3, 3, 3, 3]
    assert sheet.getCellRangeByName("V1").Value == round((50 * 100 + 45 * 85 + 1 * 70 + 50 * 50) / 146, 4)
    document.close(True)


def test_whole_columns_are_answered_by_the_rows_that_hold_something(with_addin):
    """Of 300 rows, 60 + n % 40 in alternating groups; those of 部门 above 60 stand before the first."""
    document = with_addin.new()
    sheet = document.Sheets.getByIndex(0)
    sheet.getCellRangeByName("A1:B300").setDataArray(tuple((60.0 + n % 40, "乡镇" if n % 2 else "部门") for n in range(300)))
    for place, formula in (("D1", "INDEX(SHIJI.RANKIN(A:A;B:B);1)"), ("D2", "INDEX(SHIJI.RANKIN(A:A;B:B);301)"), ("D3", "SHIJI.MEAN(A:A)")):
        sheet.getCellRangeByName(place).Formula = f"={formula}"
    assert sheet.getCellRangeByName("D1").Value == 1 + sum(n % 40 > 0 for n in range(0, 300, 2))
    assert sheet.getCellRangeByName("D2").String == ""
    assert sheet.getCellRangeByName("D3").Value == round(sum(60 + n % 40 for n in range(300)) / 300, 4)
    document.close(True)


def test_days_are_the_documents_own_where_it_counts_from_1904(with_addin):
    """LS-3, TX-1: from 30 April 2026 seven working days end on 13 May; a document of the 1904 system counts both days 1462 lower."""
    document = with_addin.new()
    first = with_addin.uno.createUnoStruct("com.sun.star.util.Date")
    first.Day, first.Month, first.Year = 1, 1, 1904
    document.NullDate = first
    sheet = document.Sheets.getByIndex(0)
    sheet.getCellRangeByName("A1").Formula = "2026-04-30"
    for place, formula in (("B1", "SHIJI.NOTICEEND(A1;7)"), ("B2", "SHIJI.WORKDAYS(A1;A1+13)"), ("B3", "SHIJI.COVERAGE(A1:A1;A1;A1+13)"),
                           ("B4", 'SHIJI.NOTICEEND("2026-04-30";7)')):
        sheet.getCellRangeByName(place).Formula = f"={formula}"
    assert sheet.getCellRangeByName("A1").Value == 46142 - 1462
    assert [sheet.getCellRangeByName(f"B{n}").Value for n in (1, 2)] == [46155 - 1462, 8]
    assert sheet.getCellRangeByName("B3").Value == 1 / 8
    assert sheet.getCellRangeByName("B4").String == "2026-05-13"
    document.close(True)


def test_a_workbook_of_other_software_computes_and_keeps_its_text(with_addin, tmp_path):
    book = Workbook()
    book.active["A1"] = 7
    book.active["B1"] = "=SHIJI.STARLIMIT(A1)"
    book.save(tmp_path / "foreign.xlsx")
    document = with_addin.open(tmp_path / "foreign.xlsx")
    assert document.Sheets.getByIndex(0).getCellRangeByName("B1").Value == 4
    with_addin.save(document, tmp_path / "saved.xlsx")
    document.close(True)
    with zipfile.ZipFile(tmp_path / "saved.xlsx") as parts:
        assert ">SHIJI.STARLIMIT(A1)<" in parts.read("xl/worksheets/sheet1.xml").decode()


def figures(office, file: Path) -> list:
    document = office.open(file)
    shown = [value for sheet in document.Sheets for row in sheet.getCellRangeByName("A1:Z60").getDataArray() for value in row]
    document.close(True)
    return shown


@pytest.mark.parametrize(("scheme", "period"), [
    ("deqing", "2026-Q1"), ("leishan", "2026-03"), ("yuhang", "2026-Q1"), ("tongxiang", "2026-03"), ("yuhuan", "2026-06"), ("quzhou", "2026-Q4"),
])
def test_a_workbook_of_every_county_lives_with_the_add_in_and_without_it(with_addin, office, tmp_path, scheme, period):
    """Rows half filled in, and rows that nobody has touched, among them: where the add-in has no data the cell stays empty."""
    county = County.made(tmp_path, scheme, units=2)
    county.issue(period)
    unit = county.roster.units[0].code
    for rows in (None, half(county.rows(period, unit))):
        file = county.returned(period, unit, rows=rows)
        pairs = list(zip(figures(with_addin, file), figures(office, file), strict=True))
        assert [(ours, native) for ours, native in pairs if ours != native and native != LATER] == []


def half(tables: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """The rows without every other entry."""
    return {
        id: [Row(r.index, {c: v for i, (c, v) in enumerate(r.values.items()) if (i + r.index) % 2}) for r in rows] for id, rows in tables.items()
    }


def test_a_hybrid_workbook_lives_on_after_the_add_in_was_removed(with_addin, office, tmp_path):
    county = County.made(tmp_path, units=2)
    county.issue("2026-Q1")
    file = county.returned("2026-Q1", county.roster.units[0].code)
    without = figures(office, file)
    document = with_addin.open(file)
    with_addin.save(document, tmp_path / "with.xlsx")
    document.close(True)
    assert figures(office, tmp_path / "with.xlsx") == without  # the add-in was removed afterwards
    checked = check_file(tmp_path / "with.xlsx", "a", Expected(key=county.ledger.key()))
    assert checked.accepted and not [p for p in checked.problems if p.code.startswith("live.")]


def test_the_function_wizard_tells_each_function_in_chinese(with_addin):
    told = with_addin.context.ServiceManager.createInstanceWithContext("com.sun.star.sheet.FunctionDescriptions", with_addin.context)
    known = {}
    for i in range(told.Count):
        values = {p.Name: p.Value for p in told.getByIndex(i)}
        known[values["Name"]] = values
    for rule in catalogue.functions():
        assert known[f"SHIJI.{rule.name}"]["Description"] == rule.zh
        assert len(known[f"SHIJI.{rule.name}"]["Arguments"] or ()) == len(rule.parameters)


@pytest.mark.parametrize(("foreign", "ours"), [
    ("=_xldudf_SHIJI_STARLIMIT(A1)", "=SHIJI.STARLIMIT(A1)"), ("=SHIJI_CARD(A1,B1)&SHIJI_STARCAP(C1)", "=SHIJI.CARD(A1,B1)&SHIJI.STARCAP(C1)"),
    ('="SHIJI_CARD("&A1', '="SHIJI_CARD("&A1'), ("=SHIJI.CARD(A1)", "=SHIJI.CARD(A1)"), ("=MYSHIJI_CARD(A1)", "=MYSHIJI_CARD(A1)"),
    ("=SHIJI_TOTAL", "=SHIJI_TOTAL"), ("='SHIJI_CARD(2)'!A1", "='SHIJI_CARD(2)'!A1"),
])
def test_formulas_of_other_hosts_get_the_names_of_this_one(foreign, ours):
    assert canonical_formula(foreign) == ours


def test_the_menu_command_mends_the_formulas_of_a_document(with_addin, tmp_path):
    from shijibu_addin.libreoffice.fix_names import fix_names

    book = Workbook()
    book.active["A1"] = "=_xldudf_SHIJI_STARLIMIT(7)"
    book.active["A2"] = "=SHIJI_STARLIMIT(5)"
    for row, (composite, leader) in enumerate(((95, 90), (92, 80), (60, 70)), 1):
        book.active[f"B{row}"], book.active[f"C{row}"] = composite, leader
    book.active["D1"] = ArrayFormula("D1:D3", '=_xldudf_SHIJI_STARS(B1:B3,C1:C3,C1:C3,"")')
    book.save(tmp_path / "a.xlsx")
    document = with_addin.open(tmp_path / "a.xlsx")
    assert fix_names(document) == "修正了 3 个公式"
    document.calculateAll()
    sheet = document.Sheets.getByIndex(0)
    assert [sheet.getCellRangeByName(c).Value for c in ("A1", "A2", "D1", "D2", "D3")] == [4, 3, 5, 4, 2]
    assert fix_names(document) == "没有需要修正的公式"
    document.close(True)


def test_the_extension_is_the_same_bytes_each_time(tmp_path):
    assert build(tmp_path / "a").read_bytes() == build(tmp_path / "b").read_bytes()
    assert set(members()) >= {"META-INF/manifest.xml", "description.xml", "shijibu.idl", "CalcAddIns.xcu", "Addons.xcu", "shijibu_component.py"}


def test_installing_and_taking_out_leaves_nothing_behind(tmp_path, monkeypatch):
    """As root for the whole machine, which unopkg refuses; the folder is LibreOffice's own for bundled extensions."""
    from shijibu_addin.libreoffice import install

    monkeypatch.setattr(install, "_is_root", lambda: True)
    monkeypatch.setattr(install, "_bundled_folder", lambda: tmp_path / "extensions" / "shijibu")
    assert "重新启动" in install.install()
    assert (tmp_path / "extensions" / "shijibu" / "CalcAddIns.xcu").exists()
    install.uninstall()
    assert not (tmp_path / "extensions" / "shijibu").exists()
    with pytest.raises(install.CannotInstall, match="没有装过"):
        install.uninstall()


def test_another_python_in_libreoffice_is_told_in_one_sentence(monkeypatch):
    from shijibu_addin.libreoffice import install

    monkeypatch.setattr(install, "built_for", lambda: "3.9")
    with pytest.raises(install.CannotInstall, match=r"LibreOffice 内的 Python 是 3\.9"):
        install.install()
