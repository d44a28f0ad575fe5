"""The ledger behind the desk, and what is entered there of what people do at it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings

from shijibu.ledger import Ledger
from shijibu_desk.options import Options


def options() -> Options:
    """What this desk was started with."""
    held: Options = settings.SHIJIBU_DESK
    return held


def ledger() -> Ledger:
    """The ledger, opened once a process: its connections are pooled, and any thread may use it. Raises LedgerUnavailable."""
    return _opened(options().ledger)


@lru_cache(maxsize=4)
def _opened(url: str) -> Ledger:
    return Ledger.open(url)


def enter(by: str, what: str, **about: Any) -> None:
    """An act of somebody at the desk, in the ledger's audit trail. what: account.made, account.locked, hand-in …; about: whom or what."""
    ledger().enter_act(by, what, about)
