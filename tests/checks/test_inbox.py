"""Whatever lies in a folder is in the answer once: links, pipes, names in another encoding, folders that do not open."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from shijibu.checks.clean_copy import annotate_all
from shijibu.checks.inbox import check_all, gather
from shijibu.problems.problem import Problem, capped
from shijibu.scheme.load import scheme_file
from shijibu.spreadsheet.severity import Severity
from tests.county import County

SHIJIBU = Path(sys.executable).with_name("shijibu")
NOBODY = 65_534
Q1 = "2026-Q1"


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> County:
    made = County.made(tmp_path_factory.mktemp("county"), units=2)
    made.issue(Q1)
    return made


def names(folder: Path) -> list[str]:
    return [name for _, name in gather([folder])]


def outcomes(folder: Path) -> dict[str, list[str]]:
    return {c.path: [f"{p.code} {p.message}" for p in c.problems if p.severity == "error"] for c in check_all([folder])}


def test_files_whose_sheets_are_called_alike_share_their_names(county):
    for unit in county.roster.units:
        county.returned(Q1, unit.code)
    first, second = check_all([county.inbox(Q1)], folded=True)
    assert first.sheets is second.sheets and first.sheets and {*first.sheets} == {*first.tables}


def test_a_link_that_leads_nowhere_or_round_in_a_circle_is_told(tmp_path):
    (tmp_path / "gone.xlsx").symlink_to(tmp_path / "nothing")
    (tmp_path / "round.xlsx").symlink_to("round.xlsx")
    assert outcomes(tmp_path) == {"gone.xlsx": ["file.unreadable 文件无法读取（文件不在了，或链接已失效）"],
                                  "round.xlsx": ["file.unreadable 文件无法读取（链接绕成了圈）"]}


def test_what_is_no_ordinary_file_is_told_and_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.xlsx")
    (tmp_path / "zero.xlsx").symlink_to("/dev/zero")
    assert outcomes(tmp_path) == {name: ["file.unreadable 文件无法读取（不是普通文件）"] for name in ("pipe.xlsx", "zero.xlsx")}


def test_a_link_to_a_folder_is_followed_nowhere(tmp_path):
    """One within the inbox leads to what is listed anyhow; one that leads out is told."""
    inbox, elsewhere = tmp_path / "inbox", tmp_path / "elsewhere"
    for folder in (inbox / "甲", elsewhere):
        folder.mkdir(parents=True)
        (folder / "a.txt").write_text("x")
    (inbox / "again").symlink_to(inbox)
    (inbox / "out").symlink_to(elsewhere)
    assert outcomes(inbox) == {"out": ["file.unreadable 文件无法读取（指向别处文件夹的链接，没有打开）"],
                               "甲/a.txt": ["file.not-a-workbook 文件内容不是 Excel 工作簿，像是文本"]}


def test_a_folder_called_like_a_workbook_is_searched(tmp_path):
    (tmp_path / "a.xlsx").mkdir()
    (tmp_path / "a.xlsx" / "b.txt").write_text("x")
    assert names(tmp_path) == ["a.xlsx/b.txt"]


def test_a_name_out_of_an_old_zip_is_read_in_its_own_encoding(county, tmp_path):
    (tmp_path / os.fsdecode("交回.xlsx".encode("gb18030"))).write_bytes(county.returned(Q1, "D01").read_bytes())
    (tmp_path / os.fsdecode(b"\xff\xff.xlsx")).write_bytes(b"")
    done = subprocess.run([SHIJIBU, "check", tmp_path, "--json", "--annotate", tmp_path / "out", "--ledger", county.ledger_url], capture_output=True)
    told = json.loads(done.stdout.decode("utf-8"))
    assert [(f["path"], f["status"]) for f in told["files"]] == [("\\xff\\xff.xlsx", "rejected"), ("交回.xlsx", "accepted")]
    assert [f.name for f in (tmp_path / "out").glob("*.xlsx")] == ["交回_批注.xlsx"]


def test_a_file_and_a_folder_without_permission_are_told(tmp_path):
    tmp_path.chmod(0o755)
    (tmp_path / "shut").mkdir(mode=0)
    (tmp_path / "shut.xlsx").write_bytes(b"x")
    (tmp_path / "shut.xlsx").chmod(0)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:  # whom no permission stops
                for folder in tmp_path.parents:
                    if "pytest" in folder.as_posix():
                        folder.chmod(0o755)
                os.setuid(NOBODY)
            from shijibu.checks.check import check_file

            told = {name: check_file(path, name).problems[0].message for path, name in gather([tmp_path])}
            os.write(writing, json.dumps(told).encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert json.loads(os.read(reading, 10_000)) == {"shut": "文件无法读取（文件夹打不开）", "shut.xlsx": "文件无法读取（没有读取权限）"}


def test_two_folders_with_files_of_one_name_have_a_clean_copy_each(county, tmp_path):
    for folder, unit in (("一", "D01"), ("二", "T01")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "交回.xlsx").write_bytes(county.returned(Q1, unit).read_bytes())
    checked = check_all([tmp_path / "一", tmp_path / "二"])
    copies = annotate_all(checked, tmp_path / "out")
    assert [c.name for c in copies] == ["交回_批注.xlsx", "交回_批注2.xlsx"]
    assert {c.unit for c in check_all([tmp_path / "out"])} == {"D01", "T01"}


def test_a_name_as_long_as_a_file_may_have_has_a_clean_copy(county, tmp_path):
    (tmp_path / f"{'文' * 83}.xlsx").write_bytes(county.returned(Q1, "D01").read_bytes())
    (copy,) = annotate_all(check_all([tmp_path]), tmp_path / "out")
    assert copy.exists() and len(copy.name.encode()) < 255


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_json_is_utf8_whatever_the_terminal_is(county, tmp_path, encoding):
    (tmp_path / "a.xlsx").write_bytes(county.returned(Q1, "D01", set={"tasks[1].planned": "九成😀"}).read_bytes())
    for options in ([], ["--json"]):
        done = subprocess.run([SHIJIBU, "check", tmp_path, *options], capture_output=True, cwd=tmp_path,
                              env=os.environ | {"PYTHONIOENCODING": encoding})
        assert done.returncode == 1 and b"Traceback" not in done.stderr  # the next line to paste stands there
    assert "九成😀" in [p["value"] for f in json.loads(done.stdout.decode("utf-8"))["files"] for p in f["problems"]]


@pytest.mark.parametrize("command", [["check", "{good}", "--annotate", "{file}"], ["fields", "{folder}"],
                                     ["consolidate", "{good}", "--scheme", "deqing", "--period", Q1, "--out", "{file}"]])
def test_what_cannot_be_written_or_read_is_one_sentence(county, tmp_path, command):
    (tmp_path / "file").write_text("x")
    places = {"good": county.returned(Q1, "D01"), "file": tmp_path / "file", "folder": tmp_path}
    done = subprocess.run([SHIJIBU, *(part.format(**places) for part in command)], capture_output=True, text=True,
                          env=os.environ | {"SHIJIBU_LEDGER": county.ledger_url})
    assert done.returncode == 2 and "Traceback" not in done.stderr and len(done.stderr.strip().splitlines()) == 1


def test_a_faulty_scheme_is_told_and_no_return_is_blamed_for_it(county, tmp_path):
    good = county.returned(Q1, "D01")
    folder = tmp_path / "templates" / "deqing"
    folder.mkdir(parents=True)
    text = scheme_file("deqing").read_text(encoding="utf-8")
    (folder / "scheme.yaml").write_text(text.replace("STARCAP(unit.card)", "STARCAP(unit.cards)"), encoding="utf-8")
    environment = {**os.environ, "SHIJIBU_TEMPLATES": str(folder.parent)}
    done = subprocess.run([SHIJIBU, "check", good], capture_output=True, encoding="utf-8", env=environment)
    assert done.returncode == 2 and "cards" in done.stderr and "Traceback" not in done.stderr and done.stdout == ""


def test_twelve_hundred_folders_in_one_another_are_searched(tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for n in range(1, 1201):
        inbox.joinpath(*["a"] * n).mkdir()
    deepest = inbox.joinpath(*["a"] * 1200)
    (deepest / "x.xlsx").write_bytes(b"")
    try:
        assert [told for _, told in gather([inbox])] == ["a/" * 1200 + "x.xlsx"]
    finally:  # what pytest tidies up with goes folder by folder in calls
        (deepest / "x.xlsx").unlink()
        for n in range(1200, 0, -1):
            inbox.joinpath(*["a"] * n).rmdir()


def test_folders_whose_path_is_too_long_are_one_file_that_cannot_be_read(tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    here = os.open(inbox, os.O_RDONLY)
    depth = 0
    try:
        while depth < 25:  # 25 names of 200 characters are longer than any path may be
            os.mkdir("b" * 200, dir_fd=here)
            below = os.open("b" * 200, os.O_RDONLY, dir_fd=here)
            os.close(here)
            here, depth = below, depth + 1
        (found,) = check_all([inbox])
        assert [(p.code, "路径太长" in p.message) for p in found.problems] == [("file.unreadable", True)]
    finally:
        while depth:
            above = os.open("..", os.O_RDONLY, dir_fd=here)
            os.close(here)
            here, depth = above, depth - 1
            os.rmdir("b" * 200, dir_fd=here)
        os.close(here)


def test_links_that_lead_round_in_a_circle_are_files_that_cannot_be_read(tmp_path):
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "deep" / "up").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "a").symlink_to("b")
    (tmp_path / "in" / "b").symlink_to("a")
    found = {c.path: [p.code for p in c.problems] for c in check_all([tmp_path / "in"])}
    assert found == {"a": ["file.unreadable"], "b": ["file.unreadable"]}


def test_problems_beyond_the_five_hundredth_of_a_kind_are_counted_and_hide_no_error():
    """Of eighteen thousand; a scheme may make one code an error here and a notice there."""
    def problem(code: str, severity: Severity) -> Problem:
        return Problem(code, severity, "工作亮相", "F8", None, None, "说法", "改法")

    told = [problem("cell.note", "notice")] * 10_000 + [problem("value.missing", "error")] * 8_000 + [problem("cell.stray", "error")]
    found = capped(told)
    assert [p.severity for p in found] == ["error"] * 502 + ["notice"] * 501
    assert {s: sum(p.count for p in found if p.severity == s) for s in ("error", "notice")} == {"error": 8001, "notice": 10_000}
    last = [p for p in found if p.count > 1]
    assert [p.message for p in last] == ["“必填未填”还有 7500 处，没有逐条列出", "“批注”还有 9500 处，没有逐条列出"]
    assert capped(told[:500]) == told[:500]
