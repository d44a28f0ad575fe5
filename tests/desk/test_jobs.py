"""Files dropped in heaps, and long work that outlives its server."""

from __future__ import annotations

import io
import shutil
import sqlite3
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from shijibu.errors import ShijibuError
from shijibu.ledger import Ledger
from shijibu_desk.zips import MOST_FILES, ZipRefused, is_package, members
from tests.desk.conftest import PERIOD, Desk
from tests.desk.serving import serving


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


def test_a_round_under_way_is_taken_up_again_after_the_server_was_killed(desk: Desk, tmp_path: Path):
    """The server is killed as hard as can be while returns are checked; the next one goes on, and nothing is lost or twice."""
    folder = tmp_path / "office"
    shutil.copytree(desk.county.folder, folder)
    (folder / "shijibu.desk").mkdir()
    shutil.copytree(Path(desk.options.folder) / "rounds", folder / "shijibu.desk" / "rounds", dirs_exist_ok=True)
    with serving(folder, "--no-login") as (address, process):
        import httpx

        with httpx.Client(base_url=address, follow_redirects=True, timeout=120) as client:
            page = client.get(f"/rounds/deqing/{PERIOD}/")
            assert page.status_code == 200, page.text
            form = {"csrfmiddlewaretoken": page.text.partition('name="csrfmiddlewaretoken" value="')[2][:64]}
            one = desk.county.returned(PERIOD, "D01").read_bytes()
            files = [("files", (f"{n}.xlsx", one)) for n in range(30)]
            assert client.post(f"/rounds/deqing/{PERIOD}/uploads/", data=form, files=files).status_code == 200
            _wait(folder, "running")
        process.kill()
        process.wait()
    with serving(folder, "--no-login"):
        _wait(folder, "done")
    with sqlite3.connect(folder / "shijibu.desk" / "desk.db") as tables:
        assert tables.execute("select count(*), count(distinct name) from shijibu_desk_upload where state = 'accepted'").fetchone() == (30, 30)
    with Ledger.open(f"sqlite:///{folder / 'shijibu.db'}") as ledger:
        assert ledger.verify() == []


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
