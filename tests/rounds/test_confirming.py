"""What a round proposes, who decided of it, and how long that counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from shijibu.ledger import Ledger
from shijibu.rounds.confirming import ConfirmingRefused, Wanted, confirm
from shijibu.rounds.decided import DecidedRound, decided_round
from shijibu.rounds.kept import returns_of
from shijibu.rounds.proposals import proposals_of
from shijibu.rounds.results import Results, RoundFigures
from shijibu.scheme.load import load, version
from tests.report.made_up import decided

PLACE = "deqing", "2026-Q3"


@pytest.fixture(scope="module")
def made() -> DecidedRound:
    return decided(3, ties=True)


@pytest.fixture
def ledger(tmp_path, made) -> Any:
    """The round decided, its workbooks aside."""
    with Ledger.open(f"sqlite:///{(tmp_path / 'shijibu.db').as_posix()}") as ledger:
        issued = [replace(i, number=n) for i, n in zip(made.round.issues.values(), ledger.next_numbers(len(made.round.issues)), strict=True)]
        ledger.record_issue(*PLACE, version=version(made.scheme), deadline=date(2026, 10, 10), roster=made.round.roster, issued=issued,
                            text=made.scheme.text)
        decide(ledger, made)
        yield ledger


def decide(ledger: Ledger, made: DecidedRound, **otherwise: Any) -> DecidedRound:
    """The round decided with other lists, ties or figures."""
    figures = otherwise.pop("figures", made.figures)
    results = made.results.model_copy(update=otherwise)
    ledger.decide(*PLACE, results=results.model_dump(), figures=figures.model_dump(), returned=returns_of(made.files)[:0])
    return decided_round(ledger, *PLACE)


def states(round_: DecidedRound) -> dict[str, str]:
    return {c.proposal.name: c.state for c in round_.considered()}


def test_every_tie_every_new_measure_and_everybody_on_a_list_is_a_proposal(made):
    proposals = proposals_of(made.scheme, made.results, made.figures)
    raised = {u.code: u.figures["measure"] for u in made.results.units if u.figures["measure_new"]}
    standing = {u.code for u in made.results.units if u.figures["measure"]} - raised.keys()
    assert raised and standing, "a measure that was raised before is proposed no more"
    assert {p.subject: p.value for p in proposals if p.kind == "measure"} == {code: (measure,) for code, measure in raised.items()}
    assert Counter(p.what for p in proposals if p.kind == "list") == {f"lists.{id}": len(on) for id, on in made.results.lists.items() if on}
    assert [(p.subject, list(p.value)) for p in proposals if p.kind == "tie"] == [(t.unit, t.officials) for t in made.results.ties]
    assert len({p.name for p in proposals}) == len(proposals)


def test_a_grade_that_goes_to_the_standing_committee_is_a_proposal_for_each():
    scheme = load("leishan")
    results = Results(scheme="leishan", period="2026-12", engine="", units=[], officials=[], missing=[], late=[], rejected=[], superseded=[],
                      lists={}, ties=[])
    of_units, of_officials = {"T01": {"grade": "优秀"}, "T02": {"grade": None}}, {"T01-01": {"grade": "称职"}, "T01-02": {}}
    figures = RoundFigures(units=of_units, officials=of_officials, penalties={})
    assert [(p.title, p.subject, p.value, p.name) for p in proposals_of(scheme, results, figures)] == [
        ("班子年度等次建议", "T01", ("优秀",), "units.grade:T01:优秀"), ("年度等次建议", "T01-01", ("称职",), "officials.grade:T01-01:称职")]


def test_confirming_changes_no_figure_and_is_there_with_who_why_and_when(ledger, made):
    round_ = decided_round(ledger, *PLACE)
    before, waiting = ledger.decision(*PLACE), states(round_)
    assert set(waiting.values()) == {"waiting"}
    talk, other = [n for n in waiting if n.startswith("lists.talk:")][:2]
    done = confirm(ledger, round_, [Wanted(talk, True), Wanted(other, False, reason=" 汛期抢险 ")], "李某")
    assert [(c.by, c.reason, c.revision) for c in done.entered] == [("李某", "", 1), ("李某", "汛期抢险", 1)] and not done.in_the_way
    again = decided_round(ledger, *PLACE)
    assert {n: s for n, s in states(again).items() if s != "waiting"} == {talk: "confirmed", other: "declined"} == {
        n: s for n, s in states(round_).items() if s != "waiting"}
    assert ledger.decision(*PLACE) == before and ledger.verify() == []


def test_a_tie_is_confirmed_by_saying_who_gets_the_place_and_is_settled_then(ledger, made):
    round_ = decided_round(ledger, *PLACE)
    (tie,) = [c.proposal for c in round_.considered() if c.proposal.kind == "tie"]
    for awarded in ((), tie.value, ("T99-01",)):
        with pytest.raises(ConfirmingRefused):
            confirm(ledger, round_, [Wanted(tie.name, True, awarded=tuple(awarded))], "李某")
    assert ledger.confirmations(*PLACE) == []
    (entered,) = confirm(ledger, round_, [Wanted(tie.name, True, awarded=tie.value[:1])], "李某").entered
    assert entered.awarded == tie.value[:1]
    assert [t.model_dump() for t in decided_round(ledger, *PLACE).results.ties] == [t.model_dump() for t in made.results.ties]


@pytest.mark.parametrize(("wanted", "by", "said"), [
    (Wanted("lists.talk:T99-01", True), "李某", "已经不在这一期的建议里"), (Wanted("", True), "李某", "已经不在这一期的建议里"),
    (None, "李某", "没有选要决定的事项"), ("no reason", "李某", "要写理由"), ("awarded", "李某", "只有确认并列时"), ("long", "李某", "最多 2000 字"),
    ("nobody", " ", "由谁确认"),
])
def test_what_cannot_be_decided_so_is_refused_and_nothing_is_kept(ledger, wanted, by, said):
    round_ = decided_round(ledger, *PLACE)
    name = next(n for n in states(round_) if n.startswith("lists."))
    asked = {"no reason": Wanted(name, False, reason=" "), "awarded": Wanted(name, True, awarded=("T01-01",)), "nobody": Wanted(name, True),
             "long": Wanted(name, True, reason="长" * 2001)}
    one = asked[wanted] if isinstance(wanted, str) else wanted
    with pytest.raises(ConfirmingRefused, match=said):
        confirm(ledger, round_, [one] if one else [], by)
    assert ledger.confirmations(*PLACE) == []


def test_what_was_proposed_otherwise_or_not_at_all_since_counts_no_more_and_stays_on_record(ledger, made):
    round_ = decided_round(ledger, *PLACE)
    listed = f"lists.talk:{made.results.lists['talk'][0]}"
    measure = next(c.proposal for c in round_.considered() if c.proposal.kind == "measure")
    confirm(ledger, round_, [Wanted(listed, True), Wanted(measure.name, True)], "李某")
    units = {code: dict(own) for code, own in made.figures.units.items()}
    units[measure.subject]["measure"] = "组织调整"
    figures = made.figures.model_copy(update={"units": units})
    gone = decide(ledger, made, lists={**made.results.lists, "talk": made.results.lists["talk"][1:]}, figures=figures)
    now = states(gone)
    assert now[listed] == now[measure.name] == "lapsed" and now[f"units.measure:{measure.subject}:组织调整"] == "waiting"
    (record,) = next(c.records for c in gone.considered() if c.proposal.name == listed)
    assert (record.by, record.confirmed) == ("李某", True)
    with pytest.raises(ConfirmingRefused, match="刚刚重新汇总过"):
        confirm(ledger, round_, [Wanted(listed, True)], "李某")
    back = decide(ledger, made)
    assert states(back)[listed] == "waiting", "what was away for a while is asked about again"
    confirm(ledger, back, [Wanted(listed, False, reason="情况已变")], "王某")
    assert states(decide(ledger, made, engine="later"))[listed] == "declined", "the same proposal in a later decision is still decided"


def test_what_others_decided_meanwhile_stands_in_the_way_and_another_mind_is_another_record(ledger):
    mine, theirs = decided_round(ledger, *PLACE), decided_round(ledger, *PLACE)
    name = next(n for n in states(mine) if n.startswith("lists."))
    (first,) = confirm(ledger, theirs, [Wanted(name, True, after=0)], "王某").entered
    done = confirm(ledger, mine, [Wanted(name, False, reason="不宜", after=0)], "李某")
    assert not done.entered and done.in_the_way == [first] and states(mine)[name] == "confirmed"
    confirm(ledger, mine, [Wanted(name, False, reason="不宜", after=first.id)], "李某")
    considered = next(c for c in mine.considered() if c.proposal.name == name)
    assert considered.state == "declined" and [r.by for r in considered.records] == ["王某", "李某"]
