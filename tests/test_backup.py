"""A backup is whole while others work, and comes back without anything being lost."""

from __future__ import annotations

import sqlite3
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from shijibu.backup import BackupRefused, back_up, restore
from shijibu.ledger import Ledger
from shijibu.ledger.address import LedgerUnavailable, sqlite_url
from tests.command import one_sentence, run
from tests.county import County
from tests.postgres import Postgres, postgres

Q1 = "2026-Q1"


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    made = County.made(tmp_path_factory.mktemp("county"), units=3)
    made.issue(Q1)
    return made


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A desk's folder: its database, a return, and what is no part of a backup."""
    folder = tmp_path / "shijibu.desk"
    for name in ("deqing/2026-Q1/returns/1", "tmp", "backups"):
        (folder / name).mkdir(parents=True)
    (folder / "deqing/2026-Q1/returns/1/青溪镇.xlsx").write_bytes(b"as it came")
    (folder / "tmp/half").write_bytes(b"on its way")
    (folder / "backups/old.zip").write_bytes(b"old")
    with closing(sqlite3.connect(folder / "desk.db")) as made, made:
        made.execute("CREATE TABLE account (name TEXT)")
        made.execute("INSERT INTO account VALUES ('小周')")
    return folder


def test_a_backup_made_while_others_write_is_whole_and_nothing_of_theirs_is_lost(county: County, tmp_path: Path):
    stop, failed = threading.Event(), list[Exception]()

    def others() -> None:
        try:
            with Ledger.open(county.ledger_url) as ledger:
                while not stop.wait(0.02):  # SQLite's lock is not fair: whoever asks all the time gets it all the time
                    ledger.object("deqing", Q1, subject="D01", figure="index", text="有异议", received=date(2026, 4, 20))
        except Exception as error:
            failed.append(error)

    writer = threading.Thread(target=others)
    writer.start()
    try:
        with Ledger.open(county.ledger_url) as ledger:
            made = [back_up(ledger, tmp_path / f"{n}.db", None, by="小周") for n in range(3)]
    finally:
        stop.set()
        writer.join()
    assert not failed and all(one.faults == [] for one in made)
    with Ledger.open(county.ledger_url) as ledger:
        assert ledger.verify() == []
        for n, one in enumerate(made):
            assert one.head is not None and ledger.head(one.head.sequence) == one.head
            with Ledger.open(sqlite_url(str(tmp_path / f"{n}.db"))) as copy:
                assert len(copy.objections()) == len([o for o in ledger.objections() if o.id <= len(copy.objections())])


def test_ledger_and_desk_come_back_as_they_were(county: County, desk: Path, tmp_path: Path):
    with Ledger.open(county.ledger_url) as ledger:
        made = back_up(ledger, tmp_path / "备份.zip", desk, by="小周")
    again = tmp_path / "again"
    again.mkdir()
    back, aside = restore(tmp_path / "备份.zip", sqlite_url(str(again / "shijibu.db")), again / "shijibu.desk")
    assert (back, aside) == (made, []) and made.files == 2
    listed = {p.relative_to(again).as_posix(): p.read_bytes() for p in again.rglob("*") if p.is_file()}
    assert set(listed) == {"shijibu.db", "shijibu.desk/desk.db", "shijibu.desk/deqing/2026-Q1/returns/1/青溪镇.xlsx"}
    assert listed["shijibu.desk/deqing/2026-Q1/returns/1/青溪镇.xlsx"] == b"as it came"
    with closing(sqlite3.connect(again / "shijibu.desk/desk.db")) as held:
        assert held.execute("SELECT name FROM account").fetchall() == [("小周",)]


def test_nothing_that_stands_is_replaced_and_forced_it_is_moved_aside(county: County, tmp_path: Path):
    place, file = tmp_path / "shijibu.db", tmp_path / "备份.db"
    with Ledger.open(sqlite_url(str(place))) as own:
        own.enter_act("小李", "test", {})
    before = place.read_bytes()
    with Ledger.open(county.ledger_url) as ledger:
        back_up(ledger, file, None, by="小周")
        with pytest.raises(BackupRefused, match="已经有了"):
            back_up(ledger, file, None, by="小周")
    done = run("restore", file, "--ledger", place)
    assert done.returncode == 2 and one_sentence(done) and place.read_bytes() == before
    assert run("restore", file, "--ledger", place, "--force").returncode == 0
    (kept,) = tmp_path.glob("shijibu.db.恢复前*")
    assert kept.read_bytes() == before
    with Ledger.open(sqlite_url(str(place))) as back:
        assert back.issued("deqing", Q1) is not None and back.verify() == []


def test_a_ledger_with_faults_is_kept_as_it_is_and_they_are_said(county: County, tmp_path: Path):
    with Ledger.open(county.ledger_url) as ledger:
        back_up(ledger, tmp_path / "shijibu.db", None, by="小周")
    with closing(sqlite3.connect(tmp_path / "shijibu.db")) as held, held:
        held.execute("UPDATE rounds SET deadline = '2099-01-01'")
    done = run("backup", tmp_path / "faulty.db", "--ledger", tmp_path / "shijibu.db")
    assert done.returncode == 1 and "不符" in done.stderr and (tmp_path / "faulty.db").is_file()


@pytest.mark.parametrize("name", ["考评台/../../outside", "考评台//etc/outside", "考评台/C:\\outside", "考评台/a\\..\\..\\outside"])
def test_a_zip_that_would_write_elsewhere_is_refused(county: County, tmp_path: Path, name: str):
    with Ledger.open(county.ledger_url) as ledger:
        back_up(ledger, tmp_path / "台账.db", None, by="小周")
    with zipfile.ZipFile(tmp_path / "hostile.zip", "w") as made:
        made.write(tmp_path / "台账.db", "台账.db")
        made.writestr(name, b"x")
    place = tmp_path / "here"
    place.mkdir()
    with pytest.raises(BackupRefused, match="不该有的文件名"):
        restore(tmp_path / "hostile.zip", sqlite_url(str(place / "shijibu.db")), place / "shijibu.desk")
    assert list(place.iterdir()) == [], "nothing of a refused backup is left"


NO_BACKUP = {"empty": b"", "text": b"not a ledger", "torn": b"SQLite format 3\0" + bytes(100), "zip": b"PK\x05\x06" + bytes(18)}


@pytest.mark.parametrize("content", NO_BACKUP.values(), ids=NO_BACKUP)
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes):
    (tmp_path / "file").write_bytes(content)
    done = run("restore", tmp_path / "file", "--ledger", tmp_path / "shijibu.db")
    assert done.returncode == 2 and one_sentence(done) and not (tmp_path / "shijibu.db").exists()


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres() as running:
        yield running


def test_a_ledger_goes_from_a_file_into_postgresql_and_back(county: County, server: Postgres, tmp_path: Path):
    with Ledger.open(county.ledger_url) as ledger:
        first = back_up(ledger, tmp_path / "1.db", None, by="小周")
    restore(tmp_path / "1.db", server.url, None)
    with Ledger.open(server.url) as moved:
        assert moved.verify() == [] and moved.head() == first.head
        moved.object("deqing", Q1, subject="D01", figure="index", text="有异议", received=date(2026, 4, 20))
        second = back_up(moved, tmp_path / "2.db", None, by="小周")
        assert second.faults == [] and moved.verify() == []
    with pytest.raises(LedgerUnavailable, match="已经有内容"):
        restore(tmp_path / "2.db", server.url, None)
    with Ledger.open(sqlite_url(str(tmp_path / "2.db"))) as back:
        assert back.verify() == [] and back.objections("deqing")[-1].text == "有异议"
