"""Files dropped in heaps, and long work that outlives its server."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from shijibu.errors import ShijibuError
from shijibu.files.zips import MOST_FILES, ZipRefused, is_package, members
from shijibu.ledger import Ledger
from tests.browser.pane import chromium
from tests.desk.conftest import PERIOD, Desk
from tests.desk.serving import PATIENCE, serving
from tests.processes import family, resident

ZIPPED, BESIDE = map(int, os.environ.get("SHIJIBU_LOAD_HEAP", "144 6").split())
LARGEST = 500_000_000  # bytes that any process of the desk has in memory meanwhile


class WindowsName(zipfile.ZipInfo):
    """A name as the Explorer of a Chinese Windows writes it: in GB 18030, of which the zip says nothing."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gb18030"), self.flag_bits & ~0x800


def zip_of(files: dict[str, bytes], kind: type[zipfile.ZipInfo] = zipfile.ZipInfo) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            info = kind(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(info, data)
    return out.getvalue()


def done(desk: Desk, number: int) -> Any:
    """The job, after the worker's part was run here."""
    from shijibu_desk.models import Job
    from shijibu_desk.running import run_job

    run_job.call(number)
    return Job.objects.get(pk=number)


def dropped(desk: Desk, files: dict[str, bytes]) -> Any:
    """The job of checking, after the office dropped files."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from shijibu_desk.models import Account

    office = Account.objects.filter(username="kaoping").first() or desk.account("kaoping", "office")
    given = [SimpleUploadedFile(name, data) for name, data in files.items()]
    answer = desk.signed_in(office).post(f"/rounds/deqing/{PERIOD}/uploads/", {"files": given})
    return done(desk, int(answer["Location"].split("/")[2]))


def test_what_is_dropped_is_kept_checked_and_counted(desk: Desk):
    from shijibu_desk.models import Upload

    good, wrong = desk.county.returned(PERIOD, "D01"), desk.county.returned(PERIOD, "D02", set={})
    inside = zip_of({"交回/乡镇/青溪镇.xlsx": desk.county.returned(PERIOD, "T01").read_bytes(), "说明.txt": "见附件".encode()}, WindowsName)
    job = dropped(desk, {good.name: good.read_bytes(), wrong.name: wrong.read_bytes(), "乡镇.zip": inside, "照片.jpg": b"\xff\xd8\xff\xe0"})
    assert (job.state, job.sentences) == ("done", []), job.sentences
    kept = {u.name: u for u in Upload.objects.all()}
    assert set(kept) == {good.name, wrong.name, "青溪镇.xlsx", "说明.txt", "照片.jpg"}
    assert kept["青溪镇.xlsx"].unit == "T01" and kept["照片.jpg"].state == kept["说明.txt"].state == "rejected"
    assert sum(job.result.values()) == len(kept)
    from shijibu_desk.places import RoundFolder

    assert all((RoundFolder("deqing", PERIOD).returns / u.path).read_bytes() for u in kept.values())
    page = desk.signed_in(desk.account("ling", "office")).get(f"/rounds/deqing/{PERIOD}/").content.decode()
    assert "认不出是哪个单位的文件" in page and "照片.jpg" in page


def test_a_file_with_errors_is_sent_back_before_anything_is_consolidated(desk: Desk):
    """The unit owes its return still: in the table, on its own page and among those to be reminded, with what is to be mended."""
    wrong = desk.county.returned(PERIOD, "D02", set={"tasks[1].planned": "九成"})
    assert dropped(desk, {wrong.name: wrong.read_bytes()}).state == "done"
    office = desk.signed_in(desk.account("qian", "office"))
    sent_back = office.get(f"/rounds/deqing/{PERIOD}/", {"state": "rejected"}).content.decode()
    assert f"/rounds/deqing/{PERIOD}/units/D02/" in sent_back and "已交待汇总</span>" not in sent_back
    assert "处须改正，已退回" in office.get(f"/rounds/deqing/{PERIOD}/units/D02/").content.decode()
    assert "处须改正，已退回" in office.get(f"/rounds/deqing/{PERIOD}/reminders/").content.decode()
    own = desk.signed_in(desk.account("D02", "unit", unit="D02", scheme="deqing")).get("/unit/").content.decode()
    assert wrong.name in own and "退回" in own and "九成" in own, "the office took it in, and its unit sees what is wrong"


def test_hostile_zips_are_refused_or_harmless(desk: Desk, tmp_path: Path):
    def listed(data: bytes) -> list[str]:
        file = tmp_path / "a.zip"
        file.write_bytes(data)
        assert is_package(file)
        return [name for name, content in members(file) if sum(map(len, content)) >= 0]

    outside = {"../../etc/passwd": b"a", "/srv/x.xlsx": b"b", "C:\\windows\\y.xlsx": b"c"}
    assert listed(zip_of(outside)) == ["passwd", "x.xlsx", "C:\\windows\\y.xlsx"]
    with pytest.raises(ZipRefused, match="至多"):
        listed(zip_of({f"{n}.xlsx": b"" for n in range(MOST_FILES + 1)}))
    with pytest.raises(ZipRefused, match="太大"):
        listed(zip_of({"bomb.xlsx": bytes(65 * 1024 * 1024)}))
    broken = zip_of({"a.xlsx": b"x" * 1000})
    with pytest.raises(ZipRefused, match="读不出来"):
        listed(broken[:40] + b"\0\0\0\0" + broken[44:])
    job = dropped(desk, {"坏.zip": broken[:40] + b"\0\0\0\0" + broken[44:]})  # it counts as a file that came, and that nobody can read
    assert (job.state, job.result) == ("done", {"rejected": 1}) and "坏.zip" in job.sentences[0]
    assert issubclass(ZipRefused, ShijibuError)


def test_a_heap_of_returns_outlives_the_tab_and_the_server(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """A zip and files beside it are dropped in a browser, the tab is closed and the server killed while they are checked; the next server goes on,
    and everything is there once. `make load` drops a thousand in the zip and two hundred beside it."""
    folder = tmp_path / "office"
    shutil.copytree(desk.county.folder, folder)
    (folder / "shijibu.desk").mkdir()
    shutil.copytree(Path(desk.options.folder) / "rounds", folder / "shijibu.desk" / "rounds", dirs_exist_ok=True)
    one = desk.county.returned(PERIOD, "D01")
    heap = [_like(one, number, tmp_path) for number in range(ZIPPED + BESIDE)]
    with zipfile.ZipFile(tmp_path / "全部.zip", "w") as made:
        for file in heap[:ZIPPED]:
            made.write(file, f"各单位/{file.name}")
        made.writestr("各单位/说明.txt", "见附件")
    with serving(folder, "--no-login") as (address, process), chromium() as browser:
        tab = browser.new_page()
        tab.goto(f"{address}/rounds/deqing/{PERIOD}/")
        tab.get_by_label("拖到这里").set_input_files([tmp_path / "全部.zip", *heap[ZIPPED:]])
        begun = time.monotonic()
        tab.get_by_role("button", name="交给检查").click()
        tab.get_by_text(f"/ {len(heap) + 1}").wait_for(timeout=PATIENCE)
        taken = time.monotonic() - begun
        _wait(folder, "running")
        job = tab.url
        tab.close()
        tab = browser.new_page()
        tab.goto(job)
        tab.get_by_text(f"/ {len(heap) + 1}").wait_for()
        process.kill()
        process.wait()
    with serving(folder, "--no-login") as (address, process):
        most = 0
        begun = time.monotonic()
        while not _is(folder, "done"):
            most = max(most, *map(resident, family(process.pid)))
            time.sleep(0.1)
    with capsys.disabled():
        if len(heap) > 200:
            print(f"\n{len(heap)} files: taken in {taken:.0f} s, checked in {time.monotonic() - begun:.0f} s after the end in the middle; "
                  f"the largest process {most / 1e6:.0f} MB")
    with sqlite3.connect(folder / "shijibu.desk" / "desk.db") as tables:
        counted = tables.execute("select state, count(*), count(distinct name) from shijibu_desk_upload group by state order by state").fetchall()
        assert counted == [("accepted", len(heap), len(heap)), ("rejected", 1, 1)]
        assert sum(json.loads(tables.execute("select result from shijibu_desk_job order by id desc").fetchone()[0]).values()) == len(heap) + 1
    with Ledger.open(f"sqlite:///{folder / 'shijibu.db'}") as ledger:
        assert ledger.verify() == []
    assert most < LARGEST


def _like(file: Path, number: int, folder: Path) -> Path:
    """A return of the same content that is not the same file."""
    made = folder / f"{number:04}.xlsx"
    shutil.copy(file, made)
    with zipfile.ZipFile(made, "a") as package:
        package.comment = str(number).encode()
    return made


def _is(folder: Path, state: str) -> bool:
    with sqlite3.connect(folder / "shijibu.desk" / "desk.db", timeout=30) as tables:
        return tables.execute("select state from shijibu_desk_job order by id desc limit 1").fetchone() == (state,)


def _wait(folder: Path, state: str) -> None:
    """Until the last job is in that state."""
    for _ in range(1200):
        with sqlite3.connect(folder / "shijibu.desk" / "desk.db", timeout=30) as tables:
            found = tables.execute("select state, done from shijibu_desk_job order by id desc limit 1").fetchone()
        if found and found[0] == state and (state != "running" or found[1] > 0):
            return
        time.sleep(0.1)
    raise AssertionError(f"{found} instead of {state}")


def test_the_desk_reminds_of_a_backup_and_makes_one(desk: Desk):
    office = desk.signed_in(desk.account("sun", "office"))
    assert "还没有备份过" in office.get("/rounds/").content.decode() and office.get("/backups/file/").status_code == 404
    job = done(desk, int(office.post("/backups/make/")["Location"].split("/")[2]))
    assert (job.state, job.result["faults"]) == ("done", 0), job.sentences
    assert "备份过" not in office.get("/rounds/").content.decode() and "今天备份过" in office.get("/backups/").content.decode()
    with zipfile.ZipFile(io.BytesIO(b"".join(office.get("/backups/file/").streaming_content))) as held:
        assert "台账.db" in held.namelist() and any(name.startswith(f"考评台/rounds/deqing/{PERIOD}") for name in held.namelist())
