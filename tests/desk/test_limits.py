"""What a request may bring and from where, asked of the whole server: sizes and counts by page and role, foreign pages and names at every form."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from shijibu_addin.server.settings import Settings
from tests.desk import process
from tests.desk.conftest import PERIOD, Desk
from tests.desk.test_access import addresses
from tests.server.client import PASSWORD, Client

ROUND = f"/rounds/deqing/{PERIOD}/"
UNIT = f"/unit/deqing/{PERIOD}/"
MEGABYTE = 1024 * 1024


class Sent:
    """A body that somebody sends piece by piece, and how much of it was taken."""

    def __init__(self, megabytes: int) -> None:
        self.megabytes, self.taken = megabytes, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        piece = bytes(MEGABYTE)
        for _ in range(self.megabytes):
            self.taken += 1
            yield piece


@pytest.fixture(scope="module")
def server(desk: Desk) -> Any:
    """Desk and add-in's server, for other computers."""
    return process.application(Settings(accounts=True, hosts=("shijibu.example",)))


@pytest.fixture(scope="module")
def people(server: Any) -> dict[str, Client]:
    """One of each role, signed in from another computer; and nobody."""
    whose = {"unit": {"unit": "D01", "scheme": "deqing"}, "official": {"official": "D01-01", "scheme": "deqing"}, "office": {}, "reader": {}}
    out = {"nobody": Client(app=server, peer="192.0.2.7", base="http://shijibu.example:8000")}
    for role, facts in whose.items():
        process.account(f"x-{role}", PASSWORD, role, **facts)
        out[role] = out["nobody"].beside("192.0.2.7")
        assert out[role].sign_in(f"x-{role}").status_code == 200
    return out


@pytest.mark.parametrize(("role", "path", "megabytes", "said"), [
    ("unit", f"{UNIT}check/", 21, "20 MB"), ("unit", f"{UNIT}hand-in/", 21, "20 MB"), ("unit", f"{ROUND}uploads/", 1, "太大"),
    ("unit", "/password/", 1, "太大"), ("official", f"/own/deqing/{PERIOD}/objections/", 1, "太大"), ("reader", f"{ROUND}uploads/", 1, "太大"),
    ("office", "/rules/deqing/upload/", 65, "64 MB"), ("office", f"{ROUND}uploads/", 513, "512 MB"), ("office", "/accounts/new/", 1, "太大"),
    ("office", "/no/such/page/", 1, "太大"), ("nobody", f"{ROUND}uploads/", 1, "重新登录"), ("nobody", "/login/", 1, "重新登录"),
])  # fmt: skip
def test_what_is_too_large_is_refused_before_and_while_it_is_read(people: dict[str, Client], role: str, path: str, megabytes: int, said: str):
    client, stated, streamed = people[role], Sent(megabytes), Sent(min(megabytes, 40))
    answer = client.request("POST", path, content=stated, headers={"Content-Length": str(megabytes * MEGABYTE)})
    assert (answer.status_code, stated.taken) == (401 if role == "nobody" else 413, 0)
    assert said in answer.text and answer.headers["content-type"].startswith("text/html")
    if megabytes < 40:
        answer = client.request("POST", path, content=streamed, headers={"Transfer-Encoding": "chunked"})
        assert answer.status_code in (401, 413) and said in answer.text and streamed.taken == megabytes


def test_each_takes_what_it_says(people: dict[str, Client]):
    """Just under its limit a request is read, whatever becomes of it then."""
    for role, path in (("unit", f"{UNIT}check/"), ("office", "/rules/deqing/upload/"), ("office", "/password/")):
        body = b"x" * (200_000 if path == "/password/" else 19 * MEGABYTE)
        assert people[role].request("POST", path, content=body).status_code == 403  # without the form's own secret
    assert people["nobody"].request("POST", "/login/", content=b"x" * 60_000).status_code == 403


def test_what_one_account_sends_at_once_is_no_more_than_it_may_send_alone(people: dict[str, Client]):
    unit, other = people["unit"], people["office"]

    async def asked() -> list[int]:
        half, on = asyncio.Event(), asyncio.Event()

        async def slowly() -> AsyncIterator[bytes]:
            for n in range(15):
                if n == 10:
                    half.set()
                    await on.wait()
                yield bytes(MEGABYTE)

        async def send(client: Client, content: Any) -> int:
            transport = httpx.ASGITransport(client.app, client=(client.peer, 50000))
            async with httpx.AsyncClient(transport=transport, base_url=client.base, cookies=client.cookies) as one:
                return (await one.post(f"{UNIT}check/" if client is unit else "/rules/deqing/upload/", content=content)).status_code

        first = asyncio.create_task(send(unit, slowly()))
        await half.wait()
        second, third, others = [await send(c, bytes(size * MEGABYTE)) for c, size in ((unit, 15), (unit, 5), (other, 15))]
        on.set()
        return [second, third, others, await first, await send(unit, bytes(15 * MEGABYTE))]

    refused = 403  # read whole, and without the form's secret
    assert asyncio.run(asked()) == [429, refused, refused, refused, refused]


def test_one_account_is_looked_at_one_file_at_a_time(desk: Desk):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from shijibu_desk.checking import laid_down

    entered: list[str] = []

    def looks(account: str) -> None:
        with laid_down(SimpleUploadedFile("a.xlsx", b"x"), account):
            entered.append(account)

    with laid_down(SimpleUploadedFile("a.xlsx", b"x"), "one"):
        waiting = threading.Thread(target=looks, args=("one",))
        waiting.start()
        looks("other")
        waiting.join(0.3)
        assert entered == ["other"]
    waiting.join()
    assert entered == ["other", "one"]


