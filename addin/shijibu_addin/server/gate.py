"""Who comes in: address, host, origin, size and login are looked at here, for requests and sockets alike, before anything else sees them."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from shijibu_addin.server.addresses import is_plain
from shijibu_addin.server.auth import COOKIE, Sessions, admitted
from shijibu_addin.server.calls import OUR_FAULT
from shijibu_addin.server.headers import HEADERS
from shijibu_addin.server.settings import Settings, is_loopback

LOG = logging.getLogger("shijibu.server")
Scope, Receive, Send = dict[str, Any], Callable[[], Any], Callable[[Any], Any]
LOGIN = "/shijibu/login"
TOO_LARGE = "请求太大，请分成几次"
# What Excel fetches without cookies, and the pane in which one logs in. None of it computes or tells of anybody's work.
_OPEN = {
    "/", "/favicon.ico", "/manifest", "/manifest.xml", "/manifest/download", "/taskpane", "/taskpane.html",
    "/xlwings/custom-functions-meta", "/xlwings/custom-functions-meta.json", "/xlwings/custom-functions-code", "/xlwings/custom-functions-code.js",
    "/xlwings/custom-scripts-meta", "/xlwings/custom-scripts-meta.json",
}  # fmt: skip
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


class TooLarge(Exception):
    """A request of more bytes than allowed."""


class Gate:
    """An ASGI application that guards another. `open_paths` need no login; `headers` go with each answer that lacks them."""

    def __init__(
        self, app: Any, settings: Settings, sessions: Sessions, open_paths: frozenset[str] = frozenset(), headers: Mapping[str, str] = HEADERS
    ):
        self.app, self.settings, self.sessions, self.headers = app, settings, sessions, headers
        self.open_paths = open_paths | _OPEN

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        if refusal := self._refusal(scope, headers):
            await _refuse(scope, receive, send, *refusal)
            return
        sent = _Sent(send, self.headers)
        user = admitted.set(self._user(scope, headers))
        try:
            await self.app(scope, self._capped(receive), sent)
        except TooLarge:
            if not sent.started:
                await _refuse(scope, receive, send, 413, TOO_LARGE)
        except Exception:
            LOG.exception("%s", scope["path"])
            if not sent.started:
                await _refuse(scope, receive, send, 400, OUR_FAULT)
        finally:
            admitted.reset(user)

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str] | None:
        if not is_plain(scope):
            return 400, "地址里有不该有的字符"
        host = headers.get("host", "")
        if [k for k, _ in scope["headers"]].count(b"host") != 1 or not self.settings.answers_to(_name(host)):
            return 400, "请求里的服务器名称不对"
        changes = scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD")
        if changes and not _same_origin(host, headers):
            return 403, "请求来自别的网站，已拒绝"
        if headers.get("content-length", "0").isdigit() and int(headers.get("content-length", "0")) > self.settings.largest_request:
            return 413, TOO_LARGE
        if self._user(scope, headers) is None and not self._is_open(scope):
            return 401, "请先在实绩簿任务窗格里登录"
        return None

    def _is_open(self, scope: Scope) -> bool:
        if self.settings.token is None or scope["type"] != "http":
            return False
        if scope["path"] == LOGIN:
            return scope["method"] == "POST"
        return scope["method"] in ("GET", "HEAD") and (scope["path"] in self.open_paths or scope["path"].startswith("/static/"))

    def _user(self, scope: Scope, headers: dict[str, str]) -> str | None:
        """Without a token: whoever sits at this computer, reached directly. With one: who logged in, wherever."""
        if self.settings.token is None:
            client = scope.get("client")
            direct = client is not None and is_loopback(client[0]) and not any(name in headers for name in _FORWARDED)
            return "local" if direct else None
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self.sessions.right(token.strip()):
            return "token"
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            return None
        return "session" if cookie is not None and self.sessions.valid(cookie.value) else None

    def _capped(self, receive: Receive) -> Receive:
        seen = 0

        async def capped() -> Any:
            nonlocal seen
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > self.settings.largest_request:
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


def _name(host: str) -> str:
    """The name in a Host header, its port left out."""
    if host.startswith("["):
        return host.partition("]")[0]
    return host.rpartition(":")[0] if host.count(":") == 1 else host


def _same_origin(host: str, headers: dict[str, str]) -> bool:
    """Programs send no Origin; a page must be one of ours."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2].lower() == host.lower()


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, message: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    body = json.dumps({"detail": message}, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "Content-Length": str(len(body)), **HEADERS}
    await send({"type": "http.response.start", "status": status, "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()]})
    await send({"type": "http.response.body", "body": body if scope["method"] != "HEAD" else b""})
