"""A ledger's file that is asked by sqlite3 alone says what `Ledger` says, and what is none is left to it."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime

import pytest

from shijibu.ledger import Issue, Ledger, LedgerUnavailable, Return, Ruled, file_reading
from shijibu.ledger.file_reading import FileReading
from shijibu.ledger.reading import Reading
from shijibu.ledger.records import Canonical
from tests.ledger.earlier import made_by
from tests.postgres import postgres

Q1 = "deqing", "2026-Q1"
Q2 = "deqing", "2026-Q2"
OTHER = "leishan", "2026-Q1"
ASKED = {
    "key": [()], "newest": [()], "versions": [()], "unkept": [()], "scheme_texts": [()], "scheme_text": [("deqing", "v1"), ("deqing", "v2")],
    "round_alone": [Q1, Q2], "roster": [Q1, Q2], "issued": [Q1, Q2, OTHER], "rounds": [(), ("deqing",), ("leishan",)],
    "seen": [(["a", "b", "none"],), ([],)], "seen_in": [Q1, Q2], "withdrawals": [Q1, OTHER], "returns": [Q1, Q2, OTHER],
    "basis": [Q1, Q2, OTHER, ("deqing", "2026-Q3")],
    "decided_revisions": [("deqing",), ("leishan",)], "decided_at": [Q1, Q2], "decision": [Q1, Q2], "revisions": [Q1, Q2],
    "figures_before": [Q1, Q2, ("deqing", "2026-Q3")], "accepted_path": [(*Q1, 2, "T01"), (*Q1, 2, "T02"), (*Q1, 1, "T01")],
    "accepted_paths": [(*Q1, 2), (*Q2, 1)], "accepted_units": [Q1, Q2], "inputs": [(*Q1, 2, "T01"), (*Q1, 2, "T02")], "outcomes": [Q1, Q2],
    "decided_part": [(*Q1, 2, "units", "T02"), (*Q1, 2, "units", "省"), (*Q1, 2, "none", ""), (*Q2, 1, "units", "T01")],
    "decided_section": [(*Q1, 2, "units"), (*Q2, 1, "units")], "roster_part_kept": [(*Q1, "units", "T01"), (*Q2, "units", "T01")],
    "roster_section": [(*Q1, "units"), (*Q2, "units")], "objections": [(), ("deqing",), Q1, Q2], "confirmations": [Q1, Q2],
}


def fill(ledger: Ledger) -> None:
    """Two rounds; of the first two decisions, an upheld objection and a confirmation, of the second nothing in parts and no text."""
    issued = [Issue(unit, number, f"{unit}.xlsx", "sha", {}) for unit, number in zip(("T01", "T02"), ledger.next_numbers(2), strict=True)]
    roster = {"units": [{"code": "T01", "name": "武康街道"}]}
    ledger.record_issue(*Q1, version="v1", deadline=date(2026, 4, 10), roster=Canonical(roster, {"units": {"T01": {"unit": {"code": "T01"}}}}),
                        issued=issued, text="red: 75\n")
    ledger.record_issue(*Q2, version="v2", deadline=None, roster=roster, issued=[])
    tasks = {"tasks": {"sheet": "工作亮相", "rows": [{"index": 1, "values": {"title": "绿道"}, "cells": {}}]}}
    files = [Return("T01", "a", "T01.xlsx", True, "2026-04-05T09:00:00+00:00", tasks, []),
             Return("T02", "b", "\udce4.xlsx", False, None, {}, [{"code": "value.missing", "severity": "error"}]),
             Return(None, "c", "x.xlsx", False, None, {}, [], kept=True)]
    for score in (80, 90):
        figures = {"units": {"T01": {"score": score}, "T02": {}}}
        ledger.decide(*Q1, results={"score": score}, figures=Canonical(figures, figures), returned=files)
    ledger.decide(*Q2, results={}, figures={"units": {}}, returned=[])
    number = ledger.object(*Q1, subject="T01", figure="score", text="有误", received=date(2026, 4, 20))
    ledger.object(*Q2, subject="T02", figure="score", text="有误", received=date(2026, 7, 20))
    ledger.settle_objection(number, decided=date(2026, 4, 21), decision="upheld", reason="属实", changed={"unit": "T01", "order": 1, "inputs": []})
    ledger.confirm(*Q1, revision=2, ruled=[Ruled("ties.DQ-12:T01", {"subject": "T01"}, True, "会议", awarded=("T01-01",))], by="李某")
    ledger.sight_all([{"sha256": "a", "scheme": "deqing", "period": "2026-Q1", "unit": "T01", "path": "T01.xlsx"}, {"sha256": "b"}])
    taken = Return("T01", "q", "T01.xlsx", True, None, tasks, [], number=1, facts={"unit": "x"})
    ledger.decide(*OTHER, results={}, figures={}, returned=[taken])
    ledger.withdraw(*OTHER, unit="T01", sha256="q", path="T01.xlsx", results={"score": 1}, figures={}, returned=[],
                    upon=ledger.basis(*OTHER))


def test_both_say_the_same_of_everything_that_can_be_asked(ledger, url):
    assert ASKED.keys() == {name for name in vars(Reading) if not name.startswith("_")} - {"close", "sight", "sight_all"}, "each question is tried"
    fill(ledger)
    with FileReading.open(url) as asked:
        for name, places in ASKED.items():
            said = [getattr(asked, name)(*place) for place in places]
            assert said == [getattr(ledger, name)(*place) for place in places] and any(said), name
        for options in ({"revision": 1}, {"units": {"T02"}}, {"folded": True}):
            assert asked.returns(*Q1, **options) == ledger.returns(*Q1, **options)
        assert asked.returns(*OTHER, revision=1)[0].facts == {"unit": "x"} and not asked.returns(*Q1, units=[])
        assert [o.path for o in asked.outcomes(*Q1, rejected=True)] == ["\\udce4.xlsx", "x.xlsx"]
        ledger.decide(*Q1, results={"score": 91}, figures={}, returned=[])
        assert asked.decided_revisions("deqing") == {"2026-Q1": 3, "2026-Q2": 1}, "what is asked is asked now"


def test_postgresql_says_the_same(ledger, tmp_path):
    fill(ledger)
    ledger.copy_to(tmp_path / "copy.db")
    with postgres() as server:
        Ledger.restore_from(tmp_path / "copy.db", server.url)
        with Ledger.open(server.url) as moved:
            assert moved.verify() == []
            for name, places in ASKED.items():
                assert [getattr(moved, name)(*place) for place in places] == [getattr(ledger, name)(*place) for place in places], name


def test_what_is_no_file_of_this_schema_is_left_to_the_ledger(ledger, url, file, tmp_path):
    assert FileReading.open(url) is not None
    ledger.close()
    made_by(file, 5)
    other = tmp_path / "other.db"
    sqlite3.connect(other).execute("CREATE TABLE notes (id INTEGER)").connection.close()
    (tmp_path / "text.db").write_text("台账")
    for place in (url, f"sqlite:///{other}", f"sqlite:///{tmp_path / 'text.db'}", f"sqlite:///{tmp_path}", f"sqlite:///{tmp_path / 'none.db'}",
                  f"{url}?mode=ro", "postgresql://host/db"):
        assert FileReading.open(place) is None, place
    assert not (tmp_path / "none.db").exists()


def test_a_ledger_that_others_keep_locked_is_waited_for_once(ledger, url, monkeypatch):
    monkeypatch.setattr(file_reading, "BUSY_SECONDS", 0.01)
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(LedgerUnavailable, match="正被别的程序占用"):
        FileReading.open(url)
    other.close()
    assert FileReading.open(url) is not None


def test_of_the_returns_that_were_not_accepted_no_others_are_looked_at(ledger, url, monkeypatch):
    fill(ledger)
    asked = list[str]()
    with FileReading.open(url) as book:
        book._connection.set_trace_callback(asked.append)
        assert book.outcomes(*Q1, rejected=True)
    (select,) = (sql for sql in asked if sql.startswith("SELECT"))
    plan = sqlite3.connect(url.removeprefix("sqlite:///")).execute(f"EXPLAIN QUERY PLAN {select}").fetchall()
    assert any("returns_by_outcome" in step[-1] and "accepted=?" in step[-1] for step in plan), plan


@pytest.mark.parametrize("sql", [
    "UPDATE decisions SET results = '{'", "UPDATE decisions SET results = '[]'", "UPDATE decisions SET results = CAST(x'ff7b7d' AS TEXT)",
    "UPDATE parts SET said = x'00'", "UPDATE parts SET said = 'x'", "UPDATE objections SET received = 'heute'", "DROP TABLE confirmations",
])
def test_what_cannot_be_read_is_said_by_both_in_the_same_words(ledger, url, tamper, sql):
    fill(ledger)
    if sql.startswith("DROP"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            connection.execute(sql)
    else:
        tamper(sql)
    with FileReading.open(url) as asked:
        said = []
        for one in (asked, ledger):
            with pytest.raises(LedgerUnavailable) as caught:
                one.decision(*Q1), one.decided_part(*Q1, 2, "units", "T01"), one.objections(), one.confirmations(*Q1)
            said.append(str(caught.value))
        assert said[0] == said[1]


def test_what_was_seen_is_entered_by_sqlite_alone_as_by_the_ledger(ledger, url, tmp_path):
    """In the same trail, in turns; in one ledger by itself, in a copy of it by the other, it is the same rows."""
    fill(ledger)
    ledger.copy_to(tmp_path / "copy.db")
    when, day = datetime(2030, 1, 2, 3, 4, tzinfo=UTC), date(2029, 12, 31)
    whose = {"scheme": "deqing", "period": "2026-Q1", "unit": "T02", "path": "\udce4.xlsx"}
    many = [{"sha256": f"{n:03}", **(whose if n % 2 else {})} for n in range(250)]
    with Ledger.open(f"sqlite:///{tmp_path / 'copy.db'}") as other, FileReading.open(url) as one:
        for book in (one, other):
            assert book.sight("y", at=when, **whose) == when.date() and book.sight("y", received=day, at=when) == day == book.sight("y", at=when)
            assert set(book.sight_all(many, at=when).values()) == {when.date()}
            book.sight_all([*many, {"sha256": "z"}], received=day, at=when)
        hashes = ["a", "y", "z", *(m["sha256"] for m in many)]
        assert one.seen(hashes) == ledger.seen(hashes) == other.seen(hashes) and one.seen_in(*Q1) == other.seen_in(*Q1)
        ledger.enter_act("李某", "round.published", {})
        one.sight("last")
        assert ledger.verify() == other.verify() == []
        assert ledger.head(9) == other.head(9)


@pytest.mark.parametrize("sql", ["UPDATE meta SET value = 'x' WHERE name = 'key'", "DELETE FROM meta WHERE name = 'key'", "DROP TABLE sightings"])
def test_what_cannot_be_entered_is_said_by_both_in_the_same_words_and_nothing_is(ledger, url, sql):
    fill(ledger)
    file = url.removeprefix("sqlite:///")
    with sqlite3.connect(file) as connection:
        connection.execute(sql)
    with FileReading.open(url) as asked:
        said, before = [], sqlite3.connect(file).execute("SELECT COUNT(*) FROM audit").fetchall()
        for one in (asked, ledger):
            with pytest.raises(LedgerUnavailable) as caught:
                one.sight("y")
            said.append(str(caught.value))
        assert said[0] == said[1] and sqlite3.connect(file).execute("SELECT COUNT(*) FROM audit").fetchall() == before


def test_entries_taken_off_the_end_are_entered_by_sqlite_alone_too(ledger, url, tamper):
    fill(ledger)
    tamper("DELETE FROM audit WHERE sequence = (SELECT MAX(sequence) FROM audit)")
    with FileReading.open(url) as asked:
        asked.sight("y")
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        assert [action for action, in connection.execute("SELECT action FROM audit ORDER BY sequence DESC LIMIT 2")] == ["sight", "break"]
