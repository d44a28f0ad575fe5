"""The types that the code names are the types that it has."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_types_hold(tmp_path):
    checked = subprocess.run([sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path)], cwd=ROOT, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


USED = """
import pandas as pd

import shijibu
from shijibu import rules

with shijibu.open_ledger("shijibu.db") as ledger:
    quarter = ledger.round("deqing", "2026-Q1", headings="zh")
    told: list[pd.DataFrame] = [quarter.units, quarter.inputs("tasks"), ledger.history("officials")]
    index: float = rules.progress([50], [45], [1], scheme=quarter.scheme)
    ratios: pd.Series = rules.ratio(pd.Series([50]), 45)
    card: str = shijibu.rules.card(index)
    rules.progress([50], [45])
    quarter.inputs(1)
"""


def test_pyright_is_content_with_what_is_public_and_sees_a_wrong_call(tmp_path):
    """As editors have it: what analysts write is completed and checked while they type."""
    (tmp_path / "used.py").write_text(USED)
    library = ROOT / "engine" / "shijibu"
    public = ["__init__.py", "api.py", "rules/__init__.pyi", "series", "tables"]
    (tmp_path / "pyrightconfig.json").write_text(json.dumps({
        "typeCheckingMode": "standard", "extraPaths": [str(ROOT / "engine")], "pythonVersion": "3.11",
        "include": ["used.py", *(str(library / name) for name in public)]}))
    command = [sys.executable, "-m", "basedpyright", "--outputjson", "-p", str(tmp_path), "--pythonpath", sys.executable]
    checked = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    found = [(Path(d["file"]).name, d["range"]["start"]["line"] + 1, d["message"]) for d in json.loads(checked.stdout)["generalDiagnostics"]
             if d["severity"] == "error"]
    wrong = [USED.splitlines().index(f"    {line}") + 1 for line in ("rules.progress([50], [45])", "quarter.inputs(1)")]
    assert [(name, line) for name, line, _ in found] == [("used.py", line) for line in wrong], found


def test_who_installs_the_packages_has_their_types():
    assert all((ROOT / package / "py.typed").is_file() for package in ("engine/shijibu", "addin/shijibu_addin"))


def test_a_problem_without_one_of_its_facts_or_with_a_misspelt_one_is_a_fault_of_types(tmp_path):
    raised = tmp_path / "raised.py"
    raised.write_text('from shijibu.problems.values import UnitsTooMany\n\nUnitsTooMany(label="x")\nUnitsTooMany(label="x", units="y", unit="z")\n')
    command = [sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path / "kept"), str(raised)]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert [line.split(":")[1] for line in checked.stdout.splitlines() if ": error: " in line] == ["3", "4"], checked.stdout + checked.stderr
