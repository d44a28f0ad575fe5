"""One set of awkward cells in every format that is taken: the same problems at the same cells, whatever a unit saved its return as."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from shijibu.checks.check import Expected, check_file
from shijibu.checks.checked import Checked
from tests.county import County

pytestmark = pytest.mark.xdist_group("libreoffice")
Q1, UNIT = "2026-Q1", "D01"
FILTERS = {"ods": "calc8", "fods": "OpenDocument Spreadsheet Flat XML", "xls": "MS Excel 97", "et": "MS Excel 97"}
# What is said of the format itself, and what LibreOffice does to any file that it saves.
OF_THE_FORMAT = {"file.converted", "sheet.unlocked", "table.name-gone"}


def awkward(sheet: Worksheet, stars: Worksheet, columns: dict[str, int], first: int) -> None:
    """Everything that one reader once saw and another did not."""

    def at(row: int, column: str):
        return sheet.cell(first + row, columns[column])

    at(0, "responsible").value = "=NA()"
    at(0, "evidence").value = "=1/0"
    at(0, "deadline").value = "#REF!"
    at(1, "weight").value, at(1, "weight").number_format = 46082, "m-d"
    at(2, "weight").value, at(2, "weight").number_format = 0.19, "0%"
    at(3, "evidence").value, at(3, "evidence").number_format = 46082, "m-d"
    at(4, "evidence").value, at(4, "evidence").number_format = 0.19, "0%"
    at(5, "evidence").value, at(5, "evidence").number_format = 330521198001011000, "0"
    at(6, "evidence").value, at(6, "evidence").number_format = 12, "0000"
    at(4, "deadline").value, at(4, "deadline").number_format = "=DATE(2026,3,5)", "yyyy-mm-dd"
    at(5, "deadline").value, at(5, "deadline").number_format = 43891, "General"
    sheet.merge_cells(start_row=first + 2, end_row=first + 3, start_column=columns["actual"], end_column=columns["actual"])
    sheet.row_dimensions[first + 5].hidden = True
    sheet.column_dimensions[get_column_letter(columns["category"])].hidden = True
    at(1, "title").comment = Comment("数据待核", "某人")
    stars.cell(first, 10).value = "=NA()"


@pytest.fixture(scope="module")
def saved(tmp_path_factory, office) -> dict[str, Checked]:
    """The same return checked in each format."""
    folder = tmp_path_factory.mktemp("formats")
    county = County.made(folder / "county")
    county.issue(Q1)
    source = county.returned(Q1, UNIT)
    book, place = load_workbook(source), county.book(Q1, UNIT).places["tasks"]
    awkward(book["工作亮相"], book["星级评定"], place.columns, place.header + 1)
    book.save(folder / "made.xlsx")
    document = office.open(folder / "made.xlsx")
    document.calculateAll()
    office.save(document, folder / "saved.xlsx", "xlsx")
    for ending, filter in FILTERS.items():
        document.storeToURL((folder / f"saved.{ending}").as_uri(), office.properties(FilterName=filter))
    document.close(True)
    key = county.ledger.key()
    return {ending: check_file(folder / f"saved.{ending}", f"saved.{ending}", Expected(key=key)) for ending in ("xlsx", *FILTERS)}


def said(checked: Checked) -> set[tuple]:
    return {(p.code, p.sheet, p.cell, p.message) for p in checked.problems if p.code not in OF_THE_FORMAT}


def test_the_cells_are_awkward_indeed(saved):
    codes = {p.code for p in saved["xlsx"].problems}
    assert {"value.error-cell", "value.not-a-number", "value.digits-lost", "value.formula", "cell.merged", "value.missing", "row.hidden",
            "column.hidden", "cell.note"} <= codes


@pytest.mark.parametrize("ending", FILTERS)
def test_a_return_says_the_same_in_every_format(saved, ending):
    assert said(saved[ending]) == said(saved["xlsx"])


@pytest.mark.parametrize("ending", FILTERS)
def test_a_return_reads_the_same_in_every_format(saved, ending):
    values = {e: {t: [r.values for r in rows] for t, rows in saved[e].tables.items()} for e in (ending, "xlsx")}
    assert values[ending] == values["xlsx"]


@pytest.mark.parametrize(("ending", "severity", "unread"), [("ods", "notice", ""), ("fods", "notice", ""), ("xls", "warning", "公式写的是什么")])
def test_a_format_says_what_of_it_cannot_be_read(saved, ending, severity, unread):
    (problem,) = [p for p in saved[ending].problems if p.code == "file.converted"]
    assert problem.severity == severity and unread in problem.message and f".{ending} " in problem.message


def test_what_a_person_sees_is_what_is_read(saved):
    rows = {r.index: r.values for r in saved["ods"].tables["tasks"]}
    assert (rows[4]["evidence"], rows[5]["evidence"], rows[7]["evidence"]) == ("2026-03-01", "19%", "0012")
    assert (rows[5]["deadline"], rows[6]["deadline"], rows[4]["actual"]) == ("2026-03-05", "2020-03-01", None)
