"""A round over several runs: what was accepted stays, what comes later counts, what is taken back is gone, and both sums always hold."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shijibu.checks.check import Expected
from shijibu.checks.inbox import check_all
from shijibu.ledger import DecidedMeanwhile
from shijibu.report.write import ReportedRound
from shijibu.rounds.clock import clock_behind
from shijibu.rounds.consolidate import consolidate
from shijibu.rounds.decided import DecidedRound, decided_round
from shijibu.rounds.kept import returns_of
from shijibu.rounds.prospect import prospect
from shijibu.rounds.recompute import recompute
from shijibu.rounds.uphold import uphold
from shijibu.rounds.withdraw import NothingToWithdraw, withdraw
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Roster
from tests.county import County
from tests.rounds.test_consolidate import DEADLINE, Q1, WRONG, elsewhere, hours, sums, unit

UNITS = ["D01", "D02", "D03", "T01"]


@pytest.fixture
def county(tmp_path) -> County:
    """D01, D02, D03 and T01; round 1 is out and due on April 10."""
    made = County.made(tmp_path)
    made.issue(Q1, deadline=DEADLINE)
    return made


def run(county: County, *paths: Path, received: date | None = DEADLINE, **options: Any) -> DecidedRound:
    return consolidate(paths, county.scheme, Period.parse(Q1), county.ledger, received=received, **options)


def taken(done: DecidedRound) -> dict[str, str]:
    return {u: f.path.rpartition("/")[2] for u, f in done.files.accepted.items()}


def said(done: DecidedRound) -> list[str]:
    return [p.code for problems in done.files.remarks.values() for p in problems]


def places(done: DecidedRound) -> dict[str, Any]:
    results = done.results
    names = lambda listed: [r.path.rpartition("/")[2] for r in listed]  # noqa: E731
    return {"missing": results.missing, "kept": results.kept, "withdrawn": results.withdrawn, "rejected": names(results.rejected),
            "rejected_before": names(results.rejected_before),
                   "superseded": [p.rpartition("/")[2] for p in done.results.superseded]}


# what stays


def test_a_run_with_only_the_latecomers_keeps_everybody_else(county):
    first = run(county, *(county.returned(Q1, u) for u in ("D01", "D02", "D03")))
    second = run(county, county.returned(Q1, "T01"), received=date(2026, 4, 20))
    assert (second.results.missing, second.results.kept, second.results.late) == ([], ["D01", "D02", "D03"], ["T01"])
    for code in ("D01", "D02", "D03"):
        assert unit(second.results, code)["index"] == unit(first.results, code)["index"] is not None
    assert sums(second, set(UNITS)) == (4, 1) and county.ledger.verify() == []


def test_what_stays_is_not_read_again(county):
    run(county, file := county.returned(Q1, "D01"))
    file.unlink()
    assert run(county, county.returned(Q1, "D02")).results.kept == ["D01"]


def test_the_same_command_again_gives_the_same_bytes(county):
    run(county, county.returned(Q1, "D01"), county.returned(Q1, "D02", set=WRONG))
    late = [county.returned(Q1, "T01"), county.returned(Q1, "D03", set=WRONG)]
    told = [run(county, *late, received=None).results for _ in range(2)]
    assert told[0] == told[1] and told[0].kept == ["D01"]


def test_begun_afresh_only_the_files_given_count(county):
    run(county, county.returned(Q1, "D01"), county.returned(Q1, "D02", set=WRONG))
    told = places(run(county, county.returned(Q1, "T01"), afresh=True))
    assert (told["missing"], told["kept"], told["rejected_before"]) == (["D01", "D02", "D03"], [], [])


def test_a_unit_whose_return_was_rejected_in_an_earlier_run_is_missing_and_told_apart(county):
    """The file is not among those given, so it can stand under no heading of files; but nobody says that nothing came."""
    run(county, county.returned(Q1, "D01", name="wrong.xlsx", set=WRONG))
    for _ in range(2):
        done = run(county, county.returned(Q1, "T01"))
        told = places(done)
        assert (told["rejected"], told["rejected_before"], "D01" in told["missing"]) == ([], ["wrong.xlsx"], True)
        assert sums(done, set(UNITS)) == (4, 1) and done.files.uncorrected_units == {"D01"}
        assert ReportedRound(done).state_of("D01") == "未报（退回未改）"
    told = places(run(county, county.returned(Q1, "D01", name="right.xlsx")))
    assert (told["rejected_before"], told["missing"]) == ([], ["D02", "D03"])


def test_a_unit_that_the_corrected_roster_dropped_is_not_kept(county):
    run(county, *(county.returned(Q1, u) for u in UNITS))
    county.roster = Roster.of([u for u in county.roster.units if u.code != "D03"], [o for o in county.roster.officials if o.unit != "D03"])
    county.issue(Q1, deadline=DEADLINE)
    assert run(county, county.returned(Q1, "T01")).results.kept == ["D01", "D02"]


# of several returns


def test_a_corrected_return_without_a_date_or_with_an_older_one_counts_because_it_came_later(county):
    run(county, county.returned(Q1, "D01", name="a.xlsx", **hours(12)))
    for name, when in (("b.xlsx", hours(9)), ("c.xlsx", {"modified": datetime(1980, 1, 1, tzinfo=UTC)})):
        done = run(county, county.returned(Q1, "D01", name=name, pace=0.8 if name == "b.xlsx" else 0.7, **when))
        assert taken(done) == {"D01": name} and said(done) == ["return.differs"]


def test_what_a_check_saw_first_came_first(county):
    early, late = (county.returned(Q1, "D01", name=n, pace=p, **hours(h)) for n, p, h in (("a.xlsx", 1.0, 12), ("b.xlsx", 0.8, 9)))
    prospect(check_all([early], Expected(key=county.ledger.key())), county.ledger)
    assert taken(run(county, early, late)) == {"D01": "b.xlsx"}


def test_a_date_after_the_run_counts_for_nothing(county):
    soon = datetime.now(UTC) + timedelta(days=9)
    files = [county.returned(Q1, "D01", name="a.xlsx", **hours(9)), county.returned(Q1, "D01", name="b.xlsx", pace=0.8, modified=soon)]
    assert taken(run(county, *files)) == {"D01": "a.xlsx"}


def test_two_accepted_ones_with_different_inputs_are_a_warning_that_names_both(county):
    done = run(county, county.returned(Q1, "D01", name="a.xlsx", **hours(9)), county.returned(Q1, "D01", name="b.xlsx", pace=0.8, **hours(10)))
    (problem,) = done.files.remarks["D01"]
    assert problem.severity == "warning" and "a.xlsx" in problem.message and "b.xlsx" in problem.message and not done.clean
    same = run(county, county.returned(Q1, "D02", name="c.xlsx", **hours(9)), county.returned(Q1, "D02", name="d.xlsx", **hours(10)))
    assert said(same) == []


def test_a_rejected_correction_does_not_displace_what_was_accepted(county):
    run(county, county.returned(Q1, "D01", name="good.xlsx"))
    done = run(county, county.returned(Q1, "D01", name="worse.xlsx", set=WRONG))
    told = places(done)
    assert (told["superseded"], told["rejected"], told["kept"]) == (["worse.xlsx"], [], ["D01"])
    assert said(done) == ["return.correction-rejected"] and "worse.xlsx" in done.files.remarks["D01"][0].message
    assert unit(done.results, "D01")["index"] is not None and sums(done, set(UNITS)) == (4, 1)


def test_a_rejected_return_that_was_corrected_is_no_warning(county):
    wrong = county.returned(Q1, "D01", name="wrong.xlsx", set=WRONG, **hours(12))
    run(county, wrong)
    assert said(run(county, wrong, county.returned(Q1, "D01", name="right.xlsx", **hours(9)))) == []


def test_an_untouched_workbook_beats_nothing_that_the_unit_filled_in(county):
    """Somebody found it lying about; it comes later than the unit's own, which has an error."""
    own = county.returned(Q1, "D01", name="own.xlsx", set=WRONG)
    run(county, own)
    (stolen := county.inbox(Q1) / "stolen.xlsx").write_bytes(county.blank(Q1, "D01").read_bytes())
    (checked,) = check_all([stolen], Expected(key=county.ledger.key()))
    assert checked.untouched
    assert places(run(county, own, stolen))["rejected"] == ["own.xlsx"]
    assert taken(run(county, stolen, county.returned(Q1, "D01", name="right.xlsx"))) == {"D01": "right.xlsx"}


