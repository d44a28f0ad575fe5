"""Connections left half open: each ends by itself, and what nobody should buffer is not buffered."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from shijibu_addin.server import upstream
from shijibu_addin.server.app import create_app
from shijibu_addin.server.connections import Connection, Patience
from shijibu_addin.server.headers import HEADERS
from tests.server.raw import answer_to, connected, listening, rest, status

SHORT = Patience(head=0.2, body=0.3, unread=0.4, look=0.05)
HEAD = b"POST /shijibu/calls HTTP/1.1\r\nHost: 127.0.0.1\r\n"
GET = b"GET /taskpane.html HTTP/1.1\r\nHost: 127.0.0.1\r\n"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with listening(create_app(), SHORT) as port:
        yield port


def in_chinese(answer: bytes) -> bool:
    detail = json.loads(answer.partition(b"\r\n\r\n")[2])["detail"]
    return any("\u4e00" <= c <= "\u9fff" for c in detail)


def is_ended(connection: socket.socket) -> bool:
    """Whether the server ends a connection on which now and then a byte is sent, and none is read."""
    for _ in range(400):
        try:
            connection.sendall(b"x")
        except ConnectionError:
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize("begun", [b"G", GET, GET + b"X-More: ", HEAD + b"Content-Length: 50\r\n\r\n", HEAD + b"Content-Length: 50\r\n\r\n{"])
def test_a_request_that_is_never_finished_is_ended(port: int, begun: bytes):
    said = answer_to(port, begun)
    assert status(said) == 408 and in_chinese(said) and b"connection: close" in said


def test_a_connection_on_which_nothing_is_asked_is_closed_without_a_word(port: int):
    assert answer_to(port, b"") == b""


def test_one_byte_at_a_time_does_not_hold_a_connection(port: int):
    with connected(port) as connection:
        connection.sendall(GET + b"X-Slow: ")
        assert is_ended(connection)


def test_the_second_request_of_a_connection_is_waited_for_no_longer(port: int):
    """The web server below forgets its own limit once a byte has come."""
    with connected(port) as connection:
        connection.sendall(GET + b"\r\n")
        assert status(connection.recv(12)) == 200
        connection.sendall(b"GET /")
        assert rest(connection).endswith('断开"}'.encode())


def test_a_body_after_its_refusal_does_not_hold_a_connection(port: int):
    with connected(port) as connection:
        connection.sendall(b"POST /shijibu/calls HTTP/1.1\r\nHost: 127.0.0.1\r\nVia: x\r\nContent-Length: 1000\r\n\r\n")
        assert status(connection.recv(12)) == 401
        connection.sendall(b"{")
        rest(connection)


def test_an_answer_that_nobody_fetches_is_dropped(port: int):
    """As many answers of the longest file as fill every buffer between."""
    packaged = Path(upstream.static_files(upstream.HOME / "static").all_directories[1])
    longest = max((f for f in packaged.rglob("*") if f.is_file()), key=lambda f: f.stat().st_size)
    path = b"/static/" + longest.relative_to(packaged).as_posix().encode()
    with connected(port) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall((b"GET " + path + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") * 10)
        assert is_ended(connection)


@pytest.mark.parametrize("filled", [GET + b"X-Long: " + b"x" * 300_000, GET + b"X-Many: 1\r\n" * 30_000])
def test_an_endless_head_is_refused(port: int, filled: bytes):
    with connected(port) as connection:
        try:
            connection.sendall(filled)
        except ConnectionError:
            return
        assert status(rest(connection)) in (0, 431)


def test_trailers_are_not_kept(port: int):
    """They would be added to the head, however many they are."""
    head = b"POST /shijibu/calls HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
    body = b'{"calls": []}'
    sent = head + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\nOrigin: https://evil.example\r\nX: y\r\n\r\n" % (len(body), body)
    assert answer_to(port, sent).endswith(b'{"results":[]}')


def test_a_stream_without_a_length_is_ended_where_nobody_may(port: int):
    stream = b"POST /shijibu/calls HTTP/1.1\r\nHost: 127.0.0.1\r\nVia: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n"
    said = answer_to(port, stream)
    assert status(said) == 401 and b"connection: close" in said


@pytest.mark.parametrize("nonsense", [
    b"\x16\x03\x01\x02\x00\x01", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x00" * 50, HEAD + b"Content-Length: -1\r\n\r\n",
])  # fmt: skip
def test_what_is_no_request_is_told_so_with_every_header(port: int, nonsense: bytes):
    said = answer_to(port, nonsense)
    assert status(said) == 400 and in_chinese(said)
    assert all(f"{name.lower()}: {value}".encode() in said for name, value in HEADERS.items())


def test_more_connections_than_can_be_served_are_closed_at_once():
    with listening(create_app(), Patience(of_all=3)) as port:
        held = [connected(port) for _ in range(3)]
        assert answer_to(port, GET + b"\r\n") == b""
        for connection in held:
            connection.close()


def test_a_slow_network_is_given_time_by_what_has_come():
    waits = Connection.patience
    assert waits.body > waits.head >= 5 and waits.bytes_a_second * 60 < 2_000_000
