"""Whatever comes back: a result or a code, within a worker's time and 500 MB, never an exception. `make fuzz CASES=10000` tries more."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import pytest

from shijibu.checks.check import Expected, check_file
from shijibu.checks.inbox import check_all
from shijibu.problems.catalogue import CATALOGUE
from shijibu.spreadsheet.limits import Limits
from tests.county import County
from tests.fuzz.mutate import mutated
from tests.processes import Memory

CASES = int(os.environ.get("SHIJIBU_FUZZ_CASES", "250"))
PARTS = 8
MOST_MEMORY = 400 * 10**6  # beside what the program itself takes: 500 MB together


@pytest.fixture(scope="module")
def returns(tmp_path_factory):
    """Real returns of both kinds of workbook, with the county's key."""
    county = County.made(tmp_path_factory.mktemp("county"), units=2)
    county.issue("2026-Q2")
    files = [county.returned("2026-Q2", unit) for _, unit in county.files]
    return [f.read_bytes() for f in files], county.ledger.key(), {c.code for c in county.scheme.checks}


@contextmanager
def a_workers_time() -> Iterator[None]:
    """Ends what takes more of the processor than a worker may."""
    before = signal.signal(signal.SIGPROF, _over)
    signal.setitimer(signal.ITIMER_PROF, Limits().worker_seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _over(*_: object) -> None:
    raise TimeoutError("more of the processor than a worker has")


@pytest.mark.parametrize("part", range(PARTS))
def test_a_mutated_return_gives_a_result_or_a_code(returns, part, tmp_path):
    files, key, declared = returns
    file, memory = tmp_path / "a.xlsx", Memory()
    for case in range(part, CASES, PARTS):
        random = Random(f"fuzz:{case}")
        data = mutated(random.choice(files), random)
        file.write_bytes(data)
        try:
            with a_workers_time():
                checked = check_file(file, "a.xlsx", Expected(key=key))
        except Exception as error:
            raise AssertionError(f"case {case}: {type(error).__name__}: {error}") from error
        assert {p.code for p in checked.problems} <= set(CATALOGUE) | declared, f"case {case}"
        assert "file.unreadable" not in {p.code for p in checked.problems}, f"case {case}: an exception nobody thought of"
    assert memory.most() < MOST_MEMORY


def test_the_good_files_beside_it_come_through(returns, tmp_path):
    files, key, _ = returns
    for i, data in enumerate(files):
        (tmp_path / f"good{i}.xlsx").write_bytes(data)
    for case in range(20):
        random = Random(f"beside:{case}")
        (tmp_path / f"bad{case}.xlsx").write_bytes(mutated(random.choice(files), random))
    checked = check_all([tmp_path], Expected(key=key), workers=2)
    assert len(checked) == len(files) + 20
    assert all(c.accepted for c in checked if c.path.startswith("good"))
