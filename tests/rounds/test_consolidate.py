"""A folder of returns becomes a decided round: who is late, missing or rejected, what counts, and two sums that always hold."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shijibu.checks.check import Expected
from shijibu.checks.inbox import check_all
from shijibu.figures import rows
from shijibu.ledger import Ledger
from shijibu.ledger.records import Folded
from shijibu.report.write import write_result
from shijibu.rounds.computed import figures_of, results_of
from shijibu.rounds.consolidate import consolidate
from shijibu.rounds.decided import DecidedRound, decided_round
from shijibu.rounds.kept import NothingIssued
from shijibu.rounds.results import Rejected, Results
from shijibu.rounds.sightings import sight
from shijibu.rounds.sorting import sort_returns
from shijibu.rounds.standing import Standing, before
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Roster
from tests.county import County

Q1, Q2 = "2026-Q1", "2026-Q2"
DEADLINE = date(2026, 4, 10)
WRONG = {"tasks[1].planned": "九成"}


@pytest.fixture
def county(tmp_path) -> County:
    """D01, D02, D03 and T01; round 1 is out and due on April 10."""
    made = County.made(tmp_path)
    made.issue(Q1, deadline=DEADLINE)
    return made


def decide(county: County, paths: Sequence[Path], period: str = Q1, received: date | None = DEADLINE, **options: Any) -> DecidedRound:
    return consolidate(paths, county.scheme, Period.parse(period), county.ledger, received=received, **options)


def unit(told: Results, code: str) -> dict[str, Any]:
    return told.unit(code).model_dump()


# in time


@pytest.mark.parametrize(("received", "late"), [(date(2026, 4, 9), []), (DEADLINE, []), (date(2026, 4, 11), ["D01"])])
def test_a_return_received_after_the_deadline_is_late_and_counts(county, received, late):
    """The day of the deadline is in time."""
    told = decide(county, [county.returned(Q1, "D01")], received=received).results
    assert told.late == late and unit(told, "D01")["index"] is not None


def test_a_return_that_was_seen_in_time_stays_in_time(county):
    file = county.returned(Q1, "D01")
    decide(county, [file])
    assert decide(county, [file], received=date(2026, 5, 1)).results.late == []


@pytest.mark.parametrize("first", [{"set": WRONG}, {"pace": 0.8}], ids=["rejected", "accepted"])
def test_who_returned_in_time_and_corrected_it_afterwards_is_corrected_and_not_late(county, first):
    """Whatever became of the first return, and whether or not it is given again."""
    old = county.returned(Q1, "D01", name="old.xlsx", **first)
    told = decide(county, [old]).results
    assert (told.late, told.corrected) == ([], [])
    new = county.returned(Q1, "D01", name="new.xlsx")
    for paths in ([new], [old, new], [new]):
        told = decide(county, paths, received=date(2026, 4, 20)).results
        assert (told.late, told.corrected) == ([], ["D01"])


def test_who_returned_and_corrected_after_the_deadline_is_late(county):
    decide(county, [county.returned(Q1, "D01", set=WRONG)], received=date(2026, 4, 11))
    told = decide(county, [county.returned(Q1, "D01")], received=date(2026, 4, 20)).results
    assert (told.late, told.corrected) == (["D01"], [])


def test_a_return_that_only_a_check_saw_in_time_is_in_time(county):
    """What the desk looks at without consolidating was received all the same."""
    rejected = county.returned(Q1, "D01", name="a.xlsx", set=WRONG)
    sight(county.ledger, check_all([rejected], Expected(key=county.ledger.key())), DEADLINE)
    told = decide(county, [county.returned(Q1, "D01", name="b.xlsx")], received=date(2026, 4, 20)).results
    assert (told.late, told.corrected) == ([], ["D01"])


def test_a_forged_return_in_time_makes_nobody_be_in_time(county, tmp_path):
    other = County.made(tmp_path / "other", seed=8)
    other.issue(Q1)
    decide(county, [other.returned(Q1, "D01")])
    assert decide(county, [county.returned(Q1, "D01")], received=date(2026, 4, 20)).results.late == ["D01"]


def test_a_return_of_another_round_is_seen_as_that_rounds(county):
    """Sent in time, though into the wrong folder."""
    county.issue(Q2)
    file = county.returned(Q1, "D01")
    assert decide(county, [file], Q2).results.late == []
    assert decide(county, [file], received=date(2026, 4, 20)).results.late == []
    assert decide(county, [county.returned(Q1, "D01", pace=0.8)], received=date(2026, 4, 21)).results.corrected == ["D01"]


def test_a_rejected_return_can_be_late_and_a_missing_one_is_not(county):
    told = decide(county, [county.returned(Q1, "D01", set=WRONG)], received=date(2026, 4, 11)).results
    assert told.late == ["D01"] and told.missing == ["D02", "D03", "T01"]


# which return counts


def hours(h: int) -> dict[str, Any]:
    return {"modified": datetime(2026, 4, 5, h, tzinfo=UTC)}


def test_of_several_accepted_returns_the_one_modified_later_counts(county):
    county.returned(Q1, "D01", name="a.xlsx", pace=0.6, **hours(9))
    county.returned(Q1, "D01", name="b.xlsx", pace=1.0, **hours(12))
    county.returned(Q1, "D01", name="c.xlsx", pace=0.6, **hours(10))
    told = decide(county, [county.inbox(Q1)]).results
    assert told.superseded == ["a.xlsx", "c.xlsx"] and unit(told, "D01")["index"] > 90


def test_an_accepted_return_beats_a_later_rejected_one(county):
    county.returned(Q1, "D01", name="good.xlsx", **hours(9))
    county.returned(Q1, "D01", name="wrong.xlsx", set=WRONG, **hours(12))
    told = decide(county, [county.inbox(Q1)]).results
    assert told.superseded == ["wrong.xlsx"] and told.rejected == [] and unit(told, "D01")["index"] is not None


def test_a_unit_whose_only_returns_were_rejected_is_rejected_not_missing(county):
    county.returned(Q1, "D01", name="one.xlsx", set=WRONG, **hours(9))
    county.returned(Q1, "D01", name="two.xlsx", set={"tasks[1].weight": None}, **hours(12))
    told = decide(county, [county.inbox(Q1)]).results
    assert told.rejected == [Rejected(path="two.xlsx", unit="D01", codes=["value.missing"])]
    assert told.superseded == ["one.xlsx"] and "D01" not in told.missing
    assert [unit(told, "D01")[k] for k in ("index", "card", "score", "rank")] == [None] * 4
    assert {o.figures["composite"] for o in told.officials if o.unit == "D01"} == {None}


# files that do not belong


def test_a_return_of_another_round_is_rejected_and_says_so(county):
    county.issue(Q2)
    told = decide(county, [county.returned(Q1, "D01")], Q2).results
    assert [(r.unit, r.codes) for r in told.rejected] == [("D01", ["period.other"])]


def test_a_return_of_another_county_does_not_bear_this_ones_signature(county, tmp_path):
    other = County.made(tmp_path / "other", seed=8)
    other.issue(Q1)
    told = decide(county, [other.returned(Q1, "D01")]).results
    assert "identity.signature" in told.rejected[0].codes and unit(told, "D01")["index"] is None


def test_what_cannot_be_read_is_rejected_with_no_unit(county):
    (county.inbox(Q1) / "notes.xlsx").write_bytes(b"not a workbook")
    told = decide(county, [county.inbox(Q1)]).results
    assert [(r.path, r.unit) for r in told.rejected] == [("notes.xlsx", None)]
    assert told.missing == ["D01", "D02", "D03", "T01"]


def test_nothing_issued_is_told(county):
    with pytest.raises(NothingIssued, match="第三季度"):
        decide(county, [county.inbox(Q1)], "2026-Q3")


def test_a_missing_county_workbook_is_listed(county):
    """DQ-10: in rounds 2 and 4 the county office's own workbook is awaited like the others; it is no unit of the results."""
    county.issue(Q2)
    told = decide(county, [county.returned(Q2, "D01")], Q2).results
    assert told.missing == ["COUNTY", "D02", "D03", "T01"]
    assert [u.code for u in told.units] == ["D01", "D02", "D03", "T01"]
    told = decide(county, [county.returned(Q2, "D01"), county.returned(Q2, "COUNTY")], Q2).results
    assert told.missing == ["D02", "D03", "T01"]
    assert "COUNTY" not in decide(county, [county.inbox(Q1)], Q1).results.missing


