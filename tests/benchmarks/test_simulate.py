"""Simulating a year against consolidating the same rounds, in one run. Printed, never asserted as a time."""

from __future__ import annotations

import os
import resource
from pathlib import Path

from shijibu.rounds.consolidate import consolidate
from shijibu.scheme.period import Period
from shijibu.simulation.simulate import simulate
from shijibu.simulation.sweep import with_value
from tests.benchmarks.measured import measured
from tests.benchmarks.timing import seconds
from tests.county import County

UNITS = int(os.environ.get("SHIJIBU_BENCH_UNITS", "3"))
QUARTERS = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")


def test_simulating_a_year_against_consolidating_its_rounds(tmp_path: Path, capsys):
    county, whole, done = County.made(tmp_path, units=UNITS), 0.0, []
    for quarter in QUARTERS:
        county.issue(quarter)
        for unit in county.roster.units:
            county.returned(quarter, unit.code, pace=0.9)
        period = Period.parse(quarter)
        whole += seconds(lambda q=quarter, p=period: consolidate([county.inbox(q)], county.scheme, p, county.ledger))
    tried = with_value(county.scheme, "DQ-2.yellow_below", 100)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    took = seconds(lambda: done.append(simulate(county.ledger, tried)))
    more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    ratio = measured("simulate", took / whole)
    with capsys.disabled():
        print(f"\n{UNITS} units, {len(QUARTERS)} rounds: consolidating = 1 ({whole / len(QUARTERS):.2f} s a round); simulating {ratio}"
              f" ({took / len(QUARTERS):.2f} s a round), {more / 1024:.0f} MB more at the most")
    assert all(any(u.after.get("card") == "黄牌" for u in p.units) for p in done[0].periods)
