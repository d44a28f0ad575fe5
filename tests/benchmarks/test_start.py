"""How long the command takes to start, against Python's own start, in one run; printed, never asserted as a time."""

from __future__ import annotations

import subprocess
import sys

from tests.benchmarks.timing import best
from tests.command import SHIJIBU


def test_starting_the_command_against_starting_python(capsys):
    python = best(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))
    libraries = best(lambda: subprocess.run([sys.executable, "-c", "import python_calamine, pydantic"], check=True))
    took = {words: best(lambda words=words: subprocess.run([SHIJIBU, *words], check=True, capture_output=True))
            for words in (("--help",), ("objection", "--help"), ("check", "--help"), ("call", "STARLIMIT", "[[7]]", "50"))}
    with capsys.disabled():
        print(f"\npython -c pass = 1 ({python * 1000:.0f} ms); importing calamine and pydantic {libraries / python:.1f}")
        for words, time in took.items():
            print(f"  shijibu {' '.join(words)}: {time / python:.1f}")
