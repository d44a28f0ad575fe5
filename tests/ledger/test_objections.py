"""Objections: received, checked, settled once."""

from __future__ import annotations

from datetime import date

import pytest

from shijibu.ledger import DaysOutOfOrder, DecidedMeanwhile, Objection, ObjectionSettled, UnknownObjection


def receive(ledger, period="2026-Q1", subject="T01"):
    return ledger.object("deqing", period, subject=subject, figure="index", text="绿道已完工", received=date(2026, 4, 20))


def test_an_objection_waits_until_it_is_checked_and_decided(ledger):
    id = receive(ledger)
    assert ledger.objections("deqing") == [
        Objection(id, "deqing", "2026-Q1", "T01", "index", "绿道已完工", date(2026, 4, 20))]


def test_an_upheld_objection_says_what_it_changes(ledger):
    id = receive(ledger)
    ledger.check_objection(id, checked=date(2026, 4, 22), note="现场已核")
    changed = {"unit": "T01", "order": 1, "inputs": [{"field": "tasks[1].actual", "row": {"title": "绿道"}, "from": 0.8, "to": 1.0}]}
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


def test_the_days_run_from_received_to_checked_to_decided(ledger):
    id = receive(ledger)
    with pytest.raises(DaysOutOfOrder):
        ledger.check_objection(id, checked=date(2026, 4, 19), note="早于收到")
    ledger.check_objection(id, checked=date(2026, 4, 22), note="现场已核")
    with pytest.raises(DaysOutOfOrder) as error:
        ledger.settle_objection(id, decided=date(2026, 4, 21), decision="rejected", reason="早于核实")
    assert (error.value.earlier, error.value.later) == (date(2026, 4, 22), date(2026, 4, 21))
    ledger.settle_objection(id, decided=date(2026, 4, 22), decision="rejected", reason="同日")
    assert ledger.verify() == []


def test_one_objection_and_those_of_all_schemes_are_read(ledger):
    first = receive(ledger)
    other = ledger.object("yuhang", "2026-03", subject="S1", figure="grade", text="x", received=date(2026, 4, 1))
    assert ledger.objection(other).scheme == "yuhang"
    assert [o.id for o in ledger.objections()] == [first, other] and [o.id for o in ledger.objections(period="2026-03")] == [other]
    with pytest.raises(UnknownObjection):
        ledger.objection(9)


CHANGED = {"unit": "T01", "order": 1, "inputs": [{"field": "tasks[1].actual", "row": None, "from": 0.9, "to": 1.0}]}


def uphold(ledger, id, revision, index=2):
    upon = ledger.basis("deqing", "2026-Q1")._replace(revision=revision)
    return ledger.uphold_objection(id, decided=date(2026, 4, 23), reason="属实", changed=CHANGED, upon=upon, results={"index": index},
                                   figures={"units": {}})


def test_upholding_settles_and_decides_anew_upon_the_same_returns(ledger, returned):
    ledger.decide("deqing", "2026-Q1", results={"index": 1}, figures={"units": {}}, returned=[returned()])
    id = receive(ledger)
    assert uphold(ledger, id, 1) == 2
    assert ledger.returns("deqing", "2026-Q1") == [returned()] == ledger.returns("deqing", "2026-Q1", revision=1)
    assert (ledger.objection(id).changed, ledger.decision("deqing", "2026-Q1").results) == (CHANGED, {"index": 2})
    assert ledger.verify() == []


@pytest.mark.parametrize("revision", [0, 2])
def test_upholding_upon_another_decision_than_the_current_one_does_neither(ledger, returned, revision):
    ledger.decide("deqing", "2026-Q1", results={"index": 1}, figures={}, returned=[returned()])
    id = receive(ledger)
    with pytest.raises(DecidedMeanwhile):
        uphold(ledger, id, revision)
    assert ledger.objection(id).decided is None and len(ledger.revisions("deqing", "2026-Q1")) == 1
    assert ledger.verify() == []


def test_an_amendment_changed_behind_the_ledgers_back_is_found(ledger, returned, tamper):
    ledger.decide("deqing", "2026-Q1", results={"index": 1}, figures={}, returned=[returned()])
    uphold(ledger, receive(ledger), 1)
    tamper("update objections set changed = replace(changed, '1.0', '0.5')")
    assert [f for f in ledger.verify() if "异议被改动" in f]


def test_an_accepted_return_says_of_which_period_it_is(ledger, returned):
    for period in ("2026-Q1", "2026-Q2"):
        ledger.decide("deqing", period, results={"p": period}, figures={}, returned=[returned(accepted=period == "2026-Q1")])
    assert ledger.accepted_return("deqing", "T01", before="2026-Q3").period == "2026-Q1"
