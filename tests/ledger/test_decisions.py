"""Decisions: each period's, their revisions, and what later rounds take from them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest

from shijibu.ledger import DecidedMeanwhile, Return, Withdrawal, chain
from shijibu.ledger.reading import rests_on
from shijibu.ledger.records import NOTHING_DECIDED, Canonical, Folded, canonical, digest
from shijibu.ledger.returns_digest import returns_digest

AT = datetime(2026, 4, 12, 1, tzinfo=UTC)


def decide(ledger, returned=(), period="2026-Q1", score=90):
    return ledger.decide("deqing", period, results={"score": score}, figures={"T01": score}, returned=returned, at=AT)


def test_a_decision_is_read_back_with_its_returns(ledger, returned):
    there = [returned("T02", accepted=False), returned("T01"), returned(None, accepted=False)]
    assert decide(ledger, there) == 1
    found = ledger.decision("deqing", "2026-Q1")
    assert (found.revision, found.current, found.decided_at) == (1, True, "2026-04-12T01:00:00+00:00")
    assert (found.results, found.figures) == ({"score": 90}, {"T01": 90})
    assert ledger.returns("deqing", "2026-Q1") == [there[1], there[0], there[2]]
    assert ledger.returns("deqing", "2026-Q1", units={"T01", "T03"}) == [there[1]]


def test_reconsolidating_keeps_the_earlier_decision_readable(ledger, returned):
    decide(ledger, [returned(actual=0.5)], score=80)
    assert decide(ledger, [returned(actual=0.9)], score=90) == 2
    assert [(d.revision, d.current, d.results) for d in ledger.revisions("deqing", "2026-Q1")] == [
        (1, False, {"score": 80}), (2, True, {"score": 90})]
    assert ledger.decision("deqing", "2026-Q1").revision == 2
    assert ledger.returns("deqing", "2026-Q1") == [returned(actual=0.9)]
    assert ledger.returns("deqing", "2026-Q1", revision=1) == [returned(actual=0.5)]


def test_deciding_the_same_again_changes_nothing(ledger, file, returned):
    decide(ledger, [returned(), returned("T02")])
    before = file.read_bytes()
    assert decide(ledger, [returned("T02"), returned()]) == 1
    assert file.read_bytes() == before


def test_the_same_results_from_other_returns_make_no_revision_but_take_the_returns(ledger, returned):
    decide(ledger, [returned(path="T01.xlsx")])
    assert decide(ledger, [returned(path="新/T01.xlsx")]) == 1
    assert [r.path for r in ledger.returns("deqing", "2026-Q1")] == ["新/T01.xlsx"]
    assert len(ledger.revisions("deqing", "2026-Q1")) == 1 and ledger.verify() == []


def test_the_same_results_with_other_figures_are_another_revision(ledger):
    """Later rounds reckon with the figures."""
    ledger.decide("deqing", "2026-Q1", results={"score": 90}, figures={"T01": 90.0041}, returned=[])
    assert ledger.decide("deqing", "2026-Q1", results={"score": 90}, figures={"T01": 90.0042}, returned=[]) == 2
    assert ledger.decision("deqing", "2026-Q1").figures == {"T01": 90.0042}


def test_going_back_to_an_earlier_result_is_a_revision_too(ledger):
    assert [decide(ledger, score=s) for s in (80, 90, 80)] == [1, 2, 3]


def test_payloads_come_back_as_json_says_them(ledger):
    ledger.decide("deqing", "2026-Q1", results={10: (1, None), 9: "“九成”"}, figures={}, returned=[])
    assert ledger.decision("deqing", "2026-Q1").results == {"10": [1, None], "9": "“九成”"}
    assert ledger.verify() == []


@pytest.mark.parametrize("value", [float("nan"), {1, 2}], ids=["nan", "set"])
def test_what_json_cannot_say_is_refused_and_leaves_nothing(ledger, returned, value):
    with pytest.raises((TypeError, ValueError)):
        decide(ledger, [replace(returned(), inputs={"a": value})])
    assert ledger.decision("deqing", "2026-Q1") is None


def test_a_failure_in_the_middle_leaves_what_was_there(ledger, file, returned, monkeypatch):
    decide(ledger, [returned()], score=80)
    before = file.read_bytes()

    def fail(*_):
        raise RuntimeError("in the middle")

    with monkeypatch.context() as patch:
        patch.setattr(chain, "append", fail)  # the last step of the transaction
        with pytest.raises(RuntimeError):
            decide(ledger, [returned(actual=0.1)], score=90)
    assert file.read_bytes() == before
    assert decide(ledger, [returned(actual=0.1)], score=90) == 2
    assert ledger.verify() == []


def test_decisions_across_periods_are_the_current_ones_in_order(ledger):
    for period in ("2026-Q2", "2025-Q4", "2026-Q1", "2026-Q3"):
        decide(ledger, period=period)
    decide(ledger, period="2026-Q1", score=1)
    assert [(d.period, d.results["score"]) for d in ledger.decisions("deqing", first="2026-Q1", before="2026-Q3")] == [
        ("2026-Q1", 1), ("2026-Q2", 90)]
    assert [d.period for d in ledger.decisions("deqing")] == ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"]
    assert ledger.decisions("yuhang") == []


def test_a_unit_carries_over_from_its_latest_accepted_return(ledger, returned):
    decide(ledger, [returned("T01", actual=0.1), returned("T02", actual=0.1)], "2026-Q1")
    decide(ledger, [returned("T01", actual=0.2), returned("T02", accepted=False)], "2026-Q2")
    decide(ledger, [returned("T01", actual=0.3)], "2026-Q3")
    assert ledger.accepted_return("deqing", "T01", before="2026-Q3") == returned("T01", actual=0.2)
    assert ledger.accepted_return("deqing", "T02", before="2026-Q3") == returned("T02", actual=0.1)
    assert ledger.accepted_return("deqing", "T01", before="2026-Q1") is None
    assert ledger.accepted_returns("deqing", first="2026-Q2", before="2026-Q3") == {"T01": returned("T01", actual=0.2)}
    only = ledger.accepted_returns("deqing", before="2026-Q4", periods=["2026-Q1", "2026-Q3"])
    assert {unit: (r.period, r.inputs) for unit, r in only.items()} == {
        "T01": ("2026-Q3", returned("T01", actual=0.3).inputs), "T02": ("2026-Q1", returned("T02", actual=0.1).inputs)}


def test_a_return_that_a_later_revision_dropped_is_not_carried_over(ledger, returned):
    decide(ledger, [returned("T01")], "2026-Q1", score=80)
    decide(ledger, [returned("T01", accepted=False)], "2026-Q1", score=90)
    assert ledger.accepted_return("deqing", "T01", before="2026-Q2") is None


def test_a_decision_that_builds_on_returns_that_are_replaced_by_now_is_not_made(ledger, returned):
    """Two people consolidate at once, each with other latecomers: neither's returns are lost."""
    first, second = returned("T01"), returned("T02")
    decide(ledger, [first])
    upon = ledger.basis("deqing", "2026-Q1")
    ledger.decide("deqing", "2026-Q1", results={"score": 90}, figures={"T01": 90}, returned=[first, second], upon=upon)
    assert ledger.basis("deqing", "2026-Q1").revision == upon.revision, "the same results"
    with pytest.raises(DecidedMeanwhile):
        ledger.decide("deqing", "2026-Q1", results={"score": 92}, figures={}, returned=[first], upon=upon)
    assert ledger.returns("deqing", "2026-Q1") == [first, second]


