"""Checking through a dask scheduler: the same answers, and a file that kills its worker costs itself only."""

from __future__ import annotations

import json
import os
import resource
import signal
from pathlib import Path

import pytest
from distributed import LocalCluster

from shijibu.checks import cluster
from shijibu.checks.cluster import NoCluster, _batches, run_on
from shijibu.checks.inbox import check_all
from shijibu.commands import options
from shijibu.spreadsheet.limits import Limits
from tests.command import run
from tests.county import County
from tests.processes import wait_until

_OF_EACH = Path("/proc/self/cwd")
"""A path under which each process finds another folder, as each computer does where the folder of returns is no shared one."""


def test_a_cluster_gives_the_same_answers_as_one_machine_and_a_killed_worker_loses_nothing(tmp_path, monkeypatch):
    county = County.made(tmp_path, units=3)
    county.issue("2026-Q1")
    for unit in county.roster.units:
        county.returned("2026-Q1", unit.code)
    (county.inbox("2026-Q1") / "damaged.xlsx").write_bytes(b"PK\3\4 and no more")
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1") as local:
        there = check_all([county.inbox("2026-Q1")], scheduler=local.scheduler_address)
        monkeypatch.chdir(county.inbox("2026-Q1"))  # its workers stay where they were started
        elsewhere = [check_all([folder], scheduler=local.scheduler_address) for folder in (Path(), _OF_EACH)]
        again = dict(run_on(local.scheduler_address, taken_again, [(n, (n,)) for n in range(4)], Limits()))
        pids = {nanny.pid for nanny in local.workers.values()}
        victims = iter([min(pids)])  # killed when the first file is done, in the middle of the others
        killed = check_all([county.inbox("2026-Q1")], scheduler=local.scheduler_address, progress=lambda done: kill(next(victims, None)))
        assert wait_until(lambda: len({nanny.pid for nanny in local.workers.values()} - pids) == 1), "another takes its place"
        spread = consolidated(county, "--scheduler", local.scheduler_address)
        local.scheduler.allowed_failures = 0  # else it is tried four times
        told = dict(run_on(local.scheduler_address, deadly, [(n, (n,)) for n in range(40)], Limits()))
    here = check_all([county.inbox("2026-Q1")])
    assert json.dumps([c.to_json() for c in there]) == json.dumps([c.to_json() for c in here])
    assert [[c.to_json() for c in those] for those in elsewhere] == [[c.to_json() for c in here]] * 2
    assert [[c.file for c in those] for those in elsewhere] == [[folder / c.path for c in here] for folder in (Path(), _OF_EACH)]
    assert json.dumps([c.to_json() for c in killed]) == json.dumps([c.to_json() for c in here])
    assert max(again.values()) < 20 * 16 * 2**20 / 4096 / 4, "what a file took is kept for the next, not had from the system page by page"
    assert [c.accepted for c in here].count(True) == 3
    assert spread == consolidated(county)
    assert told.pop(_DEADLY).code == "reader.killed" and told == {n: -n for n in range(40) if n != _DEADLY}


def consolidated(county: County, *options: str) -> str:
    """What the command says of the round, as JSON."""
    done = run("consolidate", county.inbox("2026-Q1"), "--scheme", "deqing", "--period", "2026-Q1", "--out", county.folder / "result", "--force",
               "--ledger", county.ledger_url, "--json", *options)
    assert done.returncode == 1, done.stderr  # one file is damaged
    return done.stdout


@pytest.mark.parametrize(("workers", "scheduler", "processors", "at_once"), [
    (1, None, 4, 1), (2, None, 4, 2), (1, "tcp://10.0.0.5:8786", 4, 4), (8, "tcp://10.0.0.5:8786", 4, 8), (1, "tcp://10.0.0.5:8786", None, 1)])
def test_where_a_cluster_reads_all_processors_compute(monkeypatch, workers, scheduler, processors, at_once):
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    assert options.at_once(workers, scheduler) == at_once


_DEADLY = 21


def deadly(number: int) -> int:
    if number == _DEADLY:
        os._exit(1)
    return -number


@pytest.mark.parametrize(("jobs", "processors", "largest", "batches"), [
    (0, 2, 0, 0), (3, 2, 1, 3), (40, 2, 2, 20), (70, 2, 4, 18), (1000, 2, 16, 63), (1000, 40, 3, 334), (20, 0, 2, 10)])
def test_what_is_sent_together_leaves_each_processor_several_shares(jobs, processors, largest, batches):
    sent = _batches([(n, (n,)) for n in range(jobs)], processors)
    assert [job for batch in sent for job in batch] == [(n, (n,)) for n in range(jobs)]
    assert (max(map(len, sent), default=0), len(sent)) == (largest, batches)


def taken_again(number: int) -> int:
    """How many pages a worker has from the system when it takes and leaves 16 MB twenty times."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(20):
        assert b"x" * (2**24 + number)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def kill(pid: int | None) -> None:
    if pid is not None:
        os.kill(pid, signal.SIGKILL)


def test_a_scheduler_that_does_not_answer_is_told_in_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    (tmp_path / "a.xlsx").write_bytes(b"x")
    with pytest.raises(NoCluster, match="不是调度器的地址"):
        check_all([tmp_path], scheduler="[/x]")
    with pytest.raises(NoCluster, match="没有应答"):
        check_all([tmp_path], scheduler="tcp://127.0.0.1:9")
