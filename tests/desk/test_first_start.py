"""`shijibu desk`: the assistant is reached with its token alone, at this computer, while nobody of the office can sign in; nothing is replaced."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from shijibu.ledger import Ledger
from shijibu.ledger.address import LEDGER, sqlite_url
from shijibu_desk.starting.place import DEMO, NoPlace, place_named
from shijibu_desk.starting.remembered import Remembered
from shijibu_desk.starting.token import admits, new_token, trace_of
from tests.desk.conftest import Desk
from tests.desk.serving import COMMAND, PASSWORD, end

_PATIENCE = 90.0
ACCOUNT = {"username": "kaoping", "title": "王芳", "password1": PASSWORD, "password2": PASSWORD}


@contextmanager
def first_open(desk: Desk) -> Iterator[str]:
    """The address of step two of a desk that was started by `shijibu desk`."""
    from django.test import override_settings

    token = new_token()
    with override_settings(SHIJIBU_DESK=replace(desk.options, first=trace_of(token))):
        yield f"/first/?token={token}"


def test_who_has_no_token_finds_no_page(desk: Desk):
    from django.test import Client

    browser = Client()
    with first_open(desk) as address:
        assert "您是谁" in browser.get(address).content.decode()
        for wrong in ("/first/", "/first/?token=", f"{address}x", f"/first/?token={new_token()}", f"/first/?token={trace_of(address[14:])}"):
            assert browser.get(wrong).status_code == browser.post(wrong, ACCOUNT).status_code == 404, wrong
        for elsewhere in ("192.0.2.7", "::ffff:192.0.2.7", ""):
            assert browser.post(address, ACCOUNT, REMOTE_ADDR=elsewhere).status_code == 404, elsewhere
        assert Client(enforce_csrf_checks=True).post(address, ACCOUNT).status_code == 403
    assert browser.get(address).status_code == 404, "a desk that was started otherwise has no such page"
    assert not admits("", "")


def test_the_first_account_is_the_office_s_and_the_last_that_the_token_makes(desk: Desk):
    from django.test import Client

    from shijibu_desk.models import Account

    browser = Client()
    with first_open(desk) as address:
        for wrong, said in (({"password2": "江南好风景-8834"}, "不一样"), ({"password1": "12345", "password2": "12345"}, "密码"),
                            ({"username": ""}, "必填"), ({"username": "a b"}, "账号")):  # fmt: skip
            page = browser.post(address, ACCOUNT | wrong).content.decode()
            assert "fault" in page and said in page and PASSWORD not in page, wrong
        assert not Account.objects.filter(role="office").exists()
        answer = browser.post(address, ACCOUNT)
        assert answer.status_code == 302 and answer["Location"] == "/", "there is a round; the roster is led to where there is none"
        assert "空白名册" in browser.get("/first/roster/").content.decode()
        account = Account.objects.get()
        assert (account.username, account.role, account.must_change) == ("kaoping", "office", False) and account.check_password(PASSWORD)
        with Ledger.open(desk.options.ledger) as ledger:
            assert ledger.last_act("account.made") is not None
        for another in (Client(), browser):
            assert another.get(address)["Location"] == another.post(address, ACCOUNT | {"username": "second"})["Location"] == "/"
        assert Account.objects.count() == 1


def test_a_folder_that_takes_no_ledger_is_said(tmp_path):
    (tmp_path / "file").write_bytes(b"theirs")
    for wrong in ("", "实绩簿", "../x", f"{tmp_path}/file/deeper", f"{tmp_path}\0x"):
        with pytest.raises(NoPlace):
            place_named(wrong, demo=False)
    (tmp_path / LEDGER).write_bytes(b"")
    with pytest.raises(NoPlace, match="空文件"):
        place_named(str(tmp_path), demo=False)
    (tmp_path / "county" / DEMO).mkdir(parents=True)
    with pytest.raises(NoPlace, match="不是以前的演示"):
        place_named(str(tmp_path / "county"), demo=True)
    assert place_named(f' "{tmp_path}/新 的" ', demo=False).ledger == sqlite_url(f"{tmp_path}/新 的/{LEDGER}")
    assert sorted(f.name for f in tmp_path.iterdir()) == ["county", "file", LEDGER]


def test_one_desk_a_user_and_a_choice_that_cannot_be_read_is_none(tmp_path):
    own, other = Remembered(tmp_path / "own"), Remembered(tmp_path / "own")
    with own.alone() as alone, other.alone() as too:
        assert alone and not too
    with other.alone() as alone:
        assert alone
    assert own.ledger is None
    own.choose("sqlite:///x.db")
    assert other.ledger == "sqlite:///x.db"
    for broken in (b"", b"[]", b'{"ledger": 3}', b"\xff"):
        (tmp_path / "own" / "desk.json").write_bytes(broken)
        assert other.ledger is None


@contextmanager
def started(folder: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """The command, in a home of its own, with a browser that only notes what it was to open."""
    opened, browser = folder / "opened", folder / "browser.sh"
    opened.write_text("")
    browser.write_text(f'#!/bin/sh\necho "$1" >> "{opened}"\n')
    browser.chmod(0o755)
    clean = {k: v for k, v in os.environ.items() if k != "SHIJIBU_LEDGER"}
    environment = clean | {"HOME": str(folder / "home"), "XDG_CONFIG_HOME": str(folder / "config"), "BROWSER": f"{browser} %s"}
    process = subprocess.Popen([*COMMAND, "desk", *words], cwd=folder, env=environment, stderr=subprocess.DEVNULL, text=True)
    try:
        yield process, opened
    finally:
        end(process)


def opened_at(opened: Path) -> str:
    """The address that the browser was sent to, once it is; pytest ends what never comes."""
    while not (address := opened.read_text().strip()):
        time.sleep(0.1)
    return address


def when_prepared(browser: httpx.Client, address: str) -> httpx.Response:
    """What follows 正在准备, a page that asks again by itself; a connection that was made as one server ended is made anew, as browsers do."""
    while True:
        with suppress(httpx.TransportError):
            if "正在准备" not in (page := browser.get(address)).text:
                return page
        time.sleep(0.2)


def test_from_nothing_to_the_roster_and_straight_to_the_login_the_next_time(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with started(tmp_path, "--port", str(port)) as (_, opened):
            first = opened_at(opened)
            assert re.fullmatch(r"http://localhost:\d+/first/\?token=[\w-]{40,}", first) and f":{port}/" not in first
            folder = tmp_path / "考评 办"
            with httpx.Client(follow_redirects=True, timeout=_PATIENCE) as browser:
                closed = browser.get(first.partition("?")[0])
                assert closed.status_code == 404 and "文件夹" not in closed.text
                assert browser.get(first, headers={"Host": "evil.example"}).status_code == 400
                assert browser.get(first, headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 401
                assert browser.post(first, data={"folder": str(folder)}, headers={"Origin": "https://evil.example"}).status_code == 403
                assert browser.post(first, data={"folder": "x" * 100_000}).status_code == 413
                page = browser.get(first)
                assert "第一步" in page.text and "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
                assert "完整的文件夹" in browser.post(first, data={"folder": "<b>"}).text and not folder.exists()
                assert "正在准备" in browser.post(first, data={"folder": str(folder)}).text
                with suppress(httpx.TransportError):  # the first choice holds, whoever still answers
                    other = browser.post(first, data={"folder": str(tmp_path / "other")})
                    assert "正在准备" in other.text or other.status_code == 403
                page = when_prepared(browser, first)
                assert "您是谁" in page.text and not (tmp_path / "other").exists()
                key = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
                assert key is not None
                page = browser.post(first, data=ACCOUNT | {"csrfmiddlewaretoken": key[1]})
                assert page.url.path == "/first/roster/" and "第三步" in page.text
            with started(tmp_path) as (second, again):
                assert second.wait(_PATIENCE) == 0 and opened_at(again).startswith(first.partition("first/")[0])
    ledger = (folder / LEDGER).read_bytes()
    assert ledger.startswith(b"SQLite format 3")
    with started(tmp_path, "--port", "0") as (_, opened):
        address = opened_at(opened)
        assert "token" not in address
        page = httpx.get(address, follow_redirects=True, timeout=_PATIENCE)
        assert page.url.path == "/login/"
        assert httpx.get(f"{address}first/?token={first.rpartition('=')[2]}").status_code == 404, "each start has a token of its own"