# once more


def test_consolidating_again_replaces_the_decision_and_the_earlier_one_stays_readable(county):
    first = decide(county, [county.returned(Q1, "D01", name="a.xlsx")])
    county.returned(Q1, "D02", name="b.xlsx")
    second = decide(county, [county.inbox(Q1)])
    assert (first.revision, second.revision) == (1, 2)
    kept = county.ledger.revisions("deqing", Q1)
    assert [(d.revision, d.current, d.results["missing"]) for d in kept] == [(1, False, ["D02", "D03", "T01"]), (2, True, ["D03", "T01"])]
    assert [r.unit for r in county.ledger.returns("deqing", Q1, revision=1)] == ["D01"]
    assert [r.unit for r in county.ledger.returns("deqing", Q1)] == ["D01", "D02"]
    assert county.ledger.verify() == []


def test_consolidating_the_same_again_makes_no_new_revision(county):
    file = county.returned(Q1, "D01")
    assert [decide(county, [file]).revision for _ in range(2)] == [1, 1]


def test_of_a_return_that_is_given_again_nothing_that_the_ledger_kept_is_read(county, monkeypatch):
    files = [county.returned(Q1, code) for code in ("D01", "D02")]
    decide(county, files)
    monkeypatch.setattr(Folded, "__getitem__", lambda kept, name: pytest.fail(name))
    kept = before(county.ledger, "deqing", Q1).accepted
    assert set(kept) == {"D01", "D02"} and "tasks" in list(kept["D01"].sheets)
    monkeypatch.undo()
    assert kept["D01"].sheets["tasks"] == decide(county, files).sheets["D01"]["tasks"]


