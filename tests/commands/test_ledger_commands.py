"""Rounds keep their rules, and the ledger is held against paper: through the commands."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.county import County
from tests.test_contract import run

SCHEMES = Path(__file__).parents[1] / "schemes"
PERIOD = "2026-01"


@pytest.fixture
def county(tmp_path, monkeypatch) -> County:
    """A county with a scheme of its own, one round out, decided."""
    shutil.copytree(SCHEMES, tmp_path / "schemes")
    monkeypatch.setenv("SHIJIBU_TEMPLATES", str(tmp_path / "schemes"))
    made = County.made(tmp_path / "county", "monthly")
    made.issue(PERIOD)
    for unit in made.roster.units:
        made.returned(PERIOD, unit.code)
    made.ledger.close()
    done = consolidated(made, tmp_path)
    assert done.returncode in (0, 1), done.stderr
    return made


def consolidated(county: County, tmp_path: Path):
    return run("consolidate", county.inbox(PERIOD), "--scheme", "monthly", "--period", PERIOD, "--out", tmp_path / "result", "--ledger",
               county.ledger_url)


def scheme_file(tmp_path: Path) -> Path:
    return tmp_path / "schemes" / "monthly" / "scheme.yaml"


def with_another_number(tmp_path: Path) -> None:
    """The scheme's file says that texts are alike from 0.5 on."""
    text = scheme_file(tmp_path).read_text(encoding="utf-8")
    assert "value: 0.9," in text
    scheme_file(tmp_path).write_text(text.replace("value: 0.9,", "value: 0.5,"), encoding="utf-8")


def test_a_round_of_a_scheme_that_is_gone_is_explained_filed_checked_and_consolidated(county, tmp_path):
    before = (tmp_path / "result" / "results.json").read_bytes()
    unit = county.roster.units[0].code
    explained = run("explain", unit, "--ledger", county.ledger_url).stdout
    shutil.rmtree(tmp_path / "schemes" / "monthly")
    assert run("explain", unit, "--ledger", county.ledger_url).stdout == explained != ""
    assert run("explain", unit, "--scheme", "monthly", "--ledger", county.ledger_url).stdout == explained
    assert run("file", county.roster.officials[0].id, "--out", tmp_path / "files", "--ledger", county.ledger_url).returncode == 0
    checked = json.loads(run("check", county.inbox(PERIOD), "--json", "--annotate", tmp_path / "back", "--ledger", county.ledger_url).stdout)
    assert {f["status"] for f in checked["files"]} == {"accepted"} and len(list((tmp_path / "back").glob("*.xlsx"))) == len(checked["files"])
    blank = county.blank(PERIOD, unit)
    assert run("fields", blank, "--json", "--ledger", county.ledger_url).returncode == 0 and run("fields", blank, cwd=tmp_path).returncode == 2
    assert consolidated(county, tmp_path).returncode in (0, 1)
    assert (tmp_path / "result" / "results.json").read_bytes() == before


def test_rules_of_a_round_that_is_out_are_changed_by_their_own_command_alone(county, tmp_path):
    options = ("--scheme", "monthly", "--period", PERIOD, "--ledger", county.ledger_url)
    with_another_number(tmp_path)
    roster = tmp_path / "roster"
    shutil.copytree(roster_folder(county, tmp_path), roster, dirs_exist_ok=True)
    refused = run("issue", roster, *options, "--out", tmp_path / "again")
    assert refused.returncode == 2 and "0.9 → 0.5" in refused.stderr and "shijibu scheme change --scheme monthly" in refused.stderr
    assert not (tmp_path / "again").exists()
    assert run("issue", roster, *options, "--out", tmp_path / "again", "--as-issued").returncode == 0
    changed = json.loads(run("scheme", "change", *options, "--reason", "会议决定", "--json").stdout)
    assert changed["changed"] and [(d["before"], d["after"]) for d in changed["differences"]] == [(0.9, 0.5)]
    assert "没有更改" in run("scheme", "change", *options).stdout
    assert "还没有重新汇总" in run("explain", county.roster.units[0].code, "--ledger", county.ledger_url).stdout
    assert "见报告“方案更改”表" in consolidated(county, tmp_path).stderr
    assert run("audit", "--ledger", county.ledger_url).returncode == 0


