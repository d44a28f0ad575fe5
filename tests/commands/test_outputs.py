"""Every command that writes files, given a place where it cannot or must not write: 2, one sentence, and nothing changed.

The commands are those of the command line itself: a new one that writes and is not in WRITING fails here.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from shijibu.commands.main import app
from shijibu.roster.roster_file import write_empty_roster
from shijibu.scheme_book.draw import draw
from tests.command import contents, one_sentence, run, unforeseen
from tests.county import County
from tests.scheme_book.edited import Edited
from tests.scheme_draft.forms import FORMS

Q1, Q2 = "2026-Q1", "2026-Q2"
# Options by which a command is told where to write.
PLACES = ("--out", "--annotate", "--workbook")
ROUND = ("--scheme", "deqing", "--period", Q1)
# Command -> its further words, whether it writes one file or into a folder, and the files that it writes there.
WRITING: dict[str, tuple[tuple[str, ...], str, tuple[str, ...]]] = {
    "schema": ((), "file", ()),
    "scheme export": (("deqing",), "file", ()),
    "scheme import": (("scheme.xlsx",), "folder", ("scheme.yaml",)),
    "scheme papers": (("deqing",), "folder", ("公示.docx",)),
    "scheme check": (("wrong.xlsx",), "file", ()),
    "scheme draft": (("form.xlsx",), "file", ()),
    "roster": (("--scheme", "deqing"), "file", ()),
    "filled": (("--scheme", "deqing"), "file", ()),
    "functions": ((), "file", ()),
    "sample": (("list.csv", "--strata", "层", "--size", "200", "--seed", "s"), "file", ()),
    "issue": (("roster.xlsx", *ROUND, "--ledger", "sqlite:///new.db"), "folder", ("manifest.json",)),
    "check": (("inbox", "--ledger", "sqlite:///shijibu.db"), "folder", ("T01_批注.xlsx",)),
    "consolidate": (("inbox", *ROUND, "--ledger", "sqlite:///shijibu.db"), "folder", ("report.xlsx", "notice.html", "results.json")),
    "status": (("--scheme", "deqing", "--period", Q2, "--ledger", "sqlite:///shijibu.db"), "folder", ("催报.txt",)),
    "simulate": (("--with", "deqing", "--ledger", "sqlite:///shijibu.db"), "folder", ("simulation.json", "simulation.xlsx")),
    "export": (("--period", Q1, "--format", "csv", "--ledger", "sqlite:///shijibu.db"), "folder", ("units.csv", "inputs_tasks.csv")),
    "province": (("counties.csv",), "folder", (f"figures/county=德清/period={Q1}/part-0.parquet",)),
    "confirm": (("--period", Q1, "--ledger", "sqlite:///shijibu.db"), "folder", ("report.xlsx",)),
    "withdraw": (("T01", "--period", Q1, "--ledger", "sqlite:///shijibu.db"), "folder", ("report.xlsx",)),
    "print": (("inbox/T01.xlsx",), "folder", ("T01.pdf",)),
    "file": (("{official}", "--ledger", "sqlite:///shijibu.db"), "folder", ()),
    "demo": (("--units", "2", "--periods", "1"), "folder", ("shijibu.db", "roster.xlsx")),
    "addin build": (("server",), "folder", ("shijibu-addin.xml",)),
    "objection settle": (("1", "--uphold", "--reason", "属实", "--set", "tasks[1].actual=0.4", "--decided", "2026-05-02", "--ledger", "sqlite:///shijibu.db"),
                         "folder", ("report.xlsx",)),
    "objection recompute": (("--ledger", "sqlite:///shijibu.db"), "folder", (f"{Q1}/report.xlsx",)),
}  # fmt: skip
CASES = [(command, words, kind) for command, (words, kind, _) in WRITING.items()]


def commands(of: Any, before: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every command with its options."""
    for name, command in of.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{before}{name} ")
        else:
            yield before + name, [o for p in command.params for o in p.opts]


ALL = dict(commands(typer.main.get_command(app)))