def test_a_later_round_takes_the_corrected_earlier_one(county):
    """DQ-14: the mean index of two rounds follows the first when it is decided anew."""
    decide(county, [county.returned(Q1, "D01", pace=0.6)])
    county.issue(Q2)
    second = county.returned(Q2, "D01")
    before = decide(county, [second], Q2).figures.units["D01"]
    first = decide(county, [county.returned(Q1, "D01", pace=1.0)]).figures.units["D01"]
    after = decide(county, [second], Q2).figures.units["D01"]
    assert after["mean_index"] == pytest.approx((first["index"] + after["index"]) / 2, abs=1e-4) and after["mean_index"] > before["mean_index"]
    assert (before["reds"], after["reds"]) == (1, 0)


# a corrected roster


def test_a_unit_left_out_of_the_corrected_roster_is_no_longer_expected(county):
    file = county.returned(Q1, "D03")
    county.roster = Roster.of([u for u in county.roster.units if u.code != "D03"], [o for o in county.roster.officials if o.unit != "D03"])
    county.issue(Q1, deadline=DEADLINE)
    told = decide(county, [county.returned(Q1, "D01", name="new.xlsx"), file]).results
    assert [u.code for u in told.units] == ["D01", "D02", "T01"] and told.missing == ["D02", "T01"]
    assert [(r.unit, r.codes) for r in told.rejected] == [("D03", ["identity.not-issued"])]


