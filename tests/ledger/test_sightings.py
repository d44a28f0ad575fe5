"""The day a return was first seen, by which it is late or not."""

from __future__ import annotations

from datetime import date

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
