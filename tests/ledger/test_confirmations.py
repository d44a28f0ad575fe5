"""What people decide of proposals: by whom and when, one after another, and never one over another."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shijibu.ledger import DecidedMeanwhile, Ledger, Ruled

PLACE = "deqing", "2026-Q1"
TALK, TIE = "lists.talk:T01-02", "ties.DQ-12:T01:T01-04,T01-05"


def rule(proposal: str = TALK, *, confirmed: bool = True, reason: str = "", after: int = 0, awarded: tuple[str, ...] = ()) -> Ruled:
    return Ruled(proposal, {"kind": "list", "label": "约谈名单"}, confirmed, reason, after, awarded)


@pytest.fixture
def decided(ledger, returned):
    ledger.decide(*PLACE, results={}, figures={}, returned=[returned()])
    return ledger


def test_what_was_decided_is_kept_with_who_and_when(decided, url):
    at = datetime(2026, 4, 20, 9, 30, tzinfo=UTC)
    entered, in_the_way = decided.confirm(
        *PLACE, revision=1, ruled=[rule(confirmed=False, reason="汛期"), rule(TIE, awarded=("T01-04",))], by="kaoping", at=at)
    assert in_the_way == [] and [c.id for c in entered] == [1, 2]
    with Ledger.open(url) as again:
        assert again.confirmations(*PLACE) == entered and again.confirmations("deqing", "2026-Q2") == [] and again.verify() == []
    talk, tie = entered
    assert (talk.proposal, talk.confirmed, talk.reason, talk.by, talk.at, talk.revision) == (TALK, False, "汛期", "kaoping", at.isoformat(), 1)
    assert tie.awarded == ("T01-04",) and tie.about == {"kind": "list", "label": "约谈名单"}


def test_whoever_comes_second_is_told_and_writes_nothing_over(decided):
    (first,), _ = decided.confirm(*PLACE, revision=1, ruled=[rule()], by="李某")
    entered, in_the_way = decided.confirm(*PLACE, revision=1, ruled=[rule(confirmed=False, reason="不宜"), rule(TIE)], by="王某")
    assert in_the_way == [first] and [c.proposal for c in entered] == [TIE]
    assert [(c.proposal, c.by) for c in decided.confirmations(*PLACE)] == [(TALK, "李某"), (TIE, "王某")]


def test_another_mind_is_another_entry_and_the_first_stays(decided):
    (first,), _ = decided.confirm(*PLACE, revision=1, ruled=[rule()], by="李某")
    (second,), _ = decided.confirm(*PLACE, revision=1, ruled=[rule(confirmed=False, reason="核实有误", after=first.id)], by="李某")
    assert decided.confirmations(*PLACE) == [first, second] and decided.verify() == []
    assert decided.confirm(*PLACE, revision=1, ruled=[rule(after=first.id)], by="王某") == ([], [second])


def test_what_was_decided_anew_meanwhile_is_confirmed_by_nobody(decided, returned):
    decided.decide(*PLACE, results={"score": 1}, figures={}, returned=[returned()])
    with pytest.raises(DecidedMeanwhile):
        decided.confirm(*PLACE, revision=1, ruled=[rule()], by="李某")
    assert decided.confirmations(*PLACE) == []


@pytest.mark.parametrize(("sql", "said"), [
    ("UPDATE confirmations SET confirmed = 0 WHERE id = ?", "第 3 条审计记录：deqing 2026-Q1 的确认（李某）被改动"),
    ("UPDATE confirmations SET by = '王某' WHERE id = ?", "第 3 条审计记录：deqing 2026-Q1 的确认（王某）被改动"),
    ("UPDATE confirmations SET about = 'x' WHERE id = ?", "第 3 条审计记录：deqing 2026-Q1 的确认（李某）被改动"),
    ("UPDATE confirmations SET awarded = '[\"T01-05\"]' WHERE id = ?", "第 3 条审计记录：deqing 2026-Q1 的确认（李某）被改动"),
    ("DELETE FROM confirmations WHERE id = ?", "第 3 条审计记录：确认不见了"),
    ("INSERT INTO confirmations SELECT 9, scheme, period, revision, proposal, about, confirmed, awarded, reason, by, at FROM confirmations"
     " WHERE id = ?", "没有审计记录：deqing 2026-Q1 的确认（李某）"),
])
def test_a_confirmation_changed_behind_the_ledger_is_found(decided, tamper, sql, said):
    decided.confirm(*PLACE, revision=1, ruled=[rule()], by="李某")
    tamper(sql, 1)
    assert decided.verify() == [said]