def test_a_workbook_of_the_first_issue_still_counts_after_the_second(county):
    file = county.returned(Q1, "D01")
    county.issue(Q1, deadline=DEADLINE)
    told = decide(county, [file]).results
    assert told.rejected == [] and unit(told, "D01")["index"] is not None


def test_a_new_deadline_of_the_second_issue_counts(county):
    county.issue(Q1, deadline=date(2026, 4, 20))
    assert decide(county, [county.returned(Q1, "D01")], received=date(2026, 4, 15)).results.late == []


# the two sums


@pytest.fixture(scope="module")
def pool(tmp_path_factory) -> tuple[County, list[Path]]:
    """A county in round 2 and a pool of what may lie in an inbox."""
    made = County.made(tmp_path_factory.mktemp("county"))
    made.issue(Q1, deadline=DEADLINE)
    made.issue(Q2)
    other = County.made(tmp_path_factory.mktemp("other"), seed=9)
    other.issue(Q2)
    files = [made.returned(Q2, u, name=f"{u}.xlsx", **hours(9)) for u in ("D01", "D02", "D03", "T01", "COUNTY")]
    files += [made.returned(Q2, u, name=f"{u}_later.xlsx", pace=0.7, **hours(12)) for u in ("D01", "T01")]
    files += [made.returned(Q2, u, name=f"{u}_wrong.xlsx", set=WRONG, **hours(15)) for u in ("D01", "D02", "T01")]
    files += [made.returned(Q1, "D02", name="last_round.xlsx"), other.returned(Q2, "D03", name="other_county.xlsx")]
    inbox = made.inbox(Q2)
    (inbox / "torn.xlsx").write_bytes(files[0].read_bytes()[:9000])
    (inbox / "flipped.xlsx").write_bytes(bytes(b ^ (i % 997 == 0) for i, b in enumerate(files[1].read_bytes())))
    (inbox / "empty.xlsx").write_bytes(b"")
    (inbox / "notes.txt").write_text("备忘", encoding="utf-8")
    (inbox / "~$D01.xlsx").write_bytes(b"lock")
    (inbox / ".DS_Store").write_bytes(b"litter")
    (inbox / "Thumbs.db").write_bytes(b"litter")
    shutil.copy(files[0], inbox / "copy of D01.xlsx")
    return made, [*files, *(inbox / n for n in ("torn.xlsx", "flipped.xlsx", "empty.xlsx", "notes.txt", "~$D01.xlsx", ".DS_Store", "Thumbs.db",
                                                "copy of D01.xlsx"))]


def elsewhere(county: County, folder: Path) -> County:
    """The county with a ledger that has seen no return yet."""
    shutil.copy(county.folder / "shijibu.db", folder / "shijibu.db")
    return replace(county, ledger=Ledger.open(f"sqlite:///{folder / 'shijibu.db'}"))


def sums(done: DecidedRound, issued: set[str]) -> tuple[int, int]:
    """The units and the files that the results account for; no unit is in two places."""
    told, accepted = done.results, set(done.files.accepted)
    rejected = {r.unit for r in told.rejected} & issued
    assert accepted | rejected | set(told.missing) == issued and set(told.kept) <= accepted
    return (len(accepted) + len(rejected) + len(told.missing),
            len(accepted) - len(told.kept) + len(told.rejected) + len(told.superseded) + len(done.files.ignored))


