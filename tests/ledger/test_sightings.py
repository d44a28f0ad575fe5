"""The day a return was first seen, by which it is late or not."""

from __future__ import annotations

from datetime import UTC, date, datetime

FIRST, LATER = date(2026, 4, 9), date(2026, 4, 12)


def test_the_first_day_stays_whatever_is_said_later(ledger):
    assert ledger.sight("a", received=FIRST, path="T01.xlsx") == FIRST
    assert ledger.sight("a", received=LATER) == FIRST
    assert ledger.sight("a") == FIRST


def test_without_a_day_given_it_is_today(ledger):
    before = date.today()
    assert before <= ledger.sight("a") <= date.today()


def test_the_same_content_under_another_name_was_seen_before(ledger):
    ledger.sight("a", received=FIRST, scheme="deqing", period="2026-Q1", unit="T01", path="T01.xlsx")
    assert ledger.sight("a", received=LATER, scheme="deqing", period="2026-Q1", path="更正.xlsx") == FIRST


def test_of_many_only_the_new_ones_take_the_day(ledger):
    ledger.sight("a", received=FIRST)
    seen = [{"sha256": h, "scheme": "deqing", "period": "2026-Q1", "unit": None, "path": f"{h}.xlsx"} for h in ("a", "b", "b")]
    assert ledger.sight_all(seen, received=LATER) == {"a": FIRST, "b": LATER}
    assert ledger.sight_all([]) == {}
    assert ledger.verify() == []


def test_a_thousand_returns_are_seen_at_once(ledger):
    seen = [{"sha256": f"{n:064x}", "scheme": "deqing", "period": "2026-Q1", "unit": None, "path": ""} for n in range(1200)]
    assert set(ledger.sight_all(seen, received=FIRST).values()) == {FIRST}
    assert set(ledger.sight_all(seen, received=LATER).values()) == {FIRST}


def test_a_file_name_that_is_no_utf8_does_not_stop_anything(ledger, returned):
    """An old zip in GBK, unpacked on Linux, leaves such names."""
    path = b"\xb5\xc2\xc7\xe5.xlsx".decode("utf-8", "surrogateescape")
    assert ledger.sight("a", received=FIRST, path=path) == FIRST
    ledger.decide("deqing", "2026-Q1", results={"rejected": [{"path": path}]}, figures={}, returned=[returned(path=path)])
    assert ledger.decision("deqing", "2026-Q1").results == {"rejected": [{"path": path}]}
    assert ledger.verify() == []


def test_a_content_that_is_said_to_have_come_earlier_takes_the_earlier_day(ledger):
    """The office enters by hand what lay on the desk before anyone looked at the files."""
    ledger.sight("a" * 64, received=date(2026, 4, 20))
    assert ledger.sight("a" * 64, received=date(2026, 4, 9)) == date(2026, 4, 9)
    assert ledger.sight("a" * 64, received=date(2026, 4, 30)) == date(2026, 4, 9)
    assert ledger.verify() == []


def test_a_day_to_come_on_record_is_not_undone_by_looking_again(ledger):
    """Only who names a day corrects one."""
    ledger.sight("b" * 64, received=date(2999, 1, 1))
    assert ledger.sight("b" * 64) == date(2999, 1, 1)


def test_of_two_contents_of_one_day_the_ledger_knows_which_came_later(ledger):
    """Those of one run came together, whatever is said of their days afterwards."""
    told = {"scheme": "deqing", "period": "2026-Q1", "unit": "T01"}
    ledger.sight_all([{"sha256": h, **told} for h in "ba"], received=FIRST)
    ledger.sight("c", received=FIRST, **told)
    ledger.sight("c", received=date(2026, 4, 1))
    runs = {h: s.run for h, s in ledger.seen("abcx").items()}
    assert runs.keys() == {"a", "b", "c"} and runs["a"] == runs["b"] < runs["c"]
    assert [(s.sha256, s.day) for s in ledger.seen_in("deqing", "2026-Q1")] == [("a", FIRST), ("b", FIRST), ("c", date(2026, 4, 1))]
    assert ledger.seen_in("deqing", "2026-Q2") == []


def test_a_clock_in_the_past_makes_no_return_earlier_than_what_the_ledger_knows(ledger):
    now = ledger.newest().astimezone().date()
    assert ledger.sight("a", at=datetime(2001, 1, 1, tzinfo=UTC)) >= now
    assert ledger.sight("b", at=datetime(2001, 1, 1, tzinfo=UTC), received=FIRST) == FIRST  # a day that somebody names is believed


def test_a_clock_once_in_the_future_is_still_known_later(ledger):
    future = datetime(2199, 6, 1, 12, tzinfo=UTC)
    assert ledger.sight("a", at=future) == future.astimezone().date()
    assert ledger.newest() == future and ledger.sight("b") == future.astimezone().date()
