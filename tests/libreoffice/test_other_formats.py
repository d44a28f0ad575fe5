"""A return saved as .ods or .xls by LibreOffice is read where it can be, with a notice."""

from __future__ import annotations

import pytest

from shijibu.checks.check import Expected, check_file
from tests.county import County


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    made = County.made(tmp_path_factory.mktemp("county"), units=2)
    made.issue("2026-Q1")
    return made


@pytest.mark.parametrize(("ending", "filter"), [("ods", "ods"), ("xls", "MS Excel 97")])
def test_the_values_of_another_format_are_those_of_the_workbook(county, office, tmp_path, ending, filter):
    unit = county.roster.units[0].code
    file = county.returned("2026-Q1", unit)
    document = office.open(file)
    office.save(document, tmp_path / f"a.{ending}", filter)
    document.close(True)
    straight, other = (check_file(f, "a", Expected(key=county.ledger.key())) for f in (file, tmp_path / f"a.{ending}"))
    assert other.accepted, [(p.code, p.place, p.message) for p in other.problems if p.severity == "error"]
    assert {t: [r.values for r in rows] for t, rows in other.tables.items()} == {t: [r.values for r in rows] for t, rows in straight.tables.items()}
    assert "file.converted" in {p.code for p in other.problems}
    assert not [p for p in other.problems if p.code == "live.differs"]


def test_an_ods_file_of_somebody_else_is_not_ours(office, tmp_path):
    document = office.new()
    office.save(document, tmp_path / "b.ods", "ods")
    document.close(True)
    assert [p.code for p in check_file(tmp_path / "b.ods", "b").problems] == ["file.not-ours"]
