"""How long something takes."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Used:
    """What a process took, with those that it waited for: seconds by the clock and of the processor, and the most memory of any in MB."""

    clock: float
    processor: float
    peak: float


_LAUNCHER = """
import json, os, subprocess, sys, time
start = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
said = process.stderr.read().decode()
_, status, used = os.wait4(process.pid, 0)
print(json.dumps([os.waitstatus_to_exitcode(status), said, time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""


def used_by(words: Sequence[str], **started: Any) -> Used:
    """What the process of these words takes. A small one starts it: a process counts what its parent holds when it is started as its own.

    Raises RuntimeError where it could not run; that something is to be settled is no failure.
    """
    told = subprocess.run([sys.executable, "-c", _LAUNCHER, *words], check=True, capture_output=True, text=True, **started)
    code, said, clock, spent, peak = json.loads(told.stdout)
    if code not in (0, 1):
        raise RuntimeError(f"{' '.join(words)}: {code}: {said}")
    return Used(clock, spent, peak / 1024)


def _used() -> float:
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
