"""Our login in place of the packaged provider, which accepts a token that everybody knows.

The gate lets a request in or not; the provider that xlwings Server asks repeats what the gate decided, and refuses what did not pass it.
"""

from __future__ import annotations

import hmac
import secrets
import time
from contextvars import ContextVar
from types import ModuleType
from typing import Any

from shijibu_addin.server.attempts import Attempts

PROVIDER = "shijibu"
admitted: ContextVar[str | None] = ContextVar("admitted", default=None)
"""Who the gate let in with the request at hand."""

COOKIE = "shijibu_session"
_LASTS = 12 * 3600


class Sessions:
    """Logins with the token; sessions live in this process and end with it."""

    def __init__(self, token: str | None):
        self._token = token
        self._until: dict[str, float] = {}
        self.attempts = Attempts()

    def right(self, token: bytes) -> bool:
        """Whether it is the token. Whoever asks has begun one of `attempts` before."""
        return self._token is not None and hmac.compare_digest(token, self._token.encode("utf-8", "surrogatepass"))

    def opened(self) -> str:
        """A new session's key."""
        now = time.monotonic()
        self._until = {key: until for key, until in self._until.items() if until > now}
        key = secrets.token_urlsafe(32)
        self._until[key] = now + _LASTS
        return key

    def valid(self, key: str) -> bool:
        return self._until.get(key, 0) > time.monotonic()


def provider_module() -> ModuleType:
    """The module that xlwings Server asks for the user of a request."""
    from fastapi import HTTPException
    from xlwings_server.models import User

    async def validate_token(token_string: str) -> Any:
        name = admitted.get()
        if name is None:
            raise HTTPException(status_code=401, detail="请先登录")
        return User(id=name, name=name)

    module = ModuleType(f"auth.{PROVIDER}")
    module.validate_token = validate_token  # type: ignore[attr-defined]
    return module
