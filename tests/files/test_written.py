"""Files are whole or not there; what a person made is not replaced; several files come together or none does."""

from __future__ import annotations

import json
import os
import resource
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shijibu.files import RECORD, WouldReplace, reason, refuse_changed, together, write_once, write_whole
from shijibu.files import batch as batch_module
from shijibu.files.whole_file import part_name


def listed(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_file_keeps_its_permissions_and_a_new_one_has_the_usual_ones(tmp_path):
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "new", b"1")
        (tmp_path / "old").write_bytes(b"0")
        (tmp_path / "old").chmod(0o604)
        write_whole(tmp_path / "old", b"1")
    finally:
        os.umask(before)
    assert [stat.S_IMODE((tmp_path / n).stat().st_mode) for n in ("new", "old")] == [0o640, 0o604]


@pytest.mark.parametrize("leads_to", ["nowhere", "other"])
def test_no_link_is_followed_or_replaced(tmp_path, leads_to):
    (tmp_path / "other").write_bytes(b"theirs")
    (tmp_path / "link").symlink_to(tmp_path / leads_to)
    with pytest.raises(OSError) as caught:
        write_whole(tmp_path / "link", b"ours")
    assert "是链接" in reason(caught.value) and str(tmp_path / "link") in reason(caught.value)
    assert (tmp_path / "link").is_symlink() and listed(tmp_path) | {"link": b""} == {"other": b"theirs", "link": b""}


def test_folders_made_for_a_file_that_could_not_be_written_go_again(tmp_path):
    with pytest.raises(OSError):
        write_whole(tmp_path / "a" / "b" / ("n" * 300), b"1")
    assert list(tmp_path.iterdir()) == []


# In a process of its own: no file of it may be longer than a kilobyte, as on a disk that is full.
FULL = """
import pathlib, resource, sys
from shijibu.files import together, write_whole
resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))
folder = pathlib.Path(sys.argv[1])
try:
    if sys.argv[2] == "one":
        write_whole(folder / "b", b"x" * 4096)
    else:
        with together(folder, force=True) as batch:
            batch.write("a", b"new")
            batch.write("b", b"x" * 4096)
except OSError as error:
    print(error.filename)
"""


