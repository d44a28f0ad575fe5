"""Whoever asks waits for the own answers alone: one account's requests are worked on one after another."""

from __future__ import annotations

from asyncio import AbstractEventLoop, Lock, get_running_loop
from collections.abc import Callable
from typing import Any
from weakref import WeakValueDictionary

from starlette.concurrency import run_in_threadpool

from shijibu_addin.server.auth import admitted

_TURNS: WeakValueDictionary[tuple[AbstractEventLoop, str], Lock] = WeakValueDictionary()


def turn() -> Lock:
    """Held while something is done for the account that asks."""
    return _TURNS.setdefault((get_running_loop(), admitted.get() or ""), Lock())


async def in_turn(function: Callable[..., Any], *given: Any) -> Any:
    """What the function gives, in a thread, once nothing else is done there for the account that asks: a hundred long requests of one would else
    take every thread from the others."""
    async with turn():
        return await run_in_threadpool(function, *given)