def laid(folder: Path, chosen: Sequence[Path]) -> Path:
    """A fresh folder with these files, written in this order."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file in chosen:
        shutil.copy(file, folder / file.name)
    return folder


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_both_sums_hold_whatever_lies_in_the_inbox(pool, tmp_path, data):
    """Units: issued = accepted + rejected + missing. Files: given = accepted + rejected + superseded + ignored, of a round begun afresh."""
    county, files = elsewhere(pool[0], tmp_path), pool[1]
    chosen = data.draw(st.lists(st.sampled_from(files), unique=True, max_size=len(files)))
    done = decide(county, [laid(tmp_path / "inbox", chosen)], Q2, afresh=True)
    told, sorted_ = done.results, done.files
    issued = {u.code for u in county.roster.units} | {"COUNTY"}
    assert sums(done, issued) == (len(issued), len(chosen)) and told.kept == []
    assert {f.name for f in chosen} == {f.path for f in sorted_.accepted.values()} | {r.path for r in told.rejected} | set(
        told.superseded) | {f.path for f in sorted_.ignored}
    accepted = {f.name.removesuffix("_later.xlsx").removesuffix(".xlsx") for f in chosen if f.name.removesuffix("_later.xlsx").isalnum()
                or f.stem in issued} | ({"D01"} if any(f.name == "copy of D01.xlsx" for f in chosen) else set())
    assert set(sorted_.accepted) == accepted & issued


def test_the_bytes_are_the_same_whatever_the_order_and_the_copy_of_the_folder(pool, tmp_path):
    """The same inputs give the same bytes, by one worker or two, from a folder written in any order."""
    county, files = elsewhere(pool[0], tmp_path), pool[1]
    seen = set()
    for number, (chosen, workers) in enumerate(((files, 1), (files[::-1], 2), (sorted(files, key=lambda f: f.name[::-1]), 1))):
        inbox = laid(tmp_path / str(number) / "inbox", chosen)
        done = consolidate([inbox], county.scheme, Period.parse(Q2), county.ledger, received=DEADLINE, afresh=True, workers=workers)
        write_result(done, tmp_path / str(number) / "out")
        seen.add((tmp_path / str(number) / "out" / "results.json").read_bytes())
    assert len(seen) == 1
    assert json.loads(seen.pop())["superseded"] == ["D01.xlsx", "D01_wrong.xlsx", "D02_wrong.xlsx", "T01.xlsx", "T01_wrong.xlsx", "copy of D01.xlsx",
                                                    "last_round.xlsx", "other_county.xlsx"]


def test_one_bad_file_never_stops_the_rest(pool, tmp_path):
    county, files = elsewhere(pool[0], tmp_path), pool[1]
    bad = [f for f in files if f.name in ("torn.xlsx", "flipped.xlsx", "empty.xlsx", "notes.txt")]
    done = decide(county, [laid(tmp_path / "inbox", [*bad, files[0]])], Q2, afresh=True)
    assert [r.path for r in done.results.rejected] == ["empty.xlsx", "flipped.xlsx", "notes.txt", "torn.xlsx"]
    assert list(done.files.accepted) == ["D01"]


def test_a_county_has_more_workbooks_than_are_open_at_once(pool, tmp_path, monkeypatch):
    county, files = elsewhere(pool[0], tmp_path), pool[1]
    with monkeypatch.context() as few:
        few.setattr(rows, "_OPEN", 1)
        done = decide(county, [laid(tmp_path / "inbox", files)], Q2, afresh=True)
    kept = decided_round(county.ledger, "deqing", Q2)
    assert len(done.returned) > 1 and figures_of(kept.evaluation) == done.figures
    assert {u: dict(b.tables) for u, b in kept.returned.items()} == {u: dict(b.tables) for u, b in done.returned.items()}


def test_check_and_consolidate_agree_on_every_file(pool, tmp_path):
    county, files = elsewhere(pool[0], tmp_path), pool[1]
    inbox = laid(tmp_path / "inbox", files)
    expected = Expected(key=county.ledger.key(), scheme="deqing", period=Q2, issued=frozenset({u.code for u in county.roster.units} | {"COUNTY"}))
    done = decide(county, [inbox], Q2, afresh=True)
    checked = check_all([inbox], expected)
    sorted_ = sort_returns(checked, expected.issued, seen=county.ledger.seen(c.sha256 for c in checked))
    assert results_of(done.evaluation, sorted_, Standing.of_results(done.results)) == done.results
