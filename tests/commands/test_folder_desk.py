"""`shijibu desk` where the desk is not installed: a folder is chosen, consolidated, its report opened. The test answers the dialog alone."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer

from shijibu.commands import folder_chooser
from shijibu.commands.folder_desk import desk_of_a_folder
from shijibu.commands.options import Stop
from shijibu.files import WouldReplace
from tests.command import contents
from tests.county import County

# The command in a Python that has no desk, and no window either.
WITHOUT = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("django", "tkinter", "_tkinter"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
import importlib.util
has = importlib.util.find_spec
importlib.util.find_spec = lambda name, package=None: None if name == "django" else has(name, package)
from shijibu.commands.main import main
sys.argv[0] = "shijibu"
main()
"""
RESULT = "德清县2026年第一季度汇总_deqing"


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> County:
    """Two units; one of them has returned a workbook, a note lies beside it."""
    made = County.made(tmp_path_factory.mktemp("county"), units=2)
    made.issue("2026-Q1")
    made.issue("2026-Q2")
    made.returned("2026-Q1", made.roster.units[0].code)
    (made.inbox("2026-Q1") / "说明.txt").write_text("收齐了", "utf-8")
    return made


@pytest.fixture
def chosen(county, tmp_path, monkeypatch):
    """What the dialog is answered with; what a program of the system was asked to open is noted."""
    opener, noted = tmp_path / "xdg-open", tmp_path / "opened"
    opener.write_text(f'#!/bin/sh\nprintf %s "$1" > "{noted}.part" && mv "{noted}.part" "{noted}"\n')
    opener.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("SHIJIBU_LEDGER", raising=False)
    monkeypatch.chdir(tmp_path)

    def choose(folder: Path | None) -> Path:
        monkeypatch.setattr(folder_chooser, "chosen_folder", lambda title: folder)
        return noted

    return choose


def test_the_folder_that_is_chosen_is_consolidated_and_its_report_opened(county, chosen, capsys):
    noted = chosen(county.inbox("2026-Q1"))
    with pytest.raises(typer.Exit) as left:  # a unit is missing
        desk_of_a_folder(None)
    out = county.folder / "2026-Q1" / RESULT
    assert left.value.exit_code == 1 and "2026年第一季度" in capsys.readouterr().err
    results = json.loads((out / "results.json").read_text("utf-8"))
    assert results["missing"] == [county.roster.units[1].code] and (out / "report.xlsx").is_file()
    while not noted.exists():  # the program that was asked is another process; pytest ends what never comes
        time.sleep(0.02)
    assert noted.read_text() == str(out / "report.xlsx")
    before = contents(out)
    (out / "report.xlsx").write_bytes(b"mine")
    with pytest.raises(WouldReplace):
        desk_of_a_folder(None)
    assert contents(out) == before | {"report.xlsx": b"mine"}


def test_nothing_chosen_and_nothing_of_ours_does_nothing(county, chosen, tmp_path, capsys):
    chosen(None)
    desk_of_a_folder(None)
    assert "什么也没有做" in capsys.readouterr().err
    other = tmp_path / "别的"
    other.mkdir()
    chosen(other)
    with pytest.raises(Stop, match="没有台账"):
        desk_of_a_folder(None)
    with pytest.raises(Stop, match="没有实绩簿发出的工作簿"):
        desk_of_a_folder(str(county.folder / "shijibu.db"))
    for period in ("2026-Q1", "2026-Q2"):
        (other / f"{period}.xlsx").write_bytes(county.blank(period, county.roster.units[0].code).read_bytes())
    with pytest.raises(Stop, match="一样多"):
        desk_of_a_folder(str(county.folder / "shijibu.db"))
    assert sorted(f.name for f in other.iterdir()) == ["2026-Q1.xlsx", "2026-Q2.xlsx"]


def test_without_a_window_it_is_one_sentence(tmp_path):
    done = subprocess.run([sys.executable, "-c", WITHOUT, "desk"], capture_output=True, text=True, cwd=tmp_path, timeout=120)
    assert (done.returncode, done.stdout) == (2, "") and len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert "pip install '.[desk]'" in done.stderr and "shijibu consolidate" in done.stderr and list(tmp_path.iterdir()) == []
