"""How long the command takes to start, against Python's own start, in turns within one run; printed, never asserted as a time."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path

from tests.benchmarks.measured import measured
from tests.benchmarks.timing import in_turns
from tests.command import SHIJIBU
from tests.county import County


def test_starting_the_command_against_starting_python(tmp_path: Path, installed: dict[str, str], capsys):
    county = County.made(tmp_path, units=1)
    county.issue("2026-Q1")
    file = county.returned("2026-Q1", county.roster.units[0].code)
    ours = (("--help",), ("objection", "--help"), ("check", "--help"), ("call", "STARLIMIT", "[[7]]", "50"),
            ("check", str(file), "--ledger", str(tmp_path / "shijibu.db")))
    words = ([sys.executable, "-c", "pass"], [sys.executable, "-c", "import python_calamine, pydantic"], *([str(SHIJIBU), *w] for w in ours))
    run = partial(subprocess.run, check=True, capture_output=True, env=installed, cwd=tmp_path)
    python, libraries, *took = in_turns(*(partial(run, w) for w in words))
    with capsys.disabled():
        print(f"\npython -c pass = 1 ({python * 1000:.0f} ms); importing calamine and pydantic {libraries / python:.1f}")
        for w, time in zip(ours[1:-1], took[1:-1], strict=True):
            print(f"  shijibu {' '.join(w)}: {time / python:.1f}")
        print(f"  shijibu --help {measured('help', took[0] / python)}")
        print(f"  shijibu check of one workbook, importing calamine and pydantic = 1: {measured('check.command', took[-1] / libraries)}")
