"""What our own sheets say is nobody's entry."""

from __future__ import annotations

from datetime import date
from random import Random

from shijibu.checks.check import check_file
from shijibu.demo.people import made_up_roster
from shijibu.issuing.issued import RoundWorkbooks
from shijibu.scheme.load import load
from shijibu.scheme.period import Period


def test_a_guide_that_names_the_rounds_own_day_is_not_taken_for_what_somebody_wrote(tmp_path):
    scheme = load("leishan")
    roster = made_up_roster(scheme, 2, Random(1))
    workbooks = RoundWorkbooks(scheme, Period.parse("2026-03"), roster, deadline=date(2026, 4, 9))
    file = tmp_path / "book.xlsx"
    file.write_bytes(workbooks.workbook(roster.units[0], 1, b"key")[0])
    assert not [p for p in check_file(file, "book.xlsx").problems if p.code == "cell.stray"]
