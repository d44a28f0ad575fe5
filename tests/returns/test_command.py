"""All files made to do harm at once, through the command: what it costs, and what becomes of the good file among them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.county import County
from tests.returns.packages import KINDS
from tests.returns.test_failures import TABLE

SHIJIBU = Path(sys.executable).with_name("shijibu")
MOST_MEMORY = 500 * 10**6
Q1 = "2026-Q1"
# A small process between: a child counts the memory of what it was forked from as its own.
MEASURED = """
import pathlib, resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
pathlib.Path("memory").write_text(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
"""


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> County:
    made = County.made(tmp_path_factory.mktemp("county"))
    made.issue(Q1)
    good = made.returned(Q1, "D01").read_bytes()
    for entry in (*TABLE["harm"], *TABLE["kinds"]):
        if entry["name"] in KINDS:
            (made.inbox(Q1) / f"{entry['name']}.xlsx").write_bytes(KINDS[entry["name"]](good))
    made.returned(Q1, "D02", name="good.xlsx")
    return made


def run(county: County, folder: Path, *command: str | Path) -> tuple[int, str, str, int]:
    """Exit code, stdout, stderr, and the most bytes that the command or one of its workers held."""
    done = subprocess.run([sys.executable, "-c", MEASURED, SHIJIBU, *command, "--json", "--ledger", county.ledger_url],
                          capture_output=True, encoding="utf-8", cwd=folder, check=False)  # fmt: skip
    memory = int((folder / "memory").read_text())
    return done.returncode, done.stdout, done.stderr, memory * (1 if sys.platform == "darwin" else 1024)


def test_a_folder_of_harm_costs_no_memory_and_no_good_file(county, tmp_path):
    code, out, err, memory = run(county, tmp_path, "check", county.inbox(Q1))
    files = {f["path"]: f for f in json.loads(out)["files"]}
    assert code == 1 and all(line.startswith("下一步，") for line in err.splitlines()) and memory < MOST_MEMORY
    assert files["good.xlsx"]["status"] == "accepted" and len(files) == len(list(county.inbox(Q1).iterdir()))
    wanted = {f"{e['name']}.xlsx": e["status"] for e in (*TABLE["harm"], *TABLE["kinds"]) if e["name"] in KINDS and "fails" not in e}
    assert {path: files[path]["status"] for path in wanted} == wanted


def test_every_file_of_it_ends_up_in_one_place(county, tmp_path):
    command = ("consolidate", county.inbox(Q1), "--scheme", "deqing", "--period", Q1, "--out", tmp_path / "result")
    code, out, err, memory = run(county, tmp_path, *command)
    told = json.loads(out)
    given = len(list(county.inbox(Q1).iterdir()))
    accepted = [u for u in told["units"] if u["index"] is not None]
    assert code == 1 and "Traceback" not in err and memory < MOST_MEMORY
    assert {u["code"] for u in accepted} == {"D01", "D02"}
    assert given == len(accepted) + len(told["rejected"]) + len(told["superseded"])
    assert told == json.loads((tmp_path / "result" / "results.json").read_text("utf-8"))
