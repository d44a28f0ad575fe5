"""The demo writes into a folder that is new, empty, or a demo's; what somebody made or changed in it stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shijibu.demo.folder import MARK, NotADemo, demo_folder
from shijibu.files import WouldReplace
from shijibu.ledger.address import LEDGER
from tests.command import contents


def played(out: Path, *, force: bool = False, periods: int = 2) -> None:
    with demo_folder(out, force=force):
        for name in (LEDGER, "roster.xlsx", *(f"2026-Q{n}/{f}/a.xlsx" for n in range(1, periods + 1) for f in ("issued", "returned", "result"))):
            assert not (out / name).exists()
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            (out / name).write_text(f"demo {name}")


@pytest.mark.parametrize("name", ["shijibu.db", "roster.xlsx", "notes.txt", ".hidden", "folder/x"])
@pytest.mark.parametrize("force", [False, True])
def test_a_folder_with_anything_in_it_and_no_mark_is_left_alone(tmp_path, name, force):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("real")
    with pytest.raises(NotADemo, match="--out"):
        played(tmp_path, force=force)
    assert contents(tmp_path) == {name: b"real"}


def test_a_demo_again_replaces_the_earlier_one_and_keeps_what_somebody_added(tmp_path):
    played(tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "2026-Q1" / "result" ).mkdir(exist_ok=True)
    played(tmp_path, periods=1)
    assert (tmp_path / "notes.txt").read_text() == "mine" and not (tmp_path / "2026-Q2" / "issued" / "a.xlsx").exists()
    played(tmp_path)


@pytest.mark.parametrize("name", [LEDGER, "roster.xlsx", "2026-Q1/returned/a.xlsx", "2026-Q1/returned/new.xlsx"])
def test_what_was_changed_in_a_demo_is_replaced_with_force_alone(tmp_path, name):
    played(tmp_path)
    (tmp_path / name).write_text("mine")
    before = contents(tmp_path)
    with pytest.raises(WouldReplace) as caught:
        played(tmp_path)
    assert caught.value.paths == [tmp_path / name] and contents(tmp_path) == before
    played(tmp_path, force=True)
    assert "mine" not in {data.decode() for data in contents(tmp_path).values()}


def test_a_demo_that_was_broken_off_can_be_played_again(tmp_path):
    with pytest.raises(KeyboardInterrupt), demo_folder(tmp_path / "new", force=False):
        (tmp_path / "new" / LEDGER).write_text("half")
        raise KeyboardInterrupt
    played(tmp_path / "new")


def test_a_mark_that_names_what_is_elsewhere_takes_nothing_away(tmp_path):
    (tmp_path / "real.db").write_text("real")
    out = tmp_path / "demo"
    played(out)
    told = json.loads((out / MARK).read_text("utf-8"))
    for name in ("../real.db", str(tmp_path / "real.db")):
        (out / MARK).write_text(json.dumps({"files": told["files"] | {name: "0" * 64}}))
        played(out, force=True)
    assert (tmp_path / "real.db").read_text() == "real"
