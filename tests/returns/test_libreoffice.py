"""Returns that a real LibreOffice saved: in other formats, under a password, and the clean copy that was sent back and corrected."""

from __future__ import annotations

from pathlib import Path

import pytest

from shijibu.checks.check import Expected, check_file
from shijibu.checks.checked import Checked
from shijibu.checks.clean_copy import annotate_all
from shijibu.checks.fields import fields_in
from shijibu.returns.reader import read
from shijibu.returns.returned import read_back
from tests.county import County
from tests.saved_again import saved_again

pytestmark = pytest.mark.xdist_group("libreoffice")
Q1, UNIT = "2026-Q1", "D01"
WRONG = {"tasks[1].planned": "九成", "tasks[2].actual": 45, "tasks[3].weight": None, "stars[1].leader": 101}


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> County:
    made = County.made(tmp_path_factory.mktemp("county"))
    made.issue(Q1)
    return made


def checked(county: County, file: Path) -> Checked:
    return check_file(file, file.name, Expected(key=county.ledger.key()))


def errors(file: Checked) -> dict[str | None, str]:
    return {p.field: p.code for p in file.problems if p.severity == "error"}


@pytest.mark.parametrize(("ending", "filter"), [("xls", "MS Excel 97"), ("et", "MS Excel 97"), ("ods", "ods")])
def test_an_old_format_has_the_same_errors_at_the_same_fields_and_a_clean_copy(county, office, tmp_path, ending, filter):
    file = county.returned(Q1, UNIT, set=WRONG)
    told = checked(county, saved_again(office, file, tmp_path / f"a.{ending}", filter))
    assert errors(told) == errors(checked(county, file)) and len(errors(told)) == len(WRONG)
    assert "file.converted" in {p.code for p in told.problems} and told.unit == UNIT
    (copy,) = annotate_all([check_file(tmp_path / f"a.{ending}", str(tmp_path / f"a.{ending}"))], tmp_path / "out")
    assert errors(checked(county, copy)) == errors(told)


@pytest.mark.parametrize(("ending", "filter"), [("xls", "MS Excel 97"), ("ods", "ods")])
def test_an_old_format_has_the_map_of_the_workbook_that_it_was(county, office, tmp_path, ending, filter):
    file = county.returned(Q1, UNIT)
    assert fields_in(saved_again(office, file, tmp_path / f"a.{ending}", filter)) == fields_in(file)


def test_an_overwritten_figure_is_told_where_the_names_are_gone(county, office, tmp_path):
    file = county.returned(Q1, UNIT)
    told = {f["id"]: f for f in fields_in(file)["fields"]}["unit.index"]
    document = office.open(file)
    cover = document.Sheets.getByName(told["sheet"])
    cover.unprotect("")
    cover.getCellRangeByName(told["cell"]).Value = 123
    document.storeToURL((tmp_path / "a.ods").as_uri(), office.properties(FilterName="calc8"))
    document.close(True)
    (problem,) = [p for p in checked(county, tmp_path / "a.ods").problems if p.field == "unit.index"]
    assert (problem.code, problem.sheet, problem.cell, problem.value) == ("live.differs", told["sheet"], told["cell"], 123)


def test_what_a_cell_says_makes_no_other_file_of_an_xls(county, office, tmp_path):
    file = county.returned(Q1, UNIT, set={"tasks[1].evidence": "见 WordDocument、EncryptedPackage 和 PowerPoint Document"})
    done = checked(county, saved_again(office, file, tmp_path / "a.xls", "MS Excel 97"))
    assert done.accepted and done.tables["tasks"][0].values["evidence"].startswith("见 WordDocument")


@pytest.mark.parametrize(("ending", "filter"), [("ods", "ods"), ("xls", "MS Excel 97")])
def test_a_password_to_open_is_told_in_every_format(county, office, tmp_path, ending, filter):
    file = saved_again(office, county.returned(Q1, UNIT), tmp_path / f"a.{ending}", filter, Password="123456")
    assert [p.code for p in checked(county, file).problems] == ["file.encrypted"]


def test_the_clean_copy_corrected_in_libreoffice_is_accepted(county, office, tmp_path):
    file = county.returned(Q1, UNIT, set=WRONG, name="wrong.xlsx")
    (copy,) = annotate_all([check_file(file, str(file), Expected(key=county.ledger.key()))], tmp_path / "out")
    good, place = county.rows(Q1, UNIT), read_back(read(copy.read_bytes()))
    document = office.open(copy, recalculate=False)
    for field in WRONG:
        head, column = field.split(".")
        table, index = head.rstrip("]").split("[")
        sheet, cell = county.where(place, field)
        document.Sheets.getByName(sheet).getCellRangeByName(cell).Value = good[table][int(index) - 1].values[column]
    document.calculateAll()
    office.save(document, tmp_path / "corrected.xlsx", "xlsx")
    document.close(True)
    done = checked(county, tmp_path / "corrected.xlsx")
    assert done.accepted, [(p.code, p.place, p.message) for p in done.problems]
    assert [p for p in done.problems if p.severity != "notice"] == []
    straight = checked(county, county.returned(Q1, UNIT))
    assert {t: [r.values for r in rows] for t, rows in done.tables.items()} == {t: [r.values for r in rows] for t, rows in straight.tables.items()}


def test_a_sheet_copied_in_libreoffice_is_told_and_the_first_one_read(county, office, tmp_path):
    document = office.open(county.returned(Q1, UNIT), recalculate=False)
    document.Sheets.copyByName("工作亮相", "工作亮相_2", 3)
    office.save(document, tmp_path / "a.xlsx", "xlsx")
    document.close(True)
    done = checked(county, tmp_path / "a.xlsx")
    assert done.accepted and [p.sheet for p in done.problems if p.code == "sheet.copy"] == ["工作亮相_2"]
    assert len(done.tables["tasks"]) == len(county.rows(Q1, UNIT)["tasks"])
