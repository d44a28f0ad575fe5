"""Connections that somebody leaves half open: a request comes whole, in good time and with a head of bearable size, or not at all.

The web server below waits for ever for the rest of a head or a body, and for somebody to fetch an answer.
"""

from __future__ import annotations

import json
from asyncio import TimerHandle
from dataclasses import dataclass
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from shijibu_addin.server.headers import HEADERS
from shijibu_addin.server.settings import is_loopback


@dataclass(frozen=True)
class Patience:
    """Seconds for a head; for a body, and more by how much of it has come; without progress of who fetches an answer; between two looks.
    Bytes of a head. Connections from one address other than this computer, and from all.
    """

    head: float = 10
    body: float = 15
    bytes_a_second: int = 16 * 1024
    unread: float = 60
    look: float = 1
    largest_head: int = 64 * 1024
    of_one: int = 200
    of_all: int = 800


class Connection(HttpToolsProtocol):
    """One connection of the web server."""

    patience = Patience()
    _look_again: TimerHandle | None = None
    _at: tuple[Any, ...] = ()
    _since = 0.0
    _counted: tuple[Any, ...] = ()
    _bytes = 0

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        if self._crowded():
            transport.abort()
            return
        self._at, self._since = self._standing(), self.loop.time()
        self._look_again = self.loop.call_later(self.patience.look, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._look_again is not None:
            self._look_again.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        stage = (self._stage(), self.cycle)
        if stage != self._counted:
            self._counted, self._bytes = stage, 0
        self._bytes += len(data)
        super().data_received(data)
        if (self._stage(), self.cycle) == stage and stage[0] != "body" and self._bytes > self.patience.largest_head:
            self._end(431, "请求的头部太大")

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._stage() != "body":  # what follows a body nobody reads
            super().on_header(name, value)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self.cycle.more_body = False  # the class below leaves it where the answer was first

    def send_400_response(self, msg: str) -> None:
        self._end(400, "请求的格式不对")

    def _unsupported_upgrade_warning(self) -> None:
        """Anybody could fill the log with it."""

    def _crowded(self) -> bool:
        if len(self.connections) > self.patience.of_all:
            return True
        peer = self.client[0] if self.client else ""
        clients = (getattr(c, "client", None) for c in self.connections)
        return not is_loopback(peer) and sum(client is not None and client[0] == peer for client in clients) > self.patience.of_one

    def _stage(self) -> str:
        if self.cycle is None:
            return "head"
        if self.cycle.more_body:
            return "body"
        return "head" if self.cycle.response_complete else "answer"

    def _standing(self) -> tuple[Any, ...]:
        return self._stage(), self.cycle, self.transport.get_write_buffer_size()

    def _look(self) -> None:
        """Ends a connection that has stood at the same too long."""
        now, at = self.loop.time(), self._standing()
        if at != self._at:
            self._at, self._since = at, now
        if now - self._since > self._patience_for(*at):
            if at[2] or self.transport.is_closing():
                self.transport.abort()
            else:
                self._end(408, "请求来得太慢，已断开")
        self._look_again = self.loop.call_later(self.patience.look, self._look)

    def _patience_for(self, stage: str, cycle: Any, unsent: int) -> float:
        if unsent:
            return self.patience.unread
        if stage == "head":
            return self.patience.head
        if stage == "answer" or self.flow.read_paused:  # then it is us who take long
            return float("inf")
        return self.patience.body + self._came() / self.patience.bytes_a_second

    def _came(self) -> int:
        """Bytes that came while it stands where it does."""
        return self._bytes if self._counted == (self._stage(), self.cycle) else 0

    def _end(self, status: int, detail: str) -> None:
        """Say why, where somebody asked and has no answer yet, and close."""
        if self.transport.is_closing():
            return
        asked = self._came() > 0 if self._stage() == "head" else not self.cycle.response_started
        if asked:
            body = json.dumps({"detail": detail}, ensure_ascii=False).encode()
            headers = {**HEADERS, "Content-Type": "application/json; charset=utf-8", "Content-Length": str(len(body)), "Connection": "close"}
            head = b"".join(f"{name.lower()}: {value}\r\n".encode() for name, value in headers.items())
            self.transport.write(STATUS_LINE[status] + head + b"\r\n" + body)
        self.transport.close()
