"""The coverage-guided target finds nothing in some thousand runs; `make fuzz` gives it more. What it once found stays in tests/returns/found."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from shijibu.problems.refused import Refused
from shijibu.returns.reader import read
from tests.fuzz.seeds import LIMITS, package_of, write_seeds

RUNS = int(os.environ.get("SHIJIBU_FUZZ_CASES", "2000"))
HERE = Path(__file__).parent
FOUND = HERE.parent / "returns" / "found"


@pytest.mark.parametrize("file", sorted(FOUND.glob("reader-*")), ids=lambda file: file.name)
def test_what_was_found_gives_a_grid_or_a_refusal(file):
    try:
        read(package_of(file.read_bytes()), LIMITS)
    except Refused as refused:
        assert refused.code != "file.unreadable"


def test_the_sparse_reader_gives_a_grid_or_a_refusal(tmp_path):
    pytest.importorskip("atheris", reason="atheris has no build for this machine")
    write_seeds(tmp_path)
    for file in sorted(FOUND.glob("reader-*")):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    command = [sys.executable, str(HERE / "reader.py"), f"-runs={RUNS}", "-seed=1", "-max_len=4096", "-len_control=0", "-timeout=10",
               f"-dict={HERE / 'xml.dict'}", f"-artifact_prefix={tmp_path}/crash-", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60 + RUNS / 50)
    said = done.stderr[-3000:]
    assert done.returncode == 0, said + str(list(tmp_path.glob("crash-*")))
    covered = re.findall(r"cov: (\d+)", done.stderr)
    assert f"Done {RUNS} runs" in said and int(covered[-1]) > 200, "the reader was not instrumented"
