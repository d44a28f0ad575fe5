"""What was changed behind the ledger's back is found."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest

from shijibu.ledger import Issue


@pytest.fixture
def kept(ledger, returned):
    """Some of everything. The trail: 1 create, 2 reserve, 3 issue, 4 sight, 5 and 6 decide, 7 refresh, 8 object, 9 settle."""
    issued = [Issue("T01", ledger.next_numbers(1)[0], "T01.xlsx", "sha", {"tasks": ["绿道"]})]
    ledger.record_issue("deqing", "2026-Q1", version="v1", deadline=date(2026, 4, 10), roster={"units": ["T01"]}, issued=issued)
    ledger.sight("sha-a", received=date(2026, 4, 9), path="T01.xlsx")
    ledger.decide("deqing", "2026-Q1", results={"score": 80}, figures={"T01": 80}, returned=[returned(actual=0.5)])
    ledger.decide("deqing", "2026-Q1", results={"score": 90}, figures={"T01": 90}, returned=[returned(actual=0.9)])
    ledger.decide("deqing", "2026-Q1", results={"score": 90}, figures={"T01": 90}, returned=[returned(actual=0.95)])
    id = ledger.object("deqing", "2026-Q1", subject="T01", figure="index", text="有误", received=date(2026, 4, 20))
    ledger.settle_objection(id, decided=date(2026, 4, 23), decision="upheld", reason="属实", changed={"a": 1})
    return ledger


def entries(faults):
    """The numbers of the entries that the faults name; 0 where there is none."""
    return {int(text.split()[1]) if text.startswith("第") else 0 for text in faults}


def test_a_ledger_that_nobody_touched_is_whole(kept):
    assert kept.verify() == []


def test_every_write_is_in_the_trail(kept, file):
    actions = sqlite3.connect(file).execute("SELECT action FROM audit ORDER BY sequence").fetchall()
    assert [a for (a,) in actions] == ["create", "reserve", "issue", "sight", "decide", "decide", "refresh", "object", "settle"]


@pytest.mark.parametrize(("sql", "entry"), [
    ("UPDATE decisions SET results = '{\"score\":99}' WHERE revision = 2", 6),
    ("UPDATE decisions SET results = '{\"score\":99}' WHERE revision = 1", 5),
    ("UPDATE decisions SET figures = '{\"T01\":99}' WHERE revision = 2", 6),
    ("UPDATE decisions SET results = '{broken' WHERE revision = 2", 6),
    ("UPDATE decisions SET results = x'ff' WHERE revision = 2", 6),
    ("UPDATE decisions SET results = CAST(x'22ff22' AS TEXT) WHERE revision = 2", 6),
    ("UPDATE decisions SET decided_at = '2026-01-01T00:00:00+00:00' WHERE revision = 1", 5),
    ("UPDATE returns SET inputs = '{}' WHERE decision_id = 2", 6),
    ("UPDATE returns SET inputs = 'NaN' WHERE decision_id = 2", 6),
    ("DELETE FROM returns WHERE decision_id = 1", 5),
    ("UPDATE sightings SET first_seen = '2026-04-01'", 4),
    ("DELETE FROM sightings", 4),
    ("UPDATE sightings SET run = 3", 4),
    ("UPDATE returns SET number = 2 WHERE decision_id = 2", 6),
    ("UPDATE returns SET facts = '{}' WHERE decision_id = 2", 6),
    ("UPDATE returns SET kept = 1 WHERE decision_id = 2", 6),
    ("UPDATE rounds SET roster = '{\"units\":[]}'", 3),
    ("UPDATE rounds SET deadline = '2026-12-31'", 3),
    ("UPDATE rounds SET deadline = NULL", 3),
    ("UPDATE issues SET prefilled = '{}'", 3),
    ("UPDATE issues SET unit = 'T02'", 3),
    ("DELETE FROM issues", 3),
    ("UPDATE objections SET decision = 'rejected'", 9),
    ("UPDATE objections SET changed = '{\"a\":2}'", 9),
    ("DELETE FROM objections", 9),
    ("UPDATE meta SET value = '00' WHERE name = 'key'", 1),
    ("UPDATE meta SET value = '1' WHERE name = 'next_number'", 2),
])
def test_a_changed_row_is_found_and_its_entry_named(kept, tamper, sql, entry):
    tamper(sql)
    assert entries(kept.verify()) == {entry}


@pytest.mark.parametrize("sql", ["UPDATE withdrawals SET unit = 'T02'", "UPDATE withdrawals SET at = '2026-01-01'", "DELETE FROM withdrawals"])
def test_a_changed_withdrawal_is_found(kept, returned, tamper, sql):
    """The trail goes on with 10 withdraw, 11 decide."""
    taken = returned(actual=0.95)
    kept.withdraw("deqing", "2026-Q1", unit="T01", sha256=taken.sha256, path=taken.path, results={"score": None}, figures={}, returned=[],
                  upon=kept.basis("deqing", "2026-Q1"))
    assert kept.verify() == []
    tamper(sql)
    assert 10 in entries(kept.verify())


def test_a_deleted_decision_is_found(kept, tamper):
    tamper("DELETE FROM returns WHERE decision_id = 1")
    tamper("DELETE FROM decisions WHERE revision = 1")
    assert entries(kept.verify()) == {5}


def test_an_old_decision_put_back_in_force_is_found(kept, tamper):
    tamper("UPDATE decisions SET current = 1 - current")
    assert entries(kept.verify()) == {5, 6}


@pytest.mark.parametrize("sql", [
    "INSERT INTO sightings (sha256, first_seen, path) VALUES ('other', '2026-04-01', 'T02.xlsx')",
    "INSERT INTO decisions SELECT 9, scheme, '2026-Q2', 1, 1, decided_at, digest, results, figures, version, entry FROM decisions WHERE id = 1",
    "INSERT INTO issues SELECT 2, round_id, 'T02', file, sha256, issued_at, prefilled FROM issues",
    "INSERT INTO rounds SELECT 9, scheme, '2026-Q2', version, deadline, roster FROM rounds",
    "INSERT INTO returns SELECT 9, 99, unit, sha256, path, accepted, modified, inputs, problems, number, facts, kept FROM returns LIMIT 1",
    "INSERT INTO withdrawals VALUES (9, 'deqing', '2026-Q1', 'T02', 'sha', 'T02.xlsx', '2026-04-20T00:00:00+00:00')",
])
def test_a_row_that_nobody_entered_is_found(kept, tamper, sql):
    tamper(sql)
    assert entries(kept.verify()) == {0}


def test_spelling_the_same_json_otherwise_is_no_fault(kept, tamper):
    tamper("UPDATE decisions SET results = '{ \"score\" :  90 }' WHERE revision = 2")
    assert kept.verify() == []


@pytest.mark.parametrize("column", ["at", "action", "subject", "hash", "before"])
def test_a_changed_entry_is_found(kept, tamper, column):
    tamper(f"UPDATE audit SET {column} = {column} || ' ' WHERE sequence = 4")
    assert 4 in entries(kept.verify())


@pytest.mark.parametrize("subject", ["{broken", "[]", "{}", '{"scheme":[],"period":{},"revision":"x"}', '"text"', "null"])
@pytest.mark.parametrize("sequence", [3, 6, 7, 9])
def test_an_entry_of_nonsense_is_reported_and_does_not_end_the_check(kept, tamper, subject, sequence):
    tamper("UPDATE audit SET subject = ? WHERE sequence = ?", subject, sequence)
    assert sequence in entries(kept.verify())


def test_a_dropped_entry_is_found(kept, tamper):
    tamper("DELETE FROM audit WHERE sequence = 4")
    assert {0, 5} <= entries(kept.verify())


def test_a_trail_cut_off_at_its_end_is_found(kept, tamper):
    """The chain that is left is whole; the rows betray it."""
    tamper("DELETE FROM audit WHERE sequence > 6")
    assert entries(kept.verify()) == {0, 6}
