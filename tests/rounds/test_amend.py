"""An upheld objection amends an input: the round is computed anew, and every later look at it sees the amended cell."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from shijibu.figures.evaluation import Row
from shijibu.ledger import DaysOutOfOrder, DecidedMeanwhile, Ledger, ObjectionSettled
from shijibu.report.explanation import explain
from shijibu.report.write import write_result
from shijibu.rounds.amend_inputs import CannotAmend
from shijibu.rounds.consolidate import consolidate
from shijibu.rounds.decided import DecidedRound, NotDecided, round_asked_about
from shijibu.rounds.recompute import changed_by_objection, recompute
from shijibu.rounds.uphold import Upheld, uphold
from shijibu.scheme.period import Period
from tests.county import County

Q1, Q2 = "2026-Q1", "2026-Q2"
RECEIVED, DECIDED = date(2026, 4, 20), date(2026, 4, 23)
# Two tasks of D01: weights 10 and 30, planned 50 %, actual 40 % and 50 %: index (0.8 * 10 + 1.0 * 30) / 40 * 100.
TASKS = [{"title": "村道提级", "weight": 10.0, "planned": 0.5, "actual": 0.4}, {"title": "河道治理", "weight": 30.0, "planned": 0.5, "actual": 0.5}]


def with_tasks(county: County, period: str, tasks: list[dict]) -> dict[str, list[Row]]:
    owner = county.roster.team("D01")[0].id
    return county.rows(period, "D01") | {"tasks": [Row(i, {**t, "owner": owner}) for i, t in enumerate(tasks, 1)]}


def decide(county: County, period: str = Q1, **options: Any) -> DecidedRound:
    return consolidate([county.inbox(period)], county.scheme, Period.parse(period), county.ledger, received=date(2026, 4, 9), **options)


def again(county: County, folder: Path) -> County:
    """The same county in a folder of its own."""
    county.ledger.close()
    shutil.copytree(county.folder, folder)
    files = {place: folder / path.relative_to(county.folder) for place, path in county.files.items()}
    return County(folder, county.scheme, county.roster, Ledger.open(f"sqlite:///{(folder / 'shijibu.db').as_posix()}"), files)


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> County:
    made = County.made(tmp_path_factory.mktemp("county"), units=3)
    made.issue(Q1)
    made.returned(Q1, "D01", rows=with_tasks(made, Q1, TASKS))
    made.returned(Q1, "T01")
    decide(made)
    return made


@pytest.fixture
def county(first, tmp_path) -> County:
    """Round 1 is decided: D01 and T01 returned, D02 did not."""
    return again(first, tmp_path / "county")


@pytest.fixture(scope="module")
def second(first, tmp_path_factory) -> County:
    made = again(first, tmp_path_factory.mktemp("second") / "county")
    made.issue(Q2)
    for unit in ("D01", "T01", "COUNTY"):
        made.returned(Q2, unit)
    decide(made, Q2)
    return made


@pytest.fixture
def two_rounds(second, tmp_path) -> County:
    """Rounds 1 and 2 are decided."""
    return again(second, tmp_path / "county")


def objection(county: County, period: str = Q1, subject: str = "D01", figure: str = "index") -> int:
    return county.ledger.object("deqing", period, subject=subject, figure=figure, text="村道已完工", received=RECEIVED)


def upheld(county: County, *settings: str, period: str = Q1, **options) -> Upheld:
    return uphold(county.ledger, objection(county, period), settings, decided=DECIDED, reason="现场核实属实", **options)


def index(county: County, period: str = Q1) -> float:
    return county.ledger.decision("deqing", period).figures["units"]["D01"]["index"]


# what it changes


def test_the_round_is_decided_anew_and_shows_before_and_after(county):
    """(0.8 * 10 + 1.0 * 30) / 40 = 95 %; with 45 % of 50 % done (0.9 * 10 + 1.0 * 30) / 40 = 97.5 %."""
    done = upheld(county, "tasks[1].actual=0.45")
    changes = {(c.unit, c.official, c.figure): (c.before, c.after) for c in done.changes}
    assert changes["D01", None, "index"] == (95.0, 97.5) and changes["D01", None, "worst_ratio"] == (0.8, 0.9)
    assert all(c.unit == "D01" for c in done.changes) and done.other_changes == [] and done.stale == []
    heads = {c.official for c in done.changes if c.figure == "score" and c.official}
    assert heads == {o.id for o in county.roster.team("D01")}  # DQ-14: the unit's score counts for each of its officials
    assert (done.done.revision, index(county)) == (2, 97.5)
    assert [d.figures["units"]["D01"]["index"] for d in county.ledger.revisions("deqing", Q1)] == [95.0, 97.5]


def test_the_return_stays_as_it_came_and_the_amendment_is_the_objections(county):
    done = upheld(county, "tasks[1].actual=45%")
    stored = next(r for r in county.ledger.returns("deqing", Q1) if r.unit == "D01")
    assert stored.inputs["tasks"]["rows"][0]["values"]["actual"] == 0.4
    settled = county.ledger.objection(done.objection)
    assert (settled.decision, settled.decided, settled.reason) == ("upheld", DECIDED, "现场核实属实")
    assert settled.changed == {"unit": "D01", "order": 1,
                               "inputs": [{"field": "tasks[1].actual", "row": {"title": "村道提级"}, "from": 0.4, "to": 0.45}]}
    assert county.ledger.verify() == []


def test_consolidating_the_same_folder_again_gives_the_amended_round_byte_for_byte(county, tmp_path):
    done = upheld(county, "tasks[1].actual=0.45")
    write_result(done.done, tmp_path / "settled")
    redone = decide(county)
    write_result(redone, tmp_path / "again")
    assert (tmp_path / "settled" / "results.json").read_bytes() == (tmp_path / "again" / "results.json").read_bytes()
    assert redone.revision == 2 and len(county.ledger.revisions("deqing", Q1)) == 2
    told = json.loads((tmp_path / "again" / "results.json").read_text(encoding="utf-8"))["amendments"]
    assert told == [{"objection": done.objection, "unit": "D01", "field": "tasks[1].actual", "label": "实际进度", "sheet": "工作亮相", "cell": "G6",
                     "returned": 0.4, "amended": 0.45, "state": "applied", "why": "", "decided": "2026-04-23", "reason": "现场核实属实"}]


def test_results_without_an_upheld_objection_have_no_amendments(county):
    county.ledger.settle_objection(objection(county), decided=DECIDED, decision="rejected", reason="不实")
    assert decide(county).results.amendments == []


def test_an_explanation_names_the_objection_at_the_amended_cell(county):
    done = upheld(county, "tasks[1].actual=0.45")
    past = round_asked_about(county.ledger, None, Q1)
    told = explain(past, "D01").to_text()
    assert f"实际进度 45%（工作亮相!G6；经第 {done.objection} 号异议由 40% 更正）" in told and "进度指数 = 97.5 " in told


def test_several_inputs_of_one_objection_are_amended_together(county):
    """(1.0 * 20 + 1.0 * 30) / 50."""
    done = upheld(county, "tasks[1].actual=0.5", "tasks[1].weight＝20")
    assert index(county) == 100.0 and [a.field for a in done.inputs] == ["tasks[1].actual", "tasks[1].weight"]


def test_of_two_objections_to_one_cell_the_one_decided_last_counts(county):
    """The second objection is settled first."""
    early, late = objection(county), objection(county)
    uphold(county.ledger, late, ["tasks[1].actual=0.45"], decided=DECIDED, reason="一核")
    last = uphold(county.ledger, early, ["tasks[1].actual=0.5"], decided=DECIDED, reason="二核")
    assert [(c.before, c.after) for c in last.changes if c.figure == "index"] == [(97.5, 100.0)]
    assert [(a.objection, a.state, a.amended) for a in decide(county).results.amendments] == [
        (late, "replaced", 0.45), (early, "applied", 0.5)]
    assert index(county) == 100.0


def test_a_row_that_the_unit_forgot_is_added(county):
    """(0.8 * 10 + 1.0 * 30 + 0.5 * 40) / 80 = 72.5 %."""
    owner = county.roster.team("D01")[0]
    row = {"title": "桥梁加固", "weight": "40", "owner": owner.name, "planned": "50%", "actual": "25%"}
    done = upheld(county, *(f"tasks[3].{column}={value}" for column, value in row.items()))
    assert index(county) == 72.5 and done.inputs[2].value == owner.id
    assert decide(county).figures.units["D01"]["index"] == 72.5


def test_the_countys_own_workbook_is_amended_where_it_is_named(two_rounds):
    row = next(r for r in two_rounds.ledger.returns("deqing", Q2) if r.unit == "COUNTY").inputs["reviews"]["rows"]
    number = next(r["index"] for r in row if r["values"]["subject"] == "D01")
    done = upheld(two_rounds, f"reviews[{number}].good=100000", period=Q2, unit="COUNTY")
    review = next(c for c in done.changes if (c.unit, c.figure) == ("D01", "review"))
    assert review.after > review.before


def test_later_rounds_rest_on_the_amended_one_and_consolidating_them_mends_them(two_rounds):
    done = upheld(two_rounds, "tasks[1].actual=0.45")
    assert done.stale == [Period.parse(Q2)]
    before = two_rounds.ledger.decision("deqing", Q2).figures["units"]["D01"]
    after = decide(two_rounds, Q2).figures.units["D01"]
    assert after["mean_index"] == pytest.approx(before["mean_index"] + 2.5 / 2, abs=1e-4)  # DQ-14: the mean of two rounds


def test_what_changed_because_an_earlier_round_did_is_told_apart(two_rounds):
    upheld(two_rounds, "tasks[1].actual=0.45")
    done = upheld(two_rounds, "records[1].work=到现场协调", period=Q2)
    assert done.changes == [] and {c.figure for c in done.other_changes if c.unit == "D01" and not c.official} >= {"mean_index", "score"}


def test_a_commitment_goes_out_as_amended_in_the_next_round(county):
    upheld(county, "tasks[1].weight=12")
    county.issue(Q2)
    assert county.ledger.issued("deqing", Q2).issues["D01"].prefilled["tasks"][0]["weight"] == 12.0


def test_a_commitment_that_already_went_out_is_named(two_rounds):
    assert upheld(two_rounds, "tasks[1].weight=12").carried == {"tasks[1].weight": [Period.parse(Q2)]}
    assert upheld(two_rounds, "tasks[1].actual=0.45").carried == {}


def test_a_row_that_should_not_be_there_is_emptied_and_counts_no_more(county):
    """(1.0 * 30) / 30; the row may be written anew later, with all that it needs."""
    done = upheld(county, "tasks[1]=")
    assert index(county) == 100.0 and {a.field for a in done.inputs} >= {"tasks[1].title", "tasks[1].actual"}
    with pytest.raises(CannotAmend, match="没有填报，没有可清空的"):
        upheld(county, "tasks[1]=")
    with pytest.raises(CannotAmend, match=re.escape("是新的一行，还须填：tasks[1].")):
        upheld(county, "tasks[1].actual=0.45")
    again = {"title": "村道提级", "weight": "10", "owner": county.roster.team("D01")[0].name, "planned": "50%", "actual": "45%"}
    upheld(county, *(f"tasks[1].{column}={value}" for column, value in again.items()))
    assert index(county) == 97.5 == decide(county).figures.units["D01"]["index"]


def test_the_results_say_each_figure_before_and_after_however_many_objections(county):
    """Two objections, 40 % -> 45 % -> 50 %: the results tell the whole way, each objection its own part."""
    one, two = upheld(county, "tasks[1].actual=0.45"), upheld(county, "tasks[1].actual=0.5")
    whole = {(c.unit, c.official, c.figure): (c.before, c.after) for c in two.done.results.changes}
    assert whole["D01", None, "index"] == (95.0, 100.0)
    parts = [next((c.before, c.after) for c in changed_by_objection(county.ledger, d.objection) if c.figure == "index") for d in (one, two)]
    assert parts == [(95.0, 97.5), (97.5, 100.0)]


def test_the_report_has_before_and_after(county, tmp_path):
    written = write_result(upheld(county, "tasks[1].actual=0.45").done, tmp_path)
    rows = [[c.value for c in row] for row in load_workbook(written.report)["异议影响"].iter_rows(min_row=5, max_col=7)]
    assert ["D01", county.roster.unit("D01").name, None, None, "进度指数", "95", "97.5"] in rows


# computed anew from the ledger


def test_later_rounds_are_computed_anew_from_the_ledger_alone(two_rounds):
    before = two_rounds.ledger.decision("deqing", Q2).figures["units"]["D01"]["mean_index"]
    upheld(two_rounds, "tasks[1].actual=0.45")
    for period in (Q1, Q2):
        shutil.rmtree(two_rounds.inbox(period))
    first, second = recompute(two_rounds.ledger, "deqing", Q1), recompute(two_rounds.ledger, "deqing", Q2)
    assert (first.changes, first.done.revision, second.done.revision) == ([], 2, 2)
    change = next(c for c in second.changes if (c.unit, c.official, c.figure) == ("D01", None, "mean_index"))
    assert (change.before, change.after) == (before, pytest.approx(before + 2.5 / 2, abs=1e-4))
    assert recompute(two_rounds.ledger, "deqing", Q2).changes == [] and two_rounds.ledger.verify() == []


def test_a_round_that_was_decided_meanwhile_is_not_decided_anew(county, monkeypatch):
    plain = Ledger.decide_anew

    def late(ledger, *arguments, **options):
        upheld(county, "tasks[1].actual=0.45")
        return plain(ledger, *arguments, **options)

    monkeypatch.setattr(Ledger, "decide_anew", late)
    with pytest.raises(DecidedMeanwhile):
        recompute(county.ledger, "deqing", Q1)
    assert index(county) == 97.5


def test_a_round_never_decided_is_not_computed_anew(county):
    with pytest.raises(NotDecided):
        recompute(county.ledger, "deqing", Q2)


# a workbook returned anew


def test_the_amendment_follows_its_row_in_a_workbook_returned_anew(county):
    upheld(county, "tasks[1].actual=0.45")
    county.returned(Q1, "D01", rows=with_tasks(county, Q1, TASKS[::-1]))
    told = decide(county).results.amendments
    assert [(a.field, a.cell, a.returned, a.state) for a in told] == [("tasks[2].actual", "G7", 0.4, "applied")]
    assert index(county) == 97.5


def test_an_amendment_whose_row_is_gone_is_told_and_must_be_settled(county):
    upheld(county, "tasks[1].actual=0.45")
    county.returned(Q1, "D01", rows=with_tasks(county, Q1, TASKS[1:]))
    county.returned(Q1, "D02")
    done = decide(county)
    assert [(a.state, a.why) for a in done.results.amendments] == [("lost", "交回的工作簿里找不到这一行")]
    assert not done.clean and index(county) == 100.0


def test_an_amendment_waits_for_a_workbook_that_is_no_longer_accepted(county):
    upheld(county, "tasks[1].actual=0.45")
    good = county.inbox(Q1) / county.blank(Q1, "D01").name
    kept = good.read_bytes()
    good.unlink()
    assert [a.why for a in decide(county, afresh=True).results.amendments] == ["没有接收到该工作簿"]
    good.write_bytes(kept)
    assert decide(county).figures.units["D01"]["index"] == 97.5


# what is refused


@pytest.mark.parametrize(("setting", "told"), [
    ("tasks[1].actual=九成", "“九成”不是数字"),
    ("tasks[1].actual=45", "45%"),
    ("tasks[1].actual=", "必须填写"),
    ("tasks[1].actual=0.4", "现在就是这个值"),
    ("tasks[1].owner=查无此人", "干部名单里没有“查无此人”"),
    ("tasks[1].ratio=1", "由公式自动计算"),
    ("unit.index=99", "由公式自动计算"),
    ("stars[1].name=李四", "下发时填好"),
    ("stars[99].leader=90", "没有第 99 行"),
    ("tasks[41].title=多出一行", "没有第 41 行，共 40 行"),
    ("tasks[1].actuel=1", "是不是：actual（实际进度）"),
    ("task[1].actual=1", "是不是：tasks（工作任务）"),
    ("reviews[1].good=3", "本轮没有“评议票数”"),
    ("tasks[3].title=新任务", "tasks[3].weight（权重）"),
    ("tasks[1].actual", "栏目=值"),
    ("stars[1].proposed=9", "1～5"),
])
def test_what_no_unit_could_hand_in_is_refused_with_the_reason_and_nothing_is_decided(county, setting, told):
    with pytest.raises(CannotAmend, match=re.escape(told)):
        upheld(county, setting)
    assert county.ledger.objections("deqing")[0].decided is None and len(county.ledger.revisions("deqing", Q1)) == 1


def test_everything_that_is_wrong_is_said_at_once(county):
    with pytest.raises(CannotAmend) as refused:
        upheld(county, "tasks[1].actual=九成", "unit.card=蓝牌", "tasks[2].actual=0.3", "tasks[2].actual=0.4")
    assert len(refused.value.reasons) == 3


def test_a_commitment_of_an_earlier_round_is_amended_in_that_round(two_rounds):
    with pytest.raises(CannotAmend, match="承诺的那一轮"):
        upheld(two_rounds, "tasks[1].weight=5", period=Q2)


def test_the_countys_table_is_not_looked_for_in_the_units_workbook(two_rounds):
    with pytest.raises(CannotAmend, match="--unit COUNTY"):
        upheld(two_rounds, "reviews[1].good=5", period=Q2)


def test_a_unit_without_an_accepted_return_has_nothing_to_amend(county):
    with pytest.raises(CannotAmend, match="没有接收到 D02 的工作簿"):
        uphold(county.ledger, objection(county, subject="D02"), ["tasks[1].actual=1"], decided=DECIDED, reason="x")
    with pytest.raises(CannotAmend, match="没有给“D09”下发工作簿；--unit 应为：D01、T01"):
        upheld(county, "tasks[1].actual=1", unit="D09")


@pytest.mark.parametrize("name", ["d01", "Ｄ０１", "发展 改革局", "发展改⾰局"])
def test_the_unit_that_is_amended_goes_by_whatever_is_the_same_name(county, name):
    assert upheld(county, "tasks[1].actual=0.5", unit=name).unit == "D01"


def test_a_check_that_the_amended_workbook_would_fail_refuses_it(county):
    """DQ-12: of a team of n at most 60 % have five stars, so not everybody can be proposed for them."""
    size = len(county.roster.team("D01"))
    with pytest.raises(CannotAmend, match="五星至多"):
        upheld(county, *(f"stars[{n}].proposed=5" for n in range(1, size + 1)))


def test_a_check_that_failed_before_hinders_no_amendment(county):
    """As where the scheme became stricter after the round was decided."""
    rows = {r.unit: r for r in county.ledger.returns("deqing", Q1)}
    for row in rows["D01"].inputs["stars"]["rows"]:
        row["values"]["proposed"] = 5
    decision = county.ledger.decision("deqing", Q1)
    county.ledger.decide("deqing", Q1, results=decision.results, figures=decision.figures, returned=[replace(r) for r in rows.values()])
    assert any(c.figure == "index" for c in upheld(county, "tasks[1].actual=0.45").changes)


def test_a_settled_objection_is_not_upheld_again(county):
    done = upheld(county, "tasks[1].actual=0.45")
    with pytest.raises(ObjectionSettled):
        uphold(county.ledger, done.objection, ["tasks[1].actual=0.5"], decided=DECIDED, reason="x")


def test_a_decision_before_the_objection_was_received_changes_nothing(county):
    with pytest.raises(DaysOutOfOrder):
        uphold(county.ledger, objection(county), ["tasks[1].actual=0.45"], decided=date(2026, 4, 1), reason="x")
    assert index(county) == 95.0


def test_a_round_that_was_never_decided_is_not_amended(county):
    county.issue(Q2)
    with pytest.raises(NotDecided, match="没有2026年第二季度的汇总结果"):
        upheld(county, "tasks[1].actual=1", period=Q2)


# two at the same time


def test_an_objection_upheld_while_the_round_is_consolidated_is_in_the_result(county, monkeypatch):
    waiting, plain = objection(county), Ledger.decide
    uncommitted = [waiting]

    def decide_late(ledger, *arguments, **options):
        if uncommitted:
            uphold(Ledger.open(county.ledger_url), uncommitted.pop(), ["tasks[1].actual=0.45"], decided=DECIDED, reason="同时")
        return plain(ledger, *arguments, **options)

    monkeypatch.setattr(Ledger, "decide", decide_late)
    assert decide(county).figures.units["D01"]["index"] == 97.5 == index(county)


def test_a_round_decided_meanwhile_is_not_overwritten(county, monkeypatch):
    id, plain = objection(county), Ledger.uphold_objection

    def uphold_late(ledger, *arguments, **options):
        county.returned(Q1, "D02")
        decide(county)
        return plain(ledger, *arguments, **options)

    monkeypatch.setattr(Ledger, "uphold_objection", uphold_late)
    with pytest.raises(DecidedMeanwhile):
        uphold(county.ledger, id, ["tasks[1].actual=0.45"], decided=DECIDED, reason="x")
    assert county.ledger.objection(id).decided is None and index(county) == 95.0 and county.ledger.verify() == []
