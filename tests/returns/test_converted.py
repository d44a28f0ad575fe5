"""Returns in other formats: what formulas have left in them is no entry of anybody, and no figure that somebody changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from shijibu.checks.check import Expected, check_file
from shijibu.checks.checked import Checked
from shijibu.problems.problem import problem_of_refusal
from shijibu.problems.refused import Refused
from shijibu.returns.grid import Cell
from shijibu.returns.reader import read
from shijibu.returns.returned import read_back
from shijibu.workbook.names import HIDDEN_SHEET
from tests.county import County

pytestmark = pytest.mark.xdist_group("libreoffice")
Q1, UNIT = "2026-Q1", "D01"


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> County:
    made = County.made(tmp_path_factory.mktemp("county"))
    made.issue(Q1)
    return made


def converted(county: County, office, file: Path, target: Path) -> Checked:
    document = office.open(file)
    document.calculateAll()
    document.storeToURL(target.as_uri(), office.properties(FilterName={".xls": "MS Excel 97", ".ods": "calc8"}[target.suffix]))
    document.close(True)
    return check_file(target, target.name, Expected(key=county.ledger.key()))


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_nothing_strays_in_a_converted_return(county, office, tmp_path, ending):
    told = converted(county, office, county.returned(Q1, UNIT), tmp_path / f"a.{ending}")
    assert {p.code for p in told.problems} == {"file.converted"}


@pytest.mark.parametrize(("scheme", "period"), [
    ("leishan", "2026-01"), ("yuhang", "2026-Q1"), ("tongxiang", "2026-01"), ("yuhuan", "2026-01"), ("quzhou", "2026-Q1"),
])
def test_an_honest_return_of_any_county_is_no_worse_in_another_format(office, tmp_path, scheme, period):
    county = County.made(tmp_path / "county", scheme, units=3)
    county.issue(period)
    source = county.returned(period, county.smallest)
    as_sent = {p.code for p in check_file(source, source.name, Expected(key=county.ledger.key())).problems}
    for ending in ("xls", "ods"):
        told = converted(county, office, source, tmp_path / f"a.{ending}")
        assert {p.code for p in told.problems} - as_sent == {"file.converted"}, ending
        assert told.accepted


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_a_figure_that_a_conversion_lost_is_none_that_differs(county, office, tmp_path, ending):
    book = load_workbook(county.returned(Q1, UNIT))
    book["工作亮相"]["C7"] = "=1/0"
    book.save(tmp_path / "a.xlsx")
    told = converted(county, office, tmp_path / "a.xlsx", tmp_path / f"a.{ending}")
    assert [p.field for p in told.problems if p.severity == "error"] == ["tasks[2].weight"]
    assert not [p for p in told.problems if p.code.startswith("live.")]


def test_cells_merged_in_an_xls_are_told(county, office, tmp_path):
    book = load_workbook(county.returned(Q1, UNIT))
    book["工作亮相"]["I6"] = "三项任务的佐证都在这里"
    book["工作亮相"].merge_cells("I6:I8")
    book.save(tmp_path / "a.xlsx")
    told = converted(county, office, tmp_path / "a.xlsx", tmp_path / "a.xls")
    assert [(p.field, p.cell) for p in told.problems if p.code == "cell.merged"] == [("tasks[1].evidence", "I6")]


def test_a_format_that_cuts_texts_short_says_so(county):
    """Excel 5.0/95 keeps 255 characters a cell: what says whose workbook it is does not fit."""
    grid = read(county.returned(Q1, UNIT).read_bytes())
    hidden = next(s for s in grid.sheets if s.title == HIDDEN_SHEET)
    hidden.cells[2, 1] = Cell(str(hidden.cells[2, 1].value)[:255], "text")
    grid.facts["short_texts"] = True
    with pytest.raises(Refused) as caught:
        read_back(grid)
    problem = problem_of_refusal(caught.value)
    assert problem.code == "file.legacy-format" and "255" in problem.message and ".xlsx" in problem.fix
