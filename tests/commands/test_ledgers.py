"""Ledgers that are new, spoilt, foreign, read-only, or another one than the workbooks went out with."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from shijibu.ledger import Ledger
from shijibu.roster.roster_file import write_empty_roster
from tests.command import contents, one_sentence, run
from tests.county import County

Q1 = "2026-Q1"
ROUND = ("--scheme", "deqing", "--period", Q1)
READ_ONLY = 18
"""The byte of a SQLite file that says what may write it: above 2 nothing may."""


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> County:
    made = County.made(tmp_path_factory.mktemp("county"), units=2)
    made.issue(Q1)
    made.returned(Q1, made.smallest, name="a.xlsx")
    write_empty_roster(made.scheme, made.folder / "roster.xlsx", made.roster)
    made.ledger.close()
    return made


def other_program(file: Path, data: bytes) -> None:
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE meta (name TEXT, value TEXT)")
    connection.execute("CREATE TABLE orders (id INTEGER)")
    connection.commit()
    connection.close()


def cut(file: Path, data: bytes) -> None:
    file.write_bytes(data[: len(data) // 2])


SPOILT: dict[str, Callable[[Path, bytes], object]] = {
    "a text": lambda file, data: file.write_text("这不是台账" * 500, encoding="utf-8"),
    "a text shorter than a page of SQLite's": lambda file, data: file.write_text("我的笔记", encoding="utf-8"),
    "noise behind its beginning": lambda file, data: file.write_bytes(data[:100] + bytes(range(256)) * 40),
    "cut off": cut,
    "empty": lambda file, data: file.write_bytes(b""),
    "a folder": lambda file, data: file.mkdir(),
    "another program's": other_program,
}


@pytest.mark.parametrize("command", [
    ["check", "{inbox}"], ["consolidate", "{inbox}", *ROUND, "--out", "out"], ["explain", "T01"], ["audit"], ["file", "T01-01"],
    ["issue", "{roster}", *ROUND, "--out", "out"], ["objection", "list"], ["withdraw", "T01", "--period", Q1], ["fields", "{inbox}/a.xlsx"],
    ["scheme", "change", *ROUND, "--reason", "改"],
], ids=lambda c: c[0])  # fmt: skip
@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_ledger_is_one_sentence_and_stays_as_it_is(county, tmp_path, how, command):
    if (how, command[0]) == ("empty", "issue"):  # nothing in it can be lost
        return
    SPOILT[how](tmp_path / "l.db", (county.folder / "shijibu.db").read_bytes())
    before = contents(tmp_path)
    words = [w.format(inbox=county.inbox(Q1), roster=county.folder / "roster.xlsx") for w in command]
    done = run(*words, "--ledger", "l.db", cwd=tmp_path)
    faults = command[0] == "audit" and how == "cut off" and done.returncode == 1  # the audit may get as far as to find it
    assert one_sentence(done) or (faults and "Traceback" not in done.stderr), done.stderr
    assert contents(tmp_path) == before


@pytest.mark.parametrize("column", [
    "rounds.roster", "issues.prefilled", "decisions.results", "decisions.figures", "returns.inputs", "returns.problems", "returns.facts",
])
@pytest.mark.parametrize("wrong", ["[7]", '"x"', "null", '{"tasks": 7}'])
def test_a_ledger_whose_contents_have_another_shape_is_one_sentence_and_audit_finds_it(decided, tmp_path, column, wrong):
    table, _, name = column.partition(".")
    (tmp_path / "l.db").write_bytes(decided)
    with sqlite3.connect(tmp_path / "l.db") as connection:
        connection.execute(f"UPDATE {table} SET {name} = ?", (wrong,))
    connection.close()
    for command in (["explain", "T01"], ["withdraw", "T01", "--period", Q1], ["objection", "recompute"]):
        done = run(*command, "--ledger", "l.db", cwd=tmp_path)
        assert done.returncode in (0, 2) and "Traceback" not in done.stderr, done.stderr
        # That what was spoilt deep within is what stopped it nobody can know; audit does.
        assert done.returncode == 0 or one_sentence(done) or "请用 shijibu audit 核验" in done.stderr, done.stderr
        if done.returncode == 0:
            break  # what was read of it was not what was spoilt, and what was written rests on it no more
    else:
        assert run("audit", "--ledger", "l.db", cwd=tmp_path).returncode == 1


def test_a_ledger_without_its_trail_is_one_sentence(decided, county, tmp_path):
    (tmp_path / "l.db").write_bytes(decided)
    with sqlite3.connect(tmp_path / "l.db") as connection:
        connection.execute("DELETE FROM audit")
    connection.close()
    done = run("check", county.inbox(Q1), "--ledger", "l.db", cwd=tmp_path)
    assert one_sentence(done) and "台账打不开" in done.stderr, done.stderr


@pytest.fixture(scope="module")
def decided(county, tmp_path_factory) -> bytes:
    folder = tmp_path_factory.mktemp("decided")
    (folder / "l.db").write_bytes((county.folder / "shijibu.db").read_bytes())
    assert run("consolidate", county.inbox(Q1), *ROUND, "--out", "out", "--ledger", "l.db", cwd=folder).returncode in (0, 1)
    return (folder / "l.db").read_bytes()


def test_a_ledger_that_cannot_be_written_costs_nobody_the_answer_of_the_check(county, tmp_path):
    data = bytearray((county.folder / "shijibu.db").read_bytes())
    data[READ_ONLY] = 3
    (tmp_path / "l.db").write_bytes(data)
    done = run("check", county.inbox(Q1), "--ledger", "l.db", "--json", cwd=tmp_path)
    assert [f["status"] for f in json.loads(done.stdout)["files"]] == ["accepted"]
    assert done.returncode in (0, 1) and done.stderr.count("没有记下今天已见到") == 1 and (tmp_path / "l.db").read_bytes() == data


def test_a_ledger_that_is_made_is_said_and_one_that_is_there_is_not(county, tmp_path):
    issue = ("issue", county.folder / "roster.xlsx", *ROUND, "--out", "out")
    first, second = run(*issue, cwd=tmp_path), run(*issue, cwd=tmp_path)
    assert (first.returncode, second.returncode) == (0, 0)
    assert "新建台账：shijibu.db" in first.stderr.splitlines() and "新建台账" not in second.stderr


@pytest.mark.parametrize("wrong", [
    ["--deadline", "下周"], ["--live", "both"], ["--period", "2026-05"], ["--scheme", "nobody"], ["--out", "roster.xlsx"], ["--out", "mine"],
])
def test_an_issue_that_cannot_go_out_makes_neither_folder_nor_ledger(county, tmp_path, wrong):
    (tmp_path / "roster.xlsx").write_bytes((county.folder / "roster.xlsx").read_bytes())
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / county.blank(Q1, county.smallest).name).write_bytes(b"filled in")
    before = contents(tmp_path)
    done = run("issue", "roster.xlsx", *ROUND, "--out", "out", *wrong, cwd=tmp_path)
    assert one_sentence(done), done.stderr
    assert contents(tmp_path) == before and not (tmp_path / "out").exists()


def test_an_issue_whose_files_do_not_fit_on_the_disk_takes_its_ledger_with_it(county, tmp_path):
    """Not even the new ledger fits within a kilobyte; with one that is there the files are what does not."""
    run("issue", county.folder / "roster.xlsx", *ROUND, "--out", "out", cwd=tmp_path, full=True)
    assert list(tmp_path.iterdir()) == []


def test_files_that_could_not_be_put_in_place_are_not_in_the_ledger_either(county, tmp_path, monkeypatch):
    made = County.made(tmp_path / "c", units=2, roster=county.roster)
    made.issue(Q1)
    before, issued = contents(tmp_path / "c" / Q1), made.ledger.issued("deqing", Q1).issues

    def failing(*_: object, **__: object) -> None:
        raise RuntimeError("the transaction's end failed")

    original = Ledger.record_issue

    def record(self: Ledger, *arguments: object, publish: Callable[[], None], **options: object) -> None:
        def both() -> None:
            publish()
            failing()

        original(self, *arguments, publish=both, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Ledger, "record_issue", record)
    with pytest.raises(RuntimeError):
        made.issue(Q1)
    assert contents(tmp_path / "c" / Q1) == before and made.ledger.issued("deqing", Q1).issues == issued


def test_where_no_signature_holds_the_ledger_is_said_to_be_another_one_once(county, tmp_path):
    Ledger.open(f"sqlite:///{tmp_path}/other.db").close()
    (tmp_path / "inbox").mkdir()
    for name in ("a.xlsx", "b.xlsx"):
        (tmp_path / "inbox" / name).write_bytes((county.inbox(Q1) / "a.xlsx").read_bytes())
    done = run("check", "inbox", "--ledger", "other.db", cwd=tmp_path)
    assert done.returncode == 1 and done.stderr.count("other.db 可能不是下发时的台账") == 1
    assert "可能不是下发时的台账" not in run("check", "inbox", "--ledger", county.folder / "shijibu.db", cwd=tmp_path).stderr


def test_an_argument_nested_without_end_is_no_json_value(tmp_path):
    done = run("call", "STARLIMIT", "[" * 20_000, cwd=tmp_path)
    assert one_sentence(done) and "不是 JSON 值" in done.stderr
