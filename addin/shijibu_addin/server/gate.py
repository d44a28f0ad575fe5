"""Who comes in: address, host, origin, size and account are looked at here, for requests and sockets alike, before anything else sees them.

What a page of the desk may be shown to whom, Django decides. Here is what must hold for both applications behind the one port, or before a body is
read; who somebody is, the desk is asked.
"""

from __future__ import annotations

import json
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from shijibu.errors import ShijibuError
from shijibu_addin.server.addresses import is_plain
from shijibu_addin.server.auth import admitted
from shijibu_addin.server.calls import OUR_FAULT
from shijibu_addin.server.headers import HEADERS
from shijibu_addin.server.origins import origin
from shijibu_addin.server.settings import Settings, is_loopback

LOG = logging.getLogger("shijibu.server")
Scope = dict[str, Any]
Receive = Callable[[], Any]
Send = Callable[[Any], Any]
TOO_LARGE = "请求太大，请分成几次"
TOO_MUCH = "同时交来的太多，请等前面的做完再试"
SIGN_IN = "请先登录：打开实绩簿任务窗格，用考评台的账号登录"
SMALL_FORM = 64 * 1024
"""Bytes of a form that nobody is asked about who sent it."""
_METHODS = ("GET", "HEAD", "POST")
# What Excel fetches without cookies, and the pane in which one signs in. None of it computes or tells of anybody's work.
OPEN_PATHS = {
    "/", "/favicon.ico", "/manifest", "/manifest.xml", "/manifest/download", "/taskpane", "/taskpane.html",
    "/xlwings/custom-functions-meta", "/xlwings/custom-functions-meta.json", "/xlwings/custom-functions-code", "/xlwings/custom-functions-code.js",
    "/xlwings/custom-scripts-meta", "/xlwings/custom-scripts-meta.json",
}  # fmt: skip
# What a proxy adds, each in its own words.
_FORWARDED = re.compile(
    r"forwarded.*|via|x-(forwarded|real|original|client|cluster|remote|proxy|envoy|arr|amzn?|azure|scheme|host|url).*"
    r"|(true-|cf-connecting-|fastly-|fly-)?client-ip|cf-.*|cdn-.*|proxy-.*|remote-addr"
)


class TooLarge(ShijibuError):
    """A request of more bytes than allowed."""


class TooMuch(ShijibuError):
    """Requests of one account of more bytes together than one alone may have."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not let in, as a status and a sentence."""

    status: int
    sentence: str


class Desk(Protocol):
    """The office's desk behind the gate, which knows the accounts. signs_in: whether it asks for them; else it is for whoever sits at this
    computer."""

    signs_in: bool

    def holds(self, path: str) -> bool:
        """Whether a path is the desk's."""
        ...

    async def visitor(self, cookies: str, authorization: str) -> str | None:
        """The account that a request to the add-in's server speaks for; None where it speaks for none."""
        ...

    async def room(self, path: str, cookies: str) -> tuple[str | None, int, Refusal]:
        """Who sends a request to a path of the desk, the bytes that it may have, more than SMALL_FORM where the account may send so many, and what is
        said of more."""
        ...

    def said(self, refusal: Refusal) -> bytes:
        """A page of the desk that says why."""
        ...


