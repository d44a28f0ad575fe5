"""Several people of an office at once, on a ledger in a PostgreSQL server that fails in the middle."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random

import httpx
import pytest

from shijibu.api import consolidate
from shijibu.demo.people import made_up_roster
from shijibu.ledger import Ledger
from shijibu.roster.roster_file import roster_workbook
from shijibu.rounds.issue_round import issue_round
from shijibu.scheme.load import load
from shijibu.scheme.period import Period
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
