"""Simulating a round against consolidating the same round, in one run. Printed, never asserted as a time."""

from __future__ import annotations

import os
from pathlib import Path

from shijibu.rounds.consolidate import consolidate
from shijibu.scheme.period import Period
from shijibu.simulation.simulate import simulate
from shijibu.simulation.sweep import with_value
from tests.benchmarks.timing import best, seconds
from tests.county import County

UNITS = int(os.environ.get("SHIJIBU_BENCH_UNITS", "10"))


def test_simulating_a_round_against_consolidating_it(tmp_path: Path, capsys):
    county, period = County.made(tmp_path, units=UNITS), Period.parse("2026-Q1")
    county.issue("2026-Q1")
    for unit in county.roster.units:
        county.returned("2026-Q1", unit.code, pace=0.9)
    whole = seconds(lambda: consolidate([county.inbox("2026-Q1")], county.scheme, period, county.ledger))
    tried = with_value(county.scheme, "DQ-2.yellow_below", 100)
    took = best(lambda: simulate(county.ledger, tried))
    with capsys.disabled():
        print(f"\n{UNITS} units: consolidating the round = 1 ({whole:.2f} s); simulating it {took / whole:.3f}")
    assert any(u.after.get("card") == "黄牌" for u in simulate(county.ledger, tried).periods[0].units)