# issues that were replaced


def reissue(county: County, **roster: Any) -> None:
    """D01 gets another member, or nothing changes but the deadline."""
    if roster.get("changed"):
        people = [*county.roster.officials, Official(id="D01-99", name="石新来", unit="D01", post="副职", team=True)]
        county.roster = Roster.of(county.roster.units, people)
    county.issue(Q1, deadline=DEADLINE + timedelta(days=2))


@pytest.mark.parametrize(("changed", "severity"), [(False, "notice"), (True, "error")])
def test_a_return_made_from_an_issue_that_was_replaced_is_an_error_where_the_roster_changed_for_it(county, changed, severity):
    old, other = county.returned(Q1, "D01", name="old.xlsx"), county.returned(Q1, "D02", name="other.xlsx")
    reissue(county, changed=changed)
    done = run(county, old, other)
    problems = {f.unit: [p for p in f.problems if p.code == "identity.superseded-issue"]
                for f in [*done.files.accepted.values(), *done.files.rejected]}
    assert [p.severity for p in problems["D01"]] == [severity] and [p.severity for p in problems["D02"]] == ["notice"]
    assert ("干部名册" in problems["D01"][0].message) == changed and (taken(done).keys() == {"D02"}) == changed


def test_a_return_from_the_later_issue_beats_one_that_came_after_it(county):
    old = county.returned(Q1, "D01", name="old.xlsx")
    reissue(county)
    run(county, county.returned(Q1, "D01", name="new.xlsx", pace=0.8))
    assert taken(run(county, old)) == {"D01": "new.xlsx"}


