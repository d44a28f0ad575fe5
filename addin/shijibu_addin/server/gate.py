"""Who comes in: address, host, origin, size and login are looked at here, for requests and sockets alike, before anything else sees them."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any

from shijibu.errors import ShijibuError
from shijibu_addin.server.addresses import is_plain
from shijibu_addin.server.auth import COOKIE, Sessions, admitted
from shijibu_addin.server.calls import OUR_FAULT
from shijibu_addin.server.headers import HEADERS
from shijibu_addin.server.origins import origin
from shijibu_addin.server.settings import Settings, is_loopback

LOG = logging.getLogger("shijibu.server")
Scope = dict[str, Any]
Receive = Callable[[], Any]
Send = Callable[[Any], Any]
LOGIN = "/shijibu/login"
TOO_LARGE = "请求太大，请分成几次"
TOO_MANY = "口令错得太多，请过一分钟再试"
_LARGEST_LOGIN = 4096
_LARGEST_FORM = 64 * 1024
_METHODS = ("GET", "HEAD", "POST")
# What Excel fetches without cookies, and the pane in which one logs in. None of it computes or tells of anybody's work.
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


class TooManyGuesses(ShijibuError):
    """An address has tried the token too often."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the gate is told of the office's desk behind it. visitor: the account whose session a Cookie header carries. holds: whether a path is
    the desk's. signs_in: whether it asks for a login itself; else its pages are for whoever sits at this computer."""

    visitor: Callable[[str], Awaitable[str | None]]
    holds: Callable[[str], bool]
    signs_in: bool = True


class Gate:
    """An ASGI application that guards another. `open_paths` need no login; `headers` go with each answer that lacks them."""

    def __init__(
        self, app: Any, settings: Settings, sessions: Sessions, open_paths: frozenset[str] = frozenset(), headers: Mapping[str, str] = HEADERS,
        desk: Desk | None = None,
    ):  # fmt: skip
        self.app, self.settings, self.sessions, self.headers, self.desk = app, settings, sessions, headers, desk
        self.open_paths = open_paths | OPEN_PATHS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        user, largest, refusal = None, 0, self._refusal(scope, headers)
        if refusal is None:
            user, refusal = await self._visitor(scope, headers)
        if refusal is None and int(headers.get("content-length", "0")) > (largest := self._largest(scope, user)):
            refusal = 413, TOO_LARGE
        if refusal is not None:
            await self._refuse(scope, receive, send, *refusal)
            return
        sent = _Sent(send, self.headers)
        named = admitted.set(user)
        try:
            await self.app(scope, _capped(receive, largest), sent)
        except TooLarge:
            if not sent.started:
                await self._refuse(scope, receive, send, 413, TOO_LARGE)
        except Exception:
            LOG.exception("%s", scope["path"])
            if not sent.started:
                await self._refuse(scope, receive, send, 400, OUR_FAULT)
        finally:
            admitted.reset(named)

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str] | None:
        """What is wrong with a request whoever sent it: status and sentence."""
        if not is_plain(scope):
            return 400, "地址里有不该有的字符"
        if [k for k, _ in scope["headers"]].count(b"host") != 1 or not self.settings.answers_to(headers["host"]):
            return 400, "请求里的服务器名称不对"
        if scope["type"] == "http" and scope["method"] not in _METHODS:
            return 405, "这个地址不接受这样的请求"
        changes = scope["type"] == "websocket" or scope["method"] == "POST"
        if changes and not self._same_origin(scope, headers):
            return 403, "请求来自别的网站，已拒绝"
        if scope["path"] == LOGIN and changes and "content-length" not in headers:
            return 411, "登录的请求须写明长度"
        return (413, TOO_LARGE) if not re.fullmatch("[0-9]{1,15}", headers.get("content-length", "0")) else None

    def _largest(self, scope: Scope, user: str | None) -> int:
        """Bytes that a request may have. Who has not signed in sends a form of the desk at most: what is larger would be laid down unasked."""
        if scope["path"] == LOGIN:
            return _LARGEST_LOGIN
        if self._is_desks(scope):
            return self.settings.largest_upload if user is not None else _LARGEST_FORM
        return self.settings.largest_request

    def _is_desks(self, scope: Scope) -> bool:
        return self.desk is not None and self.desk.holds(scope["path"])

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

    async def _visitor(self, scope: Scope, headers: dict[str, str]) -> tuple[str | None, tuple[int, str] | None]:
        """Who comes, and why not where nobody may."""
        try:
            user = self._user(scope, headers)
        except TooManyGuesses:
            return None, (429, TOO_MANY)
        if self.desk is not None and self.desk.signs_in:
            if self._is_desks(scope):  # only an account's session counts there; the desk itself shows its login to the others
                return await self.desk.visitor(headers.get("cookie", "")), None
            user = user or await self.desk.visitor(headers.get("cookie", ""))
        return user, None if user is not None or self._is_open(scope) else (401, "请先在实绩簿任务窗格里登录")

    def _is_open(self, scope: Scope) -> bool:
        if self.settings.here_alone or scope["type"] != "http":
            return False
        if scope["path"] == LOGIN:
            return scope["method"] == "POST"
        return scope["method"] in ("GET", "HEAD") and (scope["path"] in self.open_paths or scope["path"].startswith("/static/"))

    def _user(self, scope: Scope, headers: dict[str, str]) -> str | None:
        """Without a token: whoever sits at this computer, reached directly. With one: who logged in, wherever."""
        if self.settings.here_alone:
            return "local" if _is_direct(scope, headers) else None
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self.settings.token is not None and self._is_right(scope, token.strip().encode("latin-1")):
            return "token"
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            return None
        return "session" if cookie is not None and self.sessions.valid(cookie.value) else None

    def _is_right(self, scope: Scope, token: bytes) -> bool:
        """Whether a program sent the token, each try counted as at the login. Raises TooManyGuesses."""
        attempt = self.sessions.attempts.begun((scope.get("client") or ("",))[0])
        if attempt is None:
            raise TooManyGuesses
        right = self.sessions.right(token)
        if right:
            self.sessions.attempts.was_right(attempt)
        return right

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, status: int, message: str) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        body = json.dumps({"detail": message}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", "Content-Length": str(len(body)), **self.headers}
        if status == 405:
            headers["Allow"] = ", ".join(_METHODS)
        if any(k == b"transfer-encoding" for k, _ in scope["headers"]):
            headers["Connection"] = "close"  # nobody knows how much of it is still to come
        await send({"type": "http.response.start", "status": status, "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()]})
        await send({"type": "http.response.body", "body": body if scope["method"] != "HEAD" else b""})


def _is_direct(scope: Scope, headers: dict[str, str]) -> bool:
    """Whether a request comes from this computer itself. A proxy on it comes from here too, and speaks for others: it adds headers, or speaks
    HTTP/1.0, as nginx does by itself."""
    client = scope.get("client")
    if client is None or not is_loopback(client[0]) or scope.get("http_version") == "1.0":
        return False
    return not any(_FORWARDED.fullmatch(name) for name in headers)


def _capped(receive: Receive, largest: int) -> Receive:
    seen = 0

    async def capped() -> Any:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > largest:
                raise TooLarge
        return message

    return capped


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