@pytest.mark.parametrize("how", ["one", "several"])
def test_a_full_disk_leaves_what_was_there_and_names_the_file(tmp_path, how):
    (tmp_path / "a").write_bytes(b"old a")
    (tmp_path / "b").write_bytes(b"old b")
    done = subprocess.run([sys.executable, "-c", FULL, tmp_path, how], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(tmp_path / "b")
    assert listed(tmp_path) == {"a": b"old a", "b": b"old b"} and resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 1024


def test_what_we_wrote_is_replaced_and_what_somebody_changed_is_not(tmp_path):
    with together(tmp_path) as batch:
        batch.write("a.txt", b"1")
        batch.write("sub/b.txt", b"1")
    with together(tmp_path) as batch:
        batch.write("a.txt", b"2")
    (tmp_path / "a.txt").write_bytes(b"mine")
    before = listed(tmp_path)
    with pytest.raises(WouldReplace, match="--force") as caught, together(tmp_path) as batch:
        batch.write("a.txt", b"3")
        batch.write("sub/b.txt", b"3")
    assert caught.value.paths == [tmp_path / "a.txt"] and str(tmp_path / "a.txt") in str(caught.value) and listed(tmp_path) == before
    with together(tmp_path, force=True) as batch:
        batch.write("a.txt", b"4")
    assert (tmp_path / "a.txt").read_bytes() == b"4" and sorted(listed(tmp_path)) == [RECORD, "a.txt", "sub/b.txt"]


def test_an_older_one_of_ours_that_somebody_put_back_is_ours(tmp_path):
    for content in (b"1", b"2"):
        with together(tmp_path) as batch:
            batch.write("a", content)
    (tmp_path / "a").write_bytes(b"1")
    refuse_changed(tmp_path, ["a"], force=False)


@pytest.mark.parametrize("record", [b"", b"{", b"[]", b'{"files": 1}', b'{"files": {"a": null}}', b"[" * 100_000])
def test_a_record_that_cannot_be_read_vouches_for_nothing(tmp_path, record):
    (tmp_path / RECORD).write_bytes(record)
    (tmp_path / "a").write_bytes(b"1")
    with pytest.raises(WouldReplace):
        refuse_changed(tmp_path, ["a"], force=False)


def test_of_many_files_a_few_are_named_and_the_others_counted(tmp_path):
    for n in range(9):
        (tmp_path / f"{n}.xlsx").write_bytes(b"theirs")
    with pytest.raises(WouldReplace) as caught:
        refuse_changed(tmp_path, [f"{n}.xlsx" for n in range(9)], force=False)
    assert "等 9 个文件" in str(caught.value) and str(caught.value).count(".xlsx") == 3 and "\n" not in str(caught.value)


@pytest.mark.parametrize("failing", ["before", "while", "after"])
def test_a_batch_that_fails_leaves_the_folder_as_it_was(tmp_path, failing):
    with together(tmp_path / "out") as batch:
        batch.write("a", b"1")
    if failing == "while":
        (tmp_path / "out" / "b").mkdir()
    before = listed(tmp_path)
    with pytest.raises((KeyError, OSError)), together(tmp_path / "out") as batch:
        batch.write("a", b"2")
        batch.write("b", b"2")
        if failing == "after":
            batch.publish()
        if failing != "while":
            raise KeyError("the ledger's transaction failed")
    assert listed(tmp_path) == before and not [p for p in (tmp_path / "out").iterdir() if p.suffix == ".part"]


def test_what_a_killed_run_left_goes_with_the_next_one_and_what_is_being_written_stays(tmp_path):
    for name, age in ((".shijibu-1.part", 7200), (".shijibu-2.part", 0)):
        (tmp_path / name / "new").mkdir(parents=True)
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    with together(tmp_path) as batch:
        batch.write("a", b"1")
    assert sorted(p.name for p in tmp_path.iterdir()) == [".shijibu-2.part", RECORD, "a"]


def test_what_a_killed_writer_left_in_a_batch_is_not_published(tmp_path):
    with together(tmp_path) as batch:
        batch.write("sub/a", b"1")
        batch.write(f"sub/{part_name()}", b"hal")
    assert sorted(listed(tmp_path)) == [RECORD, "sub/a"] and list(json.loads((tmp_path / RECORD).read_text())["files"]) == ["sub/a"]


def test_each_folder_that_took_files_is_on_the_disk_before_they_are_said_to_be_written(tmp_path, monkeypatch):
    kept, keep = set[Path](), batch_module.keep_folder
    monkeypatch.setattr(batch_module, "keep_folder", lambda folder: (kept.add(folder), keep(folder)))
    with together(tmp_path / "out") as batch:
        batch.write("a", b"1")
        batch.write("sub/deep/b", b"1")
    assert kept == {tmp_path / "out", tmp_path / "out/sub", tmp_path / "out/sub/deep"}


def test_a_single_file_is_replaced_by_the_same_bytes_alone(tmp_path):
    write_once(tmp_path / "a", b"1", force=False)
    write_once(tmp_path / "a", b"1", force=False)
    with pytest.raises(WouldReplace):
        write_once(tmp_path / "a", b"2", force=False)
    write_once(tmp_path / "a", b"2", force=True)
    assert listed(tmp_path) == {"a": b"2"}


def test_the_record_says_what_it_is(tmp_path):
    with together(tmp_path) as batch:
        batch.write("表.xlsx", b"1")
    told = json.loads((tmp_path / RECORD).read_text("utf-8"))
    assert "实绩簿" in told["about"] and list(told["files"]) == ["表.xlsx"]