def test_what_was_accepted_from_an_issue_that_changed_stays_with_a_warning_until_it_is_given_again(county):
    old = county.returned(Q1, "D01", name="old.xlsx")
    run(county, old)
    reissue(county, changed=True)
    done = run(county, county.returned(Q1, "D02"))
    assert done.results.kept == ["D01"] and said(done) == ["identity.superseded-issue"] and not done.clean
    assert places(run(county, old))["rejected"] == ["old.xlsx"]


# taken back


def test_a_return_taken_back_leaves_its_unit_missing_and_the_round_is_decided_anew(county):
    run(county, *(county.returned(Q1, u) for u in UNITS))
    back = withdraw(county.ledger, "deqing", Q1, county.roster.units[0].name)
    assert back.unit == "D01" and back.done.revision == 2 and back.changes
    now = decided_round(county.ledger, "deqing", Q1)
    assert (now.results.missing, now.results.withdrawn) == (["D01"], ["D01"])
    assert unit(now.results, "D01")["index"] is None and county.ledger.verify() == []
    assert sums(back.done, set(UNITS)) == (4, 4)
    told = places(run(county, county.returned(Q1, "T01")))
    assert (told["missing"], told["withdrawn"], told["kept"]) == (["D01"], ["D01"], ["D02", "D03"])
    with pytest.raises(NothingToWithdraw, match="没有可撤回的"):
        withdraw(county.ledger, "deqing", Q1, "D01")
    with pytest.raises(NothingToWithdraw, match="查无此局"):
        withdraw(county.ledger, "deqing", Q1, "查无此局")


def test_a_return_taken_back_and_given_again_counts_with_a_warning_but_beats_no_other(county):
    first, second = county.returned(Q1, "D01", name="a.xlsx"), county.returned(Q1, "D01", name="b.xlsx", pace=0.8)
    run(county, first)
    run(county, second)
    withdraw(county.ledger, "deqing", Q1, "D01")
    assert taken(run(county, first, second)) == {"D01": "a.xlsx"}
    withdraw(county.ledger, "deqing", Q1, "D01")
    done = run(county, second)
    assert taken(done) == {"D01": "b.xlsx"} and said(done) == ["return.withdrawn"] and done.results.withdrawn == []


def test_a_rejected_return_can_be_taken_back_too(county):
    run(county, county.returned(Q1, "D01", set=WRONG), county.returned(Q1, "D02"))
    withdraw(county.ledger, "deqing", Q1, "D01")
    told = places(run(county, county.returned(Q1, "T01")))
    assert (told["rejected_before"], told["withdrawn"]) == ([], ["D01"])


