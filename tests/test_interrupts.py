"""Ctrl-C is silent and clean at any moment: while modules load, while workers start, while files are read."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from multiprocessing import resource_tracker, util
from pathlib import Path

import pytest

from shijibu.returns import worker
from shijibu.returns.worker import run
from tests.county import County
from tests.processes import members_of_group, wait_until

SHIJIBU = Path(sys.executable).with_name("shijibu")


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> County:
    county = County.made(tmp_path_factory.mktemp("county"), units=1)
    county.issue("2026-Q1")
    return county


@pytest.fixture(scope="module")
def inbox(county, tmp_path_factory) -> Path:
    """Enough files to be in the middle of."""
    folder = tmp_path_factory.mktemp("inbox")
    for n in range(60):
        shutil.copy(county.blank("2026-Q1", county.smallest), folder / f"{n}.xlsx")
    return folder


def loaded(name: str) -> Callable[[int], bool]:
    def is_loaded(pid: int) -> bool:
        try:
            return name in Path(f"/proc/{pid}/maps").read_text()
        except OSError:
            return False
    return is_loaded


def workers(count: int) -> Callable[[int], bool]:
    return lambda pid: len(members_of_group(pid)) > count


@pytest.mark.parametrize("moment", [loaded("_pydantic_core"), loaded("_sqlite3"), workers(1), workers(2)],
                         ids=["models load", "the ledger's modules load", "a worker starts", "both workers are there"])
def test_ctrl_c_says_nothing_and_leaves_nothing_running(county, inbox, moment):
    command = subprocess.Popen(
        [SHIJIBU, "check", inbox, "--workers", "2", "--ledger", county.ledger_url], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        start_new_session=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))  # a job in the background ignores it
    assert wait_until(lambda: moment(command.pid) or command.poll() is not None) and command.poll() is None
    os.killpg(command.pid, signal.SIGINT)
    _, said = command.communicate(timeout=60)
    assert "Traceback" not in said and "KeyboardInterrupt" not in said
    assert command.returncode in (130, -signal.SIGINT)
    assert wait_until(lambda: not members_of_group(command.pid))


def test_a_worker_that_is_still_loading_takes_no_interrupt(monkeypatch):
    """`spawn` begins a process of its own before the first worker, and lets interrupts in again when it has."""
    held = []
    monkeypatch.setattr(worker, "START_METHOD", "spawn")
    monkeypatch.setattr(resource_tracker, "_resource_tracker", resource_tracker.ResourceTracker())
    for name in ("ensure_running", "getfd"):
        monkeypatch.setattr(resource_tracker, name, getattr(resource_tracker._resource_tracker, name))
    start = util.spawnv_passfds
    monkeypatch.setattr(util, "spawnv_passfds", lambda *given: (held.append(signal.pthread_sigmask(signal.SIG_BLOCK, ())), start(*given))[1])
    assert list(run(abs, [(0, (-2,))], 1)) == [(0, 2)]
    assert len(held) == 2 and all(signal.SIGINT in mask for mask in held)
