"""The one-time token in the address that `shijibu desk` opens: who has it sits at this computer and started the desk."""

from __future__ import annotations

import hashlib
import hmac
import secrets

ADDRESS = "/first/"
_BYTES = 32


def new_token() -> str:
    return secrets.token_urlsafe(_BYTES)


def trace_of(token: str) -> str:
    """By which a token is known, and from which nobody makes it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def admits(trace: str, token: str) -> bool:
    """Whether a token is the one of this trace; an empty trace admits none."""
    return bool(trace) and hmac.compare_digest(trace, trace_of(token))
