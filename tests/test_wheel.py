"""A wheel built from the tree, installed into an empty environment, runs the main job."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_the_wheel_alone_runs_the_demo(tmp_path):
    subprocess.run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(tmp_path), str(ROOT)], check=True)
    wheel = next(tmp_path.glob("shijibu-*.whl"))
    empty = tmp_path / "empty"
    venv.create(empty, with_pip=True)
    subprocess.run([str(empty / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check", "-c", str(ROOT / "requirements.lock"),
                    str(wheel)], check=True)
    done = subprocess.run([str(empty / "bin" / "shijibu"), "demo", "--units", "3", "--periods", "1", "--out", str(tmp_path / "demo")],
                          capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "demo" / "2026-Q1" / "result" / "results.json").exists()
