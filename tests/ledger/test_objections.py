"""Objections: received, checked, settled once."""

from __future__ import annotations

from datetime import date

import pytest

from shijibu.ledger import Objection, ObjectionSettled, UnknownObjection


def receive(ledger, period="2026-Q1", subject="T01"):
    return ledger.object("deqing", period, subject=subject, figure="index", text="绿道已完工", received=date(2026, 4, 20))


def test_an_objection_waits_until_it_is_checked_and_decided(ledger):
    id = receive(ledger)
    assert ledger.objections("deqing") == [
        Objection(id, "deqing", "2026-Q1", "T01", "index", "绿道已完工", date(2026, 4, 20))]


def test_an_upheld_objection_says_what_it_changes(ledger):
    id = receive(ledger)
    ledger.check_objection(id, checked=date(2026, 4, 22), note="现场已核")
    changed = {"tasks[1].actual": {"from": 0.8, "to": 1}}
    ledger.settle_objection(id, decided=date(2026, 4, 23), decision="upheld", reason="属实", changed=changed)
    assert ledger.objections("deqing", "2026-Q1") == [
        Objection(id, "deqing", "2026-Q1", "T01", "index", "绿道已完工", date(2026, 4, 20), date(2026, 4, 22), "现场已核",
                  date(2026, 4, 23), "upheld", "属实", changed)]
    assert ledger.verify() == []


def test_a_rejected_objection_changes_nothing(ledger):
    id = receive(ledger)
    with pytest.raises(ValueError, match="changes no inputs"):
        ledger.settle_objection(id, decided=date(2026, 4, 23), decision="rejected", reason="不实", changed={"a": 1})
    with pytest.raises(ValueError, match="upheld or rejected"):
        ledger.settle_objection(id, decided=date(2026, 4, 23), decision="maybe", reason="")
    ledger.settle_objection(id, decided=date(2026, 4, 23), decision="rejected", reason="不实")
    found = ledger.objections("deqing")[0]
    assert (found.decision, found.reason, found.changed) == ("rejected", "不实", None)


def test_what_was_settled_stays_settled(ledger):
    id = receive(ledger)
    ledger.settle_objection(id, decided=date(2026, 4, 23), decision="rejected", reason="不实")
    with pytest.raises(ObjectionSettled):
        ledger.settle_objection(id, decided=date(2026, 4, 24), decision="upheld", reason="属实")
    with pytest.raises(ObjectionSettled):
        ledger.check_objection(id, checked=date(2026, 4, 24), note="再核")
    assert ledger.objections("deqing")[0].decided == date(2026, 4, 23)


def test_an_objection_that_nobody_made_cannot_be_settled(ledger):
    with pytest.raises(UnknownObjection):
        ledger.settle_objection(9, decided=date(2026, 4, 23), decision="upheld", reason="属实")


def test_objections_come_by_period_then_as_they_came(ledger):
    for period, subject in (("2026-Q2", "T01"), ("2026-Q1", "T02"), ("2026-Q1", "D01-03")):
        receive(ledger, period, subject)
    assert [o.subject for o in ledger.objections("deqing")] == ["T02", "D01-03", "T01"]
    assert [o.subject for o in ledger.objections("deqing", "2026-Q2")] == ["T01"]
    assert ledger.objections("yuhang") == []
