"""Rounds that went out, and the numbers of their workbooks."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime

import pytest

from shijibu.ledger import Issue, open_ledger
from shijibu.ledger.records import canonical

ROSTER = {"units": [{"code": "T01", "name": "武康街道"}], "officials": [], "links": []}
AT = datetime(2026, 4, 1, 8, tzinfo=UTC)


def issue(ledger, period="2026-Q1", units=("T01",), roster=ROSTER, deadline=date(2026, 4, 10), prefilled=None):
    issued = [
        Issue(unit, number, f"{unit}.xlsx", f"sha-{number}", prefilled or {})
        for unit, number in zip(units, ledger.next_numbers(len(units)), strict=True)
    ]
    ledger.record_issue("deqing", period, version="v1", deadline=deadline, roster=roster, issued=issued, at=AT)
    return issued


def test_a_round_is_read_back_as_it_was_issued(ledger):
    issue(ledger, units=("T01", "T02"), prefilled={"tasks": [{"name": "绿道", "planned": 0.25}]})
    found = ledger.issued("deqing", "2026-Q1")
    assert (found.version, found.deadline, found.roster) == ("v1", date(2026, 4, 10), ROSTER)
    assert found.issues["T02"] == Issue(
        "T02", 2, "T02.xlsx", "sha-2", {"tasks": [{"name": "绿道", "planned": 0.25}]}, "2026-04-01T08:00:00+00:00")


def test_what_a_county_was_sent_is_small_until_it_is_asked_for(ledger):
    roster = {"units": [], "officials": [{"id": f"D01-{n}", "name": "名" * 20} for n in range(200)]}
    issue(ledger, roster=roster, prefilled={"tasks": [{"name": "绿道" * 20}] * 200})
    found = ledger.issued("deqing", "2026-Q1")
    assert (found.roster, found.issues["T01"].prefilled) == (roster, {"tasks": [{"name": "绿道" * 20}] * 200})
    assert len(pickle.dumps(found)) < 5_000 < len(canonical(roster))


def test_a_round_may_have_no_deadline(ledger):
    issue(ledger, deadline=None)
    assert ledger.issued("deqing", "2026-Q1").deadline is None


def test_what_was_not_issued_is_not_there(ledger):
    assert ledger.issued("deqing", "2026-Q1") is None
    assert ledger.rounds("deqing") == []


def test_issuing_again_takes_the_new_roster_and_each_units_latest_workbook(ledger):
    issue(ledger, units=("T01", "T02"))
    issue(ledger, units=("T02", "T03"), roster={"units": []}, deadline=date(2026, 4, 20))
    found = ledger.issued("deqing", "2026-Q1")
    assert found.roster == {"units": []} and found.deadline == date(2026, 4, 20)
    assert {unit: i.number for unit, i in found.issues.items()} == {"T01": 1, "T02": 3, "T03": 4}
    assert len(ledger.rounds("deqing")) == 1


def test_rounds_come_in_order_of_period(ledger):
    for period in ("2026-Q3", "2025-Q4", "2026-Q1"):
        issue(ledger, period)
    assert [r.period for r in ledger.rounds("deqing")] == ["2025-Q4", "2026-Q1", "2026-Q3"]
    assert ledger.rounds("yuhang") == [] and len(ledger.rounds()) == 3


def test_numbers_go_on_and_are_never_given_twice(ledger):
    assert ledger.next_numbers(3) == [1, 2, 3]
    assert ledger.next_numbers(0) == []
    assert ledger.next_numbers(2) == [4, 5]


def test_a_workbook_whose_number_was_not_reserved_is_not_recorded(ledger):
    with pytest.raises(ValueError, match="reserved"):
        ledger.record_issue("deqing", "2026-Q1", version="v1", deadline=None, roster=ROSTER, issued=[Issue("T01", 7, "a", "b")])
    assert ledger.issued("deqing", "2026-Q1") is None


def test_two_workbooks_for_one_unit_in_one_issue_are_a_mistake(ledger):
    with pytest.raises(ValueError, match="two workbooks"):
        issue(ledger, units=("T01", "T01"))
    assert ledger.issued("deqing", "2026-Q1") is None


def test_every_ledger_has_a_key_of_its_own_and_keeps_it(ledger, url, tmp_path):
    with open_ledger(url) as again, open_ledger(f"sqlite:///{tmp_path}/other.db") as other:
        assert len(ledger.key()) == 32
        assert again.key() == ledger.key() != other.key()
