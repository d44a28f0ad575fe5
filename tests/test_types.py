"""The types that the code names are the types that it has."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_types_hold(tmp_path):
    checked = subprocess.run([sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path)], cwd=ROOT, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_who_installs_the_packages_has_their_types():
    assert all((ROOT / package / "py.typed").is_file() for package in ("engine/shijibu", "addin/shijibu_addin"))


def test_a_problem_without_one_of_its_facts_or_with_a_misspelt_one_is_a_fault_of_types(tmp_path):
    raised = tmp_path / "raised.py"
    raised.write_text('from shijibu.problems.values import UnitsTooMany\n\nUnitsTooMany(label="x")\nUnitsTooMany(label="x", units="y", unit="z")\n')
    command = [sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path / "kept"), str(raised)]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert [line.split(":")[1] for line in checked.stdout.splitlines() if ": error: " in line] == ["3", "4"], checked.stdout + checked.stderr