def test_every_command_that_writes_is_tried_here_and_can_be_told_to_replace():
    writing = {name: options for name, options in ALL.items() if set(options) & set(PLACES)}
    assert set(writing) == set(WRITING)
    assert all("--force" in options for options in writing.values())


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> County:
    made = County.made(tmp_path_factory.mktemp("county"), units=2)
    made.issue(Q1)
    made.issue(Q2)  # of which nothing has come back
    for code in [u.code for u in made.roster.units]:
        made.returned(Q1, code, name=f"{code}.xlsx").rename(made.folder / f"{code}.xlsx")
    write_empty_roster(made.scheme, made.folder / "roster.xlsx", made.roster)
    (made.folder / "scheme.xlsx").write_bytes(draw(made.scheme))
    wrong = Edited.of(draw(made.scheme))
    wrong.cell("参数", "red_below", "取值").value = "75分"
    (made.folder / "wrong.xlsx").write_bytes(wrong.data())
    (made.folder / "form.xlsx").write_bytes(FORMS["tasks"]())
    (made.folder / "list.csv").write_text("编号,层\n" + "\n".join(f"{i},甲" for i in range(300)), "utf-8")
    (made.folder / "counties.csv").write_text(f"县,台账,期次,收件\n德清,shijibu.db,{Q1},inbox\n", "utf-8")
    (made.folder / "inbox").mkdir()
    for file in made.folder.glob("[TD]*.xlsx"):
        file.rename(made.folder / "inbox" / file.name)
    done = run("consolidate", "inbox", *ROUND, "--out", "first", "--ledger", made.ledger_url, cwd=made.folder)
    assert done.returncode in (0, 1), done.stderr
    done = run("objection", "receive", made.roster.units[0].code, "index", "有误", *ROUND, "--received", "2026-05-01", "--ledger", made.ledger_url,
               cwd=made.folder)
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture
def place(county, tmp_path) -> Path:
    """A folder of its own for each try: the ledger, the roster, the returns."""
    for name, data in contents(county.folder).items():
        if not name.startswith((Q1, Q2, "first")):
            target = tmp_path / "work" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    return tmp_path / "work"


def words_for(county: County, command: str, words: tuple[str, ...], out: object) -> list[str]:
    option = next(o for o in PLACES if o in ALL[command])
    return [*command.split(), *(w.format(official=county.roster.officials[0].id) for w in words), option, str(out)]


@pytest.mark.parametrize("where", ["below a file", "a device", "a link to nowhere", "the wrong kind"])
@pytest.mark.parametrize(("command", "words", "kind"), CASES, ids=[c for c, *_ in CASES])
def test_a_place_that_cannot_be_written_is_one_sentence(county, place, command, words, kind, where):
    (place / "occupied").write_bytes(b"theirs")
    (place / "folder").mkdir()
    (place / "link").symlink_to(place / "nowhere" / "deeper")
    out = {"below a file": place / "occupied" / "x", "a device": "/dev/full", "a link to nowhere": place / "link",
           "the wrong kind": place / ("folder" if kind == "file" else "occupied")}[where]  # fmt: skip
    before = contents(place)
    done = run(*words_for(county, command, words, out), cwd=place)
    assert one_sentence(done), done.stderr
    assert re.search("[\u4e00-\u9fff]", done.stderr) and contents(place) == before and list((place / "folder").iterdir()) == []


@pytest.mark.parametrize(("command", "words", "kind"), CASES, ids=[c for c, *_ in CASES])
def test_a_full_disk_is_one_sentence_and_leaves_nothing(county, place, command, words, kind):
    before = contents(place)
    done = run(*words_for(county, command, words, place / "out" / "x.csv"), cwd=place, full=True)
    assert done.returncode == 2 and "Traceback" not in done.stderr and re.search("没有写成|写不", done.stderr.splitlines()[-1]), done.stderr
    after = contents(place)
    assert not list(place.rglob("*.part"))
    after.pop("out/x.csv/shijibu-demo.json", None)  # what an interrupted demo wrote is marked as a demo
    assert {k: v for k, v in after.items() if not k.startswith("out/x.csv/")} == before
    assert command == "demo" or not (place / "out").exists()


@pytest.mark.parametrize(("command", "words", "kind"), CASES, ids=[c for c, *_ in CASES])
def test_what_a_person_made_is_replaced_with_force_alone_and_what_the_command_wrote_unasked(county, place, command, words, kind):
    names = WRITING[command][2] or (f"{county.roster.officials[0].id}_{county.roster.officials[0].name}.xlsx",)
    out = place / "out.csv"
    mine = [out] if kind == "file" else [out / name for name in names]
    for file in mine:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"mine")
    before = contents(place)
    refused = run(*words_for(county, command, words, out), cwd=place)
    assert one_sentence(refused), refused.stderr
    assert contents(place) == before and str(mine[0] if command != "demo" else out) in refused.stderr
    forced = run(*words_for(county, command, words, out), "--force", cwd=place)
    if command == "demo":  # the mark alone tells that nothing there is real
        assert one_sentence(forced) and contents(place) == before
        shutil.rmtree(out)
        forced = run(*words_for(county, command, words, out), cwd=place)
    else:
        assert "--force" in refused.stderr
    assert forced.returncode in (0, 1) and not unforeseen(forced), forced.stderr
    assert all(file.read_bytes() != b"mine" for file in mine)
    if command not in ("objection settle", "withdraw"):  # each is done once
        again = run(*words_for(county, command, words, out), cwd=place)
        assert again.returncode in (0, 1) and not unforeseen(again), again.stderr