def test_a_reader_of_the_desk_has_loaded_what_a_file_asks_of_it(desk: Desk):
    from shijibu_desk.checking import LOADED

    file = next(iter(desk.county.files.values()))
    program = f"""
import sys
from importlib import import_module
for name in {LOADED!r}:
    import_module(name)
from pathlib import Path
from shijibu.checks.check import check_file
loaded = set(sys.modules)
assert check_file(Path({str(file)!r}), "D01").unit
print(*(name for name in sys.modules.keys() - loaded if name.startswith(("shijibu", "openpyxl", "numpy"))))
"""
    assert subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split() == []


def test_files_go_out_piece_by_piece(people: dict[str, Client], recwarn: pytest.WarningsRecorder):
    from django.contrib.staticfiles.finders import find

    for name in ("desk/desk.js", "django_htmx/htmx-2.min.js"):
        assert people["nobody"].get(f"/desk/{name}").content == Path(str(find(name))).read_bytes()
    assert not [w for w in recwarn if "StreamingHttpResponse" in str(w.message)]


def test_more_files_than_a_page_takes_are_refused(desk: Desk, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture):
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client as Browser

    from shijibu_desk.models import Account, Upload

    def files(count: int) -> dict[str, Any]:
        return {"file": [SimpleUploadedFile(f"{n}.xlsx", b"") for n in range(count)]}

    unit, office = (desk.signed_in(Account.objects.filter(username=name).first() or desk.account(name, role, **whose))
                    for name, role, whose in (("y-unit", "unit", {"unit": "D01", "scheme": "deqing"}), ("y-office", "office", {})))
    asked = [(unit, f"{UNIT}check/", 2), (unit, "/password/", 1), (unit, f"{ROUND}uploads/", 1), (office, f"{ROUND}uploads/", 1001),
             (office, "/rounds/new/", 3), (Browser(), "/login/", 1), (Browser(), "/pane/session/", 1)]
    for client, path, count in asked:
        answer = client.post(path, files(count))
        assert answer.status_code == (401 if "pane" in path else 403 if "uploads" in path and client is unit else 400), path
        strict = Browser(enforce_csrf_checks=True)
        strict.cookies.update(client.cookies)
        assert strict.post(path, files(count)).status_code in (400, 403), path
    assert not capsys.readouterr().err and not caplog.records  # nobody fills the log with it
    assert "文件太多" in unit.post(f"{UNIT}check/", files(2)).content.decode() and not Upload.objects.exists()


def test_many_small_files_open_no_more_files(desk: Desk):
    import resource

    from django.core.files.uploadedfile import SimpleUploadedFile

    from shijibu_desk.models import Account

    office = desk.signed_in(Account.objects.filter(username="y-office").first() or desk.account("y-office", "office"))
    office.get("/rounds/")
    before, opened = resource.getrlimit(resource.RLIMIT_NOFILE), len(os.listdir("/proc/self/fd"))
    resource.setrlimit(resource.RLIMIT_NOFILE, (opened + 40, before[1]))
    try:
        answer = office.post(f"{ROUND}uploads/", {"files": [SimpleUploadedFile(f"{n}.xlsx", b"%d" % n) for n in range(400)]})
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert answer.status_code == 302
    (folder,) = (Path(desk.options.folder) / "dropped").iterdir()
    assert [f.read_bytes() for f in sorted(folder.iterdir())] == [b"%d" % n for n in range(400)]


def test_every_form_is_for_pages_of_this_server_alone(people: dict[str, Client]):
    foreign = [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "https://shijibu.example:8000"}, {"Origin": "http://shijibu.example"},
               {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}]
    for name, path, view in addresses():
        client = people[str(next(iter(view.roles))) if getattr(view, "roles", None) else "nobody"]
        for headers in foreign:
            answer = client.request("POST", path, content=b"", headers=headers)
            assert answer.status_code == 403 and "别的网站" in answer.text, (name, headers)
        for method in ("GET", "POST"):
            for host in ("evil.example", "shijibu.example.evil.example", "evil.example:8000", ""):
                answer = client.request(method, path, headers={"Host": host})
                assert answer.status_code == 400 and "服务器名称不对" in answer.text, (name, host)
        assert client.request("POST", path, content=b"").status_code in (302, 403, 405), name  # nor without the form's secret
        assert client.request("DELETE", path).status_code == 405, name
        assert client.get(f"{path}?q=a%00b").status_code == 400, name


def test_a_session_ends_after_its_hours(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    from django.utils import timezone

    client = desk.signed_in(desk.account("zaotui", "office"))
    assert client.get("/accounts/").status_code == 200
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + timezone.timedelta(hours=11, minutes=59))
    assert client.get("/accounts/").status_code == 200
    monkeypatch.setattr(timezone, "now", lambda: real() + timezone.timedelta(hours=12, seconds=1))
    assert client.get("/accounts/")["Location"] == "/login/?next=/accounts/"
    part = client.get("/accounts/?q=x", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/accounts/"})
    assert part["HX-Redirect"] == "/login/?next=%2Faccounts%2F" and not part.content
    assert "登录满 12 小时" in client.get("/login/?next=/accounts/").content.decode()