class Gate:
    """An ASGI application that guards another. `open_paths` need no login; `headers` go with each answer that lacks them."""

    def __init__(
        self, app: Any, settings: Settings, open_paths: frozenset[str] = frozenset(), headers: Mapping[str, str] = HEADERS, desk: Desk | None = None,
    ):  # fmt: skip
        self.app, self.settings, self.headers, self.desk = app, settings, headers, desk
        self.open_paths = open_paths | OPEN_PATHS
        self._held: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        sent, too_large = _Sent(send, self.headers), Refusal(413, TOO_LARGE)
        try:
            refusal, user = self._refusal(scope, headers), None
            if refusal is None and not (self._is_desks(scope) and self._signs_in()):
                user = await self._user(scope, headers)
                refusal = None if user is not None or self._is_open(scope) else Refusal(401, SIGN_IN)
            if refusal is None:
                sender, largest, too_large = await self._largest(scope, headers, user)
                refusal = too_large if int(headers.get("content-length", "0")) > largest else None
            if refusal is not None:
                await self._refuse(scope, receive, send, refusal)
                return
            with _named(user), _Body(receive, largest, self._held, sender) as body:
                await self.app(scope, body, sent)
        except TooLarge:
            if not sent.started:
                await self._refuse(scope, receive, send, too_large)
        except TooMuch:
            if not sent.started:
                await self._refuse(scope, receive, send, Refusal(429, TOO_MUCH))
        except Exception:
            LOG.exception("%s", scope["path"])
            if not sent.started:
                await self._refuse(scope, receive, send, Refusal(400, OUR_FAULT))

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> Refusal | None:
        """What is wrong with a request whoever sent it."""
        if not is_plain(scope) or b"%00" in scope.get("query_string", b""):  # no text of ours has it, and a database may break off at it
            return Refusal(400, "地址里有不该有的字符")
        if [k for k, _ in scope["headers"]].count(b"host") != 1 or not self.settings.answers_to(headers["host"]):
            return Refusal(400, "请求里的服务器名称不对")
        if scope["type"] == "http" and scope["method"] not in _METHODS:
            return Refusal(405, "这个地址不接受这样的请求")
        changes = scope["type"] == "websocket" or scope["method"] == "POST"
        if changes and not self._same_origin(scope, headers):
            return Refusal(403, "请求来自别的网站，已拒绝")
        return Refusal(413, TOO_LARGE) if not re.fullmatch("[0-9]{1,15}", headers.get("content-length", "0")) else None

    async def _largest(self, scope: Scope, headers: dict[str, str], user: str | None) -> tuple[str | None, int, Refusal]:
        """Who sends a request, bytes that it may have, and what is said of more. The desk is asked only where it is more than a small form."""
        if self.desk is None or not self._is_desks(scope):
            return user, self.settings.largest_request, Refusal(413, TOO_LARGE)
        small = "transfer-encoding" not in headers and int(headers.get("content-length", "0")) <= SMALL_FORM
        if small or scope["method"] != "POST":
            return None, SMALL_FORM, Refusal(413, TOO_LARGE)
        sender, largest, too_large = await self.desk.room(scope["path"], headers.get("cookie", ""))
        return sender and f"desk {sender}", largest, too_large

    def _is_desks(self, scope: Scope) -> bool:
        return self.desk is not None and scope["type"] == "http" and self.desk.holds(scope["path"])

    def _signs_in(self) -> bool:
        return self.desk is not None and self.desk.signs_in

    def _same_origin(self, scope: Scope, headers: dict[str, str]) -> bool:
        """Programs send no Origin; a page must be one of ours, of the same scheme, name and port."""
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return False
        sent = [v.decode("latin-1") for k, v in scope["headers"] if k == b"origin"]
        if not sent:
            return True
        encrypted = scope.get("scheme") in ("https", "wss")
        ours = {origin(f"{'https' if encrypted else 'http'}://{headers['host']}"), *self.settings.origins}
        return len(sent) == 1 and origin(sent[0]) in ours - {None}

    def _is_open(self, scope: Scope) -> bool:
        if self.settings.here_alone or scope["type"] != "http":
            return False
        return scope["method"] in ("GET", "HEAD") and (scope["path"] in self.open_paths or scope["path"].startswith("/static/"))

    async def _user(self, scope: Scope, headers: dict[str, str]) -> str | None:
        """Who uses the add-in's server: an account of the desk; where others cannot come, whoever sits at this computer, reached directly."""
        if self.settings.here_alone and _is_direct(scope, headers):
            return "local"
        if self.desk is None or not self.desk.signs_in:
            return None
        return await self.desk.visitor(headers.get("cookie", ""), headers.get("authorization", ""))

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, refusal: Refusal) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        if self.desk is not None and is_plain(scope) and self._is_desks(scope):
            kind, body = "text/html", self.desk.said(refusal)
        else:
            kind, body = "application/json", json.dumps({"detail": refusal.sentence}, ensure_ascii=False).encode()
        headers = {"Content-Type": f"{kind}; charset=utf-8", "Content-Length": str(len(body)), **self.headers}
        if refusal.status == 405:
            headers["Allow"] = ", ".join(_METHODS)
        if any(k == b"transfer-encoding" for k, _ in scope["headers"]):
            headers["Connection"] = "close"  # nobody knows how much of it is still to come
        sent = [(k.lower().encode(), v.encode()) for k, v in headers.items()]
        await send({"type": "http.response.start", "status": refusal.status, "headers": sent})
        await send({"type": "http.response.body", "body": body if scope["method"] != "HEAD" else b""})


@contextmanager
def _named(user: str | None) -> Iterator[None]:
    """Whom the gate let in, for the application behind."""
    token = admitted.set(user)
    try:
        yield
    finally:
        admitted.reset(token)


def _is_direct(scope: Scope, headers: dict[str, str]) -> bool:
    """Whether a request comes from this computer itself. A proxy on it comes from here too, and speaks for others: it adds headers, or speaks
    HTTP/1.0, as nginx does by itself."""
    client = scope.get("client")
    if client is None or not is_loopback(client[0]) or scope.get("http_version") == "1.0":
        return False
    return not any(_FORWARDED.fullmatch(name) for name in headers)


class _Body:
    """`receive` of a request, as far as its body goes: no larger than it may be, and the bodies of one account that are being read or worked on no
    larger together than one alone. It counts what has come: what is only announced keeps nobody else out."""

    def __init__(self, receive: Receive, largest: int, held: Counter[str], sender: str | None):
        self._receive, self._largest, self._held, self._sender, self._seen = receive, largest, held, sender, 0

    def __enter__(self) -> _Body:
        return self

    def __exit__(self, *_: object) -> None:
        if self._sender is not None:
            self._held[self._sender] -= self._seen
            if self._held[self._sender] <= 0:
                del self._held[self._sender]

    async def __call__(self) -> Any:
        message = await self._receive()
        if message["type"] == "http.request":
            came = len(message.get("body", b""))
            self._seen += came
            if self._sender is not None:
                self._held[self._sender] += came
            if self._seen > self._largest:
                raise TooLarge
            if self._sender is not None and self._held[self._sender] > self._largest:
                raise TooMuch
        return message


class _Sent:
    """`send` with the security headers that an answer lacks; knows whether an answer has begun."""

    def __init__(self, send: Send, headers: Mapping[str, str]):
        self.send, self.headers, self.started = send, headers, False

    async def __call__(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            named = {k.lower() for k, _ in message["headers"]}
            missing = [(k.lower().encode(), v.encode()) for k, v in self.headers.items() if k.lower().encode() not in named]
            message = {**message, "headers": [*message["headers"], *missing]}
        await self.send(message)
