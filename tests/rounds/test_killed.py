"""Consolidation killed at any moment, of a new round and of one decided before: the ledger is whole, and the same call again gives the
same bytes."""

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
KILLS = 4
ROUND = ("deqing", "2026-Q1")


def started(county: County, ledger: Path, out: Path) -> subprocess.Popen:
    return subprocess.Popen([str(SHIJIBU), "consolidate", str(county.inbox("2026-Q1")), "--scheme", "deqing", "--period", "2026-Q1",
                             "--out", str(out),
                             "--ledger", f"sqlite:///{ledger}", "--received", "2026-04-05"], stderr=subprocess.DEVNULL)


def whole(ledger: Path) -> list[tuple[int, bool]]:
    """The round's revisions (number, whether it counts) in a ledger without fault."""
    with Ledger.open(f"sqlite:///{ledger}") as book:
        assert book.verify() == []
        return [(d.revision, d.current) for d in book.revisions(*ROUND)]


def kill_often(county: County, ledger: Path, out: Path, took: float, allowed: set[bytes | None]) -> None:
    """Starts the consolidation again and again and kills it at moments all along its way."""
    random, killed = Random(5), 0
    for kill in range(KILLS):
        process = started(county, ledger, out)
        time.sleep(took * (kill + random.random()) / KILLS)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        revisions = whole(ledger)
        assert [current for _, current in revisions] == [False] * (len(revisions) - 1) + [True] * bool(revisions)
        left = out / "results.json"
        assert (left.read_bytes() if left.exists() else None) in allowed
    assert killed >= KILLS // 2


def straight(county: County, ledger: Path, out: Path) -> tuple[bytes, float]:
    """results.json of a consolidation that nobody disturbs, and the seconds it takes."""
    begin = time.monotonic()
    assert started(county, ledger, out).wait() == 1  # one unit is missing
    return (out / "results.json").read_bytes(), time.monotonic() - begin


def test_the_same_call_after_a_kill_gives_the_same_bytes(tmp_path):
    county = County.made(tmp_path, units=4)
    county.issue("2026-Q1")
    for unit in county.roster.units[:-1]:
        county.returned("2026-Q1", unit.code)
    county.ledger.close()
    ledger, again, out = tmp_path / "killed.db", tmp_path / "straight.db", tmp_path / "killed"
    for copy in (ledger, again):
        shutil.copy(tmp_path / "shijibu.db", copy)

    first, took = straight(county, again, tmp_path / "straight")
    kill_often(county, ledger, out, took, {None, first})
    assert straight(county, ledger, out)[0] == first
    assert whole(ledger) == [(1, True)]

    # The round is decided. A corrected return comes, and it is decided anew.
    with Ledger.open(county.ledger_url) as county.ledger:
        county.returned("2026-Q1", county.roster.units[0].code, pace=0.7)
    second, took = straight(county, again, tmp_path / "straight")
    assert second != first
    kill_often(county, ledger, out, took, {first, second})
    assert straight(county, ledger, out)[0] == second
    assert whole(ledger) == [(1, False), (2, True)]
