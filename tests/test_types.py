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
