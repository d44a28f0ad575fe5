"""The real server on a socket, and bytes to it as they are: clients tidy an address before they send it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from shijibu_addin.server.connections import Connection, Patience
from shijibu_addin.server.serve import configured

PATIENCE = 30


@contextmanager
def listening(app: Any, patience: Patience | None = None) -> Iterator[int]:
    """The application on a free port of the loopback, as `shijibu serve` runs it, with another patience if given; gives the port."""
    bound = socket.create_server(("127.0.0.1", 0))
    config = configured(app)
    if patience is not None:
        config.http = type("Impatient", (Connection,), {"patience": patience})
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([bound],), daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield bound.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        bound.close()


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)


def answer_to(port: int, request: bytes) -> bytes:
    """All that the server says to the bytes of a request, until it closes."""
    with connected(port) as connection:
        connection.sendall(request)
        return rest(connection)


def rest(connection: socket.socket) -> bytes:
    """Everything until the server closes, however it does."""
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionError:
        pass
    return b"".join(parts)


def get(port: int, path: bytes, *headers: bytes, method: bytes = b"GET") -> bytes:
    lines = [method + b" " + path + b" HTTP/1.1", b"Host: 127.0.0.1:%d" % port, b"Connection: close", *headers]
    return answer_to(port, b"\r\n".join(lines) + b"\r\n\r\n")


def status(answer: bytes) -> int:
    """The status of an answer; 0 where there is none."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.") else 0
