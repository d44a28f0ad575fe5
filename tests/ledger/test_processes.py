"""Several processes at one ledger, and a process that is killed."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from shijibu.ledger import Ledger

WRITER = """
import sys
from shijibu.ledger import Ledger
url, name = sys.argv[1:]
with Ledger.open(url) as ledger:
    for n in range(15):
        print(*ledger.next_numbers(2))
        ledger.sight(f"{name}-{n}")
        ledger.decide("deqing", "2026-Q1", results={"by": name, "n": n}, figures={}, returned=[])
"""

# The payload is larger than SQLite's page cache, so that pages of the unfinished transaction are in the file when it dies.
KILLED = """
import os, signal, sys
from sqlalchemy import event
from shijibu.ledger import Ledger, Return
url, statement = sys.argv[1:]
ledger = Ledger.open(url)
engine = ledger._database.engine

@event.listens_for(engine, "after_cursor_execute")
def executed(connection, cursor, sql, *_):
    if sql.startswith(statement):
        os.kill(os.getpid(), signal.SIGKILL)

@event.listens_for(engine, "commit")
def committing(connection):
    if statement == "COMMIT":
        os.kill(os.getpid(), signal.SIGKILL)

big = {"text": "实绩" * 1_500_000}
ledger.decide("deqing", "2026-Q1", results={"score": 90} | big, figures=big, returned=[
    Return(f"T{n:02}", str(n), "x.xlsx", True, None, big if n == 1 else {}, []) for n in range(5)])
"""


def start(program: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_two_processes_writing_at_once_both_succeed(url):
    """From the very first: both find no ledger and make one."""
    running = [start(WRITER, url, name) for name in ("a", "b")]
    numbers = []
    for process in running:
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        numbers += [int(n) for n in out.split()]
    assert sorted(numbers) == list(range(1, 61))
    with Ledger.open(url) as ledger:
        revisions = ledger.revisions("deqing", "2026-Q1")
        assert [d.revision for d in revisions] == list(range(1, 31))
        assert [d.current for d in revisions] == [False] * 29 + [True]
        assert ledger.verify() == []


@pytest.mark.parametrize("statement", [
    "UPDATE decisions", "INSERT INTO decisions", "INSERT INTO returns", "INSERT INTO audit", "COMMIT",
])
def test_a_process_killed_in_the_middle_of_deciding_leaves_the_ledger_whole(url, returned, statement):
    with Ledger.open(url) as ledger:
        ledger.decide("deqing", "2026-Q1", results={"score": 80}, figures={"T01": 80}, returned=[returned()])
    process = start(KILLED, url, statement)
    _, err = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL, err
    with Ledger.open(url) as ledger:
        assert [(d.revision, d.current, d.results) for d in ledger.revisions("deqing", "2026-Q1")] == [(1, True, {"score": 80})]
        assert ledger.returns("deqing", "2026-Q1") == [returned()]
        assert ledger.verify() == []
        assert ledger.decide("deqing", "2026-Q1", results={"score": 90}, figures={}, returned=[]) == 2
