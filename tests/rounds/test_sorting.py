"""Which return of a unit counts: every file in exactly one place, each unit at most once, and the strongest return wins."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shijibu.checks.checked import Checked
from shijibu.problems.problem import Problem
from shijibu.rounds.sorting import Sorted, sort_returns

MORNING = datetime(2026, 4, 5, 9, tzinfo=UTC)
HOURS = [MORNING + timedelta(hours=h) for h in range(-2, 3)]
ISSUED = {"T01", "T02", "D01"}
TIMES = st.none() | st.sampled_from([*HOURS, datetime(2026, 4, 5, 9), datetime.min.replace(tzinfo=UTC)])


def problem(severity: str, code: str = "value.missing") -> Problem:
    return Problem(code, severity, None, None, None, None, "", "")


def file(path: str = "a.xlsx", *, unit: str | None = "T01", accepted: bool = True, modified: datetime | None = MORNING, sha256: str = "a",
         ignored: bool = False) -> Checked:
    return Checked(path, sha256=sha256, unit=unit, modified=modified, ignored=ignored, problems=[problem("warning" if accepted else "error")])


@st.composite
def inboxes(draw) -> list[Checked]:
    made = draw(st.lists(st.builds(file, unit=st.sampled_from(["T01", "T02", "D01", None]), accepted=st.booleans(), modified=TIMES,
                                   sha256=st.sampled_from("abc"), ignored=st.booleans()), max_size=14))
    for i, one in enumerate(made):
        one.path = f"{i:02}.xlsx"
    return made


def paths(found: Sorted) -> dict[str, list[str]]:
    return {"accepted": sorted(f.path for f in found.accepted.values()), "rejected": [f.path for f in found.rejected],
            "superseded": [f.path for f in found.superseded], "ignored": [f.path for f in found.ignored]}


@given(inboxes())
def test_every_file_is_in_exactly_one_place(files):
    found = paths(sort_returns(files, ISSUED))
    assert sorted(p for place in found.values() for p in place) == [f.path for f in files]


@given(inboxes())
def test_each_unit_counts_once_if_it_returned_anything(files):
    found = sort_returns(files, ISSUED)
    counted = Counter([*found.accepted, *(f.unit for f in found.rejected if f.unit)])
    assert counted == Counter({f.unit for f in files if f.unit and not f.ignored})
    assert found.rejected_units.isdisjoint(found.accepted)


@given(inboxes())
def test_no_return_that_was_set_aside_is_stronger_than_the_one_that_counts(files):
    found = sort_returns(files, ISSUED)
    counts = found.accepted | {f.unit: f for f in found.rejected if f.unit}
    for other in found.superseded:
        best = counts[other.unit]
        assert best.accepted or not other.accepted
        if best.accepted == other.accepted and best.modified and other.modified and best.modified.tzinfo and other.modified.tzinfo:
            assert best.modified >= other.modified
            assert best.modified > other.modified or best.sha256 >= other.sha256


@given(inboxes(), st.integers())
def test_the_order_of_the_files_does_not_matter(files, seed):
    mixed = list(files)
    Random(seed).shuffle(mixed)
    told = paths(sort_returns(mixed, ISSUED))
    told["ignored"].sort()
    assert told == paths(sort_returns(files, ISSUED))


@pytest.mark.parametrize(("winner", "loser"), [
    (file(), file(accepted=False, modified=MORNING + timedelta(days=9), sha256="z")),
    (file(modified=MORNING + timedelta(seconds=1)), file(sha256="z")),
    (file(sha256="b"), file(sha256="a")),
    (file(accepted=False, modified=MORNING), file(accepted=False, modified=None, sha256="z")),
    (file(modified=MORNING + timedelta(minutes=1)), file(modified=MORNING.astimezone(timezone(timedelta(hours=8))), sha256="z")),
    (file(modified=datetime(2026, 4, 5, 9, 1)), file(modified=MORNING, sha256="z")),
], ids=["accepted beats rejected", "later wins", "greater hash wins", "a time beats none", "in the same clock", "a time without a zone is UTC"])
def test_of_two_returns_the_stronger_counts(winner, loser):
    winner.path, loser.path = "winner.xlsx", "loser.xlsx"
    for files in ([winner, loser], [loser, winner]):
        found = sort_returns(files, ISSUED)
        assert [*found.accepted.values(), *found.rejected] == [winner]
        assert found.superseded == [loser]


def test_the_same_file_twice_counts_once():
    found = paths(sort_returns([file("a.xlsx"), file("copy/a.xlsx")], ISSUED))
    assert found == {"accepted": ["copy/a.xlsx"], "rejected": [], "superseded": ["a.xlsx"], "ignored": []}


def test_files_of_no_known_unit_are_all_rejected():
    files = [file("a.xlsx", unit=None, accepted=False), file("b.xlsx", unit=None, accepted=False)]
    assert paths(sort_returns(files, ISSUED))["rejected"] == ["a.xlsx", "b.xlsx"]


FOREIGN = ["identity.signature", "period.other", "scheme.other"]


def foreign(code: str, path: str = "foreign.xlsx", **told) -> Checked:
    made = file(path, accepted=False, sha256="z", **{"modified": MORNING + timedelta(days=9), **told})
    made.problems = [problem("error", code)]
    return made


@pytest.mark.parametrize("code", FOREIGN)
@pytest.mark.parametrize("accepted", [True, False])
def test_what_may_be_anybodys_hides_no_return_of_the_units_own(code, accepted):
    """Though it was saved later and its hash is greater."""
    own, other = file("own.xlsx", accepted=accepted), foreign(code)
    for files in ([own, other], [other, own]):
        found = sort_returns(files, ISSUED)
        assert ([*found.accepted.values(), *found.rejected], found.superseded) == ([own], [other])


@pytest.mark.parametrize("code", FOREIGN)
def test_what_may_be_anybodys_names_no_unit_that_the_round_does_not_have(code):
    found = sort_returns([foreign(code, "a.xlsx", unit="T99"), foreign(code, "b.xlsx", unit="T99")], ISSUED)
    assert [(f.path, f.unit) for f in found.rejected] == [("a.xlsx", None), ("b.xlsx", None)] and not found.superseded


def test_a_workbook_that_we_signed_names_its_unit_though_it_is_no_longer_expected():
    found = sort_returns([foreign("identity.not-issued", "a.xlsx", unit="T99")], ISSUED)
    assert [(f.path, f.unit) for f in found.rejected] == [("a.xlsx", "T99")]