def roster_folder(county: County, tmp_path: Path) -> Path:
    """The county's roster as a person would write it down."""
    folder = tmp_path / "written"
    folder.mkdir()
    units = "单位编码,单位名称,类别\n" + "".join(f"{u.code},{u.name},{county.scheme.kind(u.kind).label}\n" for u in county.roster.units)
    people = "干部编号,姓名,单位编码,职务,班子成员\n" + "".join(
        f"{o.id},{o.name},{o.unit},{o.post},{'是' if o.team else '否'}\n" for o in county.roster.officials)
    (folder / "units.csv").write_text(units, encoding="utf-8")
    (folder / "officials.csv").write_text(people, encoding="utf-8")
    return folder


def test_nothing_is_changed_of_a_round_that_did_not_go_out(county):
    done = run("scheme", "change", "--scheme", "monthly", "--period", "2026-02", "--ledger", county.ledger_url)
    assert done.returncode == 2 and "没有“" in done.stderr and done.stderr.count("\n") == 1


def test_the_head_on_paper_convicts_a_ledger_that_is_whole_in_itself(county, tmp_path):
    file = county.folder / "shijibu.db"
    early = file.read_bytes()
    with_another_number(tmp_path)
    assert run("scheme", "change", "--scheme", "monthly", "--period", PERIOD, "--ledger", county.ledger_url).returncode == 0
    assert consolidated(county, tmp_path).returncode in (0, 1)
    printed = json.loads(run("audit", "--ledger", county.ledger_url, "--json").stdout)["head"]
    assert printed in (tmp_path / "result" / "notice.html").read_text(encoding="utf-8")

    def audited(head: str):
        return run("audit", "--head", head, "--ledger", county.ledger_url)

    same = audited(printed)
    assert same.returncode == 0 and "相符" in same.stdout and "以后没有新的记录" in same.stdout
    assert audited(printed.replace("-", " ").upper()).returncode == 0
    run("check", tmp_path / "result", "--ledger", county.ledger_url)  # sees three more files
    later = audited(printed)
    assert later.returncode == 0 and "以后又有 1 条" in later.stdout
    other = printed[:-1] + ("0" if printed[-1] != "0" else "1")
    assert audited(other).returncode == 1 and "整个改写过" in audited(other).stdout
    assert audited("八").returncode == 2 and audited("12").returncode == 2
    file.write_bytes(early)
    cut = audited(printed)
    assert cut.returncode == 1 and "台账完整" in cut.stdout and "截去" in cut.stdout
    assert json.loads(run("audit", "--head", printed, "--ledger", county.ledger_url, "--json").stdout)["matches"] is False


def test_the_last_decision_taken_out_with_its_entry_is_found(county):
    connection = sqlite3.connect(county.folder / "shijibu.db")
    with connection:
        for sql in ("DELETE FROM returns", "DELETE FROM decisions", "DELETE FROM audit WHERE sequence = (SELECT max(sequence) FROM audit)"):
            connection.execute(sql)
    connection.close()
    done = run("audit", "--ledger", county.ledger_url)
    assert done.returncode == 1 and "末尾" in done.stdout


def test_auditing_writes_nothing(county):
    before = (county.folder / "shijibu.db").read_bytes()
    assert run("audit", "--ledger", county.ledger_url).returncode == 0
    assert (county.folder / "shijibu.db").read_bytes() == before and "SHIJIBU_LEDGER" not in os.environ


@pytest.mark.parametrize("name", ["台 账.db", "a?b=1.db", "a#b.db", "a%20b.db"])
def test_a_ledger_goes_by_its_path_whatever_its_name_holds(county, tmp_path, name):
    ledger = tmp_path / name
    shutil.copy(county.folder / "shijibu.db", ledger)
    files = sorted(tmp_path.iterdir())
    unit = county.roster.units[0].code
    expected = run("explain", unit, "--ledger", county.ledger_url).stdout
    done = run("explain", unit, "--ledger", ledger)
    assert (done.stdout, done.stderr) == (expected, "") and expected
    assert sorted(tmp_path.iterdir()) == files
    ledger.unlink()
    assert run("audit", "--ledger", ledger).stderr == f"没有这个台账：{ledger}\n"
