"""Consolidating an inbox against python-calamine reading every sheet of the same files, in one run. Printed, never asserted as a time."""

from __future__ import annotations

import io
import os
from pathlib import Path

from python_calamine import CalamineWorkbook

from shijibu.returns import worker
from shijibu.returns.alike import forget
from shijibu.rounds.consolidate import consolidate
from shijibu.scheme.period import Period
from tests.benchmarks.measured import measured
from tests.benchmarks.timing import in_turns, processor, seconds
from tests.county import County

UNITS = int(os.environ.get("SHIJIBU_BENCH_UNITS", "4"))  # `make bench`: as many as a county has


def calamine(data: bytes) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def test_consolidating_against_plain_calamine_on_the_same_files(tmp_path: Path, capsys, monkeypatch):
    monkeypatch.setattr(worker, "START_METHOD", "fork")  # as by the command; and only a child's time is counted
    county = County.made(tmp_path, units=UNITS)
    issuing = seconds(lambda: county.issue("2026-Q1"))
    files = [county.returned("2026-Q1", u.code).read_bytes() for u in county.roster.units]
    (plain,) = in_turns(lambda: [calamine(f) for f in files])
    inbox, period = county.inbox("2026-Q1"), Period.parse("2026-Q1")
    forget()  # filling in has read the same workbooks in this process
    whole = processor(lambda: consolidate([inbox], county.scheme, period, county.ledger))
    took = {w: seconds(lambda w=w: consolidate([inbox], county.scheme, period, county.ledger, workers=w)) for w in (1, 2)}
    with capsys.disabled():
        print(f"\n{UNITS} returns of {sum(map(len, files)) / UNITS / 1000:.0f} KB; plain calamine, all sheets = 1 ({plain:.2f} s)")
        print(f"  consolidate, 1 worker {measured('consolidate', whole / plain)}; by the clock, 1 worker = 1, 2 workers {took[2] / took[1]:.2f};"
              f" issuing {UNITS} workbooks {issuing / plain:.1f}")
    assert consolidate([inbox], county.scheme, period, county.ledger).results.missing == []