def test_what_is_written_piece_by_piece_is_the_canonical_json():
    """Of megabytes the pieces are small, and the hash of a decision is that of the whole."""
    people = {f"D{n:05}": {"score": n / 7, "card": None, "why": ["甲\udcd6", True]} for n in reversed(range(3_000))}
    payload = {"officials": people, "units": {}, "lists": {"甲": []}, "period": "2026-Q1", "none": None}
    written = Canonical(payload)
    pieces = list(written.pieces())
    assert b"".join(pieces).decode() == written.said == canonical(payload)
    assert max(map(len, pieces)) <= 1 << 16 < len(written.said)
    assert b"".join(Folded(payload).pieces()).decode() == Folded(payload).said == canonical(payload)
    assert Canonical({"units": iter([{"a": 1}, {}])}).said == canonical({"units": [{"a": 1}, {}]})
    with pytest.raises(ValueError):
        Canonical({"units": {"D01": {"score": float("nan")}}})


def test_returns_that_are_read_out_when_asked_for_say_the_same(ledger, returned):
    there = [returned("T01"), returned("T02", accepted=False), replace(returned("T03"), inputs={})]
    decide(ledger, there)
    folded = ledger.returns("deqing", "2026-Q1", folded=True)
    assert all(isinstance(r.inputs, Folded) for r in folded)
    assert [replace(r, inputs={name: r.inputs[name] for name in r.inputs}) for r in folded] == there
    assert returns_digest(folded) == returns_digest(there)
    ledger.decide("deqing", "2026-Q1", results={"score": 91}, figures={}, returned=folded, upon=ledger.basis("deqing", "2026-Q1"))
    assert ledger.returns("deqing", "2026-Q1") == there


