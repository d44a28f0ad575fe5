"""`shijibu confirm`, driven through the command."""

from __future__ import annotations

import json
import shlex
import subprocess
from pathlib import Path
from shutil import copy

import pytest
from openpyxl import load_workbook

from shijibu.ledger import Ledger
from shijibu.ledger.address import sqlite_url
from shijibu.report.write import write_result
from shijibu.rounds.consolidate import consolidate
from shijibu.scheme.period import Period
from tests import command
from tests.county import County

Q1 = "2026-Q1"


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> County:
    """Round 1 is decided; D01 lags far behind, so that measures and lists are proposed."""
    folder = tmp_path_factory.mktemp("confirm")
    made = County.made(folder / "county", units=3)
    made.issue(Q1)
    made.returned(Q1, "D01", set={f"tasks[{n}].actual": 0.0 for n in range(1, 4)} | {f"projects[{n}].actual": 0.0 for n in range(1, 4)})
    made.returned(Q1, "T01")
    write_result(consolidate([made.inbox(Q1)], made.scheme, Period.parse(Q1), made.ledger), folder / "result")
    made.ledger.close()
    return made


@pytest.fixture
def ledger_file(county: County, tmp_path: Path) -> Path:
    """A ledger of each test's own."""
    return copy(county.folder / "shijibu.db", tmp_path / "own.db")


def confirm(ledger_file: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return command.run("confirm", *words, "--period", Q1, "--ledger", ledger_file)


def test_proposals_are_listed_decided_once_and_written_into_the_report(ledger_file: Path, tmp_path: Path):
    listed = confirm(ledger_file)
    told = json.loads(confirm(ledger_file, "--json").stdout)
    assert listed.returncode == 0 and told["waiting"] == len(told["proposals"]) == len(listed.stdout.splitlines()) > 2
    measure = next(p for p in told["proposals"] if p["kind"] == "measure")
    assert f"待确认 {measure['value'][0]}：{measure['subject_name']}　{measure['name']}" in listed.stdout
    paste = shlex.split(listed.stderr.strip().splitlines()[-1].partition("：")[2])
    assert paste[1] == "confirm" and paste[2] in {p["name"] for p in told["proposals"]}

    done = confirm(ledger_file, measure["name"], "--by", "李某", "--out", tmp_path / "result", "--json")
    assert done.returncode == 0 and "待确认" in done.stderr, done.stderr
    (entered,) = json.loads(done.stdout)["entered"]
    assert (entered["proposal"], entered["confirmed"], entered["by"]) == (measure["name"], True, "李某")
    sheet = load_workbook(tmp_path / "result" / "report.xlsx")["确认事项"]
    row = next(r for r in sheet.iter_rows(min_row=4, values_only=True) if r[2] == measure["subject"] and r[0] == "建议")
    assert row[6] == "已确认" and row[8] == "李某"

    twice = confirm(ledger_file, measure["name"], "--by", "王某", "--decline", "--reason", "已整改")
    assert twice.returncode == 1 and "已经决定，没有改动：已确认 （李某，" in twice.stderr
    again = confirm(ledger_file, measure["name"], "--by", "王某", "--decline", "--reason", "已整改", "--again")
    assert again.returncode == 0, again.stderr
    shown = confirm(ledger_file).stdout
    assert f"不采纳 {measure['value'][0]}" in shown and "  不采纳 已整改（王某，" in shown and "  后来改变：已确认" in shown
    rest = confirm(ledger_file, "lists.talk", "--by", "李某")
    assert rest.returncode == 0, rest.stderr
    with Ledger.open(sqlite_url(ledger_file.as_posix())) as ledger:
        assert ledger.verify() == [] and len(ledger.confirmations("deqing", Q1)) > 2


@pytest.mark.parametrize(("words", "said"), [
    (("lists.talk",), "--by"), (("--decline",), "请写要决定的事项"), (("lists.tolk", "--by", "李某"), "没有“lists.tolk”这项建议"),
    (("units.measure", "--by", "李某", "--decline"), "要写理由"), (("lists.adjust:T99", "--by", "李某"), "没有“lists.adjust:T99”这项建议"),
])
def test_what_cannot_be_decided_is_one_sentence(ledger_file: Path, words: tuple[str, ...], said: str):
    done = confirm(ledger_file, *words)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr, done.stderr
