"""Consolidation killed at any moment: the ledger is whole, and the same call again gives the same bytes."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

from shijibu.ledger import Ledger
from tests.county import County

SHIJIBU = Path(sys.executable).with_name("shijibu")
KILLS = 8


def started(county: County, ledger: Path, out: Path) -> subprocess.Popen:
    return subprocess.Popen([str(SHIJIBU), "consolidate", str(county.inbox("2026-Q1")), "--scheme", "deqing", "--period", "2026-Q1",
                             "--out", str(out),
                             "--ledger", f"sqlite:///{ledger}", "--received", "2026-04-05"], stderr=subprocess.DEVNULL)


def test_the_same_call_after_a_kill_gives_the_same_bytes(tmp_path):
    county = County.made(tmp_path, units=6)
    county.issue("2026-Q1")
    for unit in county.roster.units[:-1]:
        county.returned("2026-Q1", unit.code)
    county.ledger.close()
    issued = tmp_path / "issued.db"
    shutil.copy(tmp_path / "shijibu.db", issued)

    begin = time.monotonic()
    assert started(county, tmp_path / "shijibu.db", tmp_path / "straight").wait() == 1  # one unit is missing
    took = time.monotonic() - begin
    expected = (tmp_path / "straight" / "results.json").read_bytes()

    ledger, out, random, killed = tmp_path / "killed.db", tmp_path / "killed", Random(5), 0
    shutil.copy(issued, ledger)
    for kill in range(KILLS):
        process = started(county, ledger, out)
        time.sleep(took * (kill + random.random()) / KILLS)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        with Ledger.open(f"sqlite:///{ledger}") as book:
            assert book.verify() == []
        left = out / "results.json"
        assert not left.exists() or left.read_bytes() == expected
    assert killed >= KILLS // 2
    assert started(county, ledger, out).wait() == 1
    assert (out / "results.json").read_bytes() == expected
    with Ledger.open(f"sqlite:///{ledger}") as book:
        assert book.verify() == [] and book.decision("deqing", "2026-Q1") is not None
