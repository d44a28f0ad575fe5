"""How long something takes."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable
from typing import Any

TIMES = 3 if os.environ.get("SHIJIBU_BENCH_UNITS") else 1
"""How often each is measured: the suite shows that the benchmarks run, `make bench` what they say."""


def seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def best(work: Callable[[], Any]) -> float:
    """The shortest of several times."""
    return min(seconds(work) for _ in range(TIMES))


def in_turns(*works: Callable[[], Any], times: int = TIMES) -> list[float]:
    """The least of the processor's time that each took, with the processes that it waited for; in turns, so that what else the machine does
    meets all of them alike.
    """
    took = [[processor(work) for work in works] for _ in range(times)]
    return [min(each) for each in zip(*took, strict=True)]


def processor(work: Callable[[], Any]) -> float:
    """Seconds of the processor's time, with the processes that it waited for."""
    before = _used()
    work()
    return _used() - before


def _used() -> float:
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
