"""xlwings Server and xlwings.pro are an extra: without them everything but `serve` runs, and `serve` says what is missing."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOT_FREE = ("xlwings_server", "xlwings.pro", "uvicorn", "fastapi", "starlette", "cryptography")
# The command in a Python that has nothing of the extra, as after a plain `pip install shijibu`.
WITHOUT = f"""
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name in {NOT_FREE} or name.startswith(tuple(n + "." for n in {NOT_FREE})):
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Missing())
from shijibu.commands.main import main
sys.argv[0] = "shijibu"
main()
"""


def shijibu(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", WITHOUT, *arguments], capture_output=True, text=True, cwd=folder, timeout=300)


def test_the_main_job_runs_without_the_extra(tmp_path: Path):
    done = shijibu("demo", "--units", "2", "--periods", "1", "--out", "demo", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "demo" / "2026-Q1" / "result" / "results.json").is_file()
    checked = shijibu("check", "demo/2026-Q1/returned", "--json", folder=tmp_path)
    assert checked.returncode in (0, 1) and '"accepted"' in checked.stdout
    assert shijibu("call", "STARLIMIT", "7", folder=tmp_path).stdout.strip() == "4"


def test_other_hosts_are_built_without_the_extra(tmp_path: Path):
    for target in ("libreoffice", "server"):
        done = shijibu("addin", "build", target, "--out", "out", folder=tmp_path)
        assert done.returncode == 0, done.stderr


def test_serve_says_in_one_sentence_what_is_missing(tmp_path: Path):
    done = shijibu("serve", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install '.[server]'" in done.stderr and len(done.stderr.strip().splitlines()) == 1


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{a.name}" for a in node.names)


@pytest.mark.parametrize("tree", ["engine/shijibu", "addin/shijibu_addin"])
def test_only_the_server_names_them(tree: str):
    named = {str(path.relative_to(ROOT)) for path in (ROOT / tree).rglob("*.py") for name in imported(path)
             if name.startswith(("xlwings_server", "xlwings.pro", "xlwings.server"))}  # fmt: skip
    assert {n for n in named if not n.startswith("addin/shijibu_addin/server/")} == set()
