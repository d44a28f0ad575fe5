"""Trying tokens: each try is counted before it is looked at, wherever it is made, and in however many connections."""

from __future__ import annotations

import json

import pytest

from shijibu_addin.server import attempts
from shijibu_addin.server.app import create_app
from shijibu_addin.server.settings import Settings
from tests.server.client import TOKEN, Client
from tests.server.raw import connected, get, listening, rest, status

LOGIN = "/shijibu/login"


@pytest.fixture
def asked() -> Client:
    """A server with a login, asked from another computer."""
    return Client(Settings(token=TOKEN, hosts=("shijibu.example",)), peer="192.0.2.7", base="http://shijibu.example:8000")


def test_guessing_is_stopped_for_a_minute(asked: Client):
    answers = [asked.post(LOGIN, {"token": f"guess {i}"}).status_code for i in range(7)]
    assert answers == [401] * 5 + [429] * 2
    assert asked.post(LOGIN, {"token": TOKEN}).status_code == 429
    assert asked.beside("192.0.2.9").post(LOGIN, {"token": TOKEN}).status_code == 200


def test_after_the_minute_one_may_try_again(asked: Client, monkeypatch: pytest.MonkeyPatch):
    assert [asked.post(LOGIN, {"token": "wrong"}).status_code for _ in range(6)][-1] == 429
    monkeypatch.setattr(attempts, "_LASTS", 0)
    assert asked.post(LOGIN, {"token": TOKEN}).status_code == 200


@pytest.mark.parametrize(("method", "path"), [
    ("GET", "/shijibu/session"), ("POST", "/shijibu/calls"), ("GET", "/taskpane.html"), ("GET", "/unknown"),
])  # fmt: skip
def test_a_program_that_guesses_is_counted_like_a_person(asked: Client, method: str, path: str):
    for i in range(5):
        assert asked.request(method, path, headers={"Authorization": f"bearer guess {i}"}).status_code in (200, 401)
    right = {"Authorization": f"Bearer {TOKEN}"}
    assert asked.request(method, path, headers=right).status_code == 429
    assert asked.post(LOGIN, {"token": TOKEN}).status_code == 429
    assert asked.beside("192.0.2.9").get("/shijibu/session", headers=right).status_code == 200


def test_the_right_token_is_never_counted(asked: Client):
    right = {"Authorization": f"Bearer {TOKEN}"}
    for _ in range(120):
        assert asked.get("/shijibu/session", headers=right).status_code == 200
    assert all(asked.post(LOGIN, {"token": TOKEN}).status_code == 200 for _ in range(10))


def test_a_session_goes_on_while_somebody_guesses_from_the_same_address(asked: Client):
    assert asked.post(LOGIN, {"token": TOKEN}).status_code == 200
    other = asked.beside(asked.peer)
    assert [other.post(LOGIN, {"token": "wrong"}).status_code for _ in range(6)][-1] == 429
    assert asked.get("/shijibu/session").status_code == 200


@pytest.mark.parametrize("peers", [
    [f"2001:db8:1:2::{i:x}" for i in range(6)], ["192.0.2.7", "::ffff:192.0.2.7"] * 3, ["fe80::1%eth0", "fe80::2%eth1"] * 3,
])  # fmt: skip
def test_one_computer_with_many_addresses_is_one(asked: Client, peers: list[str]):
    answers = [asked.beside(peer).post(LOGIN, {"token": "wrong"}).status_code for peer in peers]
    assert answers == [401] * 5 + [429]


def test_many_computers_together_are_stopped_too(asked: Client):
    answers = [asked.beside(f"192.0.{i // 200}.{i % 200}").post(LOGIN, {"token": "wrong"}).status_code for i in range(102)]
    assert answers == [401] * 100 + [429] * 2


@pytest.mark.parametrize("body", [
    b"", b"{", b"{}", b"[]", b'"x"', b'{"token": 3}', b'{"token": null}', b'{"token": ["x"]}', b'{"token": "\\ud800"}', b"\xff",
    b'{"token": %s}' % (b"[" * 2000), b'{"token": NaN}', b'{"token": %s}' % (b"9" * 4000),
])  # fmt: skip
def test_a_login_that_is_none_is_told_and_counted(asked: Client, body: bytes, caplog: pytest.LogCaptureFixture):
    answers = [asked.request("POST", LOGIN, content=body) for _ in range(6)]
    assert {a.status_code for a in answers[:5]} <= {400, 401} and answers[5].status_code == 429
    assert "内部出错" not in answers[0].text and not caplog.records


def test_a_login_brings_no_more_than_a_token(asked: Client):
    assert asked.post(LOGIN, {"token": "x" * 5000}).status_code == 413
    longest = "密" * 500
    assert Client(Settings(token=longest)).post(LOGIN, {"token": longest}).status_code == 200
    assert Client(Settings(token=longest)).get("/shijibu/session", headers={"Authorization": b"Bearer " + longest.encode()}).status_code == 200


def test_of_many_logins_whose_bodies_come_late_five_are_looked_at():
    bodies = [json.dumps({"token": "wrong" if i < 39 else TOKEN}).encode() for i in range(40)]
    with listening(create_app(Settings(token=TOKEN))) as port:
        waiting = []
        for body in bodies:
            connection = connected(port)
            head = f"POST {LOGIN} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
            connection.sendall(head.encode())
            waiting.append(connection)
        for body, connection in zip(bodies, waiting, strict=True):
            try:
                connection.sendall(body)
            except ConnectionError:
                continue  # answered and closed before
        answers = [status(rest(connection)) for connection in waiting]
        for connection in waiting:
            connection.close()
    assert answers.count(401) == 5 and 200 not in answers and set(answers) <= {401, 429, 0}


def test_whoever_hangs_up_in_the_middle_fills_no_log(caplog: pytest.LogCaptureFixture):
    with listening(create_app(Settings(token=TOKEN))) as port:
        with connected(port) as connection:
            connection.sendall(b"POST /shijibu/login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 50\r\n\r\n{")
        assert status(get(port, b"/taskpane.html")) == 200
    assert not caplog.records
