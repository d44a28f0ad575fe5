"""A ledger whose writer is killed again and again, at moments that nobody chose, is whole each time."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from typing import Any

import pytest

from shijibu.ledger import Ledger, Return


def _returned(unit: str) -> Return:
    inputs = {"tasks": {"rows": [{"title": "甲"}]}}
    return Return(unit=unit, sha256=unit * 4, path=f"{unit}.xlsx", accepted=True, modified=None, inputs=inputs, problems=[])


def _decide_on(where: str, out: Any) -> None:
    with Ledger.open(where) as ledger:
        out.put("ready")
        n = random.random()
        while True:
            n += 1
            ledger.decide("deqing", "2026-Q1", results={"n": n}, figures={"x": ["y" * 50] * 50}, returned=[_returned(f"T{i:02}") for i in range(30)])
            out.put("decided")


@pytest.mark.timeout(60)
def test_a_process_killed_at_any_moment_leaves_the_ledger_whole(tmp_path):
    context = multiprocessing.get_context("fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn")
    where = f"sqlite:///{tmp_path / 'shijibu.db'}"
    with Ledger.open(where) as ledger:
        ledger.decide("deqing", "2026-Q1", results={"n": 0}, figures={}, returned=[_returned("T01"), _returned("T02")])
    moments = random.Random(3)
    for turn in range(20):
        out = context.Queue()
        process = context.Process(target=_decide_on, args=(where, out))
        process.start()
        assert out.get(timeout=30) == "ready"
        if not turn:  # on a busy machine none may have come so far in its time
            assert out.get(timeout=30) == "decided"
        time.sleep(moments.uniform(0, 0.08))
        os.kill(process.pid, signal.SIGKILL)
        process.join()
    with Ledger.open(where) as ledger:
        assert ledger.verify() == []
        revisions = ledger.revisions("deqing", "2026-Q1")
        assert len(revisions) > 1
        assert [d.revision for d in revisions] == list(range(1, len(revisions) + 1))
        assert [d.revision for d in revisions if d.current] == [len(revisions)]
        assert len(ledger.returns("deqing", "2026-Q1")) in (2, 30)
