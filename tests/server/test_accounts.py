"""The add-in's server under the desk's accounts: what a session or its token opens, when it ends, and who only guesses."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from shijibu_addin.server.settings import Settings
from tests.desk.process import account, application
from tests.server.client import PASSWORD, Client
from tests.server.raw import connected, listening, rest, status

CALL = {"func_name": "STARLIMIT", "args": [[[7]]]}
CALLS = "/xlwings/custom-functions-call"
SESSION = "/pane/session/"


@pytest.fixture
def one() -> Any:
    return account("chuangge", PASSWORD, "unit", unit="D01")


@pytest.fixture
def asked(one: Any) -> Client:
    """A server with a desk, asked from another computer."""
    return Client(app=application(Settings(accounts=True, hosts=("shijibu.example",))), peer="192.0.2.7", base="http://shijibu.example:8000")


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_session_of_the_desk_opens_functions_and_macros(asked: Client):
    assert asked.get("/shijibu/session").status_code == asked.post(CALLS, CALL).status_code == 401
    assert asked.sign_in("chuangge").json()["user"] == "chuangge"
    assert asked.post(CALLS, CALL).json() == {"result": [[4]]}
    assert asked.get("/shijibu/session").json() == {"user": "chuangge"}
    assert asked.post("/xlwings/custom-scripts-call/check", {}).status_code == 400  # it is read, and is no workbook
    assert asked.get("/unit/").status_code == 200  # the very session
    assert asked.beside("192.0.2.7").post(CALLS, CALL).status_code == 401


def test_a_runtime_without_cookies_brings_the_token(asked: Client):
    token = asked.sign_in("chuangge").json()["token"]
    again = asked.get(SESSION).json()  # the pane, opened anew
    other = asked.beside("192.0.2.8")
    for given in (token, again["token"]):
        assert other.post(CALLS, CALL, headers=bearer(given)).json() == {"result": [[4]]}
    assert other.get("/unit/", headers=bearer(token)).status_code == 302  # pages of the desk ask for a session
    for wrong in (token[:-1], token + "x", token.swapcase(), "x", "", "\u00ff", "x" * 5000, f"{token}:{token}"):
        assert other.post(CALLS, CALL, headers={"Authorization": f"Bearer {wrong}".encode("latin-1")}).status_code == 401


@pytest.mark.parametrize("end", ["locked", "password", "one-time", "gone", "out", "late"])
def test_session_and_token_end_together(asked: Client, one: Any, end: str, monkeypatch: pytest.MonkeyPatch):
    import time

    from django.utils import timezone

    token = asked.sign_in("chuangge").json()["token"]
    if end == "locked":
        one.is_active = False
        one.save()
    elif end == "password":
        one.set_password(PASSWORD + "x")
        one.save()
    elif end == "one-time":
        one.must_change = True
        one.save()
    elif end == "gone":
        one.delete()
    elif end == "out":
        form = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', asked.get("/unit/").text)
        assert form and asked.post("/logout/", data={"csrfmiddlewaretoken": form[1]}).status_code == 302
    else:
        real, now = time.time, timezone.now
        monkeypatch.setattr(time, "time", lambda: real() + 12 * 3600 + 1)
        monkeypatch.setattr(timezone, "now", lambda: now() + timezone.timedelta(hours=12, seconds=1))
    assert asked.post(CALLS, CALL).status_code == 401, "the session"
    refused = asked.beside("192.0.2.8").post(CALLS, CALL, headers=bearer(token))
    assert refused.status_code == 401 and "请先登录" in refused.json()["detail"]
    assert "form" in asked.get(SESSION).json()


def test_signing_in_makes_a_new_session(asked: Client):
    asked.cookies.set("shijibu_desk", "a" * 32, domain="shijibu.example")
    answer = asked.sign_in("chuangge")
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("shijibu_desk=")).lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "a" * 32 not in cookie


def test_who_guesses_is_stopped_here_and_at_the_desks_page_alike(asked: Client):
    form = asked.get(SESSION).json()["form"]
    answers = [asked.sign_in("chuangge", f"guess {i}").status_code for i in range(7)]
    assert answers == [401] * 4 + [429] * 3  # the fifth is said to be the last
    assert asked.sign_in("chuangge").status_code == 429
    assert asked.post("/login/", data={"username": "chuangge", "password": PASSWORD, "csrfmiddlewaretoken": form}).status_code == 429
    assert asked.beside("192.0.2.9").sign_in("chuangge").status_code == 200


@pytest.mark.parametrize("peers", [
    [f"2001:db8:1:2::{i:x}" for i in range(6)], ["192.0.2.7", "::ffff:192.0.2.7"] * 3, ["fe80::1%eth0", "fe80::2%eth1"] * 3,
])  # fmt: skip
def test_one_computer_with_many_addresses_and_programs_is_one(asked: Client, peers: list[str]):
    answers = []
    for n, peer in enumerate(peers):
        other = asked.beside(peer)
        headers = {"X-CSRFToken": other.get(SESSION).json()["form"], "User-Agent": f"browser {n}", "X-Forwarded-For": f"198.51.100.{n}"}
        answers.append(other.post(SESSION, {"username": "chuangge", "password": "wrong"}, headers=headers).status_code)
    assert answers == [401] * 4 + [429] * 2


def test_a_session_goes_on_while_somebody_guesses_from_the_same_address(asked: Client):
    assert asked.sign_in("chuangge").status_code == 200
    other = asked.beside(asked.peer)
    assert [other.sign_in("chuangge", "wrong").status_code for _ in range(6)][-1] == 429
    assert asked.post(CALLS, CALL).status_code == 200


@pytest.mark.parametrize("body", [
    b"", b"{", b"{}", b"[]", b'"x"', b'{"username": 3, "password": 3}', b'{"username": "chuangge", "password": ["x"]}', b"\xff",
    b'{"username": "\\ud800", "password": "\\u0000"}', b'{"username": "chuangge", "password": "\\ud800"}', b'{"username": %s}' % (b"[" * 2000),
    b'{"username": "x\\u0000", "password": "y"}',
])  # fmt: skip
def test_a_login_that_is_none_is_told(asked: Client, body: bytes, caplog: pytest.LogCaptureFixture):
    form = asked.get(SESSION).json()["form"]
    answer = asked.request("POST", SESSION, content=body, headers={"X-CSRFToken": form})
    assert answer.status_code == 401 and "口令不对" in answer.json()["detail"] and not caplog.records


def test_a_login_brings_no_more_than_a_form(asked: Client):
    assert asked.request("POST", SESSION, content=b" " * 70_000).status_code == 401  # too much of a stranger: it is not read
    assert asked.post(SESSION, {"username": "chuangge", "password": PASSWORD}).status_code == 403  # nor without what the desk gave out


def test_of_many_logins_whose_bodies_come_late_five_are_looked_at(asked: Client):
    """Each try is counted before the next is compared, in however many connections they come."""
    form, cookie = asked.get(SESSION).json()["form"], asked.cookies["shijibu_desk_form"]
    bodies = [json.dumps({"username": "chuangge", "password": "wrong" if i < 19 else PASSWORD}).encode() for i in range(20)]
    head = f"POST {SESSION} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nX-CSRFToken: {form}\r\nCookie: shijibu_desk_form={cookie}\r\n"
    with listening(asked.app) as port:
        waiting = []
        for body in bodies:
            connection = connected(port)
            connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[:-1])
            waiting.append(connection)
        for body, connection in zip(bodies, waiting, strict=True):
            connection.sendall(body[-1:])
        answers = [status(rest(connection)) for connection in waiting]
        for connection in waiting:
            connection.close()
    assert answers.count(401) + answers.count(200) <= 4 and answers.count(429) >= 16, answers


def test_whoever_hangs_up_in_the_middle_fills_no_log(asked: Client, caplog: pytest.LogCaptureFixture):
    with listening(asked.app) as port:
        with connected(port) as connection:
            connection.sendall(f"POST {SESSION} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 50\r\n\r\n{{".encode())
        with connected(port) as connection:
            connection.sendall(b"GET /taskpane.html HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            assert status(rest(connection)) == 200
    assert not caplog.records
