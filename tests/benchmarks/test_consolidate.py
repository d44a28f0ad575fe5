"""Consolidating an inbox against python-calamine reading every sheet of the same files, in one run. Printed, never asserted as a time."""

from __future__ import annotations

import io
import os
from pathlib import Path

from python_calamine import CalamineWorkbook

from shijibu.returns.reader import read
from shijibu.rounds.consolidate import consolidate
from shijibu.scheme.period import Period
from tests.benchmarks.timing import seconds
from tests.county import County

UNITS = int(os.environ.get("SHIJIBU_BENCH_UNITS", "8"))  # `make bench`: as many as a county has


def calamine(data: bytes) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def test_consolidating_against_plain_calamine_on_the_same_files(tmp_path: Path, capsys):
    county = County.made(tmp_path, units=UNITS)
    issuing = seconds(lambda: county.issue("2026-Q1"))
    files = [county.returned("2026-Q1", u.code).read_bytes() for u in county.roster.units]
    plain = min(seconds(lambda: [calamine(f) for f in files]) for _ in range(2))
    reading = min(seconds(lambda: [read(f) for f in files]) for _ in range(2))
    inbox, period = county.inbox("2026-Q1"), Period.parse("2026-Q1")
    took = {w: seconds(lambda w=w: consolidate([inbox], county.scheme, period, county.ledger, workers=w)) for w in (1, 2)}
    with capsys.disabled():
        print(f"\n{UNITS} returns of {sum(map(len, files)) / UNITS / 1000:.0f} KB; plain calamine, all sheets = 1 ({plain:.2f} s)")
        print(f"  our reader (types, formulas, error cells, names)  {reading / plain:.1f}")
        print(f"  consolidate, 1 worker {took[1] / plain:.1f}; 2 workers {took[2] / plain:.1f}; issuing {UNITS} workbooks {issuing / plain:.1f}")
    assert consolidate([inbox], county.scheme, period, county.ledger).results.missing == []
