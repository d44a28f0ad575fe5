"""What a return and a county cost, measured, and from that the plan of a province's year; and that the queue it goes by is one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from shijibu.checks.check import Expected, check_file
from shijibu.ledger import Ledger
from shijibu.province.consolidating import consolidate_counties
from shijibu.province.places import places
from shijibu.province.storage import store_at
from shijibu.report.write import write_result
from shijibu.returns import worker
from shijibu.rounds.decided import decided_round
from shijibu.spreadsheet.limits import Limits
from tests.benchmarks import province
from tests.benchmarks.measured import planned
from tests.benchmarks.province import Costs, arrivals, month, waits
from tests.benchmarks.timing import processor
from tests.county import County

UNITS = int(os.environ.get("SHIJIBU_BENCH_UNITS", "2"))
PERIOD = "2026-Q1"
FEW = Costs((0.2, 0.4), 2.0, 1.0, 60_000, 1_000_000, 100_000)


def test_a_return_waits_for_the_first_worker_who_is_free():
    """Two workers; three come at once and take 10, 4 and 1 seconds, one comes at 20."""
    assert list(waits([0, 0, 0, 20], [10, 4, 1, 3], 2)) == [(0, 10), (0, 4), (4, 5), (0, 23)]
    assert list(waits([0, 1], [5, 5], 1)) == [(0, 5), (4, 10)]


def test_the_same_seed_gives_the_same_month_and_more_workers_wait_no_longer():
    coming = arrivals(20_000)
    last = (len(province.DAYS) - 1) * 24 * 3600 + province.CLOSES
    assert coming == arrivals(20_000) != arrivals(20_000, seed=8) and coming[-1] <= last
    assert sum(at > last - province.LAST_HOURS for at in coming) / len(coming) == pytest.approx(0.55 * 0.5, abs=0.01)
    one, other = (month(FEW, workers, counties=50) for workers in (1, 2))
    assert one == month(FEW, 1, counties=50) and one.busy == pytest.approx(2 * other.busy)
    assert one.longest >= other.longest and one.median >= other.median and one.most_of_100 >= one.most_of_20 >= one.median


def test_the_plan_of_a_year(tmp_path: Path, capsys, monkeypatch):
    monkeypatch.setattr(worker, "START_METHOD", "fork")  # as the command's are; and only a child's time is counted
    county = County.made(tmp_path / "德清", units=UNITS)
    county.issue(PERIOD)
    files = [county.returned(PERIOD, u.code) for u in county.roster.units]
    expected, before = Expected(key=county.ledger.key()), _size(tmp_path / "德清" / "shijibu.db")
    assert check_file(files[0], "", expected).accepted  # and what is loaded once is loaded
    check = [processor(lambda f=f: list(worker.run(check_file, [(0, (f, "", expected, Limits()))]))) for f in files]
    done: list = []
    county.ledger.close()
    whole = processor(lambda: done.extend(consolidate_counties(places(tmp_path), store_at(str(tmp_path / "out")))))
    assert [(one.county, one.fault, one.missing) for one in done] == [("德清", "", 0)]
    with Ledger.open(county.ledger_url) as book:
        report = processor(lambda: write_result(decided_round(book, "deqing", PERIOD), tmp_path / "result"))
    ledger, dataset = _size(tmp_path / "德清" / "shijibu.db") - before, sum(_size(f) for f in (tmp_path / "out").rglob("*.parquet"))
    costs = Costs(check, whole, report, sum(map(_size, files)) // len(files), ledger, dataset)
    with capsys.disabled():
        print(f"\n{UNITS} returns: a check {costs.mean:.2f} s, the county {costs.county:.1f} s")
        if os.environ.get("SHIJIBU_BENCH_UNITS"):
            print(planned(province.plan(costs)))


def _size(file: Path) -> int:
    return file.stat().st_size
