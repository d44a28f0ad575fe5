"""Several people of an office at once, on a ledger in a PostgreSQL server that fails in the middle."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import httpx
import pytest

from shijibu.api import consolidate
from shijibu.demo.people import made_up_roster
from shijibu.ledger import DecidedMeanwhile, Ledger, LedgerUnavailable, ObjectionSettled, Ruled
from shijibu.roster.roster_file import roster_workbook
from shijibu.rounds.decided import decided_round
from shijibu.rounds.issue_round import issue_round
from shijibu.rounds.uphold import uphold
from shijibu.scheme.load import load
from shijibu.scheme.period import Period
from tests.county import County
from tests.desk.serving import account_of, serving
from tests.postgres import Postgres, postgres

SCHEME, PERIOD = load("deqing"), Period.parse("2026-Q1")
ROSTER = made_up_roster(SCHEME, 3, Random(11))


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres() as running:
        yield running


def test_two_people_consolidate_and_object_at_once(server: Postgres, tmp_path: Path):
    with Ledger.open(server.url) as ledger:
        issue_round(SCHEME, PERIOD, ROSTER, ledger, tmp_path / "issued")
    failed: list[Exception] = []

    def one(number: int) -> None:
        try:
            with Ledger.open(server.url) as own:
                for n in range(3):
                    consolidate([tmp_path / "issued"], "deqing", PERIOD, own)
                    own.object("deqing", str(PERIOD), subject=ROSTER.units[0].code, figure="index", text=f"{number}.{n}", received=PERIOD.end)
                    own.enter_act(f"person{number}", "test", {})
        except Exception as error:
            failed.append(error)

    people = [threading.Thread(target=one, args=(n,)) for n in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert not failed
    with Ledger.open(server.url) as ledger:
        assert ledger.verify() == []
        assert len(ledger.objections("deqing")) == 6


def test_two_people_decide_at_once_and_each_decision_stands_alone(server: Postgres, tmp_path: Path):
    """Both uphold the same objection while a third consolidates: one of them does, the other is told; nothing is counted twice or lost."""
    with Ledger.open(server.url) as ledger:
        county = County(tmp_path / "county", SCHEME, ROSTER, ledger)
        county.issue("2026-Q3")
        units = [u.code for u in ROSTER.units]
        files = [county.returned("2026-Q3", code) for code in units]
        period = Period.parse("2026-Q3")
        consolidate(files, "deqing", period, ledger)
        numbers = [ledger.object("deqing", "2026-Q3", subject=code, figure="index", text="少算了", received=period.end) for code in units[:2]]
    told: list[tuple[int, str]] = []
    failed: list[Exception] = []
    together = threading.Barrier(3)

    def settles(person: int) -> None:
        with Ledger.open(server.url) as own:
            together.wait()
            for number in numbers:
                for _ in range(20):  # whoever finds the round decided meanwhile looks again, as the desk asks for
                    try:
                        uphold(own, number, [f"tasks[1].actual={person}%"], decided=date(2026, 10, 9), reason=f"person {person}")
                        told.append((number, f"person {person}"))
                    except DecidedMeanwhile:
                        continue
                    except ObjectionSettled:
                        pass
                    except Exception as error:
                        failed.append(error)
                    break

    def consolidates() -> None:
        try:
            with Ledger.open(server.url) as own:
                together.wait()
                for n in range(3):
                    consolidate([files[n % 2]], "deqing", period, own)
        except DecidedMeanwhile:
            pass
        except Exception as error:
            failed.append(error)

    people = [threading.Thread(target=settles, args=(n,)) for n in (1, 2)] + [threading.Thread(target=consolidates)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert not failed, failed
    with Ledger.open(server.url) as ledger:
        assert sorted(number for number, _ in told) == numbers  # each once
        assert {o.id: o.reason for o in ledger.objections("deqing", "2026-Q3")} == dict(told)
        assert ledger.verify() == []
        standing = decided_round(ledger, "deqing", "2026-Q3")
        assert {(a.objection, a.value) for a in standing.amendments} == {(n, int(by[-1]) / 100) for n, by in told}


def test_the_database_killed_in_the_middle_of_deciding_leaves_the_ledger_whole(server: Postgres, tmp_path: Path):
    """What was acknowledged is there, what was not is not half there, and whoever waited goes on."""
    with Ledger.open(server.url) as ledger:
        county = County(tmp_path / "county", SCHEME, ROSTER, ledger)
        county.issue("2026-Q4")
        files = [county.returned("2026-Q4", u.code) for u in ROSTER.units]
    done, away, wrong = list[int](), list[Exception](), list[Exception]()
    over = threading.Event()

    def works() -> None:
        with Ledger.open(server.url) as own:
            while not over.is_set():
                try:
                    done.append(own.object("deqing", "2026-Q4", subject=ROSTER.units[0].code, figure="index", text="x", received=date(2026, 12, 31)))
                    own.enter_act("worker", "test", {"n": done[-1]})
                    consolidate(files[: 1 + done[-1] % 2], "deqing", Period.parse("2026-Q4"), own)
                except LedgerUnavailable as error:
                    away.append(error)
                    over.wait(0.1)
                except Exception as error:
                    wrong.append(error)
                    return

    worker = threading.Thread(target=works)
    worker.start()
    try:
        for pause in (0.4, 0.75, 1.1):
            before = len(done)
            over.wait(pause)
            server.stop("immediate")
            server.start()
            for _ in range(600):
                if len(done) > before + 1 or wrong:
                    break
                over.wait(0.05)
    finally:
        over.set()
        worker.join()
    assert not wrong, wrong
    assert away and not any("made-up" in str(error) for error in away)  # the password
    with Ledger.open(server.url) as ledger:
        assert set(done) <= {o.id for o in ledger.objections("deqing", "2026-Q4")} and len(set(done)) == len(done)
        assert ledger.verify() == []
        assert consolidate(files, "deqing", Period.parse("2026-Q4"), ledger).results.missing == ["COUNTY"]  # goes on


def test_of_two_people_who_confirm_at_once_one_is_told_of_the_other(server: Postgres):
    """Sixty proposals, decided by both at the same moment: each has one decision, and who came second was told of it."""
    place, names = ("made-up", str(PERIOD)), [f"lists.talk:{n}" for n in range(60)]
    with Ledger.open(server.url) as ledger:
        ledger.decide(*place, results={}, figures={}, returned=[])
        (decision,) = ledger.decided("made-up")
    begin, told = threading.Barrier(2), dict[str, tuple[int, int]]()

    def one(by: str, order: int) -> None:
        with Ledger.open(server.url) as own:
            begin.wait()
            done = [own.confirm(*place, revision=decision.revision, ruled=[Ruled(name, {}, confirmed=order > 0)], by=by) for name in names[::order]]
            told[by] = sum(len(entered) for entered, _ in done), sum(len(in_the_way) for _, in_the_way in done)

    people = [threading.Thread(target=one, args=person) for person in (("李某", 1), ("王某", -1))]
    for person in people:
        person.start()
    for person in people:
        person.join()
    with Ledger.open(server.url) as ledger:
        kept = ledger.confirmations(*place)
        assert ledger.verify() == []
    assert sorted(c.proposal for c in kept) == sorted(names)
    for by, (entered, in_the_way) in told.items():
        assert entered == sum(c.by == by for c in kept) and entered + in_the_way == len(names)


def test_the_desk_goes_on_after_its_database_was_killed(server: Postgres, tmp_path: Path):
    (tmp_path / "roster.xlsx").write_bytes(roster_workbook(SCHEME, ROSTER))
    account_of(tmp_path, "kaoping", "office", "--ledger", server.url)
    with (
        serving(tmp_path, "--no-login", "--ledger", server.url) as (address, _),
        httpx.Client(base_url=address, follow_redirects=True, timeout=120) as client,
    ):
        form = {"scheme": "deqing", "period": "2026-Q2", "deadline": ""}
        assert client.get("/rounds/new/").status_code == 200
        server.stop("immediate")
        away = client.get("/rounds/")
        assert away.status_code == 503 and "连不上" in away.text
        server.start()
        page = client.get("/rounds/new/")
        assert page.status_code == 200
        form["csrfmiddlewaretoken"] = page.text.partition('name="csrfmiddlewaretoken" value="')[2][:64]
        with (tmp_path / "roster.xlsx").open("rb") as roster:
            sent = client.post("/rounds/new/", data=form, files={"roster": ("roster.xlsx", roster)})
        assert sent.status_code == 200 and "/jobs/" in str(sent.url), sent.text
        for _ in range(600):
            if "完成" in client.get(sent.url).text:
                break
            threading.Event().wait(0.2)
        assert client.get("/rounds/deqing/2026-Q2/").status_code == 200
    with Ledger.open(server.url) as ledger:
        assert ledger.verify() == []
