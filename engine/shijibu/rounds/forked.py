"""Work on a round that is done in processes of their own, forked from this one: they know what it knows, and what they need goes with them.

A county's papers and its report take hundreds of megabytes while they are made, and with two processors they are made side by side; so are the
figures of its units.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from shijibu.returns.worker import is_alone, leave_with_parent, without_interrupts


def can_fork() -> bool:
    """Whether work can be done apart: nothing else is at work in this process, and it may have others."""
    return is_alone() and not multiprocessing.current_process().daemon


def done_apart(jobs: Sequence[Callable[[], Any]], at_once: int) -> list[Any]:
    """What each job gives, in their order, so many at once. What it gives must be such as travels between processes.

    A job that fails in its process, or whose process is killed, is done here instead: what is wrong comes out as if nothing had been forked.
    Where nothing can be forked, for want of memory too, or none at once, all are done here, one after the other. None outlives this process,
    however it ends.
    """
    given: dict[int, Any] = {}
    if at_once and can_fork():
        running: dict[Connection, tuple[int, BaseProcess]] = {}
        waiting = list(enumerate(jobs))
        try:
            while waiting or running:
                while waiting and len(running) < at_once:
                    number, job = waiting.pop(0)
                    # Ctrl-C reaches the whole group; this process ends those that it knows of.
                    with suppress(OSError), without_interrupts(tracked=False):
                        pipe, process = _begun(job)
                        running[pipe] = number, process
                ready = wait(list(running)) if running else []
                for pipe in [p for p in running if p in ready]:
                    number, process = running[pipe]
                    with suppress(EOFError, OSError):
                        given[number] = pipe.recv()
                    pipe.close()
                    process.join()
                    del running[pipe]
        finally:
            for pipe, (_, process) in running.items():
                process.kill()
                process.join()
                pipe.close()
    return [given[number] if number in given else job() for number, job in enumerate(jobs)]


def _begun(job: Callable[[], Any]) -> tuple[Connection, BaseProcess]:
    """A process that does the job, and the pipe that it answers through. Raises OSError where the system has none to give."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_give, args=(job, theirs), daemon=True)
    with theirs:
        try:
            process.start()
        except OSError:
            ours.close()
            raise
    return ours, process


def _give(job: Callable[[], Any], pipe: Connection) -> None:
    """The other side; of what fails nothing is said, for it is done again where somebody hears of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    leave_with_parent()
    with suppress(Exception):
        pipe.send(job())