def test_a_return_taken_back_stays_on_record_and_the_round_is_decided_without_it(ledger, returned):
    there = [replace(returned("T01"), number=7, facts={"officials": "0a"}), replace(returned("T02"), kept=True)]
    decide(ledger, there)
    upon, taken = ledger.basis("deqing", "2026-Q1"), {"unit": "T01", "sha256": there[0].sha256, "path": there[0].path}
    for other in (NOTHING_DECIDED, upon._replace(revision=7), upon._replace(entry=1)):
        with pytest.raises(DecidedMeanwhile):
            ledger.withdraw("deqing", "2026-Q1", **taken, results={}, figures={}, returned=[], upon=other)
    assert ledger.withdrawals("deqing", "2026-Q1") == []
    revision = ledger.withdraw("deqing", "2026-Q1", **taken, results={}, figures={}, returned=there[1:], upon=upon, at=AT)
    assert revision == 2 and ledger.returns("deqing", "2026-Q1") == there[1:]
    assert ledger.returns("deqing", "2026-Q1", revision=1) == there
    assert ledger.withdrawals("deqing", "2026-Q1") == [Withdrawal("T01", there[0].sha256, "T01.xlsx", AT.isoformat())]
    assert ledger.withdrawals("deqing", "2026-Q2") == [] and ledger.verify() == []


def test_the_hash_of_the_returns_is_that_of_the_sorted_list_of_what_each_says():
    """As ledgers have it since the first one, though no such list is made any more."""
    random = Random(1)
    texts = ["T01", "T0", 'T01"', "a\\", "张三", "", "\udcb1x", "p,", 'p"']
    for count in range(40):
        listed = [Return(unit=random.choice([None, *texts]), sha256=random.choice("ab"), path=random.choice(texts), accepted=True, modified=None,
                         inputs={"tasks": {"rows": [{"index": 1, "values": {"a": random.random(), "b": random.choice(texts)}}]}}, problems=[],
                         number=random.choice([None, 2])) for _ in range(count % 12)]
        said = [[r.unit, r.sha256, r.path, r.accepted, r.modified, r.inputs, r.problems, *([r.number, None, False] if r.number else [])]
                for r in listed]
        assert returns_digest(listed) == returns_digest(listed[::-1], new=True) == digest(sorted(canonical(one) for one in said))


def test_the_ledger_tells_the_hash_of_more_returns_than_it_reads_at_once(ledger, returned):
    assert rested_on(ledger) == returns_digest([])
    # Some are of the same unit, content and path, and differ in what they say alone, as no ledger of today has them.
    there = [replace(returned(f"T{n % 53:02}", actual=n / 7), unit=None if n % 5 == 0 else f"T{n % 53:02}", kept=n % 2 == 0) for n in range(160)]
    decide(ledger, there)
    assert len(ledger.returns("deqing", "2026-Q1")) == 160
    assert rested_on(ledger) == returns_digest(there) != returns_digest(there[1:])


def rested_on(ledger) -> str:
    with ledger._asking() as ask:
        return rests_on(ask, "deqing", "2026-Q1")
