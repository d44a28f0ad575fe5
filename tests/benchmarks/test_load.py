"""A county's units hand in at the desk within a few minutes: how long each waits, and what it costs the computer. `make load` has 300 of them."""

from __future__ import annotations

import asyncio
import os
import re
import statistics
import time
from pathlib import Path

import httpx
import pytest

from shijibu.ledger import Ledger
from tests.county import County
from tests.desk.load import Unit, all_hand_in, form_of
from tests.desk.serving import PASSWORD, account_of, serving
from tests.processes import processor_seconds, resident

UNITS = int(os.environ.get("SHIJIBU_LOAD_UNITS", "2"))
SECONDS = float(os.environ.get("SHIJIBU_LOAD_SECONDS", UNITS))
LONGEST = 3.0  # seconds that one waits for an answer, at the median
PERIOD = "2026-Q1"
ROUND = f"/rounds/deqing/{PERIOD}/"


def test_all_units_hand_in_at_about_the_same_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    county = County.made(tmp_path, "deqing", UNITS)
    county.issue(PERIOD)
    issued = tmp_path / "shijibu.desk" / "rounds" / "deqing" / PERIOD / "issued"
    issued.mkdir(parents=True)
    for file in county.files.values():
        (issued / file.name).write_bytes(file.read_bytes())
    office = account_of(tmp_path, "kaoping", "office")
    with serving(tmp_path) as (address, process):
        begun = time.perf_counter()
        passwords = _accounts(address, office)
        lines = [f"{len(passwords)} accounts made in {time.perf_counter() - begun:.0f} s"]
        units = [Unit(u.code, passwords[u.code], county.returned(PERIOD, u.code)) for u in county.roster.units]
        used, begun = processor_seconds(process.pid), time.perf_counter()
        answers = asyncio.run(all_hand_in(address, f"deqing/{PERIOD}", units, SECONDS))
        used, took = processor_seconds(process.pid) - used, time.perf_counter() - begun
        lines += [f"{UNITS} units in {took:.0f} s, {used / UNITS:.2f} processor seconds each, {used / took:.2f} of {os.cpu_count()} processors",
                  f"server {resident(process.pid) / 1e6:.0f} MB", *answers.lines(), f"failed: {len(answers.failed)}"]
    with capsys.disabled():
        print("", *lines, sep="\n")
    assert answers.failed == []
    with Ledger.open(county.ledger_url) as ledger:
        assert {s.unit for s in ledger.seen_in("deqing", PERIOD)} == {u.code for u in county.roster.units} and ledger.verify() == []
    assert all(statistics.median(took) <= LONGEST for took in answers.took.values())


def _accounts(address: str, one_time: str) -> dict[str, str]:
    """The office signs in and makes accounts for everybody; gives their one-time passwords."""
    with httpx.Client(base_url=address, follow_redirects=True, timeout=120, headers={"Origin": address}) as office:
        page = office.post("/login/", data=form_of(office.get("/"), username="kaoping", password=one_time))
        page = office.post("/password/", data=form_of(page, new_password1=PASSWORD, new_password2=PASSWORD))
        page = office.post("/accounts/bulk/", data=form_of(page, round=f"deqing {PERIOD}"))
        job = page.url.path
        while "HX-Redirect" not in (asked := office.get(f"{job}progress/")).headers:
            assert asked.status_code == 200
            time.sleep(0.3)
        slips = re.findall(r'<span class="mono">([^<]+)</span>', office.get(asked.headers["HX-Redirect"]).text)
    return dict(zip(slips[::2], slips[1::2], strict=True))
