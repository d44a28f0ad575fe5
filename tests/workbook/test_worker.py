"""Reading in workers: whatever becomes of one job, the others get their answers and nothing is left running."""

from __future__ import annotations

import multiprocessing
import os
import time

import pytest

from shijibu.workbook.limits import Limits
from shijibu.workbook.refused import Refused
from shijibu.workbook.worker import run

QUICK = Limits(worker_seconds=5, worker_memory_bytes=2**30)


def double(n: int) -> int:
    return 2 * n



def act(what: str, n: int):
    """One job of several kinds, in a worker."""
    match what:
        case "die":
            os._exit(3)
        case "loop":
            while True:
                pass
        case "hog":
            return [bytearray(2**26) for _ in range(64)]
        case "raise":
            raise ValueError(n)
        case "lambda":
            return lambda: n
    return double(n)


def outcomes(kinds: list[str], workers: int = 2, limits: Limits = QUICK) -> list:
    told = dict(run(act, [(i, (kind, i)) for i, kind in enumerate(kinds)], workers, limits))
    return [v.code if isinstance(v, Refused) else v for _, v in sorted(told.items())]


@pytest.mark.parametrize(("kind", "code"), [
    ("die", "reader.killed"), ("hog", "reader.killed"), ("raise", "file.unreadable"), ("lambda", "file.unreadable"),
])
def test_a_poisoned_job_costs_itself_and_nothing_else(kind, code):
    assert outcomes(["double", kind, "double", "double"]) == [0, code, 4, 6]


def test_an_endless_job_is_ended_and_the_others_go_on():
    began = time.monotonic()
    assert outcomes(["loop", "double", "double"], limits=Limits(worker_seconds=1)) == ["reader.timeout", 2, 4]
    assert time.monotonic() - began < 10


def test_every_job_may_fail_with_one_worker():
    assert outcomes(["die", "die", "raise", "double"], workers=1) == ["reader.killed", "reader.killed", "file.unreadable", 6]


def test_no_jobs_start_no_worker():
    assert list(run(double, [], 4)) == []
    assert multiprocessing.active_children() == []


def test_no_process_is_left_when_all_is_done():
    outcomes(["double", "die"])
    assert multiprocessing.active_children() == []


def test_no_process_is_left_when_the_caller_stops_in_the_middle():
    running = run(act, [(0, ("double", 0)), (1, ("loop", 1)), (2, ("loop", 2))], 2, QUICK)
    assert next(running) == (0, 0)
    running.close()
    assert multiprocessing.active_children() == []


def test_a_refusal_comes_back_with_its_facts():
    (_, told), = run(refuse, [(0, ())], 1, QUICK)
    assert (told.code, told.sheet, told.facts) == ("file.ratio", "表", {"limit": 3})


def refuse() -> Refused:
    return Refused("file.ratio", sheet="表", limit=3)


def test_a_worker_that_died_between_two_jobs_is_replaced():
    limits = Limits(worker_seconds=20)
    running = run(linger, [(0, (0,)), (1, (1,)), (2, (2,))], 1, limits)
    assert next(running) == (0, 0)
    time.sleep(0.5)
    assert [(k, v.code if isinstance(v, Refused) else v) for k, v in running] == [(1, "reader.killed"), (2, 4)]


def linger(n: int) -> int:
    """Answers, and in the first job leaves a thread behind that ends the process soon after."""
    if n == 0:
        import threading

        threading.Timer(0.2, os._exit, (1,)).start()
    if n == 1:
        time.sleep(5)
    return 2 * n