@pytest.mark.parametrize(("module", "work"), [
    ("withdraw", lambda ledger: withdraw(ledger, "deqing", Q1, "D01")), ("recompute", lambda ledger: recompute(ledger, "deqing", Q1)),
    ("uphold", lambda ledger: uphold(ledger, ledger.object("deqing", Q1, subject="D01", figure="index", text="有误", received=date(2026, 4, 12)),
                                     ["tasks[1].actual=0.01"], decided=date(2026, 4, 13), reason="属实"))])
def test_a_round_that_rests_on_other_returns_meanwhile_is_not_decided_upon_the_earlier_ones(county, monkeypatch, module, work):
    """Though their results are the same, so that it has no new revision."""
    files = [county.returned(Q1, u) for u in ("D01", "D02")]
    run(county, *files)
    there = county.folder / "again"
    there.mkdir()
    again = [Path(shutil.copy(file, there)) for file in files]

    def late(*arguments: Any) -> DecidedRound:
        before = decided_round(*arguments)
        assert run(county, *again).revision == before.revision
        return before

    monkeypatch.setattr(f"shijibu.rounds.{module}.decided_round", late)
    with pytest.raises(DecidedMeanwhile):
        work(county.ledger)
    now = county.ledger.returns("deqing", Q1)
    assert [r.path for r in now] == [str(file) for file in again] and county.ledger.withdrawals("deqing", Q1) == []
    assert not [o for o in county.ledger.objections() if o.decided]


# amended


def test_amendments_outlive_a_run_with_only_the_latecomers(county):
    run(county, county.returned(Q1, "D01"))
    id = county.ledger.object("deqing", Q1, subject="D01", figure="index", text="有误", received=date(2026, 4, 12))
    upheld = uphold(county.ledger, id, ["tasks[1].actual=0.01"], decided=date(2026, 4, 13), reason="属实").done
    done = run(county, county.returned(Q1, "D02"))
    assert [a.state for a in done.results.amendments] == ["applied"]
    assert unit(done.results, "D01")["index"] == unit(upheld.results, "D01")["index"]
    withdraw(county.ledger, "deqing", Q1, "D01")
    assert [a.state for a in decided_round(county.ledger, "deqing", Q1).results.amendments] == ["lost"]


def test_a_round_brought_back_has_its_files_where_they_were(county):
    run(county, county.returned(Q1, "D01"), county.returned(Q1, "D02", set=WRONG))
    done = run(county, county.returned(Q1, "T01"), county.returned(Q1, "D03", set=WRONG))
    files = decided_round(county.ledger, "deqing", Q1).files
    key = lambda r: (r.unit or "", r.path)  # noqa: E731
    assert sorted(returns_of(files), key=key) == sorted(county.ledger.returns("deqing", Q1), key=key)
    assert (files.kept, [f.unit for f in files.rejected], [f.unit for f in files.rejected_before]) == ({"D01"}, ["D03"], ["D02"])
    assert done.files.uncorrected_units == files.uncorrected_units == {"D02", "D03"}


# what a check says


def test_a_check_treats_a_corrected_copy_beside_the_rejected_one_as_consolidation_does(county):
    county.returned(Q1, "D01", name="wrong.xlsx", set=WRONG, **hours(9))
    county.returned(Q1, "D01", name="right.xlsx", **hours(10))
    files = check_all([county.inbox(Q1)], Expected(key=county.ledger.key()))
    for ledger in (county.ledger, None):
        found = prospect(files, ledger)
        assert {f.path: found.counts(f) for f in files} == {"wrong.xlsx": False, "right.xlsx": True} and found.clean
        assert any("计入 right.xlsx；不计 wrong.xlsx" in line for line in found.lines())
    done = run(county, county.inbox(Q1))
    assert taken(done) == {"D01": "right.xlsx"}
    worse = county.returned(Q1, "D01", name="worse.xlsx", set={"tasks[1].weight": None})
    later = prospect(check_all([worse], Expected(key=county.ledger.key())), county.ledger)
    assert not later.clean and any("计入以前接收的 right.xlsx" in line for line in later.lines())


# clocks


class Wrong(datetime):
    """A clock that somebody set to 2001."""

    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        return datetime(2001, 1, 1, tzinfo=tz)


