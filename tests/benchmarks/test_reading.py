"""Reading and checking returns from a round's first one on, as we issue them and as LibreOffice saves them, against python-calamine reading every
sheet of the same files, in turns within one run. Printed, never asserted as a time."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from shijibu.checks.check import Expected, check_file
from shijibu.returns.alike import forget
from shijibu.returns.reader import read
from tests.benchmarks.measured import measured
from tests.benchmarks.test_consolidate import calamine
from tests.benchmarks.timing import in_turns
from tests.county import County
from tests.saved_again import saved_again

pytestmark = pytest.mark.xdist_group("libreoffice")
UNITS = int(os.environ.get("SHIJIBU_BENCH_UNITS", "2"))


def test_reading_and_checking_against_plain_calamine(office, tmp_path: Path, capsys):
    county = County.made(tmp_path, units=UNITS)
    county.issue("2026-Q1")
    issued = [county.returned("2026-Q1", u.code) for u in county.roster.units]
    for kind, files in (("", issued), (".saved", [saved_again(office, f, tmp_path / f"saved-{f.name}") for f in issued])):
        data, expected = [f.read_bytes() for f in files], Expected(key=county.ledger.key())
        assert all(check_file(f, f.name, expected).accepted for f in files)
        plain, reading, checking = in_turns(
            lambda d=data: [calamine(x) for x in d],
            lambda d=data: _as_new(lambda: [read(x) for x in d]),
            lambda f=files, e=expected: _as_new(lambda: [check_file(x, x.name, e) for x in f]),
        )
        with capsys.disabled():
            print(f"\n{len(files)} returns{' saved by LibreOffice' if kind else ''}, calamine = 1 ({plain / len(files) * 1000:.1f} ms each):"
                  f" our reader {measured(f'read{kind}', reading / plain)}, check_file {measured(f'check{kind}', checking / plain)}")


def _as_new(work: Callable[[], object]) -> None:
    """No return is read twice in a round: of those that were read in the turn before nothing may be known."""
    forget()
    work()