def test_a_clock_in_the_past_is_said_and_makes_no_return_come_in_time(county, monkeypatch):
    monkeypatch.setattr("shijibu.rounds.clock.datetime", Wrong)
    monkeypatch.setattr("shijibu.ledger.ledger.datetime", Wrong)
    done = run(county, county.returned(Q1, "D01"), received=None)
    assert done.clock is not None and not done.clean and "--received" in str(done.clock)
    first = county.ledger.seen(f.sha256 for f in done.files.accepted.values())
    assert {s.day for s in first.values()} == {county.ledger.newest().astimezone().date()}


def test_a_clock_once_in_the_future_is_said_at_the_next_run(county):
    assert clock_behind(county.ledger) is None and run(county, county.returned(Q1, "D01")).clock is None
    county.ledger.sight("x", at=datetime(2199, 6, 1, 12, tzinfo=UTC))
    assert run(county, county.returned(Q1, "D02"), received=None).clock.newest.year == 2199
    assert run(county, county.returned(Q1, "T01"), received=None).clock is not None


# both sums, over any course of a round


@pytest.fixture(scope="module")
def pool(tmp_path_factory) -> tuple[County, list[Path]]:
    """A round issued twice, D01 changed between; and what units return of either issue."""
    made = County.made(tmp_path_factory.mktemp("county"))
    made.issue(Q1, deadline=DEADLINE)
    other = County.made(tmp_path_factory.mktemp("other"), seed=9)
    other.issue(Q1)
    files = [made.returned(Q1, u, name=f"{u}_old.xlsx", pace=0.9) for u in ("D01", "D02")]
    reissue(made, changed=True)
    files += [made.returned(Q1, u, name=f"{u}.xlsx", **hours(9)) for u in UNITS]
    files += [made.returned(Q1, u, name=f"{u}_later.xlsx", pace=0.7, **hours(12)) for u in ("D01", "T01")]
    files += [made.returned(Q1, u, name=f"{u}_wrong.xlsx", set=WRONG, **hours(15)) for u in ("D01", "D02", "T01")]
    files += [other.returned(Q1, "D03", name="forged.xlsx")]
    for name, data in (("blank.xlsx", made.blank(Q1, "D02").read_bytes()), ("torn.xlsx", files[3].read_bytes()[:9000]), ("~$D01.xlsx", b"lock"),
                       ("~$copy.xlsx", files[3].read_bytes())):
        (made.inbox(Q1) / name).write_bytes(data)
        files.append(made.inbox(Q1) / name)
    return made, files


def steps(files: Sequence[Path]) -> st.SearchStrategy:
    given = st.lists(st.sampled_from(range(len(files))), unique=True, max_size=6)
    return st.lists(st.tuples(st.just("run"), given, st.booleans()) | st.tuples(st.just("withdraw"), st.sampled_from(UNITS), st.just(False)),
                    min_size=1, max_size=5)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_both_sums_hold_over_any_course_of_runs_and_withdrawals(pool, tmp_path, data):
    """Units: issued = accepted + rejected + missing. Files: given = accepted - kept + rejected + superseded + ignored. Of the accepted ones each
    that was not given and not taken back stays; and a run that is made twice gives the same."""
    for old in tmp_path.glob("*.db"):
        old.unlink()
    county, files = elsewhere(pool[0], tmp_path), pool[1]
    stands: dict[str, str] = {}
    for what, of, afresh in data.draw(steps(files)):
        if what == "withdraw":
            if of in stands:
                assert withdraw(county.ledger, "deqing", Q1, of).unit == of
                del stands[of]
            continue
        given = [files[i] for i in of]
        done = run(county, *given, received=None, afresh=afresh)
        assert sums(done, set(UNITS)) == (4, len(given))
        names, before = {str(f) for f in given}, {} if afresh else stands
        now = {u: f.path for u, f in done.files.accepted.items()}
        assert set(done.results.kept) == {u for u, path in now.items() if path not in names} <= before.keys()
        assert all(u in now for u, path in before.items() if path not in names)
        assert all(r.unit in done.results.missing for r in done.results.rejected_before)
        assert run(county, *reversed(given), received=None, afresh=afresh).results == done.results
        stands = now
    assert county.ledger.verify() == []
    county.ledger.close()
